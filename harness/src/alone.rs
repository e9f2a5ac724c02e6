//! Tests that need a process of their own: this binary, started again.

use std::env;
use std::process::Command;

/// Says, in a process of its own, which test that is for.
const CASE: &str = "FMTUNIT_SUITE_CASE";

/// Runs the test of a module (as `module_path!` names it) in a process of its own; `true` in that process.
pub fn is_alone(module: &str, test: &str) -> bool {
    if env::var(CASE).is_ok_and(|case| case == test) {
        return true;
    }
    let path = format!("{}::{test}", module.split_once("::").unwrap().1);
    let output = Command::new(env::current_exe().unwrap())
        .args([path.as_str(), "--exact", "--nocapture"])
        .env(CASE, test)
        .output()
        .unwrap();
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    eprint!("{said}");
    assert!(output.status.success() && said.contains("1 passed"), "{}: {said}", output.status);
    false
}
