//! Statistics of calls, written at exit to the file that `FMTUNIT_STATS` names.

use crate::entries::StockFunction;
use crate::known::KnownFormat;
use crate::{engine, options};
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, OsString};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The way in which a call was handled.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Interpreted,
    Compiled,
    Delegated,
    /// Delegated because it came before the interpreter was initialised.
    Early,
}

const FATES: [(Fate, &str); 4] = [
    (Fate::Interpreted, "interpreted"),
    (Fate::Compiled, "compiled"),
    (Fate::Delegated, "delegated"),
    (Fate::Early, "early"),
];

static COUNTS: [[AtomicU64; FATES.len()]; StockFunction::ALL.len()] =
    [const { [const { AtomicU64::new(0) }; FATES.len()] }; StockFunction::ALL.len()];

/// The numbers of delegated calls by entry point and format. When there are [`MOST`] formats, new ones are not counted.
static DELEGATED: Mutex<BTreeMap<(usize, CString), u64>> = Mutex::new(BTreeMap::new());
const MOST: usize = 10_000;

/// Whether calls are counted. They are, until `FMTUNIT_STATS` has been read.
static IS_ON: AtomicBool = AtomicBool::new(true);

/// Returns whether calls are counted. If they are not, the fast path does not call into this module.
#[inline(always)]
pub(crate) fn are_counted() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Counts a call that is forwarded to CPython.
///
/// # Safety
/// The format is null, or ends with NUL.
pub(crate) unsafe fn count_delegated(entry: StockFunction, format: *const libc::c_char) {
    if is_wanted() {
        // SAFETY: as for the caller.
        let format = if format.is_null() { c"NULL" } else { unsafe { CStr::from_ptr(format) } };
        delegated(entry, format);
    }
}

/// Counts a call with a known format.
pub(crate) fn count(entry: StockFunction, known: &KnownFormat) {
    if is_wanted() {
        match known.is_compiled() {
            Some(is_compiled) => add(entry, if is_compiled { Fate::Compiled } else { Fate::Interpreted }),
            None => delegated(entry, known.format()),
        }
    }
}

fn delegated(entry: StockFunction, format: &CStr) {
    if !engine::is_decided() {
        return add(entry, Fate::Early);
    }
    add(entry, Fate::Delegated);
    let mut formats = DELEGATED.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (entry as usize, format.to_owned());
    if formats.len() < MOST || formats.contains_key(&key) {
        *formats.entry(key).or_default() += 1;
    }
}

fn add(entry: StockFunction, fate: Fate) {
    COUNTS[entry as usize][fate as usize].fetch_add(1, Ordering::Relaxed);
}

/// Returns the value of `FMTUNIT_STATS`. The first call registers the functions that run at exit and after a fork.
fn place() -> Option<&'static OsString> {
    static PLACE: OnceLock<Option<OsString>> = OnceLock::new();
    let place = PLACE.get_or_init(|| {
        let place = options::stats();
        IS_ON.store(place.is_some(), Ordering::Relaxed);
        if place.is_some() {
            // SAFETY: the functions are static.
            unsafe {
                libc::atexit(write);
                libc::pthread_atfork(None, None, Some(forget));
            }
        }
        place
    });
    place.as_ref()
}

fn is_wanted() -> bool {
    place().is_some()
}

/// Resets the counts in a forked child.
extern "C" fn forget() {
    for count in COUNTS.as_flattened() {
        count.store(0, Ordering::Relaxed);
    }
    // If the lock is taken, the thread that holds it does not exist in this process.
    if let Ok(mut formats) = DELEGATED.try_lock() {
        formats.clear();
    }
}

/// Writes the statistics.
extern "C" fn write() {
    let (Some(place), text) = (place(), report()) else { return };
    let written = if place == "1" {
        io::stderr().write_all(text.as_bytes())
    } else {
        let file = OpenOptions::new().append(true).create(true).open(place);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
    };
    // The process ends: an error cannot be reported.
    let _ = written;
}

/// Returns a line for each entry point and each delegated format. Fields are separated by tabs, for tests to read.
fn report() -> String {
    let mut text = String::new();
    let process = std::process::id();
    for &entry in StockFunction::ALL {
        let count = |fate: Fate| COUNTS[entry as usize][fate as usize].load(Ordering::Relaxed);
        let calls: u64 = FATES.iter().map(|(fate, _)| count(*fate)).sum();
        if calls == 0 {
            continue;
        }
        let _ = write!(text, "fmtunit\t{process}\t{}\tcalls {calls}", entry.name().to_string_lossy());
        for (fate, name) in FATES {
            let _ = write!(text, "\t{name} {}", count(fate));
        }
        text.push('\n');
    }
    let Ok(formats) = DELEGATED.try_lock() else { return text };
    for ((entry, format), times) in formats.iter() {
        let Some(entry) = StockFunction::ALL.get(*entry) else { continue };
        let name = entry.name().to_string_lossy();
        let _ = writeln!(text, "fmtunit\t{process}\t{name}\tformat {format:?}\tdelegated {times}");
    }
    text
}
