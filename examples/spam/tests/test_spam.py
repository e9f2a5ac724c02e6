"""The module as a Python program sees it.

Where CPython has its own words for an error, they are not written down here but asked for: ctypes calls CPython's
parser with the same format and the same arguments. `tests/python.rs` builds the module and runs this.
"""

import array
import ctypes
import gc
import importlib
import importlib.util
import inspect
import io
import itertools
import os
import pathlib
import sys
import tempfile
import threading
import unittest
import warnings
import weakref
import zlib

import spam

try:
    import resource
except ImportError:
    resource = None

try:
    import _interpreters
except ImportError:
    try:
        import _xxsubinterpreters as _interpreters
    except ImportError:
        _interpreters = None


# PyPy has messages of its own, no function of CPython to ask, and no reference counts of Python objects.
IS_CPYTHON = sys.implementation.name == "cpython"


class Int(int):
    """A subclass of a built-in type, which format units accept."""


class Str(str):
    """As above."""


class List(list):
    """As above."""


class Tuple(tuple):
    """As above."""


class Index:
    """An object that converts to an int."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Pair:
    """A sequence that is not a tuple."""

    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


def stock(format, args, places=0, kwargs=None, names=None, inputs=None):
    """Parses with CPython's own function, and raises its exception. Each place is large enough for any unit."""
    blocks = [ctypes.create_string_buffer(256) for _ in range(places)]
    pointers = [ctypes.byref(block) for block in blocks]
    if inputs is not None:
        parse = ctypes.pythonapi.PyArg_Parse
        return parse(ctypes.py_object(*args), ctypes.c_char_p(format.encode()), *inputs, *pointers)
    if names is None:
        parse = ctypes.pythonapi.PyArg_ParseTuple
        return parse(ctypes.py_object(args), ctypes.c_char_p(format.encode()), *pointers)
    names = (ctypes.c_char_p * (len(names) + 1))(*[name.encode() for name in names], None)
    parse = ctypes.pythonapi.PyArg_ParseTupleAndKeywords
    objects = [ctypes.py_object(args), ctypes.py_object(kwargs or {})]
    return parse(*objects, ctypes.c_char_p(format.encode()), names, *pointers)


class Case(unittest.TestCase):
    def assertRaisesAsStock(self, function, format, *args, places=0, names=None, inputs=None, **kwargs):
        """Checks that a call raises the same exception as CPython's parser for the same arguments.

        With inputs, even none, the parser is that of a function that takes one argument.
        """
        with self.subTest(function=function.__name__, args=args, kwargs=kwargs):
            if not IS_CPYTHON:
                self.assertRaises(Exception, function, *args, **kwargs)
                return
            with self.assertRaises(Exception) as expected:
                stock(format, args, places, kwargs, names, inputs)
            with self.assertRaises(type(expected.exception)) as raised:
                function(*args, **kwargs)
            self.assertIs(type(raised.exception), type(expected.exception))
            self.assertEqual(str(raised.exception), str(expected.exception))

    def assertRaisesText(self, kind, text, function, *args, **kwargs):
        """Checks that a call raises an exception of exactly this type and text."""
        with self.assertRaises(kind) as raised:
            function(*args, **kwargs)
        self.assertIs(type(raised.exception), kind)
        self.assertEqual(str(raised.exception), text)

    def assertNoLeak(self, function, rounds=1000):
        """Checks that a call, successful or not, leaks no object.

        A leak grows with each call. Other memory (the tables of subclasses of a type, caches) stops growing.
        """

        def call():
            try:
                function()
            except Exception:
                pass

        def grown():
            gc.collect()
            before = sys.getallocatedblocks()
            for _ in range(rounds):
                call()
            gc.collect()
            return sys.getallocatedblocks() - before

        if not IS_CPYTHON:
            call()
            return
        growths = []
        while not growths or growths[-1] >= rounds // 10:
            self.assertLess(len(growths), 5, "memory that is never released: %s" % growths)
            growths.append(grown())

    def assertKeepsReferences(self, function, *args, **kwargs):
        """Checks that a call, successful or not, does not change the reference counts of its arguments."""
        objects = [*args, *kwargs.values()] if IS_CPYTHON else []
        before = [sys.getrefcount(object) for object in objects]
        for _ in range(10):
            try:
                function(*args, **kwargs)
            except Exception:
                pass
        self.assertEqual([sys.getrefcount(object) for object in objects], before)


