//! The back end of platforms that Cranelift does not support: it cannot be made.

use super::{CodeSource, Compiled, Refused};

/// A back end that does not exist.
#[derive(Debug)]
pub(crate) enum Backend {}

impl Backend {
    /// Fails: the platform has no back end.
    ///
    /// # Safety
    /// None is needed here; the native back end has a contract.
    pub(crate) unsafe fn new(_fast_shapes: bool) -> Result<Self, String> {
        Err("no back end for this platform".to_owned())
    }

    /// Cannot be called.
    pub(crate) fn compile(&self, _sources: &[CodeSource<'_>]) -> Result<Compiled, Refused> {
        match *self {}
    }
}
