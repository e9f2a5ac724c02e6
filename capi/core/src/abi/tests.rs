//! No panic passes through a trampoline.

use super::{Reply, WordsFrame};
use std::os::unix::process::ExitStatusExt;
use std::panic::catch_unwind;
use std::process::Command;
use std::{env, process};

#[allow(clippy::panic, reason = "it is the subject of the test")]
unsafe extern "C-unwind" fn panicking(_first: usize, _frame: *const WordsFrame) -> Reply {
    panic!("a fault of a handler");
}
crate::trampoline!("fmtunit_test_panicking", words, 1, panicking);

unsafe extern "C-unwind" {
    fn fmtunit_test_panicking(first: usize) -> usize;
}

#[test]
fn no_panic_reaches_the_caller() {
    const IS_CHILD: &str = "FMTUNIT_TEST_PANICS";
    if env::var_os(IS_CHILD).is_some() {
        // SAFETY: the trampoline takes a word.
        let _ = catch_unwind(|| unsafe { fmtunit_test_panicking(1) });
        process::exit(0);
    }
    let mut child = Command::new(env::current_exe().unwrap_or_default());
    let child = child.args(["no_panic_reaches_the_caller", "--nocapture"]).env(IS_CHILD, "1").output();
    let output = child.unwrap_or_else(|error| unreachable!("{error}"));
    assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("a fault of a handler"), "{output:?}");
}
