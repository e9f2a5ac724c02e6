//! One call of the parse family, by every engine.

mod call;

pub(crate) use call::{FormatKey, key};

use crate::engine::EngineOf;
use crate::formats::Formats;
use crate::session::{self, Session};
use arbitrary::Unstructured;
use call::FuzzedParse;
use fmtunit_parser::plan::Entry;
use harness::engine::{Engine, STOCK_ENGINE};
use harness::format::PreparedParse;
use harness::jit::Compilers;
use harness::owned::repr;
use harness::parse;
use harness::report::differ;
use harness::seen::Seen;

/// Compares the engines with CPython on the call that the bytes stand for.
pub fn compare(bytes: &[u8], entries: &[Entry], engines: &[EngineOf], formats: Formats) {
    let Ok(call) = FuzzedParse::new(Unstructured::new(bytes), entries, formats) else { return };
    session::with(|session| {
        session.show(&call);
        let format = session.parse_formats.get(call.key.clone(), prepare);
        let warned = compare_once(session, &call, &format, engines);
        if warned {
            // Once more, with warnings that are exceptions.
            session.python.filter_warnings("error");
            compare_once(session, &call, &format, engines);
            session.python.filter_warnings("always");
        }
    });
}

/// Returns whether CPython warned.
fn compare_once(session: &Session, call: &FuzzedParse, format: &PreparedParse, engines: &[EngineOf]) -> bool {
    let shared = (!call.is_fresh).then(|| call.arguments(session));
    let inputs = call.inputs.given(&session.zoo);
    let observe = |engine: &dyn Engine| {
        let own = shared.is_none().then(|| call.arguments(session));
        let arguments = own.as_ref().or(shared.as_ref()).expect("one of them is there");
        let seen = parse::observe(&session.python, &session.logs, engine, format, &inputs, arguments.get());
        let mut seen = seen.expect("all engines have all formats");
        if call.is_fresh {
            seen.outputs.iter_mut().for_each(Seen::forget_address);
        }
        session.zoo.reset();
        seen
    };
    let stock = observe(STOCK_ENGINE);
    for engine in engines.iter().map(|engine| engine(call.way)) {
        if let Some(difference) = differ(&stock, &observe(engine)) {
            let (name, arguments) = (engine.name(), repr(call.arguments(session).get()));
            panic!("{name} of {:?} with {arguments}: {difference}\n{call:#?}", call.key);
        }
    }
    !stock.warnings.is_empty()
}

/// Prepares a format.
pub(crate) fn prepare(key: &FormatKey, compilers: &Compilers) -> PreparedParse {
    PreparedParse::with_compilers(&key.format, key.entry, &key.names, compilers)
}
