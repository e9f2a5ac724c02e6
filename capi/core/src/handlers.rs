//! What an entry point does with a call.
//!
//! Each handler takes the named arguments of its function, and then what the trampoline has saved. `ENTRY` is the number of
//! the [`EntryPoint`].

mod build;
mod fast;
mod keywords;
mod plain;

pub use build::{build_value, call_function, call_method, va_build_value};
pub use fast::{parse_stack_and_keywords, parse_tuple_and_keywords_fast, va_parse_tuple_and_keywords_fast};
pub(crate) use keywords::are_tuple_and_dict;
pub use keywords::{parse_array_and_keywords, parse_tuple_and_keywords, va_parse_tuple_and_keywords};
pub use plain::{parse, parse_array, parse_stack, parse_tuple, va_parse};

use crate::abi::{Reply, VaList};
use crate::entries::EntryPoint;
use crate::key::{CallKind, FormatKey};
use crate::known::{Handling, KnownFormat, Parsing};
use crate::{registry, stats, stock};
use std::ffi::{c_char, c_void};

/// The entry point of a number.
const fn entry(number: usize) -> EntryPoint {
    EntryPoint::ALL[number]
}

/// Has CPython's function take over.
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

/// What a format says, for a call that nothing is odd about: its format was seen there before, and calls are not counted. All
/// else goes a slow way of its own, which leaves this one without anything to save or restore.
///
/// # Safety
/// *entry*.
#[inline(always)]
unsafe fn hinted(key: FormatKey) -> Option<&'static Handling> {
    // SAFETY: entry.
    unsafe { if stats::are_counted() { None } else { registry::hinted(key).map(|known| &known.program) } }
}

/// What a format says, if it is ours; the call is counted.
///
/// # Safety
/// *entry*, and *attached*, apart from a pending exception.
unsafe fn find<const ENTRY: usize>(key: FormatKey) -> Option<&'static Handling> {
    // SAFETY: entry, attached.
    let known: &'static KnownFormat = unsafe { registry::find(key)? };
    match &known.program {
        Handling::Refused => None,
        program => {
            stats::count(entry(ENTRY), known);
            Some(program)
        }
    }
}

/// What the code of a kind of format takes.
#[derive(Clone, Copy)]
struct CodeArguments {
    first: *const c_void,
    second: *const c_void,
    third: *const c_void,
}

/// Parses, or has CPython do so.
///
/// # Safety
/// *entry*, *attached*; the arguments are those for the kind of the key, which parses.
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
#[allow(clippy::too_many_arguments, reason = "they come in parts, which stand in registers")]
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

/// Parses.
///
/// # Safety
/// As [`parse_as`].
#[inline(always)]
unsafe fn run(parsing: &Parsing, arguments: CodeArguments, list: VaList) -> Reply {
    let CodeArguments { first, second, third } = arguments;
    // SAFETY: entry, attached.
    let is_parsed = unsafe {
        list.with_places(parsing.places, |places| {
            parsing.parser.parse_unchecked(
                first.cast_mut(),
                second.cast_mut(),
                third.cast_mut().cast(),
                places,
            )
        })
    };
    Reply::done(is_parsed.into())
}
