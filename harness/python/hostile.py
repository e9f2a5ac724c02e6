"""Arguments whose methods change, close or free what is being parsed, as far as CPython itself is safe from them."""


class Doing:
    """Does something when it is asked for a number, a truth value or a length."""

    def __init__(self, act, value=1):
        self.act = act
        self.value = value

    def _do(self):
        self.act()
        return self.value

    __index__ = __float__ = __len__ = _do

    def __bool__(self):
        return bool(self._do())

    def __getitem__(self, index):
        self.act()
        return (5, "five", b"five")[index]


def then(victim, act, value=1):
    """A victim, followed by an argument that does something to it."""
    return victim, Doing(lambda: act(victim), value)


def tried(act, *errors):
    """Does something that is refused, and goes on; the refusal is logged."""

    def attempt(victim, log=released):
        try:
            act(victim)
        except errors as error:
            log.append(f"{type(error).__name__}: {error}")

    return attempt


def renewed(victim):
    """Lets a list go of its elements, and puts others in their place."""
    victim[:] = [object() for _ in victim]


class Chameleon:
    """Its class can be changed."""


class AlsoChameleon:
    pass


def turn(victim):
    victim.__class__ = AlsoChameleon


class ActingStr(str):
    """A key that does something when it is compared, but not while it does that."""

    act = None

    def __eq__(self, other):
        act, self.act = self.act, None
        if act is not None:
            act()
        self.act = act
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def comparing(act, **keywords):
    """No arguments, and a dict whose keys do something to it when they are compared; what it lets go of stays alive."""
    keys = [ActingStr(name) for name in keywords]
    mapping = dict(zip(keys, keywords.values()))
    for key in keys:
        key.act = lambda: act(mapping)
    return (), mapping, (act, keys, tuple(keywords.values()))


class Exporter:
    """Exports the buffer of another object, in its own way; until 3.11 it is not asked."""

    def __init__(self, buffer, act=lambda: None, closing=lambda: None):
        self.buffer = buffer
        self.act = act
        self.closing = closing

    def __buffer__(self, flags):
        self.act()
        return self.buffer if isinstance(self.buffer, int) else memoryview(self.buffer)

    def __release_buffer__(self, view, log=released):
        log.append("released a view")
        self.closing()


def nested(levels, innermost):
    """Tuples in tuples."""
    for _ in range(levels):
        innermost = (innermost,)
    return innermost
