//! The handlers of the entry points.
//!
//! A handler takes the named arguments of its function, and then the frame of the trampoline or a `va_list`. `ENTRY` is the
//! number of the [`StockFunction`]. Calls of known formats run inline; everything else leaves through a cold function.

mod build;
mod fast;
mod keywords;
mod plain;

pub use build::{build_value, call_function, call_method, va_build_value};
pub use fast::{parse_stack_and_keywords, parse_tuple_and_keywords_fast, va_parse_tuple_and_keywords_fast};
pub use keywords::{parse_array_and_keywords, parse_tuple_and_keywords, va_parse_tuple_and_keywords};
pub use plain::{parse, parse_array, parse_stack, parse_tuple, va_parse};

use crate::abi::{Reply, VaList};
use crate::entries::StockFunction;
use crate::key::{CallKind, FormatKey};
use crate::known::{Handling, KnownFormat, Parsing};
use crate::{registry, stats, stock};
use std::ffi::{c_char, c_void};

/// Returns the entry point with a number.
const fn entry(number: usize) -> StockFunction {
    StockFunction::ALL[number]
}

/// Forwards the call to CPython's function, and counts it.
///
/// # Safety
/// The format is null, or ends with NUL.
#[cold]
#[inline(never)]
pub(crate) unsafe fn forward<const ENTRY: usize>(format: *const c_char) -> Reply {
    // SAFETY: as for the caller.
    unsafe { stats::count_delegated(entry(ENTRY), format) };
    Reply::forward(stock::address(entry(ENTRY)))
}

/// Returns the handling of a format on the fast path: the same caller has passed it before, and calls are not counted.
///
/// The slow path is a separate function, so that the fast path saves and restores no registers.
///
/// # Safety
/// *entry*.
#[inline(always)]
unsafe fn hinted(key: FormatKey) -> Option<&'static Handling> {
    // SAFETY: entry.
    unsafe { if stats::are_counted() { None } else { registry::hinted(key).map(|known| &known.handling) } }
}

/// Returns the handling of a format, unless it is left to CPython, and counts the call.
///
/// # Safety
/// *entry*, and *attached*, except that an exception may be set.
unsafe fn find<const ENTRY: usize>(key: FormatKey) -> Option<&'static Handling> {
    // SAFETY: entry, attached.
    let known: &'static KnownFormat = unsafe { registry::find(key)? };
    match &known.handling {
        Handling::Forward => None,
        handling => {
            stats::count(entry(ENTRY), known);
            Some(handling)
        }
    }
}

/// The arguments of a format's code. Their types depend on the [`CallKind`].
#[derive(Clone, Copy)]
struct CodeArguments {
    first: *const c_void,
    second: *const c_void,
    third: *const c_void,
}

/// Parses, or forwards the call to CPython.
///
/// # Safety
/// *entry*, *attached*; the arguments are those of the key's kind, which is one that parses.
#[inline(always)]
unsafe fn parse_as<const ENTRY: usize>(key: FormatKey, arguments: CodeArguments, list: VaList) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        match hinted(key) {
            Some(Handling::Parse(parsing)) => run(parsing, arguments, list),
            _ => {
                let FormatKey { kind, format, names, .. } = key;
                let (offsets, overflow, saved) = list.parts();
                let CodeArguments { first, second, third } = arguments;
                parse_slowly::<ENTRY>(kind, format, names, first, second, third, offsets, overflow, saved)
            }
        }
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::too_many_arguments, reason = "structs are taken apart to be passed in registers")]
unsafe fn parse_slowly<const ENTRY: usize>(
    kind: CallKind,
    format: *const c_char,
    names: *const *const c_char,
    first: *const c_void,
    second: *const c_void,
    third: *const c_void,
    offsets: u64,
    overflow: *const usize,
    saved: *const u8,
) -> Reply {
    let key = FormatKey { kind, is_legacy: entry(ENTRY).is_legacy(), format, names };
    let arguments = CodeArguments { first, second, third };
    let list = VaList::from_parts(offsets, overflow, saved);
    // SAFETY: entry, attached.
    unsafe {
        match find::<ENTRY>(key) {
            Some(Handling::Parse(parsing)) => run(parsing, arguments, list),
            _ => forward::<ENTRY>(key.format),
        }
    }
}

/// Parses with the code of a format.
///
/// # Safety
/// As [`parse_as`].
#[inline(always)]
unsafe fn run(parsing: &Parsing, arguments: CodeArguments, list: VaList) -> Reply {
    let CodeArguments { first, second, third } = arguments;
    // SAFETY: entry, attached.
    let is_parsed = unsafe {
        list.with_places(parsing.places, |places| {
            parsing
                .parser
                .parse(first.cast_mut(), second.cast_mut(), third.cast_mut().cast(), places.cast())
                .is_ok()
        })
    };
    Reply::done(is_parsed.into())
}
