//! The counts of the preload library.

/// A format that was delegated to CPython.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Delegated {
    /// The function that was called with it.
    pub(super) function: String,
    pub(super) format: String,
}

/// The counts of the preload library, in all processes.
#[derive(Debug, Default)]
pub(super) struct Stats {
    calls: u64,
    delegated: Vec<Delegated>,
}

impl Stats {
    /// Reads lines such as
    ///
    /// ```text
    /// fmtunit  123  Py_BuildValue  calls 4  interpreted 1  compiled 2  delegated 1  early 0
    /// fmtunit  123  Py_BuildValue  format "i?"  delegated 1
    /// ```
    pub(super) fn new(text: &str) -> Self {
        let mut stats = Self::default();
        for line in text.lines() {
            let mut fields = line.split('\t').skip(2);
            let (Some(function), Some(field)) = (fields.next(), fields.next()) else { continue };
            if let Some(format) = field.strip_prefix("format ") {
                let delegated = Delegated { function: function.to_owned(), format: unescape(format) };
                if !stats.delegated.contains(&delegated) {
                    stats.delegated.push(delegated);
                }
            } else if let Some(calls) = field.strip_prefix("calls ") {
                stats.calls += calls.parse::<u64>().unwrap_or(0);
            }
        }
        stats
    }

    /// Returns the number of calls.
    pub(super) fn calls(&self) -> u64 {
        self.calls
    }

    /// Returns the formats that were delegated.
    pub(super) fn delegated(&self) -> &[Delegated] {
        &self.delegated
    }
}

/// Returns the text of a string literal of Rust.
fn unescape(text: &str) -> String {
    let mut characters = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(text).chars();
    let mut unescaped = String::new();
    while let Some(character) = characters.next() {
        if character != '\\' {
            unescaped.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => unescaped.push('\n'),
            Some('t') => unescaped.push('\t'),
            Some('r') => unescaped.push('\r'),
            Some('x') => {
                let digits: String = characters.by_ref().take(2).collect();
                unescaped.extend(u8::from_str_radix(&digits, 16).map(char::from));
            }
            Some(other) => unescaped.push(other),
            None => {}
        }
    }
    unescaped
}

#[cfg(test)]
mod tests {
    use super::{Delegated, Stats};

    #[test]
    fn calls_are_added_up_and_formats_unescaped() {
        let stats = Stats::new(
            "fmtunit\t1\tPy_BuildValue\tcalls 4\tinterpreted 1\n\
             fmtunit\t2\tPyArg_Parse\tcalls 5\tinterpreted 1\n\
             fmtunit\t2\tPyArg_Parse\tformat \"\\\"\\x7f\"\tdelegated 1\n",
        );
        assert_eq!(stats.calls(), 9);
        let expected = Delegated { function: "PyArg_Parse".to_owned(), format: "\"\u{7f}".to_owned() };
        assert_eq!(stats.delegated(), [expected]);
    }
}
