//! A system that gives no memory for machine code.

use super::{arguments, parse};
use fmtunit_jit::{Compiler, Places, Tuple};
use harness::alone::is_alone;
use harness::python;

/// Formats work, and the statistics say why they are not compiled.
fn check_interpreted(compiler: &Compiler) {
    let parser = compiler.parser::<Tuple, Places>("si").unwrap();
    assert!(!parser.is_compiled());
    (0..10).for_each(|_| parse(&parser, &arguments()));
    compiler.compile_all();
    assert!(!parser.is_compiled());
    let stats = compiler.stats();
    assert_eq!((stats.compiled, stats.interpreted), (0, 1));
    assert!(stats.refusal.is_some(), "{stats:?}");
    println!("refused: {:?}", stats.refusal);
}

#[test]
fn executable_memory_is_refused() {
    if !fmtunit_jit::HAS_BACK_END || !is_alone(module_path!(), "executable_memory_is_refused") {
        return;
    }
    let python = python::attach();
    // `PR_SET_MDWE` with `PR_MDWE_REFUSE_EXEC_GAIN`, which the `libc` crate does not name: Linux has it since 6.3.
    if unsafe { libc::prctl(65, 1, 0, 0, 0) } != 0 {
        println!("skipped: this kernel cannot refuse executable memory");
        return;
    }
    check_interpreted(&harness::jit::eager());
    drop(python);
}

#[test]
fn address_space_is_refused() {
    if !fmtunit_jit::HAS_BACK_END || !is_alone(module_path!(), "address_space_is_refused") {
        return;
    }
    let _python = python::attach();
    let working = harness::jit::eager();
    // As much as there is now, which malloc has blocks of for what the test itself needs.
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    let bytes = 4096 * pages.split(' ').next().unwrap().parse::<libc::rlim_t>().unwrap();
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
    check_interpreted(&harness::jit::eager());
    // A compiler that has a reservation goes on with it.
    let parser = working.parser::<Tuple, Places>("si").unwrap();
    assert!(parser.is_compiled());
    parse(&parser, &arguments());
}
