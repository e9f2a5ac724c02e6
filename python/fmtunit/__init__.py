"""Runs unchanged programs with the format functions of CPython's C API compiled.

``python -m fmtunit script.py`` runs a program with fmtunit's preload library: its extension modules call fmtunit instead
of ``PyArg_ParseTuple``, ``Py_BuildValue`` and their relatives, with the same results, faster. The functions here are for
programs that start others.
"""

from ._check import Check, check
from ._environment import TIERS, environment
from ._library import NotServed, library_path

__all__ = ["TIERS", "Check", "NotServed", "check", "environment", "library_path"]
