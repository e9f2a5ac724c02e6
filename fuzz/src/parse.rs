//! One call of the parse family, by every engine.

mod call;
mod format;
mod memory;

pub(crate) use call::key;
pub(crate) use format::{Format, Key, c_string};

use crate::engine::Engine;
use crate::formats::Formats;
use crate::session::{self, Session};
use arbitrary::Unstructured;
use call::Call;
use fmtunit_parser::plan::Entry;
use harness::converter;
use harness::observation::{Observation, Watched, take_exception};
use harness::owned::{Owned, repr};
use harness::report::differ;
use harness::seen::Seen;
use harness::source::Source;
use memory::Memory;

/// Makes the call, and answers what was seen.
fn observe(
    session: &Session,
    engine: Engine,
    call: &Call,
    format: &Format,
    arguments: &Owned,
) -> Observation<Vec<Seen>> {
    let mut memory = Memory::new(format, &call.inputs, &session.zoo);
    let source = Source::new(format.entry, arguments.get());
    format.c_format.prepare();
    let watched = Watched::reachable(arguments.get());
    // What making the arguments has logged is not the call's.
    session.logs.drain(&session.python);
    // SAFETY: attached, no exception is set, and the memory is for the format.
    let success = unsafe { engine.parse(format, call.way, &source, &memory.places) };
    let exception = take_exception();
    let mut outputs = memory.read(format, &source, &watched, success);
    if call.is_fresh {
        outputs.iter_mut().for_each(Seen::forget_address);
    }
    let (warnings, released) = session.logs.drain(&session.python);
    let references = watched.changes();
    let conversions = converter::drain();
    Observation { outputs, success, exception, warnings, conversions, released, references }
}

/// Compares the engines with CPython on the call that the bytes stand for.
pub fn compare(bytes: &[u8], entries: &[Entry], engines: &[Engine], formats: Formats) {
    let Ok(call) = Call::new(Unstructured::new(bytes), entries, formats) else { return };
    session::with(|session| {
        session.show(&call);
        let format = session.parse_formats.get(call.key.clone(), Format::new);
        let warned = compare_once(session, &call, &format, engines);
        if warned {
            // Once more, with warnings that are exceptions.
            session.python.filter_warnings("error");
            compare_once(session, &call, &format, engines);
            session.python.filter_warnings("always");
        }
    });
}

/// Answers whether CPython warned.
fn compare_once(session: &Session, call: &Call, format: &Format, engines: &[Engine]) -> bool {
    let shared = (!call.is_fresh).then(|| call.arguments(session));
    let observe = |engine| {
        let own = shared.is_none().then(|| call.arguments(session));
        let arguments = own.as_ref().or(shared.as_ref()).expect("one of them is there");
        let seen = observe(session, engine, call, format, arguments);
        session.zoo.reset();
        seen
    };
    let stock = observe(Engine::Stock);
    for &engine in engines {
        if let Some(difference) = differ(&stock, &observe(engine)) {
            let arguments = repr(call.arguments(session).get());
            panic!("{engine:?} of {:?} with {arguments}: {difference}\n{call:#?}", call.key);
        }
    }
    !stock.warnings.is_empty()
}
