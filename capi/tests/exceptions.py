"""Calls functions that throw C++ exceptions. Prints the outcomes and, if an argument is given, the references that were lost."""

import sys

import unwinding as u

held = object()
slots = u.Thrower()
WATCHED = (held, None, slots)


class Class:
    thrower = staticmethod(u.thrower)

def plain(*args):
    return len(args)


CALLS = {
    "parse": lambda o: u.parse(1, o, held),
    "parse_one": lambda o: u.parse_one(o),
    "parse_nested": lambda o: u.parse_nested(bytearray(b"abc"), held, (o,)),
    "parse_nested list": lambda o: u.parse_nested(bytearray(b"abc"), held, [o]),
    "parse_names": lambda o: u.parse_names(held, o),
    "parse_names by name": lambda o: u.parse_names(held, b=o),
    "parse_names both by name": lambda o: u.parse_names(b=held, a=o),
    "parse_names unknown": lambda o: u.parse_names(o, c=held),
    "build": lambda o: u.build(o),
    "build_one": lambda o: u.build_one(o),
    "build_nested": lambda o: u.build_nested(held, o),
    "build_rest": lambda o: u.build_rest(held, o),
    "call_with_created": lambda o: u.call_with_created(plain, held, o),
}
THROWERS = {
    "i": lambda: u.parse_number(slots, 1, True, (1,)),
    "n": lambda: u.parse_number(1, slots, True, (1,)),
    "p": lambda: u.parse_number(1, 1, slots, (1,)),
    "(O)": lambda: u.parse_number(1, 1, True, slots),
    "fine": lambda: u.parse_number(1, 1, True, (1,)),
    "build_key": lambda: u.build_key(held, slots),
    "build_key fine": lambda: u.build_key(held, "a"),
    "call": lambda: u.call(u.thrower, held),
    "call fine": lambda: u.call(u.thrower, False),
    "call_one": lambda: u.call_one(u.thrower, held),
    "call_one tuple": lambda: u.call_one(u.thrower, (held, held)),
    "call_nothing": lambda: u.call_nothing(u.thrower),
    "call_many": lambda: u.call_many(u.thrower, held),
    "call_method": lambda: u.call_method(u, held),
    "call_method of an instance": lambda: u.call_method(Class(), held),
    "call_method of a thrower": lambda: u.call_method(slots, held),
}


def outcome(call):
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for name, call in CALLS.items():
    THROWERS[name] = lambda call=call: call(None)
    THROWERS[name + " fine"] = lambda call=call: call(7)
for name, call in THROWERS.items():
    # Few times: CPython takes a call that an exception has left for one that goes on, up to its limit of recursion.
    seen = {str(outcome(call)).replace(repr(held), "HELD") for _ in range(5)}
    before = [sys.getrefcount(it) for it in WATCHED]
    for _ in range(20):
        outcome(call)
    lost = [sys.getrefcount(it) - count for it, count in zip(WATCHED, before)]
    # CPython's dict loses references to a key that throws, and to its value.
    is_lost = name != "build_key" and any(abs(count) >= 20 for count in lost)
    print(name, *seen, *["loses", lost] if sys.argv[1:] and is_lost else [], flush=True)
