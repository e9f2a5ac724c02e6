"""Tests of the package `fmtunit`, installed in the running interpreter."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Dict, List, Optional
from unittest import mock

import fmtunit

# Whether the executable needs a libpython, which the package must agree with.
IS_SHARED = (
    "libpython" in subprocess.run(["ldd", sys.executable], stdout=subprocess.PIPE, text=True).stdout
)

# Makes calls that are counted; prints the preloaded libraries and its arguments.
PROGRAM = """
import array, datetime, os, sys
for _ in range(100):
    array.array("i", [1])
    datetime.timedelta(days=1)
print(os.environ.get("LD_PRELOAD"), sys.argv[1:], sep="\\n")
"""

# Options of an interpreter, with an expression that shows their effect, and its value.
OPTIONS = [
    (["-B", "-m"], "sys.dont_write_bytecode", "True"),
    (["-Im"], "sys.flags.isolated", "1"),
    (
        ["-X", "dev", "-W", "ignore::UserWarning", "-m"],
        "(sys.flags.dev_mode, sys.warnoptions)",
        "(True, ['default', 'ignore::UserWarning'])",
    ),
    (["-OOm"], "sys.flags.optimize", "2"),
    (["-u", "-m"], "sys.stdout.write_through", "True"),
]


class Directory(unittest.TestCase):
    """Tests that have a directory with nothing but a program."""

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        (self.directory / "program.py").write_text(PROGRAM)

    def fmtunit(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs `python -m fmtunit`."""
        return self.python("-m", "fmtunit", *arguments)

    def python(
        self, *arguments: str, variables: Optional[Dict[str, str]] = None, stdin: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        unset = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FMTUNIT_", "LD_PRELOAD"))
        }
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.directory,
            env={**unset, **(variables or {})},
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@unittest.skipUnless(IS_SHARED, "the interpreter is static")
class Served(Directory):
    def lines(self, *arguments: str, variables: Optional[Dict[str, str]] = None) -> List[str]:
        """Returns the output of a program, which must succeed."""
        done = self.python("-m", "fmtunit", *arguments, variables=variables)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def test_check(self) -> None:
        done = self.fmtunit("--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^fmtunit: [1-9]\d* calls ")
        self.assertTrue(fmtunit.check().is_served)

    def test_check_when_the_library_does_nothing(self) -> None:
        with mock.patch(
            "fmtunit._environment.library_path", return_value=Path("/nowhere/library.so")
        ):
            result = fmtunit.check()
        self.assertFalse(result.is_served)
        self.assertIn("no call", result.reason)

    def test_script(self) -> None:
        expected = [str(fmtunit.library_path()), "['--stats', '-m', '--', 'x y', '']"]
        self.assertEqual(self.lines("program.py", "--stats", "-m", "--", "x y", ""), expected)

    def test_module(self) -> None:
        expected = [str(fmtunit.library_path()), "['--check']"]
        for arguments in ["-m", "program"], ["-mprogram"]:
            self.assertEqual(self.lines(*arguments, "--check"), expected)

    def test_code(self) -> None:
        expected = [str(fmtunit.library_path()), "['--tier=jit']"]
        for arguments in ["-c", PROGRAM], [f"-c{PROGRAM}"]:
            self.assertEqual(self.lines(*arguments, "--tier=jit"), expected)

    def test_standard_input(self) -> None:
        done = self.python("-m", "fmtunit", "-", "x", stdin="import sys; print(sys.argv)")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "['-', 'x']\n", ""))
        done = self.python("-m", "fmtunit", "-c", "print(input())", stdin="text\n")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "text\n", ""))

    def test_script_with_the_name_of_an_option(self) -> None:
        (self.directory / "--check").write_text("print('a script')")
        self.assertEqual(self.lines("--", "./--check"), ["a script"])

    def test_exit_status(self) -> None:
        self.assertEqual(self.fmtunit("-c", "import sys; sys.exit(7)").returncode, 7)
        kill = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
        self.assertEqual(self.fmtunit("-c", kill).returncode, -signal.SIGTERM)
        self.assertEqual(self.fmtunit("-c", "1 / 0").returncode, 1)

    def test_missing_script(self) -> None:
        with_fmtunit, without = self.fmtunit("missing.py"), self.python("missing.py")
        self.assertEqual(with_fmtunit.returncode, without.returncode)
        self.assertEqual(with_fmtunit.stderr, without.stderr)

    def test_options_of_the_interpreter(self) -> None:
        for options, question, answer in OPTIONS:
            with self.subTest(options):
                done = self.python(*options, "fmtunit", "-c", f"import sys; print({question})")
                self.assertEqual(
                    (done.returncode, done.stdout, done.stderr), (0, f"{answer}\n", "")
                )

    def test_what_was_preloaded_still_is(self) -> None:
        library = str(fmtunit.library_path())
        for before, after in [("libm.so.6", f"{library}:libm.so.6"), (library, library)]:
            printed = self.lines("program.py", variables={"LD_PRELOAD": before})
            self.assertEqual(printed, [after, "[]"])

    def test_stats(self) -> None:
        # The program changes its directory.
        code = f"import os; os.chdir('/')\n{PROGRAM}"
        for tier, kind in [
            ("interpret", "interpreted"),
            ("jit", "compiled"),
            ("stock", "delegated"),
        ]:
            stats = self.directory / tier
            self.lines(f"--stats={stats.name}", f"--tier={tier}", "-c", code)
            counts = re.findall(rf"\t{kind} (\d+)", stats.read_text())
            self.assertGreater(sum(map(int, counts)), 100, tier)

    def test_stats_on_the_standard_error(self) -> None:
        done = self.fmtunit("--stats", "program.py")
        self.assertRegex(done.stderr, r"^fmtunit\t\d+\tPy")

    def test_environment(self) -> None:
        base = {"A": "b", "LD_PRELOAD": "one.so two.so", "FMTUNIT_STATS": "before"}
        library = fmtunit.library_path()
        expected = {**base, "LD_PRELOAD": f"{library}:one.so:two.so"}
        self.assertEqual(fmtunit.environment(base), expected)
        self.assertEqual(base["LD_PRELOAD"], "one.so two.so")
        result = fmtunit.environment(base, stats=True, tier="interpret")
        self.assertEqual((result["FMTUNIT_STATS"], result["FMTUNIT_TIER"]), ("1", "interpret"))
        self.assertNotIn("FMTUNIT_STATS", fmtunit.environment(base, stats=False))
        self.assertEqual(
            fmtunit.environment(base, stats="file")["FMTUNIT_STATS"], str(Path.cwd() / "file")
        )
        self.assertIn("LD_PRELOAD", fmtunit.environment())
        with self.assertRaisesRegex(ValueError, "'fast'"):
            fmtunit.environment(tier="fast")

    def test_a_path_that_cannot_be_preloaded(self) -> None:
        directory = self.directory / "with a blank"
        directory.mkdir()
        (directory / "fmtunit").symlink_to(Path(fmtunit.__file__).parent)
        done = self.python("-m", "fmtunit", "program.py", variables={"PYTHONPATH": str(directory)})
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("with a blank/fmtunit/", done.stderr)


