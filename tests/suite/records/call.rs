//! Calls with arguments from records, beside those with values.

use super::build::{classes, expression, fill};
use super::memory::RecordShape;
use super::{WAYS, compilers};
use crate::compiled;
use fmtunit_jit::{Caller, RecordAt};
use fmtunit_parser::units::ValueKind as Kind;
use fmtunit_runtime::interpret;
use fmtunit_runtime::value::Value;
use harness::build::{self, Manner};
use harness::engine::Engine;
use harness::format::PreparedBuild;
use harness::observation::Logs;
use harness::owned::Owned;
use harness::python;
use harness::random::Random;
use harness::report::Report;
use pyo3_ffi::PyObject;

/// A caller, with values or with a record.
enum Kinds {
    Values(interpret::Caller),
    Record(usize, Caller<RecordAt>, RecordShape),
}

/// A call of a function that returns its arguments, as an engine that builds.
struct RecordCall {
    kind: Kinds,
    function: *mut PyObject,
    /// As a method of the class of the function.
    is_method: bool,
}
// SAFETY: used by the thread that holds the GIL.
unsafe impl Sync for RecordCall {}

impl Engine for RecordCall {
    fn name(&self) -> &'static str {
        match &self.kind {
            Kinds::Values(_) => "values",
            Kinds::Record(way, ..) => WAYS[*way],
        }
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        unsafe {
            let (function, name) = (self.function, c"__call__");
            Some(match &self.kind {
                Kinds::Values(caller) if self.is_method => caller.call_method(function, name, values),
                Kinds::Values(caller) => caller.call_function(function, values),
                Kinds::Record(_, caller, shape) => {
                    let mut memory = shape.memory();
                    let classes: Vec<_> = shape.layout().fields().iter().map(|field| field.class).collect();
                    fill(&mut memory, &format.units, values, &classes);
                    match self.is_method {
                        true => caller.call((function, name), memory.address()),
                        false => caller.call(function, memory.address()),
                    }
                }
            })
        }
    }
}

#[test]
fn a_record_gives_the_arguments_that_values_give() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("calls with a record");
    let mut random = Random::new(0xCA11ED);
    let function: Owned = python.eval("lambda *arguments: arguments");
    for compiled in compiled::all_build() {
        // Some that build are refused for a call.
        let Ok(caller) = interpret::Caller::new(compiled.format) else { continue };
        let format = PreparedBuild::new(compiled.format);
        let classes = classes(&format.units, true, &mut random);
        let is_method = random.below(4) == 0;
        let call = |kind| RecordCall { kind, function: function.get(), is_method };
        let values = call(Kinds::Values(caller));
        let records = [0, 1, 2].map(|way| {
            let shape = RecordShape::random(&classes, &mut random);
            let caller = compilers()[way].caller::<RecordAt>((&format.source, &shape.layout()));
            let caller = caller.unwrap_or_else(|error| panic!("`{}`: {error}", format.source));
            assert_eq!(caller.is_compiled(), way > 0 && fmtunit_jit::HAS_BACK_END, "`{}`", format.source);
            call(Kinds::Record(way, caller, shape))
        });
        for round in 0..4 {
            let expression = expression(&format.units, &classes, &mut random);
            let converts = format.units.iter().any(|unit| unit.takes() == Kind::Conversion);
            let manner = Manner { pending: false, last_reference: round % 2 == 1 && !converts };
            report.compare(
                &values,
                records.iter().map(|record| record as &dyn Engine),
                |engine| build::observe(&python, &logs, engine, &format, python.eval(&expression), manner),
                || format!("`{}` {expression}", format.source),
            );
        }
    }
    report.finish(1000);
}
