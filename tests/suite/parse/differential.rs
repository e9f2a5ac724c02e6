//! The parse family.

use super::shape::arguments;
use crate::compiled;
use crate::engines::ENGINES;
use fmtunit_parser::plan::Entry;
use harness::effort::{LEAST, part_of};
use harness::engine::STOCK_ENGINE;
use harness::format::PreparedParse;
use harness::observation::Logs;
use harness::owned::{Owned, repr, tuple};
use harness::parse::{self, Inputs};
use harness::python::{self, Python};
use harness::random::Random;
use harness::report::Report;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::CString;

/// Compares all engines on one call, the objects being the same for all; where CPython warns, also with warnings that
/// are exceptions. Returns whether the call succeeds.
pub(crate) fn compare(
    python: &Python,
    logs: &Logs,
    report: &mut Report,
    format: &PreparedParse,
    inputs: &Inputs,
    arguments: *mut PyObject,
) -> bool {
    let mut compare = || {
        report.compare(
            STOCK_ENGINE,
            ENGINES,
            |engine| parse::observe(python, logs, engine, format, inputs, arguments),
            || {
                let (format, entry, arguments) = (&format.source, format.entry, repr(arguments));
                format!("`{format}` ({entry:?}) {arguments} (room {:?})", inputs.room)
            },
        )
    };
    let stock = compare();
    if !stock.warnings.is_empty() {
        python.filter_warnings("error");
        compare();
        python.filter_warnings("always");
    }
    stock.success
}

pub(crate) fn zoo(python: &Python) -> Vec<*mut PyObject> {
    let zoo = python.eval("tuple(ZOO)");
    // The list keeps them alive.
    zoo.elements()
}

#[test]
fn every_unit_treats_every_object_as_cpython_does() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of one unit and one object");
    let zoo = zoo(&python);
    assert!(zoo.len() >= 120);
    let inputs = Inputs::default();
    for compiled in compiled::all() {
        let format = PreparedParse::new(compiled.format, compiled.entry, compiled.names);
        if format.conversions.len() != 1 {
            continue;
        }
        for &object in &zoo {
            match compiled.entry {
                Entry::Object => {
                    compare(&python, &logs, &mut report, &format, &inputs, object);
                }
                Entry::Tuple | Entry::Array => {
                    let arguments = tuple([object]);
                    compare(&python, &logs, &mut report, &format, &inputs, arguments.get());
                }
                Entry::TupleAndKeywords | Entry::ArrayAndKeywords => {
                    let keywords = Owned::new(unsafe { ffi::PyDict_New() });
                    unsafe {
                        let name = Owned::new(python::text(compiled.names[0]));
                        ffi::PyDict_SetItem(keywords.get(), name.get(), object);
                    }
                    let arguments = tuple([tuple([]).get(), keywords.get()]);
                    compare(&python, &logs, &mut report, &format, &inputs, arguments.get());
                }
            }
        }
    }
    report.finish(LEAST);
}

/// Fast paths look at words and vectors, and leave long text to a routine: a NUL may stand on each side of each border.
#[test]
fn a_nul_is_found_wherever_it_stands() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("texts with and without a NUL");
    let inputs = Inputs::default();
    for compiled in compiled::all().filter(|compiled| matches!(compiled.format, "s" | "z")) {
        if compiled.entry != Entry::Tuple {
            continue;
        }
        let format = PreparedParse::new(compiled.format, compiled.entry, compiled.names);
        for length in (0..=70).chain(510..=530) {
            let near_the_ends = |at: &usize| *at < 70 || length - at < 20;
            for nul in (0..length).filter(near_the_ends).map(Some).chain([None]) {
                let mut text = "x".repeat(length);
                if let Some(at) = nul {
                    text.replace_range(at..=at, "\0");
                }
                let text = Owned::new(python::text(&text));
                let arguments = tuple([text.get()]);
                let success = compare(&python, &logs, &mut report, &format, &inputs, arguments.get());
                assert_eq!(success, nul.is_none());
            }
        }
    }
    report.finish(8_000);
}

#[test]
fn every_format_treats_random_arguments_as_cpython_does() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of one format and random arguments");
    let zoo = zoo(&python);
    let mut random = Random::new(0x5EED);
    let mut successes = 0;
    for compiled in compiled::all() {
        let format = PreparedParse::new(compiled.format, compiled.entry, compiled.names);
        for round in 0..part_of(40) {
            let inputs = inputs(&mut random);
            let arguments = arguments(&python, &format, &zoo, &mut random, round);
            let success = compare(&python, &logs, &mut report, &format, &inputs, arguments.get());
            successes += usize::from(success);
        }
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > part_of(LEAST) / 10, "the arguments hardly ever fit");
    report.finish(part_of(LEAST));
}

/// Encodings, and room for what is encoded, of all kinds.
pub(crate) fn inputs(random: &mut Random) -> Inputs {
    let encodings = ["utf-8", "latin-1", "ascii", "utf-16-le", "UTF8", "no-such-encoding", "utf-7"];
    let encoding = |random: &mut Random| {
        (random.below(3) > 0).then(|| CString::new(encodings[random.below(encodings.len())]).unwrap())
    };
    let room = (random.below(3) == 0).then(|| [0, 1, 2, 6, 100, 3000][random.below(6)]);
    Inputs { encodings: vec![encoding(random), encoding(random)], room, ..Inputs::default() }
}
