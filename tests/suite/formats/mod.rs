//! Formats themselves: `spellings` asks CPython which texts are units, `malformed` gives formats and arguments that are refused.

mod malformed;
mod spellings;
