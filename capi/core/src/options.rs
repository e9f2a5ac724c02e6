//! What the environment says.

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

/// How formats run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TierChoice {
    /// In CPython's own functions.
    Stock,
    /// In the reference engine.
    Interpret,
    /// As machine code, from the first call on.
    Jit,
    /// As machine code, when that pays.
    Auto,
}

/// `FMTUNIT_TIER`.
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
                eprintln!("fmtunit: FMTUNIT_TIER is stock, interpret, jit or auto");
                TierChoice::Auto
            }
        }
    })
}

/// `FMTUNIT_STATS`: a file to append to, or `1` for the standard error.
pub(crate) fn stats() -> Option<OsString> {
    env::var_os("FMTUNIT_STATS").filter(|place| !place.is_empty())
}
