"""Calls the C API with each unit that is given. Prints the outcomes."""

import ctypes
import sys
import warnings
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_ssize_t, c_void_p, c_wchar_p, cast, py_object

from capi import api, function

warnings.simplefilter("ignore")
parse_tuple = function("PyArg_ParseTuple", "_PyArg_ParseTuple_SizeT", c_int)
parse = function("PyArg_Parse", "_PyArg_Parse_SizeT", c_int)
parse_both = function("PyArg_ParseTupleAndKeywords", "_PyArg_ParseTupleAndKeywords_SizeT", c_int)
parse_stack = function("_PyArg_ParseStack", "_PyArg_ParseStack_SizeT", c_int)
build_value = function("Py_BuildValue", "_Py_BuildValue_SizeT", py_object)
call_function = function("PyObject_CallFunction", "_PyObject_CallFunction_SizeT", py_object)
call_method = function("PyObject_CallMethod", "_PyObject_CallMethod_SizeT", py_object)


@ctypes.PYFUNCTYPE(c_int, py_object, c_void_p)
def converter(item, target):
    cast(target, POINTER(c_int))[0] = 5
    return 1


@ctypes.PYFUNCTYPE(py_object, c_void_p)
def maker(argument):
    return ["made", argument]


class Complex(ctypes.Structure):
    _fields_ = [("real", c_double), ("imag", c_double)]


class Index:
    def __index__(self):
        return 7


OBJECTS = [
    0, 1, -1, 255, 256, 2**31, 2**63, 2**70, True, 1.5, 1j, None, "", "a", "abc", "a\0b", "\u20ac", "\udc80",
    b"", b"a", b"abc", b"a\0b", bytearray(b"a"), memoryview(b"abc"), memoryview(bytearray(b"abc")), [], (), [1], Index(),
]  # fmt: skip

INPUTS = {
    "Class": lambda: py_object(list),
    "Encoding": lambda: c_char_p(b"latin-1"),
    "Converter": lambda: converter,
}

VALUES = {
    "Int": [c_int(0), c_int(-1), c_int(70000)],
    "UInt": [ctypes.c_uint(0), ctypes.c_uint(2**32 - 1)],
    "Long": [ctypes.c_long(-5), ctypes.c_long(2**62)],
    "ULong": [ctypes.c_ulong(5), ctypes.c_ulong(2**64 - 1)],
    "LongLong": [ctypes.c_longlong(-5), ctypes.c_longlong(2**62)],
    "ULongLong": [ctypes.c_ulonglong(5), ctypes.c_ulonglong(2**64 - 1)],
    "SSize": [c_ssize_t(-5), c_ssize_t(2**62)],
    "Double": [c_double(0.5), c_double(-1e300)],
    "Complex": [byref(Complex(1.5, 2.5))],
    "Text": [c_char_p(b"abc"), c_char_p(b""), c_char_p(None), c_char_p(b"\xff")],
    "Bytes": [(c_char_p(b"abc"), c_ssize_t(2)), (c_char_p(b"abc"), c_ssize_t(-1)), (c_char_p(None), c_ssize_t(9))],
    "Wide": [c_wchar_p("abc"), c_wchar_p(None)],
    "WideLen": [(c_wchar_p("abc"), c_ssize_t(2)), (c_wchar_p(None), c_ssize_t(9))],
    "Object": [py_object("x"), py_object(5)],
    "Conversion": [(maker, c_void_p(5))],
}


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def places(names):
    """Returns the arguments for places, and those of them that are outputs."""
    outputs = [None if name in INPUTS else ctypes.create_string_buffer(128) for name in names]
    inputs = [INPUTS[name]() if output is None else output for name, output in zip(names, outputs)]
    return inputs, [output for output in outputs if output is not None]


def show(outputs, names):
    """Returns the contents of the outputs. Of addresses, it shows only whether they are null: they differ between processes."""
    sizes = {"UChar": 1, "Char": 1, "Short": 2, "UShort": 2, "Int": 4, "UInt": 4, "Float": 4, "Complex": 16}
    hidden = {"Text", "Wide", "Encoded", "Buffer", "Object"}
    stored = [name for name in names if name not in INPUTS]
    return [
        output.raw[: sizes.get(name, 8)].hex() if name not in hidden else any(output.raw)
        for output, name in zip(outputs, stored)
    ]


def check_parse(unit, names):
    accepted = 0
    for item in OBJECTS:
        line = []
        for form in ("{}", "|{}:f", "({})", "i{}"):
            given = ((item,),) if form[0] == "(" else (3, item) if form[0] == "i" else (item,)
            types = ["Int"] + names if form[0] == "i" else names
            spelled = form.format(unit).encode()
            inputs, outputs = places(types)
            status = outcome(parse_tuple, py_object(given), spelled, *inputs)
            accepted += status == 1
            line.append((status, show(outputs, types)))

            inputs, outputs = places(types)
            stack = (py_object * len(given))(*given)
            line.append((outcome(parse_stack, stack, c_ssize_t(len(given)), spelled, *inputs), show(outputs, types)))

            inputs, outputs = places(types)
            kwlist = (c_char_p * (len(given) + 1))(*[f"arg{n}".encode() for n in range(len(given))], None)
            last = {f"arg{len(given) - 1}": given[-1]}
            status = outcome(parse_both, py_object(given[:-1]), py_object(last), spelled, kwlist, *inputs)
            line.append((status, show(outputs, types)))
        inputs, outputs = places(names)
        line.append((outcome(parse, py_object(item), unit.encode(), *inputs), show(outputs, names)))
        shown = type(item).__name__ if isinstance(item, (Index, memoryview)) else repr(item)
        print("parse", unit, shown, line)
    if not accepted:
        print("parse", unit, "accepts nothing")


def check_build(unit, name):
    for value in VALUES[name]:
        values = value if isinstance(value, tuple) else (value,)
        for form in ("{0}", "({0})", "[{0}i]", "{{s:{0}}}", "d{0}d{0}"):
            arguments = {"{": (c_char_p(b"k"), *values), "[": (*values, c_int(3))}.get(form[0], values)
            if form[0] == "{" and form[1] == "0":
                arguments = values
            if form[0] == "d":
                arguments = (c_double(1.5), *values, c_double(2.5), *values)
            spelled = form.format(unit).encode()
            # Some units consume a reference.
            for item in (item for item in arguments if isinstance(item, py_object)):
                for _ in range(8):
                    api.Py_IncRef(item)
            built = [outcome(build_value, spelled, *arguments) for _ in range(2)]
            called = outcome(call_function, py_object(lambda *given: given), spelled, *arguments)
            method = outcome(call_method, py_object(Called()), b"method", spelled, *arguments)
            print("build", unit, form, built, called, method)


class Called:
    def method(self, *given):
        return given


for argument in sys.argv[1:]:
    direction, unit, *names = argument.split()
    if direction == "parse":
        check_parse(unit, names)
    else:
        check_build(unit, *names)
