//! The parser takes any text: it never panics, and what it accepts prints back to its source and can be run.

#![no_main]

use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::Unit;
use fmtunit_parser::{BuildFormat, Error, Format, ParseFormat, lower, verify};
use libfuzzer_sys::fuzz_target;
use std::fmt::{Debug, Display};

const ENTRIES: [Entry; 5] =
    [Entry::Tuple, Entry::Object, Entry::Array, Entry::TupleAndKeywords, Entry::ArrayAndKeywords];

// A line for the format, and one for each name.
fuzz_target!(|lines: &str| {
    let mut lines = lines.split('\n');
    let source = lines.next().unwrap_or_default();
    let names: Vec<&str> = lines.collect();
    if let Some(format) = printed(source, ParseFormat::parse) {
        for entry in ENTRIES {
            let plan = if entry.takes_keywords() {
                lower::parse_with_names(&format, &names, entry)
            } else {
                lower::parse(&format, entry)
            };
            if let Some(plan) = shown(plan) {
                assert_eq!(verify::parse(&plan), Ok(()), "{source}: {plan}");
            }
        }
    }
    if let Some(format) = printed(source, BuildFormat::parse) {
        for lower in [lower::build, lower::call] {
            if let Some(plan) = shown(lower(&format)) {
                assert_eq!(verify::build(&plan), Ok(()), "{source}: {plan}");
            }
        }
    }
});

/// The format, if it is well-formed: then it prints back to its source.
fn printed<U: Unit>(source: &str, parse: fn(&str) -> Result<Format<U>, Error>) -> Option<Format<U>> {
    let format = parse(source);
    if let Ok(format) = &format {
        // The source is only known to what has been parsed.
        let unknown = Format { source: String::new(), ..format.clone() };
        assert_eq!(unknown.to_string(), source);
        format.requirements();
    }
    shown(format)
}

/// A well-formed format can be printed; the errors of another one lie in the text.
fn shown<T: Display + Debug>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(it) => {
            let _ = it.to_string();
            Some(it)
        }
        Err(error) => {
            let text = error.source_text();
            assert!(error.faults().iter().all(|fault| text.get(fault.span.clone()).is_some()), "{error:?}");
            let _ = error.to_string();
            None
        }
    }
}