class ModuleTest(Case):
    def test_is_built_for_this_interpreter(self):
        self.assertEqual(spam.__name__, "spam")
        self.assertIsInstance(spam.__doc__, str)

    def test_each_function_has_a_docstring_and_a_signature(self):
        functions = [value for value in vars(spam).values() if inspect.isbuiltin(value)]
        self.assertEqual(len(functions), 17)
        for function in functions:
            with self.subTest(function=function.__name__):
                self.assertTrue(function.__doc__)
                self.assertTrue(function.__text_signature__)
                inspect.signature(function)

    def test_signatures_name_the_parameters(self):
        self.assertEqual(str(inspect.signature(spam.string_peek)), "(text, index, /)")
        self.assertEqual(
            str(inspect.signature(spam.parrot)),
            "(voltage, state='a stiff', action='voom', type='Norwegian Blue')",
        )
        loud = inspect.signature(spam.parrot_varargs).parameters["loud"]
        self.assertIs(loud.kind, inspect.Parameter.KEYWORD_ONLY)

    def test_error_is_an_exception_of_the_module(self):
        self.assertTrue(issubclass(spam.error, Exception))
        self.assertEqual((spam.error.__module__, spam.error.__name__), ("spam", "error"))

    def test_reload_keeps_the_state(self):
        error = spam.error
        self.assertIs(importlib.reload(spam), spam)
        self.assertIs(spam.error, error)


class SystemTest(Case):
    def python(self, code):
        if " " in sys.executable:
            self.skipTest("the path of the interpreter has a blank")
        return spam.system("%s -c %s" % (sys.executable, code))

    def test_returns_the_exit_status(self):
        self.assertEqual(self.python("0"), 0)
        self.assertEqual(self.python("exit(3)"), 3)

    @unittest.skipIf(sys.platform == "win32", "no signals")
    def test_a_signal_is_minus_one(self):
        self.assertEqual(self.python("__import__('os').kill(__import__('os').getpid(),9)"), -1)

    def test_other_threads_run_meanwhile(self):
        # The command succeeds only if this thread answers it, which needs the GIL.
        code = (
            "import os,sys,time\n"
            "os.chdir(%r)\n"
            "open('asked','w').close()\n"
            "end=time.monotonic()+5\n"
            "while not os.path.exists('answered'):\n"
            " if time.monotonic()>end:sys.exit(1)\n"
            " time.sleep(.01)\n"
        )
        with tempfile.TemporaryDirectory() as directory:
            asked, answered = os.path.join(directory, "asked"), os.path.join(directory, "answered")
            script = "exec(bytes(%r))" % list((code % directory).encode())
            status = []
            thread = threading.Thread(target=lambda: status.append(self.python(script.replace(" ", ""))))
            thread.start()
            while thread.is_alive() and not os.path.exists(asked):
                thread.join(0.01)
            open(answered, "w").close()
            thread.join()
        self.assertEqual(status, [0])

    @unittest.skipIf("FMTUNIT_EMULATED" in os.environ, "the emulator does not report that a program cannot be started")
    def test_what_cannot_be_run_is_an_error_of_the_module(self):
        with self.assertRaises(spam.error):
            spam.system("there-is-no-such-command")
        self.assertRaisesText(spam.error, "no command", spam.system, " ")

    def test_wrong_arguments(self):
        for args in [(), ("a", "b"), (1,), (None,), (b"true",), ("a\0b",), ("\ud800",)]:
            self.assertRaisesAsStock(spam.system, "s:system", *args, places=1)
        with self.assertRaises(TypeError):
            spam.system(command="true")


class StringPeekTest(Case):
    def test_peeks(self):
        self.assertEqual(spam.string_peek("spam", 2), "a")
        self.assertEqual(spam.string_peek("späm", 2), "ä")
        self.assertEqual(spam.string_peek("sp\U0001f99c", 2), "\U0001f99c")

    def test_subclasses_and_index(self):
        self.assertEqual(spam.string_peek(Str("spam"), Int(3)), "m")
        self.assertEqual(spam.string_peek("spam", True), "p")
        self.assertEqual(spam.string_peek("spam", Index(1)), "p")

    def test_outside(self):
        for index in [4, -1, 2**31 - 1, -(2**31)]:
            self.assertRaisesText(IndexError, "string index out of range", spam.string_peek, "spam", index)

    def test_wrong_arguments(self):
        wrong = [
            (),
            ("spam",),
            ("spam", 1, 2),
            (1, 1),
            (None, 1),
            (b"spam", 1),
            ("sp\0am", 1),
            ("spam\ud800", 1),
            ("spam", "1"),
            ("spam", 1.0),
            ("spam", None),
            ("spam", 2**31),
            ("spam", -(2**31) - 1),
            ("spam", 2**100),
        ]
        for args in wrong:
            self.assertRaisesAsStock(spam.string_peek, "si:string_peek", *args, places=2)

    def test_an_exception_of_index_propagates(self):
        class Refuses:
            def __index__(self):
                raise ZeroDivisionError("no index today")

        self.assertRaisesText(ZeroDivisionError, "no index today", spam.string_peek, "spam", Refuses())


