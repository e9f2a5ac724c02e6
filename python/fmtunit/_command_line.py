"""The command `python -m fmtunit`."""

import argparse
import importlib.metadata
import os
import sys
from pathlib import Path
from typing import List, NoReturn, Optional, Tuple, Union

from ._check import check
from ._environment import TIERS, environment
from ._library import NotServed

_USAGE = "python [option of python ...] -m fmtunit [option ...] (script.py | -m module | -c code | -) [argument ...]"


def main(arguments: List[str]) -> int:
    """Replaces this process by the program that the arguments name. Returns an exit status if there is none."""
    own, program = split(arguments)
    parser = _parser()
    options = parser.parse_args(own)
    if options.check:
        if program:
            parser.error(f"--check runs no program: {program[0]}")
        result = check()
        print(f"fmtunit: {result.reason}")
        return 0 if result.is_served else 1
    if not program:
        parser.error("no program is given")
    if program[0] in ("-m", "-c") and len(program) == 1:
        parser.error(f"argument expected for {program[0]}")
    _run(program, options.stats, options.tier)


def split(arguments: List[str]) -> Tuple[List[str], List[str]]:
    """Splits our own options from the program and its arguments."""
    for index, argument in enumerate(arguments):
        if argument == "--":
            return arguments[:index], arguments[index + 1 :]
        if argument == "-" or argument[:2] in ("-m", "-c") or not argument.startswith("-"):
            return arguments[:index], arguments[index:]
    return arguments, []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fmtunit",
        usage=_USAGE,
        description="Runs a program with the format functions of CPython's C API compiled. Its exit status, "
        "signals and streams are its own: it replaces this process.",
        epilog="Options are written `--name=value`. Arguments after the program belong to it.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="say whether this interpreter can be served, or why not",
    )
    parser.add_argument(
        "--stats",
        nargs="?",
        const=True,
        type=_stats_file,
        metavar="FILE",
        help="append the number of calls of each function to a file, or write it to the standard error",
    )
    parser.add_argument(
        "--tier", choices=TIERS, help="how formats are run; auto by default"
    )
    parser.add_argument("--version", action="version", version=_version())
    return parser


def _stats_file(name: str) -> Path:
    """Checks that a file can be appended to: the preload library could not report it."""
    try:
        with open(name, "ab"):
            return Path(name)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{name!r} cannot be written: {error.strerror}") from None


def _version() -> str:
    try:
        return f"fmtunit {importlib.metadata.version('fmtunit')}"
    except importlib.metadata.PackageNotFoundError:
        return "fmtunit, not installed"


def _run(program: List[str], stats: Union[bool, Path, None], tier: Optional[str]) -> NoReturn:
    try:
        variables = environment(stats=stats, tier=tier)
    except NotServed as reason:
        sys.exit(f"fmtunit: {reason}")
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, *_options_of_python(), *program], variables)


def _options_of_python() -> List[str]:
    """Returns the options of this interpreter before `-m fmtunit`."""
    if sys.version_info >= (3, 10):
        command = sys.orig_argv
    else:
        command = [
            os.fsdecode(argument)
            for argument in Path("/proc/self/cmdline").read_bytes().split(b"\0")[:-1]
        ]
    options = command[1 : len(command) - len(sys.argv) + 1]
    # The last one names the module, perhaps together with options: `-m fmtunit`, `-mfmtunit`, `-Im fmtunit`.
    last = options.pop()
    flag = last[: -len("fmtunit")] if last.startswith("-") else options.pop()
    return [*options, *([flag[:-1]] if flag != "-m" else [])]
