"""Objects that are hard to convert, under the names that the cases use; all of them together in ZOO."""

import array
import collections
import ctypes
import decimal
import fractions
import mmap

#: In the values of build cases: the null pointer.
NULL = type("NULL", (), {"__repr__": lambda self: "NULL"})()


def raising(*names, error=ArithmeticError):
    """A class whose methods of these names raise, and which has no others."""

    def method(self, *arguments):
        raise error("on purpose")

    return type("Raising", (), {name: method for name in names})


def answering(name=None, /, **answers):
    """An object whose methods give these answers. If it has elements, they come to an end: at its length, if it has one."""
    length = answers.get("__len__")
    end = length if isinstance(length, int) and length > 0 else 9

    def method(answer):
        return lambda self, index=0, *rest: answer if index < end else [][index]

    methods = {key: method(answer) for key, answer in answers.items()}
    return type(name or "Answering", (), methods)()


# Numbers in disguise.


class IntChild(int):
    pass


class FloatChild(float):
    pass


class ComplexChild(complex):
    pass


class IntWithIndex(int):
    """Its own value counts, not what it answers."""

    def __index__(self):
        return 99

    def __int__(self):
        return 98

    def __float__(self):
        return 97.5


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Int:
    def __init__(self, value):
        self.value = value

    def __int__(self):
        return self.value


class Trunc:
    def __trunc__(self):
        return 3


class Float:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


class Complex:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value


class Sized:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


# Text and bytes in disguise.


class StrChild(str):
    def __str__(self):
        return "something else"

    def __len__(self):
        return 77


class BytesChild(bytes):
    def __len__(self):
        return 77


class BytearrayChild(bytearray):
    pass


class WithBytes:
    def __bytes__(self):
        return b"bytes"


class PathLike:
    def __fspath__(self):
        return "path"


class NotBytesButSaysSo:
    __class__ = bytes


# Sequences in disguise.


class TupleChild(tuple):
    pass


class LyingTuple(tuple):
    """Its methods say something else than what it holds."""

    def __getitem__(self, index):
        return "lie"

    def __len__(self):
        return 2


class NoLen(tuple):
    def __len__(self):
        raise ArithmeticError("on purpose")


class ListChild(list):
    pass


class LyingList(list):
    def __getitem__(self, index):
        return 7

    def __len__(self):
        return 1


class Sequence:
    """A sequence by protocol only; its elements are its own."""

    def __init__(self, *elements):
        self.elements = elements

    def __len__(self):
        return len(self.elements)

    def __getitem__(self, index):
        return self.elements[index]


class Fresh(Sequence):
    """Each element is a new object to which nothing else refers."""

    def __getitem__(self, index):
        element = self.elements[index]
        return element + type(element)(b"x" if isinstance(element, (bytes, bytearray)) else "x")


class ShortSequence(Sequence):
    """It has fewer elements than it says."""

    def __len__(self):
        return len(self.elements) + 1


class NegativeIndex:
    """Only a sequence to those who look at the methods."""

    def __len__(self):
        return 1

    def __getitem__(self, index):
        if index != 0:
            raise IndexError("negative, or too large")
        return index


class HugeSequence:
    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        return index


def mutating(kind):
    """A list whose first element, when it is converted, empties the list."""
    elements = []

    class Emptying:
        def __index__(self):
            elements.clear()
            return 1

        def __bool__(self):
            elements.clear()
            return True

        def __float__(self):
            elements.clear()
            return 1.5

    elements.extend([Emptying(), kind])
    return elements


def growing():
    """A list whose first element, when it is converted, puts another one in the place of the second."""
    elements = []

    class Replacing:
        def __index__(self):
            elements[1] = "replaced"
            return 1

    elements.extend([Replacing(), 2])
    return elements


# Classes with names that messages have to cut.

LONG = "Long" + 60 * "g"
Long = type(LONG, (), {})
#: The 50th byte of the name is the first of two.
Cut = type("a" + 40 * "\u00e9", (), {})
#: The name is cut between two characters.
CutBetween = type(40 * "\u00e9", (), {})
#: The 50th byte of the name is the second of three, and of four.
Cut3 = type(20 * "\u20ac", (), {})
Cut4 = type(20 * "\U0001f600", (), {})
Umlaut = type("\u00dcml\u00e4ut", (), {})
LongList = type("Liste" + 60 * "e", (list,), {})


class Meta(type):
    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, subclass):
        return True


class Everything(metaclass=Meta):
    """Every object claims to be an instance."""


class Ordering(type):
    """The metaclass of classes that say what their method resolution order is."""
    def mro(cls):
        return cls.__dict__["order"](cls)


