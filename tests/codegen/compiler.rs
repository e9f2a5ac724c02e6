//! The compiler whose words and machine code the tests know.

use std::env;
use std::process::Command;

/// Its release. What a later one says and makes may be as good, but is not what the tests were written for.
const RELEASE: &str = "rustc 1.95.";

/// Why this compiler is another one, if it is.
pub(crate) fn another() -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    match Command::new(rustc).arg("--version").output() {
        Ok(answer) => {
            let version = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
            (!version.starts_with(RELEASE))
                .then(|| format!("this is for {RELEASE}x, and the compiler is {version}"))
        }
        Err(error) => Some(format!("the compiler does not tell its version: {error}")),
    }
}
