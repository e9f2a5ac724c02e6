//! The formats of a compiler, by the parameters that they were made from.

use super::TieredFormat;
use crate::support::{ForkLock, RecordLayout};
use fmtunit_parser::plan;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// The purpose of a format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FormatKind {
    /// Parsing; `views` for the typed form.
    Parse {
        entry: plan::Entry,
        views: bool,
    },
    Build,
    Call,
}

/// The parameters that a format is made from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey {
    kind: FormatKind,
    pub(crate) format: Box<str>,
    names: Box<[Box<str>]>,
    pub(crate) layout: Option<RecordLayout>,
}

impl CacheKey {
    pub(crate) fn new(kind: FormatKind, format: &str, names: &[&str], layout: Option<RecordLayout>) -> Self {
        Self { kind, format: format.into(), names: names.iter().map(|&name| name.into()).collect(), layout }
    }
}

/// The formats of a compiler. None is ever evicted.
#[derive(Debug)]
pub(crate) struct Cache {
    most: usize,
    formats: ForkLock<HashMap<CacheKey, Arc<TieredFormat>>>,
}

impl Cache {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, formats: ForkLock::new(HashMap::new()) }
    }

    pub(crate) fn get(&self, key: &CacheKey) -> Option<Arc<TieredFormat>> {
        self.formats.lock().get(key).map(Arc::clone)
    }

    /// Stores a format, or returns the one that another thread has stored meanwhile. Beyond the bound it is not stored and
    /// never compiled.
    pub(crate) fn insert(&self, key: CacheKey, format: Arc<TieredFormat>) -> Arc<TieredFormat> {
        let mut formats = self.formats.lock();
        let is_full = formats.len() >= self.most;
        match formats.entry(key) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(_) if is_full => format,
            Entry::Vacant(place) => {
                let format = Arc::clone(place.insert(format));
                drop(formats);
                format.start();
                format
            }
        }
    }

    pub(crate) fn formats(&self) -> Vec<Arc<TieredFormat>> {
        self.formats.lock().values().map(Arc::clone).collect()
    }
}
