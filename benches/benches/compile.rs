//! The cost of making and compiling handles of formats that are known at run time: time, machine code, memory.
//!
//! ```text
//! cargo bench --bench compile -- [--rounds N]
//! ```

use fmtunit_benches::options::Options;
use fmtunit_benches::{median, python};
use fmtunit_jit::{
    ArrayAndKeywords, Compiler, Options as Tiers, Places, Stats, Tuple, TupleAndKeywords, Values,
};
use std::time::{Duration, Instant};

/// Formats of `PyArg_ParseTuple`.
const PARSE: [&str; 14] = [
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
    "iiiiiiiiiiiiiiii",
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

/// The number of formats over which memory is measured.
const FORMATS: usize = 10_000;

fn main() {
    let options = Options::from_command_line();
    if options.list {
        return;
    }
    println!("CPython {}\n", python::start());
    println!("| format | handle, µs | compile, µs | machine code, bytes |\n|---|--:|--:|--:|");
    let mut medians = Vec::new();
    for format in PARSE {
        medians.push(report(format, options.rounds(), |compiler, name| {
            let parser = python::must(compiler.parser::<Tuple, Places>(&format!("{format}:{name}")));
            parser.raw().parse_plan().map_or(0, |plan| plan.conversions().count())
        }));
    }
    for (format, names) in KEYWORDS {
        medians.push(report(&format!("{format} TupleAndKeywords"), options.rounds(), |compiler, name| {
            let format = format!("{format}:{name}");
            python::must(compiler.parser_with_names::<TupleAndKeywords, Places>(&format, names));
            names.len()
        }));
        medians.push(report(&format!("{format} ArrayAndKeywords"), options.rounds(), |compiler, name| {
            let format = format!("{format}:{name}");
            python::must(compiler.parser_with_names::<ArrayAndKeywords, Places>(&format, names));
            names.len()
        }));
    }
    for format in BUILD {
        medians.push(report(&format!("build {format}"), options.rounds(), |compiler, round| {
            // Such formats have no name; but blanks and commas are skipped: the number of the round, in base two.
            let number = format!("{round:016b}").replace('0', " ").replace('1', ",");
            let builder = python::must(compiler.builder::<Values>(&(format.to_owned() + &number)));
            builder.raw().build_plan().map_or(0, |plan| plan.values.into())
        }));
    }
    println!();
    for (what, units) in [("up to four units", 1..=4), ("sixteen units", 16..=16)] {
        // Some are not compiled: the routine of their only unit does it all.
        let compiled = medians.iter().filter(|of| of.size > 0 && units.contains(&of.units));
        let times: Vec<_> = compiled.map(|of| of.compile).collect();
        let [middle, longest] = [median(times.iter(), Ord::cmp), times.iter().max()];
        if let (Some(&middle), Some(&longest)) = (middle, longest) {
            println!(
                "{} formats of {what}: median {:.1} µs, longest {:.1} µs",
                times.len(),
                microseconds(middle),
                microseconds(longest),
            );
        }
    }
    println!();
    memory("compiled one by one", Tiers::new().eager(), |_| {});
    memory("compiled all at once", Tiers::new(), Compiler::compile_all);
}

/// The figures of one format.
struct Medians {
    units: usize,
    size: usize,
    compile: Duration,
}

/// Prints the medians for a format. `make` makes its handle, under a name that no other round has, and tells how many units
/// it has.
fn report(name: &str, rounds: usize, make: impl Fn(&Compiler, usize) -> usize) -> Medians {
    let (mut handles, mut compilations, mut size, mut units) = (Vec::new(), Vec::new(), 0, 0);
    // SAFETY: attached.
    let [warming, eager] = [Tiers::new(), Tiers::new().eager()].map(|tiers| unsafe { Compiler::with(tiers) });
    for round in 0..rounds {
        let start = Instant::now();
        units = make(&warming, round);
        handles.push(start.elapsed());
        let before = eager.stats();
        make(&eager, round);
        let after = eager.stats();
        compilations.push(after.compile_time - before.compile_time);
        size = after.code_bytes - before.code_bytes;
    }
    let [handle, compile] =
        [handles, compilations].map(|times| median(times, Duration::cmp).unwrap_or_default());
    let name = name.replace('|', "\\|");
    println!("| `{name}` | {:.1} | {:.1} | {size} |", microseconds(handle), microseconds(compile));
    Medians { units, size, compile }
}

fn microseconds(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
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
            python::must(compiler.parser::<Tuple, Places>(&format))
        })
        .collect();
    finish(&compiler);
    let after = resident();
    let Stats { compiled, code_bytes, mapped_bytes, .. } = compiler.stats();
    let each = |bytes: usize| bytes / FORMATS;
    print!(
        "{compiled} formats of four units, {how}: {} bytes of machine code each, {} mapped",
        each(code_bytes),
        each(mapped_bytes)
    );
    drop((handles, compiler));
    if let (Some(before), Some(after), Some(dropped)) = (before, after, resident()) {
        let [taken, left] = [after, dropped].map(|memory| each(memory.saturating_sub(before)));
        print!("; {taken} of resident memory, and {left} when all are dropped");
    }
    println!();
}

/// The resident memory of the process, in bytes, where the system tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok().map(|kilobytes: usize| kilobytes * 1024)
}
