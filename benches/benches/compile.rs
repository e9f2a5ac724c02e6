//! What it takes to make and to compile formats that are known at run time: time, machine code, memory.
//!
//! ```text
//! cargo bench --bench compile -- [--rounds N]
//! ```

use fmtunit::parser::plan::Entry;
use fmtunit_benches::options::Options;
use fmtunit_benches::python;
use fmtunit_jit::{Compiler, Options as Tiers, Stats};
use std::time::{Duration, Instant};

/// Formats of `PyArg_ParseTuple`.
const PARSE: [&str; 13] = [
    "i",
    "O",
    "OO",
    "si",
    "iii",
    "iiii",
    "ssss",
    "O!i",
    "s|si",
    "es",
    "dddddddd",
    "((ii)(ii))(ii)",
    "OsiOsiOsiOsiOsid",
];

/// Formats with keywords, and the names.
const KEYWORDS: [(&str, &[&str]); 3] = [
    ("O|O", &["iterable", "start"]),
    ("i|sss", &["voltage", "state", "action", "type"]),
    ("O|OOOOOOOOOOOOOOO", &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"]),
];

/// Formats of `Py_BuildValue`.
const BUILD: [&str; 7] = ["i", "(isi)", "[iii]", "(dddd)", "{s:i,s:i}", "{s:O,s:N}", "(iiiiiiiiiiiiiiii)"];

/// How many formats memory is measured over.
const FORMATS: usize = 10_000;

fn main() {
    let options = Options::from_command_line();
    if options.list {
        return;
    }
    println!("CPython {}\n", python::start());
    println!("| format | handle, µs | compile, µs | machine code, bytes |\n|---|--:|--:|--:|");
    for format in PARSE {
        report(format, options.rounds, |compiler, name| {
            python::must(compiler.parser(&format!("{format}:{name}"), Entry::Tuple));
        });
    }
    for (format, names) in KEYWORDS {
        for entry in [Entry::TupleAndKeywords, Entry::ArrayAndKeywords] {
            report(&format!("{format} {entry:?}"), options.rounds, |compiler, name| {
                python::must(compiler.parser_with_names(&format!("{format}:{name}"), names, entry));
            });
        }
    }
    for format in BUILD {
        report(&format!("build {format}"), options.rounds, |compiler, _| {
            python::must(compiler.builder(format));
        });
    }
    println!();
    memory("compiled one by one", Tiers::new().eager(), |_| {});
    memory("compiled all at once", Tiers::new(), Compiler::compile_all);
}

/// Prints the medians for a format. `make` makes its handle, under a name that no other round has.
fn report(name: &str, rounds: usize, make: impl Fn(&Compiler, usize)) {
    let (mut handles, mut compilations, mut size) = (Vec::new(), Vec::new(), 0);
    // The first compilation of a compiler makes its tables, too.
    for round in 0..rounds {
        let [warming, eager] = [Tiers::new(), Tiers::new().eager()].map(|tiers| {
            // SAFETY: attached.
            let compiler = unsafe { Compiler::with(tiers) };
            python::must(compiler.parser("", Entry::Object));
            compiler
        });
        let start = Instant::now();
        make(&warming, round);
        handles.push(start.elapsed());
        let before = eager.stats();
        make(&eager, round);
        let after = eager.stats();
        compilations.push(after.compile_time - before.compile_time);
        size = after.code_bytes - before.code_bytes;
    }
    let name = name.replace('|', "\\|");
    println!("| `{name}` | {:.1} | {:.1} | {size} |", median(handles), median(compilations));
}

/// The median in microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_nanos() as f64 / 1e3)
}

/// Prints what resident memory many different formats of four units take, each.
fn memory(how: &str, tiers: Tiers, finish: impl Fn(&Compiler)) {
    let units = ["i", "s", "O", "d", "l", "z", "p", "n", "U", "K"];
    // SAFETY: attached.
    let compiler = unsafe { Compiler::with(tiers.most_formats(FORMATS)) };
    let before = resident();
    let handles: Vec<_> = (0..FORMATS)
        .map(|number| {
            let unit = |place: u32| units[number / 10_usize.pow(place) % 10];
            let format = [unit(3), unit(2), unit(1), unit(0)].concat();
            python::must(compiler.parser(&format, Entry::Tuple))
        })
        .collect();
    finish(&compiler);
    let after = resident();
    let Stats { compiled, code_bytes, mapped_bytes, .. } = compiler.stats();
    let each = |bytes: usize| bytes / FORMATS;
    println!(
        "{compiled} formats of four units, {how}: {} bytes of resident memory each ({} of machine code, {} mapped)",
        each(after.saturating_sub(before)),
        each(code_bytes),
        each(mapped_bytes),
    );
    drop((handles, compiler));
    println!("  and when all are dropped: {} bytes", each(resident().saturating_sub(before)));
}

/// The resident memory of the process, in bytes; 0 where the system does not tell.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|line| line.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}