class ParrotTest(Case):
    NAMES = ["voltage", "state", "action", "type", "loud"]
    GIVEN = {"voltage": 1000, "state": "bereft of life", "action": "jump", "type": "Kiwi"}
    DEFAULTS = {"state": "a stiff", "action": "voom", "type": "Norwegian Blue"}

    @staticmethod
    def said(given):
        parrot = {**ParrotTest.DEFAULTS, **given}
        return (
            "-- This parrot wouldn't {action} if you put {voltage} Volts through it.\n"
            "-- Lovely plumage, the {type} -- It's {state}!"
        ).format(**parrot)

    def test_defaults(self):
        for function in [spam.parrot, spam.parrot_varargs]:
            for count in range(1, 5):
                given = dict(itertools.islice(self.GIVEN.items(), count))
                self.assertEqual(function(*given.values()), self.said(given))
                self.assertEqual(function(**given), self.said(given))

    def test_any_names_in_any_order_behind_any_positions(self):
        for function in [spam.parrot, spam.parrot_varargs]:
            for by_position, by_name in itertools.product(range(5), range(5)):
                positions = list(self.GIVEN.items())[:by_position]
                for names in itertools.permutations(list(self.GIVEN)[by_position:], by_name):
                    given = {**dict(positions), **{name: self.GIVEN[name] for name in names}}
                    if "voltage" not in given:
                        continue
                    args = [value for _, value in positions]
                    kwargs = {name: self.GIVEN[name] for name in names}
                    self.assertEqual(function(*args, **kwargs), self.said(given))

    def test_names_that_were_made_at_run_time(self):
        given = {"".join(list(name)): value for name, value in self.GIVEN.items()}
        self.assertEqual(spam.parrot(**given), self.said(given))
        given = {Str(name): value for name, value in self.GIVEN.items()}
        self.assertEqual(spam.parrot(**given), self.said(given))
        self.assertEqual(spam.parrot_varargs(**given), self.said(given))

    def test_names_that_are_no_exact_strings_behind_absent_ones(self):
        for function in [spam.parrot, spam.parrot_varargs]:
            for names in itertools.permutations(["state", "action", "type"], 2):
                given = {Str(name): self.GIVEN[name] for name in names}
                self.assertEqual(function(1, **given), self.said({"voltage": 1, **given}))

    def test_arguments_that_run_code_by_name(self):
        for function in [spam.parrot, spam.parrot_varargs]:
            for names in itertools.permutations(self.GIVEN, 3):
                given = {name: self.GIVEN[name] for name in names}
                given["voltage"] = Index(7)
                said = self.said({**given, "voltage": 7})
                self.assertEqual(function(**given), said)
                given["state"] = Str(given.get("state", "ex"))
                self.assertEqual(function(**given), self.said({**given, "voltage": 7}))

    def test_keyword_only(self):
        self.assertEqual(spam.parrot_varargs(1, loud=True), self.said({"voltage": 1}).upper())
        self.assertEqual(spam.parrot_varargs(1, loud=[]), self.said({"voltage": 1}))
        self.assertEqual(spam.parrot_varargs(loud=1, voltage=1), self.said({"voltage": 1}).upper())
        with self.assertRaises(TypeError):
            spam.parrot_varargs(1, "a", "b", "c", True)

    def test_wrong_arguments(self):
        wrong = [
            ((), {}),
            ((1, "a", "b", "c", "d"), {}),
            ((1, "a", "b", "c", "d", "e"), {}),
            (("1",), {}),
            ((1.5,), {}),
            ((1, 2), {}),
            ((1,), {"voltage": 1}),
            ((1, "a"), {"state": "b"}),
            ((1, "a", "b", "c"), {"type": "d"}),
            ((1,), {"nonsense": 1}),
            ((1,), {"stat": "a"}),
            ((1,), {"Type": "a"}),
            ((), {"state": "a"}),
            ((), {"nonsense": 1}),
            ((1,), {"action": None}),
            ((1,), {"action": "a\0b"}),
            ((1,), {"": "a"}),
            ((1,), {"st\u00e4te": "a"}),
            ((1, "a", "b"), {"type": "c", "more": "d"}),
            ((2**31,), {}),
        ]
        for args, kwargs in wrong:
            self.assertRaisesAsStock(
                spam.parrot, "i|sss:parrot", *args, places=4, names=self.NAMES[:4], **kwargs
            )
            self.assertRaisesAsStock(
                spam.parrot_varargs, "i|sss$p:parrot_varargs", *args, places=5, names=self.NAMES, **kwargs
            )

    def test_words_for_an_unknown_keyword(self):
        if sys.version_info >= (3, 13):
            text = "parrot() got an unexpected keyword argument '%s'"
            help = ". Did you mean 'state'?"
        else:
            text = "'%s' is an invalid keyword argument for parrot()"
            help = ""
        self.assertRaisesText(TypeError, text % "cage", spam.parrot, 1, cage="a")
        self.assertRaisesText(TypeError, text % "stat" + help, spam.parrot, 1, stat="a")

    def test_truth_that_raises_propagates(self):
        class Doubtful:
            def __bool__(self):
                raise ZeroDivisionError("neither")

        self.assertRaisesText(ZeroDivisionError, "neither", spam.parrot_varargs, 1, loud=Doubtful())


