"""Calls of CPython's private functions, which take a format and its names in a struct."""

import ctypes
import sys
from ctypes import POINTER, c_char_p, c_int, c_ubyte, c_void_p, py_object


class Parser(ctypes.Structure):
    """`_PyArg_Parser`."""

    _fields_ = [
        *([("initialized", c_int)] if sys.version_info[:2] == (3, 12) else []),
        ("format", c_char_p),
        ("keywords", POINTER(c_char_p)),
        ("fname", c_char_p),
        ("message", c_char_p),
        *([("once", c_ubyte), ("owned", c_int)] if sys.version_info >= (3, 13) else []),
        ("pos", c_int),
        ("min", c_int),
        ("max", c_int),
        ("kwtuple", c_void_p),
        ("next", c_void_p),
    ]


def parser(format, names):
    made = Parser(format=format, keywords=(c_char_p * (len(names) + 1))(*names, None))
    # CPython keeps its address until the interpreter has ended.
    ctypes.pythonapi.Py_IncRef(py_object(made))
    return made


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


NULL = c_void_p(None)
