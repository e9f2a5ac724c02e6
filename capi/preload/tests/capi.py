"""The C API through ctypes, with lengths of type `Py_ssize_t`."""

import ctypes
import sys

api = ctypes.pythonapi
# Before 3.13, functions with other names take lengths of type `Py_ssize_t`.
CLEAN = sys.version_info < (3, 13)


def function(name, clean, result):
    """Returns a function, whose name is `clean` before 3.13."""
    found = getattr(api, clean if CLEAN else name)
    found.restype = result
    return found
