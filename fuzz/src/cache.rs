//! Formats that have been prepared, and the compilers that they are compiled by.

use harness::jit::{Compilers, new_compilers};
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

/// The number of formats that are kept. When there are more, all of them are dropped, and their machine code with them.
const MOST: usize = 16_384;

pub(crate) struct FormatCache<K, F> {
    compilers: Compilers,
    formats: HashMap<K, Rc<F>>,
}

impl<K: Hash + Eq, F> FormatCache<K, F> {
    pub(crate) fn new() -> Self {
        Self { compilers: new_compilers(), formats: HashMap::new() }
    }

    /// The format of this key, which is prepared if it is new.
    pub(crate) fn get(&mut self, key: K, prepare: impl FnOnce(&K, &Compilers) -> F) -> Rc<F> {
        if self.formats.len() >= MOST {
            *self = Self::new();
        }
        if let Some(format) = self.formats.get(&key) {
            return Rc::clone(format);
        }
        let format = Rc::new(prepare(&key, &self.compilers));
        self.formats.insert(key, Rc::clone(&format));
        format
    }
}
