//! Options in environment variables.

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

/// The way to run formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TierChoice {
    /// Forward all calls to CPython's own functions.
    Stock,
    /// The reference engine.
    Interpret,
    /// Machine code, from the first call on.
    Jit,
    /// Machine code, after some calls in the reference engine.
    Auto,
}

/// Returns the value of `FMTUNIT_TIER`, which is read once.
pub(crate) fn tier() -> TierChoice {
    static TIER: OnceLock<TierChoice> = OnceLock::new();
    *TIER.get_or_init(|| {
        let Some(tier) = env::var_os("FMTUNIT_TIER") else { return TierChoice::Auto };
        match tier.to_str() {
            Some("stock") => TierChoice::Stock,
            Some("interpret") => TierChoice::Interpret,
            Some("jit") => TierChoice::Jit,
            Some("auto" | "") => TierChoice::Auto,
            _ => {
                eprintln!("fmtunit: FMTUNIT_TIER must be stock, interpret, jit or auto");
                TierChoice::Auto
            }
        }
    })
}

/// Returns whether `FMTUNIT_PERF` asks for a perf map: it is set, and neither empty nor `0`.
pub(crate) fn perf() -> bool {
    env::var_os("FMTUNIT_PERF").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Returns the value of `FMTUNIT_STATS`: a file to append to, or `1` for standard error.
pub(crate) fn stats() -> Option<OsString> {
    env::var_os("FMTUNIT_STATS").filter(|place| !place.is_empty())
}
