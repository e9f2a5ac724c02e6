//! Which spellings are units: ours are those of the CPython that runs, no more and no less.

use fmtunit::Py_complex;
use fmtunit_parser::plan::{Entry, ParseStep};
use fmtunit_parser::units::{self, BuildUnit, ParseUnit, Place as Kind, Unit, ValueKind};
use fmtunit_runtime::interpret::{Builder, Parser};
use fmtunit_runtime::place::Place;
use harness::converter;
use harness::observation::take_exception;
use harness::parse;
use harness::python;
use harness::report::Report;
use harness::slots::Slot;
use harness::stock::{self, STOCK};
use harness::variadic::Spread;
use pyo3_ffi as ffi;
use std::ffi::CString;

/// Characters that may follow a letter.
const MODIFIERS: [&str; 8] = ["", "#", "*", "!", "&", "?", "1", " "];

/// Every spelling of both tables, and everything that looks like one.
fn candidates() -> Vec<String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    let mut all: Vec<String> = Vec::new();
    all.extend(ParseUnit::ALL.iter().map(|unit| unit.spelling().to_owned()));
    all.extend(BuildUnit::ALL.iter().map(|unit| unit.spelling().to_owned()));
    for modifier in MODIFIERS {
        all.extend(letters().map(|letter| format!("{letter}{modifier}")));
        all.extend(letters().map(|letter| format!("e{letter}{modifier}")));
    }
    let others = (1..0x80_u8).map(char::from).chain(['\u{e9}', '\u{20ac}']);
    // Brackets and marks are no units; they are looked at elsewhere.
    let others = others.filter(|other| !other.is_ascii_alphabetic() && !"()[]{}|:;".contains(*other));
    all.extend(others.map(String::from));
    all.sort();
    all.dedup();
    all
}

/// Do we take the text for one parse unit?
fn we_parse(text: &str) -> bool {
    Parser::new(text, Entry::Tuple)
        .is_ok_and(|parser| matches!(parser.plan().steps[0], ParseStep::CheckCount { min: 1, max: 1 }))
}

/// Does CPython? Objects of all kinds are tried, so that some conversion gets to the end of the format.
fn stock_parses(text: &str, arguments: &[*mut ffi::PyObject]) -> bool {
    let format = CString::new(format!("{text}:one")).unwrap();
    let unit = units::longest::<ParseUnit>(text);
    let mut succeeded = false;
    for &arguments in arguments {
        // The first slot serves as the name of an encoding, too.
        let mut slots: Vec<Slot> = (0..4).map(|_| Slot::new()).collect();
        slots.iter_mut().for_each(|slot| slot.fill([0_u8; 96]));
        slots[0].fill(*b"utf-8\0");
        let mut places: Vec<Place> = slots.iter_mut().map(Slot::place).collect();
        let takes = unit.map_or(&[][..], ParseUnit::takes);
        match takes {
            [(_, Kind::Class)] => places[0] = (&raw mut ffi::PyList_Type).cast(),
            [(_, Kind::Converter)] => places[0] = converter::parse as *mut std::ffi::c_void,
            _ => {}
        }
        let success = unsafe { stock::parse(Entry::Tuple, arguments, &format, &places) };
        converter::drain();
        succeeded |= success;
        let outputs = unit.filter(|_| success).map_or(&[][..], ParseUnit::stores);
        for ((_, kind), slot) in outputs.iter().zip(&mut slots[takes.len()..]) {
            parse::release(*kind, slot);
        }
        let exception = take_exception();
        let refused = exception.is_some_and(|exception| {
            // The number of arguments is wrong where the text counts as none, or as several.
            exception.class == "SystemError" || exception.text.starts_with("one() takes")
        });
        if refused {
            return false;
        }
    }
    succeeded
}

#[test]
fn a_spelling_is_a_parse_unit_exactly_if_cpython_accepts_it() {
    let python = python::attach();
    let mut report = Report::new("spellings of parse units");
    python.filter_warnings("ignore");
    let objects = python.eval("tuple((object,) for object in (5, 'x', b'x', bytearray(b'x'), [], 1.5))");
    for text in candidates() {
        report.count();
        let (ours, stock) = (we_parse(&text), stock_parses(&text, &objects.elements()));
        if ours != stock {
            report.fail(format!("`{}`: stock accepts: {stock}, ours: {ours}", text.escape_debug()));
        }
    }
    python.filter_warnings("always");
    report.finish(700);
}

/// Does CPython build something of the text, in brackets, where it looks for the closing one?
fn stock_builds(text: &str) -> bool {
    let format = CString::new(format!("({text})")).unwrap();
    let complex = Py_complex { real: 1.0, imag: 2.0 };
    let wide: [libc::wchar_t; 2] = ['x' as libc::wchar_t, 0];
    let mut words = Vec::new();
    // Units that follow an unknown letter are still built, and thrown away.
    let start = text.trim_start_matches([' ', ',', ':', '\t', 'e']);
    if let Some(unit) = units::longest::<BuildUnit>(start) {
        words.extend(match unit.takes() {
            ValueKind::Complex => [(&raw const complex).addr(), 0],
            ValueKind::Text | ValueKind::Bytes => [c"x".as_ptr().addr(), 1],
            ValueKind::Wide | ValueKind::WideLen => [wide.as_ptr().addr(), 1],
            ValueKind::Object => unsafe {
                // For the unit that takes it over.
                ffi::Py_INCREF(ffi::Py_True());
                [ffi::Py_True().addr(), 0]
            },
            ValueKind::Conversion => {
                [converter::build as *const () as usize, unsafe { ffi::Py_True() }.addr()]
            }
            _ => [1, 0],
        });
    }
    let result = unsafe { STOCK.build(&format, &Spread::words(words)) };
    converter::drain();
    let exception = take_exception();
    unsafe { ffi::Py_XDECREF(result) };
    exception.is_none_or(|exception| exception.class != "SystemError")
}

#[test]
fn a_spelling_is_a_build_unit_exactly_if_cpython_accepts_it() {
    let _python = python::attach();
    let mut report = Report::new("spellings of build units");
    let mut candidates = candidates();
    for separator in [" ", ",", ":", "\t", "\n", "\r", ";", ", "] {
        // Before a closing bracket they are accepted since 3.13.
        candidates.extend([format!("i{separator}"), format!("{separator}i"), format!("[{separator}]")]);
        candidates.extend([
            format!("[]{separator}"),
            format!("{separator}{separator}"),
            format!("i#{separator}"),
        ]);
    }
    for text in candidates {
        report.count();
        let ours = Builder::new(&format!("({text})")).is_ok();
        let stock = stock_builds(&text);
        if ours != stock {
            report.fail(format!("`({})`: stock accepts: {stock}, ours: {ours}", text.escape_debug()));
        }
    }
    report.finish(700);
}
