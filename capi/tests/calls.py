"""Calls the functions of `spam`. Prints the outcomes or, if an argument is given, the times."""

import sys
import time

import spam

CALLS = [
    ("system", ("ls -l",), {}),
    ("system", ("ls\0",), {}),
    ("system", (5,), {}),
    ("system", (), {}),
    ("area", (((1, 2), (3, 4)),), {}),
    ("area", ([[1, 2], [3, 4]],), {}),
    ("area", (((1, 2), (3,)),), {}),
    ("area", (((1, 2), (3, None)),), {}),
    ("area", (((1, 2), (3, 2**40)),), {}),
    ("parrot", (1,), {}),
    ("parrot", (), {"voltage": 5}),
    ("parrot", (1, "b"), {"action": "c", "type": "d"}),
    ("parrot", (1,), {"voltage": 5}),
    ("parrot", (1,), {"volts": 5}),
    ("parrot", ("x",), {"action": "c"}),
    ("parrot", (1, 2, 3, 4, 5), {}),
    ("numbers", (1.5,), {}),
    ("numbers", (1, 2.5, [], "abc"), {}),
    ("numbers", (1, 2.5, [], b"a\0c"), {}),
    ("numbers", (1, 2.5, (), ""), {}),
    ("numbers", (), {}),
    ("call", (pow, 2, 5), {}),
    ("call", (pow, 2, "x"), {}),
    ("call", (1, 2, 3), {}),
    ("parse", ((1, 2), "l|l"), {}),
    ("parse", ((1, 2, 3, 4), "llll"), {}),
    ("parse", ((1, 2, 3, 4), "lll"), {}),
    ("parse", ((1,), "l?"), {}),
    ("parse", ((1,), "?"), {}),
    ("malformed", (1,), {}),
]


def outcome(name, args, kwargs):
    try:
        return repr(getattr(spam, name)(*args, **kwargs))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def fastest(name, args, kwargs):
    function, best = getattr(spam, name), 1.0
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(20_000):
            function(*args, **kwargs)
        best = min(best, time.perf_counter() - start)
    return best / 20_000 * 1e9


if len(sys.argv) > 1:
    for call in CALLS:
        if not outcome(*call).partition(":")[0].endswith("Error"):
            print(call[0], call[1], "%.1f" % fastest(*call), sep="\t")
else:
    # Twice: call sites cache their formats.
    for call in CALLS + CALLS:
        print(*call, outcome(*call))