class FormerList(list, metaclass=Ordering):
    """Laid out as a list, but no instance of `list`."""
    order = lambda cls: [cls, object]


class ListAboveAll(list, metaclass=Ordering):
    """Its method resolution order does not begin with the class itself."""
    order = lambda cls: [list, cls, object]


class Fading(type):
    """The metaclass of classes that may leave their own method resolution order, which CPython computes anew for other bases."""
    gone = False
    def mro(cls):
        return [object] if cls.gone else type.mro(cls)


class Faded(type("Before", (), {}), metaclass=Fading):
    """No class of its instances is this."""


Faded.gone = True
Faded.__bases__ = (type("Behind", (), {}),)


class LateList(type("A", (), {}), type("B", (), {}), ListChild):
    """`list` is far back in its method resolution order."""


class ClaimsToBeList:
    __class__ = list


class Slots:
    __slots__ = ("a",)


# Buffers.

closed = memoryview(b"closed")
closed.release()
mapped = mmap.mmap(-1, 16)
mapped[:4] = b"mmap"


class Structure(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double)]


EXPORTED = bytearray(b"exported")
EXPORT = memoryview(EXPORTED)

LENGTHS = [*range(0, 18), 23, 24, 31, 32, 33, 47, 48, 63, 64, 65, 70]

NUMBERS = [
    *(2**bits + offset for bits in (7, 8, 15, 16, 30, 31, 32, 60, 62, 63, 64) for offset in (-1, 0, 1)),
    *(-(2**bits) + offset for bits in (7, 8, 15, 16, 30, 31, 32, 63, 64) for offset in (-1, 0, 1)),
    0, 1, -1, 5, 255, 256, 257, -5, -6, 10**30, -(10**30), 2**1024, -(2**1024), 2**70, True, False,
    IntChild(5), IntChild(2**40), IntChild(-1), IntWithIndex(3), IntWithIndex(2**70),
    Index(5), Index(-1), Index(2**31), Index(2**63), Index(10**30), Index(True), Index(IntChild(6)), Index(1.5),
    Index("1"), Index(None), raising("__index__")(), raising("__int__")(), raising("__float__")(),
    raising("__complex__")(), raising("__index__", "__int__", "__float__", "__bool__", "__len__")(),
    Int(5), Int(-1), Int(2**70), Int(1.5), Int(IntChild(7)), Int(True), Trunc(),
    answering(__index__=7, __int__=8), answering(__index__=7, __float__=8.5), answering(__int__=7, __float__=8.5),
    answering(__float__=8.5, __complex__=1j), answering(__index__=7, __complex__=1j),
    0.0, -0.0, 1.5, -1.5, 1e300, -1e300, 1e39, 3.4028235677973366e38, 3.4028235e38, 5e-324, 1e-46,
    float("inf"), float("-inf"), float("nan"), 2.0, 2.0**53, 1 / 3,
    FloatChild(2.5), Float(2.5), Float(FloatChild(3.5)), Float(1), Float("1.5"), Float(None),
    0j, 1j, 1.5 + 2.5j, complex("nan+infj"), ComplexChild(3j), Complex(1j), Complex(ComplexChild(2j)), Complex(1.5),
    Complex("1j"), decimal.Decimal("1.5"), decimal.Decimal(2), fractions.Fraction(1, 2), fractions.Fraction(4),
]

TEXTS = [
    *("x" * length for length in LENGTHS),
    *("y" * length + "\0" + "z" for length in (0, 1, 7, 8, 15, 16, 31, 32, 63)),
    *("\0" + "w" * length for length in (0, 1, 7, 15, 63)),
    *("x" * length + "\0" for length in (1, 7, 8, 9, 15, 16, 17, 31, 64)),
    "\u00e9", "caf\u00e9", "\u00ff" * 33, "\u00e9\0", "\u20ac", "\u20ac uro", "\U0001f600", "a\U0001f600b" * 9, "\u20ac\0\u20ac",
    "\ud800", "a\udfffb", "\U0010ffff", "\x7f", "\x80", "utf-8", "1", "1.5", "nan",
    "long " * 400, "l\u00e4nger " * 400, StrChild("child"), StrChild("k\u00efnd"), StrChild(""), StrChild("c"), StrChild("n\0l"),
]

