//! The preload library in separate processes.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Result, assert_same_lines, directory, library, printed, python, replaceable, run};

fn preload() -> Result<PathBuf> {
    library("fmtunit-preload", "libfmtunit_preload.so")
}

/// The counts of an entry point: one line of the statistics.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    process: String,
    calls: u64,
    interpreted: u64,
    compiled: u64,
    delegated: u64,
    early: u64,
}

/// The statistics of a process: the counts of entry points, and the formats that were delegated.
#[derive(Debug, Default)]
struct Stats {
    counts: Vec<Counts>,
    delegated: Vec<String>,
}

impl Stats {
    fn new(text: &str) -> Result<Self> {
        let mut stats = Self::default();
        for line in text.lines() {
            let fields: Vec<_> = line.split('\t').collect();
            let ["fmtunit", process, name, rest @ ..] = &fields[..] else { return Err(line.into()) };
            if let Some(format) = rest.first().and_then(|it| it.strip_prefix("format ")) {
                stats.delegated.push(format!("{name} {format}"));
                continue;
            }
            let mut counts = Counts { process: (*process).to_owned(), ..Counts::default() };
            for field in rest {
                let (what, number) = field.split_once(' ').ok_or("a count has a number")?;
                *match what {
                    "calls" => &mut counts.calls,
                    "interpreted" => &mut counts.interpreted,
                    "compiled" => &mut counts.compiled,
                    "delegated" => &mut counts.delegated,
                    "early" => &mut counts.early,
                    _ => return Err(what.into()),
                } = number.parse()?;
            }
            stats.counts.push(counts);
        }
        Ok(stats)
    }

    fn sum(&self, count: impl Fn(&Counts) -> u64) -> u64 {
        self.counts.iter().map(count).sum()
    }
}

/// Runs a command with the library. Returns its output and the statistics.
fn run_with(library: &Path, name: &str, tier: &str, command: &mut Command) -> Result<(String, Stats)> {
    let file = directory("stats")?.join(format!("{name}-{tier}-{}", std::process::id()));
    let _ = fs::remove_file(&file);
    command.env("LD_PRELOAD", library).env("FMTUNIT_STATS", &file).env("FMTUNIT_TIER", tier);
    let printed = printed(command)?;
    let text = if file.exists() { fs::read_to_string(file)? } else { String::new() };
    Ok((printed, Stats::new(&text)?))
}

#[test]
fn a_process_without_python_behaves_the_same() -> Result<()> {
    let library = preload()?;
    for (program, arguments) in [("/bin/ls", &["/"][..]), ("/bin/sh", &["-c", "echo one; /bin/true; exit 0"])]
    {
        let expected = run(Command::new(program).args(arguments))?;
        let file = directory("stats")?.join("without-python");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("LD_PRELOAD", &library)
            .env("FMTUNIT_STATS", &file)
            .env("LD_BIND_NOW", "1");
        let output = run(&mut command)?;
        assert_eq!((&output.stdout, &output.stderr), (&expected.stdout, &expected.stderr), "{program}");
        assert!(!file.exists(), "{program} has called an entry point");
    }
    Ok(())
}

/// Calls from C modules that most builds of Python have, and by address: in some builds, all modules are parts of
/// libpython, which calls its own functions directly.
const PROGRAM: &str = "
import array, ctypes, datetime, struct, zlib
parse, number = ctypes.pythonapi.PyArg_ParseTuple, ctypes.c_int()
for i in range(2000):
    parse(ctypes.py_object((i,)), b'i', ctypes.byref(number))
    array.array('i', [1])
    datetime.datetime(2000, 1, 1, hour=i % 24)
    datetime.timedelta(days=1, hours=i)
print(datetime.datetime(2000, 1, 1, hour=5), zlib.crc32(b'abc'), struct.calcsize('ii'))
try:
    datetime.datetime(2000, 1, 1, hours=5)
except TypeError as error:
    print(error)
";