class RectangleTest(Case):
    def test_moves(self):
        self.assertEqual(spam.rect(((0, 0), (400, 300)), (10, -10)), ((10, -10), (410, 290)))
        most = 2**31 - 1
        self.assertEqual(spam.rect(((most, 0), (0, 0)), (most, 0)), ((2 * most, 0), (most, 0)))

    def test_any_sequence(self):
        with_lists = ([[0, 1], [2, 3]], [4, 5])
        with_subclasses = (Tuple([Tuple([0, 1]), List([2, 3])]), Tuple([Int(4), Index(5)]))
        with_others = (Pair(Pair(0, 1), Pair(2, 3)), array.array("i", [4, 5]))
        for args in [with_lists, with_subclasses, with_others]:
            with warnings.catch_warnings():
                # 3.14 warns that only tuples may be accepted in future.
                warnings.simplefilter("ignore", DeprecationWarning)
                self.assertEqual(spam.rect(*args), ((4, 6), (6, 8)))

    def test_wrong_arguments(self):
        corners, offset = ((0, 1), (2, 3)), (4, 5)
        wrong = [
            (),
            (corners,),
            (corners, offset, 1),
            (1, offset),
            (corners, 1),
            (corners, (4,)),
            (corners, (4, 5, 6)),
            (corners, "45"),
            (((0, 1), (2, "3")), offset),
            (((0, 1), 2), offset),
            (((0, 1),), offset),
            (corners, (4, 2**31)),
            (corners, (4, None)),
        ]
        for args in wrong:
            self.assertRaisesAsStock(spam.rect, "((ii)(ii))(ii):rect", *args, places=6)


class FilesTest(Case):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "spä m.txt")
        with open(self.path, "wb") as file:
            file.write(b"spam\n" * 3)

    def test_opens(self):
        with spam.open_(self.path) as file:
            self.assertIsInstance(file, io.TextIOWrapper)
            self.assertEqual((file.mode, file.read()), ("r", "spam\n" * 3))
        with spam.open_(self.path, "rb", 16) as file:
            self.assertIsInstance(file, io.BufferedReader)
        with spam.open_(Str(self.path), Str("rb"), Int(0)) as file:
            self.assertIsInstance(file, io.BufferedReader)

    @unittest.skipUnless(IS_CPYTHON, "CPython's words")
    def test_errors_of_open_propagate(self):
        with self.assertRaises(FileNotFoundError) as raised:
            spam.open_(self.path + ".no")
        self.assertEqual(raised.exception.filename, self.path + ".no")
        self.assertRaisesText(ValueError, "invalid mode: 'what'", spam.open_, self.path, "what")

    def test_open_with_wrong_arguments(self):
        wrong = [(), (1,), ("a", 1), ("a", None), ("a", "r", "0"), ("a", "r", 0, 1), ("a\0b",), ("a", "r", 2**40)]
        for args in wrong:
            self.assertRaisesAsStock(spam.open_, "s|si:open_", *args, places=3)

    def test_sizes(self):
        self.assertEqual(spam.file_size(self.path), 15)
        self.assertEqual(spam.file_size(os.fsencode(self.path), 4), 3)
        self.assertEqual(spam.file_size(pathlib.Path(self.path), Index(5)), 3)

    def test_size_of_what_is_not_there(self):
        with self.assertRaises(FileNotFoundError) as raised:
            spam.file_size(self.path + ".no")
        self.assertEqual(raised.exception.errno, 2)
        self.assertEqual(raised.exception.filename, self.path + ".no")

    def test_wrong_units(self):
        for unit in [0, -1]:
            self.assertRaisesText(ValueError, "the unit must be positive", spam.file_size, self.path, unit)

    @unittest.skipUnless(IS_CPYTHON, "CPython's words")
    def test_wrong_paths(self):
        with self.assertRaisesRegex(TypeError, "expected str, bytes or os.PathLike object, not int"):
            spam.file_size(1)
        with self.assertRaisesRegex(ValueError, "embedded null"):
            spam.file_size("a\0b")
        for args in [(), ("a", "b", "c")]:
            self.assertRaisesAsStock(spam.file_size, "O&|n:file_size", *args)

    def test_wrong_unit_behind_a_converted_path(self):
        for unit in ["1", 1.0, None]:
            self.assertRaisesAsStock(
                lambda path, unit: spam.file_size(path, unit), "O|n:file_size", self.path, unit, places=2
            )

    @unittest.skipIf(resource is None, "no way to ask for the size of the process")
    def test_the_path_is_dropped_when_the_unit_is_wrong(self):
        path = "x" * 100_000

        def size():
            """Returns the resident memory in kB, after 500 calls that convert 100 kB each."""
            for _ in range(500):
                with self.assertRaises(TypeError):
                    spam.file_size(path, "1")
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)

        before = size()
        self.assertLess(size() - before, 20_000)


