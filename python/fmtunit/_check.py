"""Whether the preload library works with the running interpreter."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ._environment import environment
from ._library import NotServed

# Modules of C whose functions take formats. Builds differ in which they have, and where.
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
    """What `check` has found out."""

    #: Do calls of CPython's functions come to fmtunit?
    is_served: bool
    #: Why they do not, or what shows that they do.
    reason: str


def check() -> Check:
    """Runs an interpreter like this one with the preload library, and looks whether its calls were counted."""
    try:
        with tempfile.TemporaryDirectory() as directory:
            stats = Path(directory, "stats")
            calls = _calls(stats)
    except NotServed as reason:
        return Check(False, str(reason))
    if calls == 0:
        return Check(False, "the preload library is there, but no call has come to it")
    return Check(True, f"{calls} calls of a child process have come to the preload library")


def _calls(stats: Path) -> int:
    """How many calls of a child process fmtunit has done itself."""
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
