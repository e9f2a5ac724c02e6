"""Makes random calls with keywords through all functions that take names. Prints the outcomes.

Arguments: the number of calls, a seed, and perhaps the number of calls for which a hash is printed instead.
"""

import ctypes
import hashlib
import random
import sys
from ctypes import byref, c_int, c_ssize_t, py_object

from capi import function
from private import NULL, outcome, parser

FAST = "_PyArg_ParseTupleAndKeywordsFast"
STACK = "_PyArg_ParseStackAndKeywords"
BOTH = "PyArg_ParseTupleAndKeywords"
FUNCTIONS = [(name, function(name, f"_{name.lstrip('_')}_SizeT", c_int)) for name in (FAST, BOTH, STACK)]

WORDS = ["a", "b", "c", "d", "name", "names", "value", "\u20ac", "\u20acuro", "caf\u00e9", "\u00e9", "\U0001f600", "A", "seventeen_________"]
UNITS = ["i", "i", "O", "(ii)", "p", "n"]


class Child(str):
    pass


class Shouting(str):
    def __str__(self):
        return "loud"


class Equal(str):
    """Equals all text of its length."""

    def __eq__(self, other):
        return len(self) == len(other)

    __hash__ = str.__hash__


ODD_KEYS = [1, None, b"a", (1, "a"), 1.5, "\ud800", "a\0", "", Child("a"), Shouting("b"), Equal("c"), Child("\u20ac")]
VALUES = [0, 1, -5, 2**40, 2**70, "text", None, (1, 2), (1,), [1, 2], True, 1.5]


def made_up(pick):
    """Returns a format and its names."""
    count = pick.randrange(6)
    nameless = pick.randrange(count + 1) if pick.random() < 0.3 else 0
    names = [""] * nameless + pick.sample(WORDS, count - nameless)
    optional = pick.randrange(count + 1) if pick.random() < 0.7 else None
    only = pick.randrange(nameless, count + 1) if pick.random() < 0.3 else None
    if optional is not None and only is not None:
        optional = min(optional, only)
    text = ""
    for index in range(count + 1):
        text += "|" * (index == optional) + "$" * (index == only)
        if index < count:
            text += pick.choice(UNITS)
    return text + pick.choice(["", ":f", ":f", ";message"]), names


def keywords(pick, names, given):
    """Returns the keywords of a call and their values."""
    made = {}
    for index, name in enumerate(names):
        if pick.random() < (0.1 if index < given or not name else 0.6):
            made[name] = pick.choice(VALUES[:3] if pick.random() < 0.8 else VALUES)
    while pick.random() < 0.3:
        key = pick.choice(ODD_KEYS) if pick.random() < 0.4 else pick.choice(WORDS)
        made[key] = pick.choice(VALUES)
    pairs = list(made.items())
    if pick.random() < 0.5:
        pick.shuffle(pairs)
    return dict(pairs)


def call(index):
    """Returns what a call does. Some consecutive ones have one format."""
    format, names = made_up(random.Random(f"{seed} {index // 16}"))
    pick = random.Random(f"{seed} {index} call")
    given = min(pick.randrange(len(names) + 2), pick.randrange(8))
    positional = tuple(pick.choice(VALUES[:3] if pick.random() < 0.8 else VALUES) for _ in range(given))
    named = keywords(pick, names, given)
    name, made = pick.choice(FUNCTIONS)
    text, bytes_of_names = format.encode(), [word.encode() for word in names]
    values = [ctypes.c_ssize_t(-1) for _ in range(12)]
    places = [byref(value) for value in values]
    described = parser(text, bytes_of_names)
    if name == STACK:
        # Only text is passed, as Python does.
        named = {key: value for key, value in named.items() if isinstance(key, str)}
        array = (py_object * (given + len(named) + 1))(*positional, *named.values(), None)
        kwnames = py_object(tuple(named)) if named or pick.random() < 0.5 else NULL
        status = outcome(made, array, c_ssize_t(given), kwnames, byref(described), *places)
    else:
        dict_or_null = py_object(named) if named or pick.random() < 0.5 else NULL
        middle = [byref(described)] if name == FAST else [text, described.keywords]
        status = outcome(made, py_object(positional), dict_or_null, *middle, *places)
    # Addresses differ from process to process.
    numbers = [value.value & 0xFFFFFFFF if "O" not in format else value.value == -1 for value in values]
    return f"{name} {format!r} {names} {positional} {named!a} {status!a} {numbers}"


count, seed = int(sys.argv[1]), int(sys.argv[2])
block = int(sys.argv[3]) if sys.argv[3:] else 0
if not block:
    for index in range(count):
        print(call(index))
for first in range(0, count if block else 0, block or 1):
    lines = [call(index) for index in range(first, first + block)]
    print(first, hashlib.md5("\n".join(lines).encode()).hexdigest())