class BytesTest(Case):
    def test_digests_whatever_has_a_buffer(self):
        data = b"spam, eggs and spam" * 1000
        expected = zlib.adler32(data)
        for view in [
            data,
            bytearray(data),
            memoryview(data),
            memoryview(bytearray(data)),
            memoryview(b"xx" + data + b"yy")[2:-2],
            array.array("B", data),
            (ctypes.c_char * len(data)).from_buffer_copy(data),
        ]:
            with self.subTest(type=type(view).__name__):
                self.assertEqual(spam.digest(view), expected)
        self.assertEqual(spam.digest(b""), 1)
        self.assertEqual(spam.digest(array.array("I", [1, 2])), zlib.adler32(array.array("I", [1, 2])))

    def test_releases_the_buffer(self):
        data = bytearray(b"spam")
        spam.digest(data)
        data.append(33)
        view = memoryview(data)
        spam.digest(view)
        view.release()
        data.append(33)

    def test_wrong_arguments(self):
        for wrong in ["spam", 1, None, [1], memoryview(b"spam")[::2]]:
            self.assertRaisesAsStock(spam.digest, "y*:digest", wrong, places=1, inputs=[])
        with self.assertRaises(TypeError):
            spam.digest()

    def test_a_released_view(self):
        view = memoryview(b"spam")
        view.release()
        self.assertRaisesAsStock(spam.digest, "y*:digest", view, places=1, inputs=[])


class EncodedTest(Case):
    def test_encodes(self):
        self.assertEqual(spam.encode("spä\0m"), "spä\0m".encode())
        self.assertEqual(spam.encode("spä\0m", None), "spä\0m".encode())
        self.assertEqual(spam.encode("spä\0m", "utf-16"), "spä\0m".encode("utf-16"))
        self.assertEqual(spam.encode(Str("späm"), Str("latin-1")), b"sp\xe4m")
        self.assertEqual(spam.encode("", "ascii"), b"")
        self.assertEqual(spam.to_latin1("späm"), b"sp\xe4m")

    def test_errors_of_the_codec_propagate(self):
        self.assertRaisesText(LookupError, "unknown encoding: spam", spam.encode, "spam", "spam")
        for function in [lambda text: spam.encode(text, "latin-1"), spam.to_latin1]:
            with self.assertRaises(UnicodeEncodeError) as raised:
                function("€")
            self.assertEqual(raised.exception.object, "€")

    def test_wrong_arguments(self):
        for args in [(), ("a", "b", "c"), (1,), (b"spam",), (None,), ("spam", 1), ("spam", b"utf-8"), ("a", "b\0")]:
            self.assertRaisesAsStock(spam.encode, "U|z:encode", *args, places=2)

    def test_text_that_c_cannot_have(self):
        for wrong in ["a\0b", b"a", None]:
            latin1 = ctypes.c_char_p(b"latin-1")
            self.assertRaisesAsStock(spam.to_latin1, "es:to_latin1", wrong, places=1, inputs=[latin1])


class ColourTest(Case):
    def test_text_becomes_a_colour(self):
        colour = spam.colour("#ff8000")
        self.assertIs(type(colour), spam.Colour)
        self.assertEqual((colour.red, colour.green, colour.blue), (255, 128, 0))
        self.assertEqual(tuple(colour), (255, 128, 0))
        self.assertEqual(repr(colour), "spam.Colour(red=255, green=128, blue=0)")

    def test_what_is_no_colour(self):
        for text in ["", "red", "#fff", "#ff80001", "ff8000", "#gg8000", "#+f8000", "#ff80é"]:
            self.assertRaisesText(ValueError, "not a colour, #rrggbb: " + text, spam.colour, text)
        with self.assertRaisesRegex(TypeError, "must be str, not int"):
            spam.colour(1)

    def test_mixes(self):
        black, white = spam.colour("#000000"), spam.Colour((255, Int(255), Index(255)))
        self.assertEqual(spam.mix(black, white), (127, 127, 127))
        self.assertIs(type(spam.mix(black, white)), spam.Colour)

    def test_only_colours_are_mixed(self):
        black = spam.colour("#000000")
        self.assertRaisesText(
            TypeError, "mix() argument 1 must be spam.Colour, not tuple", spam.mix, (0, 0, 0), black
        )
        self.assertRaisesText(TypeError, "mix() argument 2 must be spam.Colour, not int", spam.mix, black, 1)
        for args in [(), (black,), (black,) * 3]:
            self.assertRaisesAsStock(spam.mix, "OO:mix", *args, places=2)

    def test_only_numbers_are_mixed(self):
        black = spam.colour("#000000")
        self.assertRaisesText(
            OverflowError,
            "unsigned byte integer is greater than maximum",
            spam.mix,
            black,
            spam.Colour((0, 0, 256)),
        )
        with self.assertRaises(TypeError):
            spam.mix(spam.Colour("red"), black)


