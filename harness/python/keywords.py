"""Keywords that are hard to compare, and arguments that change the keywords while they are read."""


class SilentStr(str):
    """A str subclass like any other."""


class UnequalStr(str):
    """Equal to nothing."""

    def __eq__(self, other):
        return False

    __hash__ = str.__hash__


class EqualStr(str):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class OddHashStr(str):
    """No dict finds it."""

    def __hash__(self):
        return 7


class RaisingStr(str):
    """Cannot be compared."""

    def __eq__(self, other):
        raise ArithmeticError("on purpose")

    __hash__ = str.__hash__


class UnprintableStr(str):
    """Cannot be shown."""

    def __str__(self):
        raise ArithmeticError("on purpose")


class LoggingStr(str):
    """Says what it is compared with."""

    def __eq__(self, other, log=released):
        log.append(f"{str.__str__(self)} == {str.__str__(other)}")
        return str.__eq__(self, other)

    __hash__ = str.__hash__


STRANGE_STRS = [SilentStr, UnequalStr, EqualStr, OddHashStr, RaisingStr, UnprintableStr, LoggingStr, StrChild]


class LyingDict(dict):
    """Its methods say something else than what it holds."""

    def __getitem__(self, key):
        return "lie"

    def get(self, key, default=None):
        return "lie"

    def __missing__(self, key):
        return "missing"

    def __contains__(self, key):
        return True

    def __len__(self):
        return 77

    def __iter__(self):
        return iter(["lie"])

    def keys(self):
        return ["lie"]


class Act:
    """Does something when it is converted to an int, a truth value, a float, or asked for elements."""

    def __init__(self, value=1):
        self.value = value
        self.act = lambda: None

    def __repr__(self):
        return f"Act({self.value!r})"

    def _do(self):
        self.act()
        return self.value

    __index__ = __bool__ = __float__ = __len__ = _do

    def __getitem__(self, index):
        self.act()
        return [5, "five", b"five"][index]


def acting(act, *args, **kwargs):
    """A call whose objects of class Act do `act` with its keywords; what `act` removes stays alive."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, Act):
            value.act = lambda: act(kwargs)
    return args, kwargs, (act, tuple(kwargs.values()))
