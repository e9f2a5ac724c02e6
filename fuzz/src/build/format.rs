//! A format of `Py_BuildValue`, prepared for every engine.

use crate::cache::{Compilers, WAYS};
use crate::parse::c_string;
use fmtunit_jit as jit;
use fmtunit_parser::plan::BuildStep;
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::interpret;
use std::cell::OnceCell;
use std::ffi::CString;
use std::rc::Rc;

/// A format, prepared for every engine.
pub(crate) struct Format {
    pub(crate) c_text: CString,
    pub(crate) interpreted: interpret::Builder,
    pub(crate) text: String,
    pub(crate) units: Vec<BuildUnit>,
    compilers: Rc<Compilers>,
    compiled: [OnceCell<jit::Builder<jit::Values>>; WAYS],
}

impl Format {
    /// Prepares a format, which is well-formed: that it is refused would be a finding.
    pub(crate) fn new(text: &String, compilers: Rc<Compilers>) -> Self {
        let interpreted =
            interpret::Builder::new(text).unwrap_or_else(|error| panic!("`{text}` is refused:\n{error}"));
        let units = interpreted.plan().steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit),
            _ => None,
        });
        Self {
            c_text: c_string(text),
            units: units.collect(),
            interpreted,
            text: text.clone(),
            compilers,
            compiled: Default::default(),
        }
    }

    pub(crate) fn compiler(&self, way: usize) -> &jit::Compiler {
        &self.compilers[way]
    }

    /// The handle of the format, compiled in one of the ways.
    pub(crate) fn compiled(&self, way: usize) -> &jit::Builder<jit::Values> {
        self.compiled[way].get_or_init(|| {
            let builder = self.compilers[way].builder(&self.text);
            let builder = builder.unwrap_or_else(|error| panic!("`{}` is refused:\n{error}", self.text));
            assert!(builder.is_compiled(), "`{}`: {:?}", self.text, self.compilers[way].stats());
            builder
        })
    }
}
