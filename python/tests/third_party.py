"""Runs the tests of unchanged wheels with the preload library and without; the results must be the same.

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

# With fewer calls, the tests have not reached the preload library.
FEWEST_CALLS = 1_000


@dataclass(frozen=True)
class Package:
    """A package with extension modules, and the place of its tests."""

    name: str
    #: The arguments of pytest that name the tests.
    tests: Tuple[str, ...]
    #: The directory of the tests in the source distribution, if the wheel lacks them.
    directory: Optional[str] = None
    #: Packages that the tests need in addition to pytest.
    needs: Tuple[str, ...] = ()
    #: Skipped tests, as expressions for the option `-k` of pytest, with reasons.
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
    """A reason why tests cannot run."""


@dataclass
class Run:
    """The result of a run of a package's tests."""

    #: The exit status of pytest, or its signal.
    status: str
    #: The outcomes of the tests of each name.
    outcomes: Dict[str, List[str]]
    #: The number of calls, including delegated ones.
    calls: int = 0
    #: The number of calls that were delegated to CPython, by function and format.
    delegated: Counter[str] = field(default_factory=collections.Counter)

    def count(self) -> int:
        """Counts the tests."""
        return sum(map(len, self.outcomes.values()))

    def differences(self, other: "Run") -> List[str]:
        """Lists the tests with other outcomes."""
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
    given = parser.parse_args().packages or names
    unknown = set(given) - set(names)
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
                if package.name in given
                for difference in compare(package, Path(directory, package.name))
            ]
    except (Fault, fmtunit.NotServed) as fault:
        sys.exit(f"error: {fault}")
    for difference in differences:
        print(f"DIFFERENT: {difference}")
    return 1 if differences else 0


def compare(package: Package, directory: Path) -> List[str]:
    """Runs the tests of a package in all tiers and without the library; returns the differences."""
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
    """Installs the wheel; extracts the tests from the source distribution if the wheel lacks them.

    The rest of it stays there: the modules in it must not be found before those of the wheel.
    """
    pip("install", "--only-binary", package.name, package.name, "pytest", *package.needs)
    if package.directory is None:
        return
    requirement = f"{package.name}=={metadata.version(package.name)}"
    pip("download", "--no-deps", "--no-binary", package.name, "--dest", str(directory), requirement)
    for archive in directory.glob("*.tar.gz"):
        with tarfile.open(archive) as members:
            # Later versions of Python do so by default; the first releases of earlier ones cannot.
            members.extraction_filter = getattr(tarfile, "data_filter", None)
            for member in members:
                # The path starts with the name of the distribution.
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
        # Names of some tests contain addresses of objects.
        name = re.sub(r"0x[0-9a-f]{6,}", "0x…", f"{case.get('classname')}.{case.get('name')}")
        result[name].append("+".join(kinds) or "passed")
    return dict(result)


def count(result: Run, stats: str) -> None:
    """Adds the counts that the preload library has written."""
    for line in stats.splitlines():
        _, _, function, first, *rest = line.split("\t")
        what, _, value = first.partition(" ")
        if what == "calls":
            result.calls += int(value)
        elif what == "format":
            result.delegated[f"{function} {value}"] += int(rest[0].split(" ")[1])


if __name__ == "__main__":
    sys.exit(main())
