"""The check whether the preload library works with the running interpreter."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ._environment import environment
from ._library import NotServed

# Calls of C modules whose functions parse formats. Some builds lack some of the modules.
_PROGRAM = """
def call(module, function):
    try:
        function(__import__(module))
    except ImportError:
        pass

call("array", lambda array: array.array("i", [1]))
call("datetime", lambda datetime: datetime.timedelta(days=1))
call("zlib", lambda zlib: zlib.decompressobj())
call("ctypes", lambda ctypes: ctypes.pythonapi.PyArg_ParseTuple(ctypes.py_object(()), b""))
"""


@dataclass(frozen=True)
class Check:
    """The result of `check`."""

    #: Whether calls of CPython's functions reach fmtunit.
    is_served: bool
    #: The reason, or the evidence.
    reason: str


def check() -> Check:
    """Runs an interpreter like this one with the preload library, and checks that its calls are counted."""
    try:
        with tempfile.TemporaryDirectory() as directory:
            stats = Path(directory, "stats")
            calls = _calls(stats)
    except NotServed as reason:
        return Check(False, str(reason))
    if calls == 0:
        return Check(False, "the preload library exists, but no call has reached it")
    return Check(True, f"{calls} calls of a child process have reached the preload library")


def _calls(stats: Path) -> int:
    """Counts the calls of a child process that fmtunit executes itself."""
    child = subprocess.run(
        [sys.executable, "-I", "-c", _PROGRAM],
        env=environment(stats=stats, tier="auto"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    if child.returncode != 0:
        end = child.stderr.strip().splitlines()[-1:]
        raise NotServed(
            " ".join([f"a child process has ended with status {child.returncode}:", *end])
        )
    if not stats.exists():
        return 0
    counts = (
        field.split(" ") for line in stats.read_text().splitlines() for field in line.split("\t")
    )
    return sum(int(count[1]) for count in counts if count[0] in ("interpreted", "compiled"))
