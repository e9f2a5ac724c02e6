"""Makes unusual calls of the C API, and calls of its private functions. Prints the outcomes."""

import ctypes
import sys
from ctypes import byref, c_char_p, c_int, c_ssize_t, py_object

from capi import api, function
from private import NULL, outcome, parser

fast = function("_PyArg_ParseTupleAndKeywordsFast", "_PyArg_ParseTupleAndKeywordsFast_SizeT", c_int)
stack = function("_PyArg_ParseStackAndKeywords", "_PyArg_ParseStackAndKeywords_SizeT", c_int)
parse_tuple = function("PyArg_ParseTuple", "_PyArg_ParseTuple_SizeT", c_int)
legacy_tuple = api.PyArg_ParseTuple
parse = function("PyArg_Parse", "_PyArg_Parse_SizeT", c_int)
build_value = function("Py_BuildValue", "_Py_BuildValue_SizeT", py_object)
call_function = function("PyObject_CallFunction", "_PyObject_CallFunction_SizeT", py_object)
call_method = function("PyObject_CallMethod", "_PyObject_CallMethod_SizeT", py_object)
CALLS = [((1, 2, 3)[:count], keywords) for count in range(4) for keywords in (None, {}, {"b": 5}, {"c": 6, "b": 5}, {"a": 1}, {"z": 0})]
FORMATS = [
    (b"iii:f", [b"a", b"b", b"c"]),
    (b"i|ii", [b"", b"b", b"c"]),
    (b"i|$ii:f", [b"a", b"b", b"c"]),
    (b"i$ii:f", [b"", b"b", b"c"]),
    (b"|$iii", [b"a", b"b", b"c"]),
    (b"ii|i:f", [b"", b"", b"c"]),
    (b"i|i", [b"a", b"b", b"c"]),
    (b"i?", [b"a", b"b"]),
    (b"i|i|i", [b"a", b"b", b"c"]),
]

for format, names in FORMATS:
    for given, keywords in CALLS * 2:
        values = [c_int(-1) for _ in range(3)]
        places = [byref(value) for value in values]
        made = parser(format, names)
        dict_or_null = NULL if keywords is None else py_object(keywords)
        status = outcome(fast, py_object(given), dict_or_null, byref(made), *places)
        print("fast", format, given, keywords, status, [value.value for value in values])

        values = [c_int(-1) for _ in range(3)]
        places = [byref(value) for value in values]
        made = parser(format, names)
        array = (py_object * 6)(*given, *(keywords or {}).values())
        kwnames = py_object(tuple(keywords)) if keywords else NULL
        status = outcome(stack, array, c_ssize_t(len(given)), kwnames, byref(made), *places)
        print("stack", format, given, keywords, status, [value.value for value in values])

# One buffer for several formats.
buffer = ctypes.create_string_buffer(64)
for format in [b"i", b"ii", b"i|i", b"l", b"i?", b"i"] * 2:
    buffer.value = format
    values = [ctypes.c_long(-1) for _ in range(2)]
    status = outcome(parse_tuple, py_object((7, 8)[: 1 + (format == b"ii")]), buffer, *map(byref, values))
    print("buffer", format, status, [value.value for value in values])

# Names in memory that changes.
names = [ctypes.create_string_buffer(b"a", 8), ctypes.create_string_buffer(b"b", 8)]
kwlist = (c_char_p * 3)(*[ctypes.cast(name, c_char_p) for name in names], None)
both = function("PyArg_ParseTupleAndKeywords", "_PyArg_ParseTupleAndKeywords_SizeT", c_int)
for first in (b"a", b"x", b"a", b"b"):
    names[0].value = first
    kwlist[0] = ctypes.cast(names[0], c_char_p)
    values = [c_int(-1) for _ in range(2)]
    status = outcome(both, py_object(()), py_object({"a": 1, "b": 2}), b"|ii", kwlist, *map(byref, values))
    print("names", first, status, [value.value for value in values])

# Without a callable, `N` does not consume its reference.
item = ["stolen"]
before = sys.getrefcount(item)
for _ in range(3):
    print(outcome(call_function, NULL, b"N", py_object(item)), outcome(call_method, NULL, b"x", b"N", py_object(item)))
    print(outcome(call_method, py_object(5), b"absent", b"N", py_object(item)))
    print(outcome(call_method, py_object(5), b"real", b"N", py_object(item)))
    print(sys.getrefcount(item) - before)
print(outcome(call_function, py_object(dict), NULL), outcome(call_function, py_object(dict), b""))
print(outcome(call_method, py_object([]), b"copy", NULL), outcome(call_method, py_object([]), b"copy", b"  "))
print(outcome(call_function, py_object(max), b"(iii)", *map(c_int, (1, 7, 3))))
print(outcome(call_function, py_object(str), b"O", py_object((5,))))

# Calls that CPython refuses.
print(outcome(parse_tuple, py_object([1]), b"i"))
print(outcome(parse, NULL, b"i"), outcome(parse, NULL, b""), outcome(parse, py_object(1), b"ii"))
print(outcome(both, py_object([]), NULL, b"", kwlist), outcome(both, py_object(()), py_object([]), b"", kwlist))
print(outcome(build_value, b"i?ii)", *map(c_int, (1, 2, 3))), outcome(build_value, b"(i"), outcome(build_value, b"{i}", c_int(1)))
text, length = c_char_p(), c_int(-1)
print(outcome(legacy_tuple, py_object(("abc",)), b"s#", byref(text), byref(length)), length.value, text.value)

# More arguments than there are registers, of both kinds.
many = list(range(40))
print(outcome(build_value, b"i" * 40, *map(c_int, many)))
print(outcome(build_value, b"id" * 20, *[kind(n) for n in range(20) for kind in (c_int, ctypes.c_double)]))
print(outcome(call_function, py_object(lambda *given: given), b"di" * 12, *[kind(n) for n in range(12) for kind in (ctypes.c_double, c_int)]))
values = [c_int(-1) for _ in many]
print(outcome(parse_tuple, py_object(tuple(many)), b"i" * 40, *map(byref, values)), [value.value for value in values])
print(outcome(build_value, b"sss?", *[c_char_p(b"abc")] * 3, ctypes.c_double(1.5)))
