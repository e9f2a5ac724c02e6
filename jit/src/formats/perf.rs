//! The file in which `perf` looks up the names of code that was compiled at run time.

use super::TieredFormat;
use crate::backend::Compiled;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;

/// Appends a line for each format. A file that cannot be written is ignored: it only serves profiling.
pub(crate) fn write(formats: &[&TieredFormat], compiled: &Compiled) {
    let mut lines = String::new();
    for ((format, entry), size) in formats.iter().zip(&compiled.entries).zip(&compiled.sizes) {
        let name = format.source.escape_default();
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{:x} {size:x} fmtunit:{name}", entry.as_ptr().addr());
    }
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let file = OpenOptions::new().append(true).create(true).open(path);
    let _ = file.and_then(|mut file| file.write_all(lines.as_bytes()));
}
