//! The functions of `fmtunit-peer`, written with the macros: what a user writes who knows the formats. Build it with
//!
//! ```text
//! PYO3_BUILD_EXTENSION_MODULE=1 cargo build --release -p fmtunit-peer-macro
//! cp target/release/libfmtunit_peer_macro.so fmtunit_peer_macro.so
//! ```

mod build;
mod parse;

fmtunit_peer::module!(PyInit_fmtunit_peer_macro, c"fmtunit_peer_macro", |module| module);
