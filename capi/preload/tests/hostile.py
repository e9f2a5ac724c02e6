"""Uses formats and names that are not UTF-8, that contain a NUL, or that are very long. Prints the outcomes."""

import ctypes
import zlib
from ctypes import byref, c_char_p, c_int, c_void_p, py_object

from capi import function

parse_tuple = function("PyArg_ParseTuple", "_PyArg_ParseTuple_SizeT", c_int)
both = function("PyArg_ParseTupleAndKeywords", "_PyArg_ParseTupleAndKeywords_SizeT", c_int)
build_value = function("Py_BuildValue", "_Py_BuildValue_SizeT", py_object)
call_method = function("PyObject_CallMethod", "_PyObject_CallMethod_SizeT", py_object)

MEBIBYTE = 1 << 20
#: The most arguments that `ctypes` passes.
MANY = 1000


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shown(value):
    text = ascii(value)
    return text if len(text) < 500 else f"{text[:200]}...{text[-200:]} ({len(text)}, {hash_of(text)})"


def hash_of(text):
    return zlib.crc32(text.encode())


def numbers(count):
    return [c_int(-1) for _ in range(count)]


# Every byte but NUL as a unit, after a unit, and in the text after the units. Twice: the second time, the format is known.
for byte in range(1, 256):
    for pattern in (b"%c", b"i%c", b"i|%c", b"(%c)", b"i:%c", b"i;%c", b"i:f%c\xc3", b"i%ci", b"\xc3%c"):
        # Many ASCII characters are units with other arguments, or brackets, with which CPython aborts the process.
        if byte < 128 and not (pattern[:2] in (b"i:", b"i;") or (pattern == b"i%c" and chr(byte) in "?@.x\x01\x7f ")):
            continue
        format = pattern % byte
        for _ in range(2):
            for arguments in ((1,), (1, 2), ("x",)):
                values = numbers(2)
                status = outcome(parse_tuple, py_object(arguments), c_char_p(format), *map(byref, values))
                print("parse", format, arguments, shown(status), [value.value for value in values])
    if byte >= 128:
        for format in (b"i%c" % byte, b"%c" % byte, b"(i%c)" % byte, b"[i%ci]" % byte):
            print("build", format, shown(outcome(build_value, c_char_p(format), c_int(1), c_int(2))))

# A NUL ends a format, whatever follows.
for format in (b"i\0i", b"i\0(", b"\0i", b"i:f\0g", b"(i)\0\xff"):
    values = numbers(2)
    arguments = () if format[:1] == b"\0" else ((1,),) if format[:1] == b"(" else (1,)
    status = outcome(parse_tuple, py_object(arguments), ctypes.create_string_buffer(format), *map(byref, values))
    print("nul", format, shown(status), [value.value for value in values])
    if b":" in format:
        # The build family has no text after the units, and would read it as units.
        continue
    print("nul", format, shown(outcome(build_value, ctypes.create_string_buffer(format), c_int(1), c_int(2))))

# Names that are not text, and huge ones.
huge = b"n" * MEBIBYTE
for names in ([b"\xff", b"b"], [b"a\xff", b"b"], [b"\xed\xa0\x80", b"b"], [b"a\xe2\x82", b"b"], [huge, b"b"], [huge, huge + b"x"]):
    kwlist = (c_char_p * 3)(*names, None)
    keywords = [{}, {"b": 1}, {"a": 1}, {"a\ufffd": 1}, {"\udcff": 1}, {"n" * MEBIBYTE: 5}, {"n" * (MEBIBYTE - 1): 5}, {"n" * MEBIBYTE + "x": 6}]
    for given in keywords:
        for _ in range(2):
            values = numbers(2)
            status = outcome(both, py_object(()), py_object(given), c_char_p(b"|ii:f"), kwlist, *map(byref, values))
            names_shown = [name[:9] for name in names]
            print("names", names_shown, [key[:9] for key in given], shown(status), [value.value for value in values])

# Function names and messages of a mebibyte.
for words in (b":" + huge, b";" + huge, b":" + huge + b"\xff", b";" + b"\xff" * MEBIBYTE):
    for arguments in ((), ("x",), (1,)):
        values = numbers(1)
        status = outcome(parse_tuple, py_object(arguments), c_char_p(b"i" + words), *map(byref, values))
        print("words", words[:9], arguments, shown(status), values[0].value)
print("method", shown(outcome(call_method, py_object(5), c_char_p(huge), c_char_p(b"i"), c_int(1))))
print("method", shown(outcome(call_method, py_object(5), c_char_p(b"\xff"), c_char_p(b"i"), c_int(1))))

# The most units that a call can have.
values = numbers(MANY)
given = tuple(range(MANY))
for _ in range(2):
    print("many", outcome(parse_tuple, py_object(given), c_char_p(b"i" * MANY), *map(byref, values)), hash_of(str([it.value for it in values])))
    print("many", hash_of(str(outcome(build_value, c_char_p(b"i" * MANY), *map(c_int, given)))))
    print("many", shown(outcome(parse_tuple, py_object((*given[1:], "x")), c_char_p(b"i" * MANY), *map(byref, values))))

# Nested brackets. CPython aborts the process for a parse format with more levels than its limit.
for depth in (1, 29):
    nested = 7
    for _ in range(depth + 1):
        nested = (nested,)
    values = numbers(1)
    status = outcome(parse_tuple, py_object(nested), c_char_p(b"(" * depth + b"i" + b")" * depth), *map(byref, values))
    print("depth", depth, shown(status), values[0].value)
for depth in (1, 30, 200, 201, 400):
    print("depth", depth, shown(outcome(build_value, c_char_p(b"(" * depth + b"i" + b")" * depth), c_int(7))))
    print("depth", depth, shown(outcome(build_value, c_char_p(b"[" * depth + b"i"), c_int(7))))
