//! The compiler of the process, created at the first call that can use it.

use crate::options::{self, TierChoice};
use crate::process;
use fmtunit_jit::{Compiler, Options};
use fmtunit_runtime::failure::without_exception;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// No call has checked the process yet, or the interpreter was not initialised.
const UNKNOWN: u8 = 0;
/// A thread is creating the compiler. Calls are forwarded to CPython until then, those of that thread included.
const STARTING: u8 = 1;
/// The compiler exists.
const READY: u8 = 2;
/// There will be no compiler: all calls are forwarded to CPython.
const INERT: u8 = 3;

static STATE: AtomicU8 = AtomicU8::new(UNKNOWN);
static COMPILER: OnceLock<Compiler> = OnceLock::new();

/// Returns the compiler, or `None` while there is none.
///
/// # Safety
/// *attached*, except that an exception may be set, if the process has an interpreter of our version.
pub(crate) unsafe fn compiler() -> Option<&'static Compiler> {
    match STATE.load(Ordering::Acquire) {
        READY => COMPILER.get(),
        // SAFETY: as for the caller.
        UNKNOWN => unsafe { start() },
        _ => None,
    }
}

/// Returns whether it has been decided if there is a compiler.
pub(crate) fn is_decided() -> bool {
    matches!(STATE.load(Ordering::Acquire), READY | INERT)
}

/// Keys of dicts are not kept. CPython creates new ones for each call, and the output of `marshal` and `pickle` shows which
/// objects are identical.
const STOCK: Options = Options::new().keep_keys(false);

#[cold]
unsafe fn start() -> Option<&'static Compiler> {
    if options::tier() == TierChoice::Stock || !process::is_served() {
        STATE.store(INERT, Ordering::Release);
        return None;
    }
    // SAFETY: the process has a Python of our version, and our references to it are bound.
    if unsafe { pyo3_ffi::Py_IsInitialized() } == 0 {
        return None;
    }
    STATE.compare_exchange(UNKNOWN, STARTING, Ordering::AcqRel, Ordering::Acquire).ok()?;
    let options = STOCK.perf_map(options::perf());
    let options = match options::tier() {
        TierChoice::Stock | TierChoice::Interpret => options.interpret_only(),
        TierChoice::Jit => options.eager(),
        TierChoice::Auto => options,
    };
    // SAFETY: attached: an exception is set aside meanwhile.
    let compiler = unsafe { without_exception(|| Compiler::with(options)) };
    let compiler = COMPILER.get_or_init(|| compiler);
    STATE.store(READY, Ordering::Release);
    Some(compiler)
}
