//! One call of `Py_BuildValue`, by every engine.

mod call;

pub(crate) use call::format;

use crate::engine::EngineOf;
use crate::formats::Formats;
use crate::session;
use arbitrary::Unstructured;
use call::FuzzedBuild;
use harness::build::observe_call;
use harness::engine::{Engine, STOCK_ENGINE};
use harness::format::PreparedBuild;
use harness::jit::Compilers;
use harness::report::differ;

/// Prepares a format.
pub(crate) fn prepare(format: &String, compilers: &Compilers) -> PreparedBuild {
    PreparedBuild::with_compilers(format, compilers)
}

/// Compares the engines with CPython on the call that the bytes stand for.
pub fn compare(bytes: &[u8], engines: &[EngineOf], formats: Formats) {
    let Ok(call) = FuzzedBuild::new(Unstructured::new(bytes), formats) else { return };
    session::with(|session| {
        session.show(&call);
        let format = session.build_formats.get(call.format.clone(), prepare);
        let observe = |engine: &dyn Engine| {
            let given = call.values(session, &format.units);
            // SAFETY: attached; the values are for the format, and no Python code runs while the exception is set.
            let seen =
                observe_call(&session.python, &session.logs, given, &[], call.manner, |given| unsafe {
                    engine.build(&format, &given.values)
                });
            seen.expect("all engines have all formats")
        };
        let stock = observe(STOCK_ENGINE);
        for engine in engines.iter().map(|engine| engine(call.way)) {
            if let Some(difference) = differ(&stock, &observe(engine)) {
                panic!("{} of `{}`: {difference}\n{call:#?}", engine.name(), call.format);
            }
        }
    });
}