class RotateTest(Case):
    def test_rotates(self):
        for kind in [list, List]:
            items = kind([1, 2, 3])
            self.assertIsNone(spam.rotate(items))
            self.assertEqual(items, [3, 1, 2])

    def test_calls_the_methods_of_a_subclass(self):
        class Logging(list):
            def insert(self, *args):
                log.append(args)

        log = []
        spam.rotate(Logging([1, 2]))
        self.assertEqual(log, [(0, 2)])

    def test_errors_propagate(self):
        self.assertRaisesText(IndexError, "pop from empty list", spam.rotate, [])

        class Refuses(list):
            def insert(self, *args):
                raise ZeroDivisionError("full")

        self.assertRaisesText(ZeroDivisionError, "full", spam.rotate, Refuses([1]))

    def test_wrong_arguments(self):
        for wrong in [(1, 2), "list", None, 1]:
            self.assertRaisesAsStock(
                spam.rotate, "O!:rotate", wrong, places=1, inputs=[ctypes.py_object(list)]
            )


class CallbackTest(Case):
    def setUp(self):
        # The module is used only here, because no function removes a callback.
        self.spam = fresh()

    def test_calls(self):
        self.assertIsNone(self.spam.callback())
        calls = []
        self.assertIsNone(self.spam.set_callback(lambda *args: calls.append(args)))
        self.assertEqual(self.spam.call_callback(), {"args": (), "result": None})
        self.assertEqual(self.spam.call_callback(1, "two"), {"args": (1, "two"), "result": None})
        self.assertEqual(self.spam.call_callback((1, 2)), {"args": ((1, 2),), "result": None})
        self.assertEqual(calls, [(), (1, "two"), ((1, 2),)])

    def test_any_callable(self):
        for callable, args in [(max, (1, 2)), (int, ("7",)), ("spam".upper, ()), (Int(7).__add__, (1,))]:
            self.spam.set_callback(callable)
            self.assertIs(self.spam.callback(), callable)
            self.assertEqual(self.spam.call_callback(*args)["result"], callable(*args))

    def test_no_callback(self):
        self.assertRaisesText(self.spam.error, "no callback is set", self.spam.call_callback, 1)

    def test_exceptions_propagate(self):
        def refuses(*args):
            raise ZeroDivisionError(*args)

        self.spam.set_callback(refuses)
        self.assertRaisesText(ZeroDivisionError, "('spam', 1)", self.spam.call_callback, "spam", 1)
        self.spam.set_callback(lambda: None)
        with self.assertRaisesRegex(TypeError, "takes 0 positional arguments but 1 was given"):
            self.spam.call_callback(1)

    @unittest.skipUnless(IS_CPYTHON, "counts references")
    def test_a_callback_that_sets_another(self):
        def first():
            self.spam.set_callback(second)
            return marker

        def second():
            return "second"

        marker = object()
        self.spam.set_callback(first)
        count = sys.getrefcount(first)
        del first
        self.assertIs(self.spam.call_callback()["result"], marker)
        self.assertEqual(self.spam.call_callback()["result"], "second")
        self.assertGreater(count, 1)

    @unittest.skipUnless(IS_CPYTHON, "an object goes at once")
    def test_a_former_callback_that_looks_when_it_goes(self):
        class Looks:
            def __call__(self):
                pass

            def __del__(self):
                seen.append(module.callback())

        seen, module = [], self.spam
        module.set_callback(Looks())
        module.set_callback(print)
        self.assertEqual(seen, [print])

    def test_wrong_arguments(self):
        self.spam.set_callback(print)
        for wrong in [1, None, "print"]:
            self.assertRaisesText(TypeError, "parameter must be callable", self.spam.set_callback, wrong)
        for args in [(), (print, print)]:
            self.assertRaisesAsStock(self.spam.set_callback, "O:set_callback", *args, places=1)
        self.assertIs(self.spam.callback(), print)
        with self.assertRaises(TypeError):
            self.spam.callback(1)


