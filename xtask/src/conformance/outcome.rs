//! The outcome of running tests.

use anyhow::{Context, Result};
use std::process::Command;

/// The outcome of running tests, without the time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    code: Option<i32>,
    /// The summaries, and the names of failed tests.
    lines: Vec<String>,
}

impl Outcome {
    fn new(code: Option<i32>, output: &str) -> Self {
        let starts = ["FAIL: ", "ERROR: ", "OK", "FAILED"];
        let mut lines: Vec<_> = output
            .lines()
            .filter_map(|line| match line.strip_prefix("Ran ") {
                Some(rest) => Some(format!("Ran {}", rest.split(" in ").next()?)),
                None => starts.iter().any(|start| line.starts_with(start)).then(|| line.to_owned()),
            })
            .collect();
        lines.sort();
        Self { code, lines }
    }

    /// Returns whether the tests have succeeded, and at least one has run.
    pub(super) fn is_success(&self) -> bool {
        self.code == Some(0) && self.lines.iter().any(|line| line.starts_with("OK"))
    }

    /// Returns whether the tests skip this interpreter.
    pub(super) fn is_skipped(&self) -> bool {
        self.code == Some(0) && !self.has_run()
    }

    /// Returns whether tests have run.
    pub(super) fn has_run(&self) -> bool {
        self.lines.iter().any(|line| line.starts_with("Ran "))
    }

    /// Returns the summaries.
    pub(super) fn summary(&self) -> String {
        let code = self.code.map_or("killed".to_owned(), |code| format!("exit code {code}"));
        self.lines
            .iter()
            .filter(|line| !line.contains(": "))
            .fold(code, |text, line| format!("{text}, {line}"))
    }
}

/// Runs tests.
pub(super) fn of(command: &mut Command) -> Result<Outcome> {
    let output = command.output().context("the interpreter cannot be run")?;
    let text = [output.stdout, output.stderr].concat();
    Ok(Outcome::new(output.status.code(), &String::from_utf8_lossy(&text)))
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn times_are_ignored() {
        let one = Outcome::new(Some(0), "test_a ... ok\nRan 3 tests in 0.100s\n\nOK (skipped=1)\n");
        let other = Outcome::new(Some(0), "Ran 3 tests in 0.200s\n\nOK (skipped=1)\n");
        assert_eq!(one, other);
        assert!(one.is_success() && one.has_run());
        assert_eq!(one.summary(), "exit code 0, OK (skipped=1), Ran 3 tests");
    }

    #[test]
    fn failures_are_compared() {
        let one = Outcome::new(Some(2), "FAIL: test_a\nRan 3 tests in 0.100s\nFAILED (failures=1)\n");
        let other = Outcome::new(Some(2), "FAIL: test_b\nRan 3 tests in 0.100s\nFAILED (failures=1)\n");
        assert_ne!(one, other);
        assert!(!one.is_success());
    }

    #[test]
    fn tests_that_do_not_start_have_not_run() {
        let one = Outcome::new(Some(1), "No module named test\n");
        assert!(!one.is_success() && !one.has_run() && !one.is_skipped());
        let skipped = Outcome::new(Some(0), "test_clinic skipped -- No such file\n");
        assert!(skipped.is_skipped() && !skipped.is_success());
    }
}