BYTES = [
    *(b"b" * length for length in (0, 1, 2, 7, 8, 16, 33, 70)),
    b"\0", b"a\0", b"\0a", b"b" * 15 + b"\0", b"b" * 16 + b"\0" + b"c", b"\xff", b"\xc3\xa9", b"\x80" * 20, b"long" * 500,
    BytesChild(b"child"), BytesChild(b"c"), BytesChild(b""), BytesChild(b"n\0l"),
    bytearray(b""), bytearray(b"a"), bytearray(b"array"), bytearray(b"a\0b"), bytearray(b"\0"), BytearrayChild(b"child"),
    BytearrayChild(b"c"), EXPORTED,
    memoryview(b""), memoryview(b"m"), memoryview(b"readonly"), memoryview(bytearray(b"writable")), memoryview(b"a\0b"),
    memoryview(b"strided")[::2], memoryview(bytearray(b"strided"))[::-1], memoryview(bytearray(b"part"))[1:3],
    memoryview(bytearray(16)).cast("B", (4, 4)), memoryview(b"12345678").cast("d"), memoryview(bytearray(8)).cast("i"),
    memoryview(bytearray(8)).toreadonly(), closed,
    array.array("b", b"signed"), array.array("i", [1, 2, 3]), array.array("d"), array.array("u", "wide"),
    ctypes.create_string_buffer(b"ctypes"), ctypes.create_string_buffer(b""), (ctypes.c_int * 3)(1, 2, 3), ctypes.c_int(5),
    Structure(1, 2.5), (ctypes.c_char * 4).from_buffer(bytearray(b"from")), mapped,
    WithBytes(), PathLike(), NotBytesButSaysSo(),
]

OBJECTS = [
    None, Ellipsis, NotImplemented, object(), object, type, int, str, list, Meta, Everything, Everything(),
    len, (lambda: 0), print, "".join, Index(5).__index__, array, staticmethod(len), property(), slice(1),
    iter([]), (n for n in [1]), reversed([1]), zip(), map(len, []), enumerate([]),
    Truth(True), Truth(False), Truth(1), Truth(None), raising("__bool__")(), Sized(0), Sized(3), Sized(-1), Sized(2**70),
    Sized("3"), raising("__len__")(), raising("__bool__", error=KeyboardInterrupt)(), answering(__bool__=NotImplemented),
    Long(), Cut(), CutBetween(), Cut3(), Cut4(), Umlaut(), Slots(), ClaimsToBeList(), FormerList(), ListAboveAll(), Faded(), LateList(), Long, Cut,
    collections.deque(), collections.OrderedDict(), collections.Counter(), decimal.Decimal, ValueError("instance"),
]

SEQUENCES = [
    (), (1,), (1, 2), (1, 2, 3), ("a",), (b"a",), (None,), (1.5,), ((1,),), (("a",),), (((),),), ([1],), ("a", "b"), ("a", 1),
    (1, "a"), (1, (2, "a")), (1, [2]), ([], {}), tuple(range(40)),
    [], [1], [1, 2], ["a"], [b"a"], [None], [[1]], [(1,)], [1, "a"], [1.5, None], [bytearray(b"x")], ["a", "b"], list(range(40)),
    {}, {1: 2}, set(), {1}, frozenset([1]), range(0), range(1), range(2), range(1000, 1002), {}.keys(), {1: 2}.values(),
    TupleChild(), TupleChild((1,)), TupleChild(("a",)), LyingTuple(), LyingTuple((1,)), LyingTuple((1, 2)), NoLen((1,)),
    ListChild([1]), LyingList([1]), LyingList(["a", "b"]), LongList(), LongList([1]),
    Sequence(), Sequence(1), Sequence("a"), Sequence(b"a"), Sequence(1, 2), Sequence((1,)), Sequence(None), Sequence(5, "a"),
    Fresh("a"), Fresh("temporary"), Fresh(b"temporary"), Fresh(bytearray(b"t")), Fresh("\u00e9"), Fresh("a", "b"),
    ShortSequence(), ShortSequence(1), ShortSequence("a"), NegativeIndex(), HugeSequence(),
    raising("__len__", "__getitem__")(), raising("__getitem__")(), answering(__len__=1), answering(__getitem__=1),
    answering(__len__=1, __getitem__=1), answering(__len__=1, __getitem__="a"), answering(__len__=2, __getitem__=None),
    answering(__len__=-1, __getitem__=1), answering(__len__="1", __getitem__=1), answering(__len__=True, __getitem__=1),
    answering(__iter__=iter([1])), raising("__getitem__", error=IndexError)(), raising("__getitem__", error=StopIteration)(),
    collections.deque([1]), collections.UserList([1]), collections.namedtuple("Named", "a")(1), "s", "st", bytearray(b"1"),
    array.array("i", [1]), memoryview(b"m"), collections.UserString("u"), collections.ChainMap(),
]

ZOO = [*NUMBERS, *TEXTS, *BYTES, *OBJECTS, *SEQUENCES]

#: Since 3.15 it is deprecated to make some of them.
caught.clear()
