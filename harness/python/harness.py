"""What the suite does in Python: catching warnings, describing results."""

import struct
import sys
import warnings

_catcher = warnings.catch_warnings(record=True)
caught = _catcher.__enter__()
released = []


def filter_warnings(action):
    warnings.resetwarnings()
    warnings.simplefilter(action)


filter_warnings("always")


def drain(log):
    """The entries of a log, as one text; the log is empty then."""
    entries = []
    for entry in log:
        if isinstance(entry, warnings.WarningMessage):
            entry = f"{entry.category.__name__}: {entry.message}"
        entries.append(str(entry))
    log.clear()
    return "\n".join(entries)


class Noisy:
    """An object that says when it is released."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Noisy({self.name!r})"

    def __del__(self, log=released):
        log.append(self.name)


def bits(number):
    return struct.pack("<d", number).hex()


def describe(value, given):
    """The types and the structure of a result; which parts are objects that were given."""
    for index, object in enumerate(given):
        if value is object:
            return f"<given {index}>"
    kind = type(value)
    if kind in (tuple, list):
        text = "[" + ", ".join(describe(element, given) for element in value) + "]"
    elif kind is dict:
        pairs = value.items()
        text = "{" + ", ".join(describe(k, given) + ": " + describe(v, given) for k, v in pairs) + "}"
    elif kind is float:
        text = bits(value)
    elif kind is complex:
        text = bits(value.real) + " " + bits(value.imag)
    else:
        text = ascii(value)
    return f"{kind.__name__} {text}"


#: A debug build counts references, too.
allocated = getattr(sys, "gettotalrefcount", sys.getallocatedblocks)
