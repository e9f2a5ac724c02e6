//! The functions of a dozen formats as Cranelift prints them, for 3.13: in `jit/snapshots`.
//!
//! `UPDATE_EXPECT=1 cargo test -p fmtunit-jit` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test")]

use super::Backend;
use crate::backend::{CodeSource, Exits, FormatPlan};
use expect_test::expect_file;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::Version;
use fmtunit_runtime::interpret::{Builder, Caller, Parser};
use fmtunit_runtime::version::RUNNING;
use std::ptr;

/// Numbers above this are addresses, which have 39 bits on some machines.
const LOWEST_ADDRESS: u64 = 1 << 33;

/// Replaces addresses, which differ from run to run, and the name of the platform's calling convention.
fn without_addresses(clif: &str) -> String {
    let line = |line: &str| {
        // Comments repeat constants.
        let line = line.split("  ;").next().unwrap_or_default();
        let Some((before, number)) = line.split_once("iconst.i64 ") else { return line.to_owned() };
        let digits = number.split_whitespace().next().unwrap_or_default().replace('_', "");
        let value = match digits.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        match value {
            Ok(value) if value > LOWEST_ADDRESS && value < 1 << 48 => {
                format!("{before}iconst.i64 ADDRESS")
            }
            _ => line.to_owned(),
        }
    };
    clif.replace("apple_aarch64", "system_v").lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn the_functions_are_those_of_the_snapshots() {
    if RUNNING != Version(3, 13) {
        return;
    }
    // SAFETY: the thread is attached from here on.
    let backend = unsafe {
        pyo3_ffi::Py_InitializeEx(0);
        Backend::new(true).unwrap()
    };
    let at = ptr::without_provenance::<()>(LOWEST_ADDRESS as usize + 1);
    let exits = Exits { format: at.cast(), engine: at, resume: at, fail: at, abandon: at };
    let check = |name: &str, plan: FormatPlan| {
        let key_places = vec![at.cast(); plan.pairs()];
        let clif = backend.clif(&CodeSource { name, plan: &plan, record: None, key_places, exits });
        expect_file![format!("{}/snapshots/{name}.clif", env!("CARGO_MANIFEST_DIR"))]
            .assert_eq(&without_addresses(&clif));
    };
    let parse = |name: &str, format: &str, entry: Entry| {
        check(name, FormatPlan::Parse { parser: Parser::new(format, entry).unwrap(), views: false });
    };
    let parse_with_names = |name: &str, format: &str, names: &[&str], entry: Entry| {
        let parser = Parser::with_names(format, names, entry).unwrap();
        check(name, FormatPlan::Parse { parser, views: false });
    };
    let build = |name: &str, format: &str| check(name, FormatPlan::Build(Builder::new(format).unwrap()));
    parse("empty", "", Entry::Tuple);
    parse("int", "i", Entry::Tuple);
    parse("array_of_objects", "O|O:get", Entry::Array);
    parse("text", "s", Entry::Tuple);
    parse("small_unsigned", "b", Entry::Object);
    parse("buffers", "w*s*", Entry::Array);
    parse("group", "(id)", Entry::Tuple);
    parse("encoded_and_converted", "esO&", Entry::Tuple);
    parse_with_names("keyword_dict", "O|p", &["", "flag"], Entry::TupleAndKeywords);
    parse_with_names("keyword_names", "i|s", &["number", "text"], Entry::ArrayAndKeywords);
    build("build_int", "i");
    build("build_list", "[Od]");
    build("build_dict", "{s:N}");
    check("call", FormatPlan::Call(Caller::new("O").unwrap()));
}
