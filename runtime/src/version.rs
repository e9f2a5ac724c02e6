//! Facts that depend on the version of CPython, and the check of a format against it.

use fmtunit_parser::ast::{Format, Requirement};
use fmtunit_parser::error::Error;
use fmtunit_parser::units::{Unit, Version, Versions};

/// The version of CPython that this crate was built for.
pub const RUNNING: Version = Version(
    3,
    if cfg!(Py_3_15) {
        15
    } else if cfg!(Py_3_14) {
        14
    } else if cfg!(Py_3_13) {
        13
    } else if cfg!(Py_3_12) {
        12
    } else if cfg!(Py_3_11) {
        11
    } else if cfg!(Py_3_10) {
        10
    } else {
        9
    },
);

/// Since 3.15, units without overflow checking warn when they truncate an `int` to fewer than 32 bits.
///
/// The `int` is truncated if neither the unsigned nor the signed type of that size can hold it.
pub const WARNS_OF_LOST_BITS: bool = cfg!(Py_3_15);

/// Since 3.15, arrays with keywords are parsed by a public function, which works like the one for a tuple and a dict.
///
/// It converts arguments before it counts the positional ones, and compares keywords by their contents. It names an unknown
/// keyword only if it stands among the first keywords of the call, as many as no parameter has matched. If it stands after
/// those, the message is a general one.
pub const HAS_PUBLIC_ARRAYS: bool = cfg!(Py_3_15);

/// Until 3.12, C code that does not define `PY_SSIZE_T_CLEAN` passes lengths of text as `int`.
pub const HAS_INT_LENGTHS: bool = !cfg!(Py_3_13);

/// In 3.12, `_PyArg_Parser` begins with a flag of type `int`.
pub const HAS_PARSER_FLAG: bool = cfg!(all(Py_3_12, not(Py_3_13)));

/// Defines macros that expand to their items on the versions that `$cfg` names, and to nothing on others.
///
/// Other crates export C symbols through them that exist in some versions only. Those crates are compiled without the cfgs.
macro_rules! define_version_gates {
    ($dollar:tt $($name:ident: $cfg:meta;)*) => {$(
        #[cfg($cfg)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($dollar($dollar items:tt)*) => { $dollar($dollar items)* };
        }

        #[cfg(not($cfg))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($dollar($dollar items:tt)*) => {};
        }
    )*};
}
define_version_gates! { $
    until_3_12: not(Py_3_13);
    until_3_14: not(Py_3_15);
    since_3_15: Py_3_15;
}

/// Fails to compile, when evaluated in a constant, if `versions` excludes the version that this crate was built for.
#[track_caller]
pub const fn require(versions: Versions, message: &str) {
    assert!(versions.contain(RUNNING), "{}", message);
}

/// Checks that the running version supports the whole format.
///
/// # Errors
/// One fault for each unit or separator that the running version does not support.
pub fn check<U: Unit>(format: &Format<U>) -> Result<(), Error> {
    check_requirements(format, format.requirements())
}

/// Checks that the running version meets the requirements of the format.
///
/// # Errors
/// One fault for each requirement that the running version does not meet.
pub fn check_requirements<U>(format: &Format<U>, requirements: Vec<Requirement>) -> Result<(), Error> {
    let unmet = requirements.into_iter().filter(|requirement| !requirement.versions.contain(RUNNING));
    let faults: Vec<_> = unmet.map(|requirement| requirement.fault()).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::new(format.source.clone(), faults)) }
}

/// Returns whether the running patch release counts an encoded string (`es`, `et`) in a group as two elements.
///
/// CPython did until 3.11.7 and 3.12.1. The patch release is read from the running interpreter: it may differ from that of
/// the build.
pub fn counts_encoded_twice() -> bool {
    match RUNNING.1 {
        ..=10 => true,
        11 => patch_release() < 7,
        12 => patch_release() < 1,
        _ => false,
    }
}

fn patch_release() -> u32 {
    // SAFETY: `Py_GetVersion` needs no thread state; its text is static: "3.11.7 (main, …".
    let text = unsafe { core::ffi::CStr::from_ptr(pyo3_ffi::Py_GetVersion()) }.to_string_lossy();
    let patch = text.split('.').nth(2).unwrap_or_default();
    let digits: String = patch.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u32::MAX)
}
