"""The preload library, and the interpreters that it serves."""

import importlib.util
import mmap
import platform
import re
import sys
from pathlib import Path
from typing import Optional

_NAME = "fmtunit._preload"

# A part of the executable of each interpreter that has the C API there, and of no other.
_EXPORTED = b"\0PyArg_ParseTuple\0"


class NotServed(RuntimeError):
    """The preload library cannot serve the running interpreter; the text says why."""


def library_path() -> Path:
    """Returns the path of the preload library for the running interpreter.

    Raises `NotServed` if there is none, or if it would have no effect.
    """
    for reason in (_other_platform(), _static_interpreter()):
        if reason is not None:
            raise NotServed(reason)
    # It has the name of an extension module, so the import system knows whether it fits.
    spec = importlib.util.find_spec(_NAME)
    if spec is None or spec.origin is None:
        raise NotServed(_no_library())
    if re.search(r"[\s:]", spec.origin):
        raise NotServed(f"LD_PRELOAD cannot name a path with a blank or a colon: {spec.origin}")
    return Path(spec.origin)


def _other_platform() -> Optional[str]:
    implementation = platform.python_implementation()
    if implementation != "CPython":
        return f"this is {implementation}, and the preload library is for CPython"
    if not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "aarch64"):
        return f"the preload library is for Linux on x86_64 and aarch64, and this is {sys.platform} on {platform.machine()}"
    return None


def _static_interpreter() -> Optional[str]:
    # The dynamic linker searches the executable before all libraries, preloaded ones included.
    with open("/proc/self/exe", "rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as executable:
            if executable.find(_EXPORTED) < 0:
                return None
    return (
        "this interpreter has PyArg_ParseTuple in its executable and not in a libpython, so no library can "
        "replace it. Use an interpreter that was built with --enable-shared, or build your extension with "
        "fmtunit.h and libfmtunit, which also work here"
    )


def _no_library() -> str:
    built = sorted(path.name for path in Path(__file__).parent.glob("_preload.*.so"))
    found = f"there is {', '.join(built)}" if built else "this is not an installed fmtunit"
    running = f"{platform.python_version()} ({sys.implementation.cache_tag})"
    return f"there is no preload library for this interpreter, {running}: {found}"
