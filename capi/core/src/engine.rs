//! The compiler of the process.

use crate::options::{self, TierChoice};
use crate::process;
use fmtunit_jit::{Compiler, Options};
use fmtunit_runtime::failure::without_exception;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// Nobody has looked yet, or the interpreter was not ready.
const UNKNOWN: u8 = 0;
/// Somebody is making the compiler; what he calls meanwhile is CPython's.
const STARTING: u8 = 1;
const READY: u8 = 2;
/// Everything is CPython's.
const INERT: u8 = 3;

static STATE: AtomicU8 = AtomicU8::new(UNKNOWN);
static COMPILER: OnceLock<Compiler> = OnceLock::new();

/// The compiler; `None` while there is none.
///
/// # Safety
/// *attached*, apart from a pending exception, if the interpreter is one that is served.
pub(crate) unsafe fn compiler() -> Option<&'static Compiler> {
    match STATE.load(Ordering::Acquire) {
        READY => COMPILER.get(),
        // SAFETY: as for the caller.
        UNKNOWN => unsafe { start() },
        _ => None,
    }
}

/// Is there a compiler, or will there be none? If not, the interpreter is still on its way.
pub(crate) fn is_known() -> bool {
    matches!(STATE.load(Ordering::Acquire), READY | INERT)
}

/// A result that CPython makes anew is made anew: programs compare what `marshal` and `pickle` write.
const STOCK: Options = Options::new().keep_keys(false);

#[cold]
unsafe fn start() -> Option<&'static Compiler> {
    if options::tier() == TierChoice::Stock || !process::is_served() {
        STATE.store(INERT, Ordering::Release);
        return None;
    }
    // SAFETY: the process has a Python of our version, whose functions ours are bound to.
    if unsafe { pyo3_ffi::Py_IsInitialized() } == 0 {
        return None;
    }
    STATE.compare_exchange(UNKNOWN, STARTING, Ordering::AcqRel, Ordering::Acquire).ok()?;
    let options = match options::tier() {
        TierChoice::Stock | TierChoice::Interpret => STOCK.interpret_only(),
        TierChoice::Jit => STOCK.eager(),
        TierChoice::Auto => STOCK,
    };
    // SAFETY: attached: the exception is put aside meanwhile.
    let compiler = unsafe { without_exception(|| Compiler::with(options)) };
    let compiler = COMPILER.get_or_init(|| compiler);
    STATE.store(READY, Ordering::Release);
    Some(compiler)
}
