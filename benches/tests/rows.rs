//! What is timed is worth timing: all variants of a format come to the same result.

use fmtunit_benches::{build, parse, python};

#[test]
fn all_variants_have_the_same_result() {
    python::start();
    for row in parse::ROWS.iter().chain(build::ROWS) {
        // Fails where the results differ.
        let variants = row.variants();
        assert_eq!(variants.len(), 4, "{}", row.name);
    }
}
