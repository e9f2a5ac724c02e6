"""Objects that the targets need besides those of the zoo, in whose namespace this runs."""

#: The lists of the present call, and its dict of keywords.
victims = []


class Emptying:
    """Empties the lists and the dict when it is asked for anything."""

    def __init__(self, answer):
        self.answer = answer

    def empty(self):
        for victim in victims:
            victim.clear()
        return self.answer

    __index__ = __bool__ = __float__ = __len__ = empty

    def __getitem__(self, index):
        return self.empty()


class Replacing(Emptying):
    """Replaces the objects in the lists and in the dict when it is asked for anything."""

    def empty(self):
        for victim in victims:
            for key in range(len(victim)) if isinstance(victim, list) else list(victim):
                victim[key] = "replaced"
        return self.answer


class Spread(Sequence):
    """A sequence by protocol only, of the elements of a tuple."""

    def __init__(self, elements):
        self.elements = elements


class Unhashable(Noisy):
    """It can be no key, for a reason of its own."""

    def __hash__(self):
        raise ArithmeticError("on purpose")


EMPTYING = [Emptying(1), Emptying(True), Emptying(1.5), Replacing(1), Replacing(0), Replacing(True)]

#: For `O!`.
CLASSES = [list, int, str, tuple, object, bytes, Index, Everything]

#: For build formats, functions: the objects are made anew for each call.
MAKERS = [
    lambda: [1],
    lambda: {},
    lambda: Noisy("a"),
    lambda: Noisy("b"),
    lambda: "text",
    lambda: 5,
    lambda: None,
    lambda: 10**20,
    lambda: frozenset([7]),
    lambda: ListChild([1]),
    lambda: (1, [2]),
    lambda: Unhashable("c"),
]

#: What a converter is given, likewise: it calls what can be called, and fails in silence for `None`.
CONVERTED = [
    lambda: lambda: [1],
    lambda: lambda: Noisy("made"),
    lambda: lambda: "text",
    lambda: None,
    lambda: raising("__call__")(),
    lambda: [5],
    lambda: Noisy("itself"),
]
