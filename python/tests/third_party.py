"""Wheels of others, as they are, and their own tests: what comes out is the same with the preload library and without.

Run it by a virtual environment in which fmtunit is installed; it installs the other packages there, too.
"""

import argparse
import collections
import os
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Counter, Dict, List, Mapping, Optional, Sequence, Tuple

import fmtunit

TIERS = ("auto", "jit")

# Fewer calls show that the tests have not come to us.
FEWEST_CALLS = 1_000


@dataclass(frozen=True)
class Package:
    """A package with extension modules, and where its tests are."""

    name: str
    #: What pytest is to run.
    tests: Tuple[str, ...]
    #: The directory of the tests in the source distribution, if the wheel does not have them.
    directory: Optional[str] = None
    #: What the tests need besides pytest.
    needs: Tuple[str, ...] = ()
    #: Tests that are left out, as expressions for pytest's option `-k`, and why.
    skipped: Mapping[str, str] = field(default_factory=dict)


PACKAGES = (
    Package(
        "pillow",
        ("Tests",),
        directory="Tests",
        skipped={
            "test_file_palm and (test_monochrome or test_p_mode)": "they need an ImageMagick that can convert"
        },
    ),
    Package("bitarray", ("--pyargs", "bitarray.test_bitarray", "bitarray.test_util")),
    Package("numpy", ("--pyargs", "numpy.lib", "numpy.ma"), needs=("hypothesis",)),
    Package("zstandard", ("tests",), directory="tests", needs=("hypothesis",)),
)


class Fault(Exception):
    """What keeps tests from being run at all."""


@dataclass
class Run:
    """What running the tests of a package came to."""

    #: How pytest ended.
    status: str
    #: What became of the tests of a name.
    outcomes: Dict[str, List[str]]
    #: How often a function was called, whoever has done it.
    calls: int = 0
    #: Functions and formats that were delegated to CPython, and how often.
    delegated: Counter[str] = field(default_factory=collections.Counter)

    def count(self) -> int:
        """How many tests there are."""
        return sum(map(len, self.outcomes.values()))

    def differences(self, other: "Run") -> List[str]:
        """The tests that have come to something else."""
        names = sorted(self.outcomes.keys() | other.outcomes.keys())
        pairs = ((name, self.outcomes.get(name), other.outcomes.get(name)) for name in names)
        found = [
            f"{name}: {mine}, and without {theirs}"
            for name, mine, theirs in pairs
            if mine != theirs
        ]
        if self.status != other.status:
            found.append(f"pytest: {self.status}, and without {other.status}")
        return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = [package.name for package in PACKAGES]
    parser.add_argument(
        "packages", nargs="*", metavar="package", help=f"of {', '.join(names)}; otherwise all"
    )
    wanted = parser.parse_args().packages or names
    unknown = set(wanted) - set(names)
    if unknown:
        parser.error(f"not known: {', '.join(sorted(unknown))}")
    if sys.prefix == sys.base_prefix:
        parser.error("this is no virtual environment")
    try:
        library = fmtunit.library_path()
        with tempfile.TemporaryDirectory() as directory:
            print(f"{sys.version.split()[0]}, {library.name}")
            differences = [
                difference
                for package in PACKAGES
                if package.name in wanted
                for difference in compare(package, Path(directory, package.name))
            ]
    except (Fault, fmtunit.NotServed) as fault:
        sys.exit(f"error: {fault}")
    for difference in differences:
        print(f"DIFFERENT: {difference}")
    return 1 if differences else 0


def compare(package: Package, directory: Path) -> List[str]:
    """Runs the tests of a package in all ways; the differences."""
    directory.mkdir()
    prepare(package, directory)
    title = f"{package.name} {metadata.version(package.name)}"
    plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    expected = run(package, directory, plain)
    summary = Counter(outcome for outcomes in expected.outcomes.values() for outcome in outcomes)
    print(
        f"{title:18} {'without':8} {', '.join(f'{n} {it}' for it, n in summary.items())}, {expected.status}"
    )
    for name, kinds in expected.outcomes.items():
        if not {"passed", "skipped"}.issuperset(kinds):
            print(f"{'':27} {name}: {', '.join(kinds)}")
    for tests, reason in package.skipped.items():
        print(f"{'':27} left out {tests}: {reason}")
    if not summary["passed"]:
        raise Fault(f"no test of {package.name} has passed without the preload library")
    faults = []
    for tier in TIERS:
        stats = directory / f"stats-{tier}"
        found = run(package, directory, fmtunit.environment(plain, stats=stats, tier=tier), stats)
        different = found.differences(expected)
        if found.calls < FEWEST_CALLS:
            different.append(f"only {found.calls} calls have been counted")
        print(
            f"{title:18} {tier:8} {found.count():6} tests, {len(different)} different; "
            f"{found.calls} calls, {sum(found.delegated.values())} delegated",
            flush=True,
        )
        for format, times in found.delegated.most_common():
            print(f"{'':27} {format}: {times} times")
        faults += [f"{title} {tier}: {difference}" for difference in different]
    return faults


def prepare(package: Package, directory: Path) -> None:
    """Installs the wheel; takes the tests out of the source distribution, if that alone has them.

    The rest of it stays there: the modules in it must not be found before those of the wheel.
    """
    pip("install", "--only-binary", package.name, package.name, "pytest", *package.needs)
    if package.directory is None:
        return
    wanted = f"{package.name}=={metadata.version(package.name)}"
    pip("download", "--no-deps", "--no-binary", package.name, "--dest", str(directory), wanted)
    for archive in directory.glob("*.tar.gz"):
        with tarfile.open(archive) as members:
            # Later versions of Python do so by themselves; and the first releases of early ones cannot.
            members.extraction_filter = getattr(tarfile, "data_filter", None)
            for member in members:
                # The first part of the path is the name of the distribution.
                root, _, path = member.name.partition("/")
                if path.split("/")[0] == package.directory:
                    member.name = path
                    members.extract(member, directory)


def pip(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments])
    if done.returncode != 0:
        raise Fault(f"pip {' '.join(arguments)} has failed")


def run(
    package: Package, directory: Path, variables: Dict[str, str], stats: Optional[Path] = None
) -> Run:
    """Runs the tests of a package."""
    report = directory / "report.xml"
    report.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
    ]
    if package.skipped:
        command += ["-k", " and ".join(f"not ({tests})" for tests in package.skipped)]
    done = subprocess.run(
        [*command, *package.tests],
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    result = Run(ending(done.returncode), outcomes(report))
    if not result.outcomes:
        print(done.stdout[-2000:])
    if stats is not None and stats.exists():
        count(result, stats.read_text())
    return result


def ending(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"


def outcomes(report: Path) -> Dict[str, List[str]]:
    """Reads a report in the format of JUnit."""
    result: Dict[str, List[str]] = collections.defaultdict(list)
    for case in xml.parse(report).iter("testcase") if report.exists() else ():
        kinds = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        # Some tests are named by objects, and these by where they are.
        name = re.sub(r"0x[0-9a-f]{6,}", "0x…", f"{case.get('classname')}.{case.get('name')}")
        result[name].append("+".join(kinds) or "passed")
    return dict(result)


def count(result: Run, stats: str) -> None:
    """Adds what the preload library has written."""
    for line in stats.splitlines():
        _, _, function, first, *rest = line.split("\t")
        what, _, value = first.partition(" ")
        if what == "calls":
            result.calls += int(value)
        elif what == "format":
            result.delegated[f"{function} {value}"] += int(rest[0].split(" ")[1])


if __name__ == "__main__":
    sys.exit(main())
