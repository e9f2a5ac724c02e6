//! The functions of `fmtunit-peer`, written with handles: what a program does that learns its formats at run time, once it
//! has learnt them. Build it with
//!
//! ```text
//! PYO3_BUILD_EXTENSION_MODULE=1 cargo build --release -p fmtunit-peer-jit
//! cp target/release/libfmtunit_peer_jit.so fmtunit_peer_jit.so
//! ```

mod build;
mod handles;
mod parse;

fmtunit_peer::module!(PyInit_fmtunit_peer_jit, c"fmtunit_peer_jit", |module| handles::prepare(module));