class PowersTest(Case):
    def test_builds(self):
        self.assertEqual(spam.powers(0), [])
        self.assertEqual(spam.powers(-5), [])
        expected = [(i, {"square": i**2, "cube": i**3}) for i in range(-1000, 1000)]
        self.assertEqual(spam.powers(1000, -1000), expected)

    def test_fails_in_the_middle(self):
        # The cube of this number fails after its square, and after all rows before it.
        limit = 2**21
        self.assertEqual(len(spam.powers(limit, limit - 10)), 10)
        self.assertRaisesText(
            ValueError, "2097152**3 needs more than 64 bits", spam.powers, limit + 10, limit - 10
        )

    def test_wrong_arguments(self):
        for args in [(), (1, 2, 3), ("1",), (1.5,), (None,), (2**63,), (1, -(2**64))]:
            self.assertRaisesAsStock(spam.powers, "L|L:powers", *args, places=2)


class LeakTest(Case):
    CALLS = {
        "string_peek": lambda: spam.string_peek("späm" * 20, 70),
        "string_peek, outside": lambda: spam.string_peek("spam", 70),
        "string_peek, no index": lambda: spam.string_peek("spam", "1"),
        "parrot": lambda: spam.parrot(1, type="x" * 50, state="y" * 50),
        "parrot, unknown keyword": lambda: spam.parrot(1, stat="x" * 50),
        "parrot, given twice": lambda: spam.parrot(1, "a", state="x" * 50),
        "parrot_varargs": lambda: spam.parrot_varargs(voltage=1, loud=True, type="x" * 50),
        "parrot_varargs, unknown keyword": lambda: spam.parrot_varargs(1, stat="x" * 50),
        "rect": lambda: spam.rect([[1000, 2000], [3000, 4000]], (5000, 6000)),
        "rect, one missing": lambda: spam.rect([[1000, 2000], [3000]], (5000, 6000)),
        "open_, no such file": lambda: spam.open_("/no/such/file"),
        "file_size": lambda: spam.file_size(os.curdir),
        "file_size, no such file": lambda: spam.file_size("/no/such/file"),
        "file_size, wrong unit": lambda: spam.file_size(os.curdir, "1"),
        "digest": lambda: spam.digest(memoryview(bytearray(1000))),
        "digest, no buffer": lambda: spam.digest("spam"),
        "encode": lambda: spam.encode("spam" * 100, "utf-16"),
        "encode, unknown encoding": lambda: spam.encode("spam" * 100, "spam"),
        "to_latin1": lambda: spam.to_latin1("spam" * 100),
        "to_latin1, with NUL": lambda: spam.to_latin1("spam\0" * 100),
        "colour": lambda: spam.colour("#123456"),
        "colour, wrong": lambda: spam.colour("#12345"),
        "mix": lambda: spam.mix(spam.colour("#123456"), spam.colour("#654321")),
        "mix, no colour": lambda: spam.mix(spam.colour("#123456"), [1, 2, 3]),
        "rotate": lambda: spam.rotate([object(), object()]),
        "rotate, empty": lambda: spam.rotate([]),
        "set_callback, not callable": lambda: spam.set_callback([]),
        "powers": lambda: spam.powers(1010, 1000),
        "powers, too large": lambda: spam.powers(2**21 + 10, 2**21 - 10),
        "system, no such command": lambda: spam.system(""),
    }

    def test_no_call_leaks(self):
        for name, call in self.CALLS.items():
            with self.subTest(call=name):
                self.assertNoLeak(call)

    def test_no_callback_leaks(self):
        module = fresh()

        def call():
            module.set_callback(lambda *args: [args])
            module.call_callback([], ())

        def fail():
            module.set_callback(lambda: 1 / 0)
            module.call_callback([])

        self.assertNoLeak(call)
        self.assertNoLeak(fail)

    def test_reference_counts_stay(self):
        text, number, other = "".join(["sp", "am"]), 10**6, object()
        self.assertKeepsReferences(spam.string_peek, text, number)
        self.assertKeepsReferences(spam.string_peek, text, other)
        self.assertKeepsReferences(spam.parrot, number, state=text, type=text)
        self.assertKeepsReferences(spam.parrot, number, state=text, stat=other)
        self.assertKeepsReferences(spam.parrot_varargs, number, type=text, loud=other)
        self.assertKeepsReferences(spam.parrot_varargs, number, type=text, lout=other)
        self.assertKeepsReferences(spam.digest, bytearray(b"spam"))
        self.assertKeepsReferences(spam.digest, other)
        self.assertKeepsReferences(spam.encode, text, text)
        self.assertKeepsReferences(spam.file_size, text, other)
        colour = spam.colour("#123456")
        self.assertKeepsReferences(spam.mix, colour, colour)
        self.assertKeepsReferences(spam.mix, colour, other)
        self.assertKeepsReferences(spam.mix, colour, spam.Colour((1, 2, other)))
        self.assertKeepsReferences(spam.rotate, [1, other, 3])
        self.assertKeepsReferences(spam.rotate, other)
        self.assertKeepsReferences(spam.set_callback, other)
        self.assertKeepsReferences(spam.powers, number, number)
        module = fresh()
        module.set_callback(lambda *args: args)
        self.assertKeepsReferences(module.call_callback, text, number, other)

    @unittest.skipUnless(IS_CPYTHON, "counts references")
    def test_the_class_of_colours_is_kept_by_colours_only(self):
        count = sys.getrefcount(spam.Colour)
        colours = [spam.colour("#123456") for _ in range(10)]
        self.assertEqual(sys.getrefcount(spam.Colour), count + 10)
        colours.clear()
        self.assertEqual(sys.getrefcount(spam.Colour), count)


