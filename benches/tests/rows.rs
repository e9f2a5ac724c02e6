//! The rows are worth timing: all variants of a format come to the same result.

use fmtunit_benches::{FAMILIES, python};

#[test]
fn all_variants_have_the_same_result() {
    python::start();
    for family in FAMILIES {
        for row in family.rows {
            // Fails where the results differ.
            let variants = row.variants();
            let count = |name| variants.iter().filter(|variant| variant.name == name).count();
            for name in ["stock", "interpret", "jit", "macro"] {
                assert_eq!(count(name), 1, "{name} of {}/{}", family.name, row.name);
            }
            // In C there is no form that gives values, and nobody writes messages by hand.
            let by_hand = usize::from(!["typed", "failures"].contains(&family.name));
            for name in ["by_hand", "header"] {
                assert_eq!(count(name), by_hand, "{name} of {}/{}", family.name, row.name);
            }
        }
    }
}
