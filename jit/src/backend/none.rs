//! No back end: nothing is ever compiled.

use super::{Compiled, Refused};
use crate::formats::TieredFormat;

/// A back end that there is none of.
#[derive(Debug)]
pub(crate) enum Backend {}

impl Backend {
    /// Fails: this platform has no back end.
    ///
    /// # Safety
    /// None is needed here; it is that of the native back end.
    pub(crate) unsafe fn new(_fast_shapes: bool) -> Result<Self, String> {
        Err("no back end for this platform".to_owned())
    }

    /// Cannot be called.
    pub(crate) fn compile(&self, _formats: &[&TieredFormat]) -> Result<Compiled, Refused> {
        match *self {}
    }
}
