//! Memory for machine code: never writable and executable at once, and given back.

use super::{arguments, parse};
use fmtunit_jit::{Compiler, Options, Places, Tuple, Values};
use harness::alone::is_alone;
use harness::python;

/// The number of bytes of anonymous memory that can be executed.
fn executable() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut total = 0;
    for line in maps.lines() {
        let parts: Vec<_> = line.split_whitespace().collect();
        let (range, rights) = (parts[0], parts[1]);
        assert!(!(rights.contains('w') && rights.contains('x')), "{line}");
        if rights == "r-xp" && parts.len() == 5 {
            let (start, end) = range.split_once('-').unwrap();
            let number = |digits| usize::from_str_radix(digits, 16).unwrap();
            total += number(end) - number(start);
        }
    }
    total
}

#[test]
fn code_is_given_back_with_the_compiler_and_its_last_handle() {
    if !fmtunit_jit::HAS_BACK_END
        || !is_alone(module_path!(), "code_is_given_back_with_the_compiler_and_its_last_handle")
    {
        return;
    }
    let _python = python::attach();
    let before = executable();
    let compiler = harness::jit::eager();
    let mut parsers: Vec<_> =
        (0..100).map(|number| compiler.parser::<Tuple, Places>(&format!("si:f{number}")).unwrap()).collect();
    let full = executable();
    assert_eq!(full - before, compiler.stats().mapped_bytes);
    assert!(full - before >= 100 * 4096);
    drop(compiler);
    assert_eq!(executable(), full);
    let last = parsers.pop().unwrap();
    drop(parsers);
    // The last handle keeps all of it.
    parse(&last, &arguments());
    assert_eq!(executable(), full);
    drop(last);
    assert_eq!(executable(), before);
}

#[test]
fn the_perf_map_names_formats() {
    if !fmtunit_jit::HAS_BACK_END || !is_alone(module_path!(), "the_perf_map_names_formats") {
        return;
    }
    let _python = python::attach();
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let silent = harness::jit::eager();
    silent.parser::<Tuple, Places>("si:silent").unwrap();
    assert!(!std::path::Path::new(&path).exists());
    let compiler = unsafe { Compiler::with(Options::new().eager().perf_map(true)) };
    compiler.parser::<Tuple, Places>("si:f").unwrap();
    compiler.builder::<Values>("(ii)\t").unwrap();
    let map = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let names: Vec<_> = map.lines().map(|line| line.split(' ').nth(2).unwrap()).collect();
    assert_eq!(names, ["fmtunit:si:f", "fmtunit:(ii)\\t"]);
}