def create():
    """Creates a second module object of the same file, without executing it."""
    return importlib.util.module_from_spec(spam.__spec__)


def fresh():
    """Imports a second module object of the same file."""
    module = create()
    spam.__spec__.loader.exec_module(module)
    return module


class StateTest(Case):
    def test_each_module_has_its_own_state(self):
        first, second = fresh(), fresh()
        self.assertIsNot(first, second)
        self.assertIsNot(first.error, second.error)
        self.assertIsNot(first.Colour, second.Colour)
        first.set_callback(print)
        self.assertIsNone(second.callback())
        with self.assertRaises(first.error):
            first.system("")
        with self.assertRaisesRegex(TypeError, "must be spam.Colour, not spam.Colour"):
            first.mix(first.colour("#000000"), second.colour("#000000"))

    def test_import_twice(self):
        former = sys.modules.pop("spam")
        try:
            again = importlib.import_module("spam")
            self.assertIsNot(again, former)
            self.assertIsNot(again.error, former.error)
            self.assertIs(importlib.import_module("spam"), again)
        finally:
            sys.modules["spam"] = former

    def test_a_module_that_was_not_executed(self):
        module = create()
        for call in [
            lambda: module.system("true"),
            lambda: module.colour("#123456"),
            lambda: module.mix(1, 2),
            lambda: module.callback(),
            lambda: module.set_callback(print),
            lambda: module.call_callback(),
        ]:
            self.assertRaisesText(RuntimeError, "the module is not initialised", call)
        self.assertEqual(module.string_peek("spam", 0), "s")
        gc.collect()

    @unittest.skipUnless(IS_CPYTHON, "CPython's garbage collector")
    def test_a_module_is_collected_with_what_it_holds(self):
        class Callback:
            def __init__(self, module):
                self.module = module

            def __call__(self):
                pass

        module = fresh()
        callback = Callback(module)
        module.set_callback(callback)
        alive = [weakref.ref(module), weakref.ref(callback), weakref.ref(module.error), weakref.ref(module.Colour)]
        del module, callback
        gc.collect()
        self.assertEqual([reference() for reference in alive], [None] * 4)

    def test_modules_do_not_leak(self):
        self.assertNoLeak(fresh)


@unittest.skipIf(_interpreters is None, "no subinterpreters")
class SubinterpreterTest(Case):
    SCRIPT = """
import sys
sys.path[:] = {path!r}
import os, spam
assert spam.callback() is None
assert spam.string_peek("spam", 2) == "a"
assert spam.powers(3)[2] == (2, {{"square": 4, "cube": 8}})
assert spam.parrot(1, type="Kiwi").count("Kiwi") == 1
assert spam.mix(spam.colour("#000000"), spam.colour("#ffffff")) == (127, 127, 127)
try:
    spam.system("")
except spam.error as error:
    assert str(error) == "no command"
spam.set_callback(lambda *args: args)
assert spam.call_callback(1, 2)["result"] == (1, 2)
try:
    spam.string_peek("spam", "1")
except TypeError:
    os.write({pipe}, b"done")
"""

    # 3.12.1 sometimes crashes when interpreters are created or destroyed at the same time, even without this module.
    one_at_a_time = threading.Lock()

    def run_script(self):
        """Imports the module in an interpreter of its own, which has its own GIL since 3.12."""
        read, write = os.pipe()
        with self.one_at_a_time:
            interpreter = _interpreters.create()
        try:
            answer = _interpreters.run_string(interpreter, self.SCRIPT.format(path=sys.path, pipe=write))
        finally:
            with self.one_at_a_time:
                _interpreters.destroy(interpreter)
            os.close(write)
            with open(read, "rb") as pipe:
                output = pipe.read()
        self.assertIsNone(answer)
        self.assertEqual(output, b"done")

    def test_imports(self):
        spam.set_callback(print)
        for _ in range(3):
            self.run_script()
        self.assertIs(spam.callback(), print)

    @unittest.skipIf(sys.version_info < (3, 12), "interpreters share one GIL")
    def test_imports_at_the_same_time(self):
        failures = []

        def run():
            try:
                self.run_script()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])


if __name__ == "__main__":
    unittest.main()
