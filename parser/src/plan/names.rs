//! The names of parameters, as matchers want them.

use super::Parameters;
use std::collections::BTreeMap;

impl Parameters {
    /// Returns the names that a keyword can have, by length, each with the number of its parameter.
    ///
    /// Compiled matchers compare lengths first, then bytes.
    pub fn names_by_length(&self) -> BTreeMap<usize, Vec<(usize, &[u8])>> {
        let mut by_length = BTreeMap::<usize, Vec<_>>::new();
        for (index, name) in self.names.iter().enumerate().skip(self.positional_only.into()) {
            by_length.entry(name.count_bytes()).or_default().push((index, name.to_bytes()));
        }
        by_length
    }
}
