//! What is timed is worth timing: all variants of a format come to the same result.

use fmtunit_benches::{FAMILIES, python};

#[test]
fn all_variants_have_the_same_result() {
    python::start();
    for family in FAMILIES {
        for row in family.rows {
            // Fails where the results differ.
            let variants = row.variants();
            for name in ["stock", "by_hand", "interpret", "jit", "macro"] {
                let named = variants.iter().filter(|variant| variant.name == name);
                assert_eq!(named.count(), 1, "{name} of {}/{}", family.name, row.name);
            }
        }
    }
}