#[test]
fn calls_are_counted_and_none_is_delegated() -> Result<()> {
    let library = preload()?;
    let expected = printed(Command::new(python()?).args(["-c", PROGRAM]))?;
    for tier in ["stock", "interpret", "jit", "auto"] {
        let (printed, stats) =
            run_with(&library, "counted", tier, Command::new(replaceable()?).args(["-c", PROGRAM]))?;
        assert_eq!(printed, expected, "{tier}");
        assert!(stats.sum(|it| it.calls) > 2000, "{tier}: {stats:?}");
        let ours = stats.sum(|it| it.interpreted + it.compiled);
        match tier {
            "stock" => assert_eq!(ours, 0, "{stats:?}"),
            _ => assert_eq!((stats.sum(|it| it.delegated), &stats.delegated), (0, &vec![]), "{tier}"),
        }
        match tier {
            "interpret" => assert_eq!(stats.sum(|it| it.compiled), 0, "{stats:?}"),
            "jit" => assert_eq!(stats.sum(|it| it.interpreted), 0, "{stats:?}"),
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn perf_finds_the_names_of_compiled_formats() -> Result<()> {
    let program = format!("{PROGRAM}\nimport os\nprint(os.getpid())");
    for (value, is_written) in [("1", true), ("0", false)] {
        let mut command = Command::new(replaceable()?);
        command.args(["-c", &program]).env("FMTUNIT_PERF", value);
        let (printed, _) = run_with(&preload()?, "perf", "jit", &mut command)?;
        let map = PathBuf::from(format!("/tmp/perf-{}.map", printed.lines().last().unwrap_or_default()));
        let names = fs::read_to_string(&map).unwrap_or_default();
        let _ = fs::remove_file(map);
        assert_eq!(names.lines().any(|line| line.ends_with(" fmtunit:i")), is_written, "{names}");
    }
    Ok(())
}

/// A daemon thread is in a call while the interpreter is finalised. Until 3.13, CPython ends such a thread by unwinding its
/// stack.
const DAEMON: &str = "
import ctypes, threading, time
build, call = ctypes.pythonapi.Py_BuildValue, ctypes.pythonapi.PyObject_CallFunction
build.restype = call.restype = ctypes.py_object
def wait(*args):
    started.set()
    while True:
        time.sleep(0.001)
started = threading.Event()
make = lambda: call(ctypes.py_object(wait), b'O(O)', ctypes.py_object([]), ctypes.py_object([]))
threading.Thread(target=make, daemon=True).start()
started.wait()
print('ends')
";

#[test]
fn a_daemon_thread_ends_inside_a_call() -> Result<()> {
    for tier in ["interpret", "jit"] {
        let mut command = Command::new(replaceable()?);
        let (printed, _) = run_with(&preload()?, "daemon", tier, command.args(["-c", DAEMON]))?;
        assert_eq!(printed, "ends\n", "{tier}");
    }
    Ok(())
}

#[test]
fn a_python_of_another_version_is_not_changed() -> Result<()> {
    let library = preload()?;
    let mut found = 0;
    let own = printed(Command::new(python()?).args(["-c", "import sys; print(sys.version_info[:2])"]))?;
    // pyenv installs versions in sibling directories.
    let beside = Path::new(python()?).ancestors().nth(3).and_then(|versions| fs::read_dir(versions).ok());
    for other in beside.into_iter().flatten().flatten().map(|entry| entry.path().join("bin/python3")) {
        let mut version = Command::new(&other);
        let Ok(version) = printed(version.args(["-c", "import sys; print(sys.version_info[:2])"])) else {
            continue;
        };
        if version == own {
            continue;
        }
        found += 1;
        let expected = printed(Command::new(&other).args(["-c", PROGRAM]))?;
        let (printed, stats) =
            run_with(&library, "other", "auto", Command::new(&other).args(["-c", PROGRAM]))?;
        assert_eq!(printed, expected, "{version}");
        assert_eq!(stats.sum(|it| it.interpreted + it.compiled), 0, "{version}: {stats:?}");
    }
    println!("{found} other versions");
    Ok(())
}

#[test]
fn a_forked_child_counts_from_zero() -> Result<()> {
    let program = "
import ctypes, os
parse, number = ctypes.pythonapi.PyArg_ParseTuple, ctypes.c_int()
for i in range(1001):
    parse(ctypes.py_object((i,)), b'i', ctypes.byref(number))
pid = os.fork()
if pid == 0:
    parse(ctypes.py_object((0,)), b'i', ctypes.byref(number))
else:
    os.waitpid(pid, 0)
";
    let (_, stats) =
        run_with(&preload()?, "fork", "interpret", Command::new(replaceable()?).args(["-c", program]))?;
    let mut calls = BTreeMap::<_, u64>::new();
    for counts in &stats.counts {
        *calls.entry(&counts.process).or_default() += counts.calls;
    }
    let mut calls: Vec<_> = calls.into_values().collect();
    calls.sort_unstable();
    assert!(matches!(calls[..], [child, parent] if child < 100 && parent > 1000), "{calls:?}");
    Ok(())
}

#[test]
fn odd_calls_and_private_functions_do_what_cpython_does() -> Result<()> {
    let library = preload()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edges.py");
    let expected = printed(Command::new(python()?).arg(&script))?;
    for tier in ["stock", "interpret", "jit"] {
        let (printed, stats) = run_with(&library, "edges", tier, Command::new(replaceable()?).arg(&script))?;
        assert_same_lines(&printed, &expected, tier);
        if tier != "stock" {
            // Malformed formats are delegated, and calls without a callable or arguments.
            assert!(stats.sum(|it| it.delegated) < stats.sum(|it| it.calls) / 2, "{stats:?}");
        }
    }
    Ok(())
}

#[test]
fn random_names_and_keywords_give_what_cpython_gives() -> Result<()> {
    let library = preload()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names.py");
    let arguments = ["6000", "1"];
    let expected = printed(Command::new(python()?).arg(&script).args(arguments))?;
    for tier in ["interpret", "jit", "auto"] {
        let mut command = Command::new(replaceable()?);
        let (printed, _) = run_with(&library, "names", tier, command.arg(&script).args(arguments))?;
        assert_same_lines(&printed, &expected, tier);
    }
    Ok(())
}
