//! Formats that have been prepared, and the compilers that they are compiled by.

use fmtunit_jit::{Compiler, Options};
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

/// How many formats are kept. When there are more, all of them are dropped, and their machine code with them.
const MOST: usize = 16_384;

/// How many ways of compiling there are.
pub(crate) const WAYS: usize = 2;

/// As usual, and as on an interpreter whose layouts are not known.
pub(crate) type Compilers = [Compiler; WAYS];

pub(crate) struct Cache<K, F> {
    compilers: Rc<Compilers>,
    formats: HashMap<K, Rc<F>>,
}

impl<K: Hash + Eq, F> Cache<K, F> {
    pub(crate) fn new() -> Self {
        let options = Options::new().eager();
        // SAFETY: attached, and no exception is set: this is before or between calls.
        let compilers =
            unsafe { [Compiler::with(options.clone()), Compiler::with(options.fast_shapes(false))] };
        Self { compilers: Rc::new(compilers), formats: HashMap::new() }
    }

    /// The format of this key, which is prepared if it is new.
    pub(crate) fn get(&mut self, key: K, prepare: impl FnOnce(&K, Rc<Compilers>) -> F) -> Rc<F> {
        if self.formats.len() >= MOST {
            *self = Self::new();
        }
        if let Some(format) = self.formats.get(&key) {
            return Rc::clone(format);
        }
        let format = Rc::new(prepare(&key, Rc::clone(&self.compilers)));
        self.formats.insert(key, Rc::clone(&format));
        format
    }
}
