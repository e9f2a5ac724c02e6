"""The C API by ctypes, with lengths as `Py_ssize_t`."""

import ctypes
import sys

api = ctypes.pythonapi
# Before 3.13, functions with another name take lengths as `Py_ssize_t`.
CLEAN = sys.version_info < (3, 13)


def function(name, clean, result):
    """A function, which is called `clean` before 3.13."""
    found = getattr(api, clean if CLEAN else name)
    found.restype = result
    return found