class NotServed(Directory):
    @unittest.skipIf(IS_SHARED, "the interpreter is shared")
    def test_static_interpreter(self) -> None:
        check = self.fmtunit("--check")
        self.assertEqual((check.returncode, check.stderr), (1, ""))
        program = self.fmtunit("program.py")
        self.assertEqual((program.returncode, program.stdout), (1, ""))
        for text in check.stdout, program.stderr, fmtunit.check().reason:
            self.assertIn("PyArg_ParseTuple in its executable", text)
            self.assertIn("fmtunit.h", text)

    def test_other_platforms(self) -> None:
        for function, value in [
            ("platform.python_implementation", "PyPy"),
            ("platform.machine", "riscv64"),
        ]:
            with mock.patch(function, return_value=value):
                with self.assertRaisesRegex(fmtunit.NotServed, value):
                    fmtunit.library_path()
                self.assertEqual(fmtunit.check().is_served, False)

    @unittest.skipUnless(IS_SHARED, "the interpreter is static")
    def test_a_library_for_another_version(self) -> None:
        with mock.patch("importlib.util.find_spec", return_value=None):
            with self.assertRaisesRegex(fmtunit.NotServed, r"there is _preload\..*\.so"):
                fmtunit.library_path()


class Usage(Directory):
    def test_malformed(self) -> None:
        for arguments, message in [
            ([], "no program is given"),
            (["--stats"], "no program is given"),
            (["--"], "no program is given"),
            (["-m"], "argument expected for -m"),
            (["-c"], "argument expected for -c"),
            (["--tier=fast", "program.py"], "invalid choice: 'fast'"),
            (["--tier", "jit", "program.py"], "expected one argument"),
            (["--stat", "program.py"], "unrecognized arguments: --stat"),
            (["-i", "program.py"], "unrecognized arguments: -i"),
            (["--stats=", "program.py"], "cannot be written"),
            (["--stats=missing/file", "program.py"], "No such file or directory"),
            (["--stats=.", "program.py"], "Is a directory"),
            (["--check", "program.py"], "--check runs no program"),
        ]:
            with self.subTest(arguments):
                done = self.fmtunit(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(message, done.stderr)

    def test_help_and_version(self) -> None:
        for option, pattern in [("--help", "--stats"), ("--version", r"^fmtunit \d+\.\d+\.\d+")]:
            done = self.fmtunit(option)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, pattern)


if __name__ == "__main__":
    unittest.main()
