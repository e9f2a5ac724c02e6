"""What is called: each says what it was given."""

import functools
import sys


def seen(*args, log=released, **keywords):
    log.append(f"seen {describe(args, ())} {keywords}")
    return args


def refusing(*args, log=released):
    log.append(f"refused {describe(args, ())}")
    raise LookupError("on purpose")


def one(argument):
    return argument


class Plain:
    """Methods of all kinds."""

    def __init__(self):
        self.shadow = functools.partial(seen, "shadow")
        self.hides = 5

    def __repr__(self):
        return f"{type(self).__name__}()"

    def method(self, *args):
        return seen(self, *args)

    def counted(self, *args):
        return seen(sys.getrefcount(self), *args)

    def refusing(self, *args):
        refusing(self, *args)

    @classmethod
    def of_class(cls, *args):
        return seen(cls.__name__, *args)

    static = staticmethod(seen)
    number = 5
    partial = functools.partial(seen, "partial")

    @property
    def made(self):
        return functools.partial(seen, "made")

    @property
    def broken(self):
        raise LookupError("on purpose")

    def __call__(self, *args):
        return seen("__call__", *args)

    def shadow(self, *args):
        return seen("shadowed", *args)

    def hides(self, *args):
        return seen("hidden", *args)


class Callee(Plain):
    """Looks for attributes itself."""

    def __getattr__(self, name):
        if name == "virtual":
            return seen
        raise AttributeError(name)


Plain.instance = Plain()
Callee.instance = Callee()


class Made:
    """A class that is called."""

    def __init__(self, *args):
        seen("__init__", *args)

    def __repr__(self):
        return "Made()"


class MadeByNew:
    def __new__(cls, *args):
        return seen("__new__", *args)


class MadeByMeta(type):
    def __call__(cls, *args):
        return seen("meta", *args)


ByMeta = MadeByMeta("ByMeta", (), {})

FUNCTIONS = [
    seen, refusing, one, Callee().method, Callee().refusing, Callee.of_class, Callee.static, Callee(), Callee.partial,
    Made, MadeByNew, ByMeta, functools.partial(one), type, tuple, list, len, "{} {}".format, "".join, dict, max, ValueError,
    5, None, NULL, object(), lambda: 7,
]
METHODS = [
    (instance, name)
    for instance in (Plain.instance, Callee.instance)
    for name in (
        "method", "counted", "refusing", "of_class", "static", "number", "partial", "made", "broken", "instance", "virtual",
        "missing", "shadow", "hides", "__format__", "__class__", "",
    )
] + [
    ("a b", "split"), ("-", "join"), ((1, 2), "index"), ([], "missing"), (dict, "fromkeys"), (list, "mro"), (5, "__add__"),
    (functools, "reduce"), (functools, "missing"),
]
