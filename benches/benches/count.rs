//! Calls for callgrind to count the instructions of: `cargo xtask budgets` runs this under valgrind, and reads its output.
//!
//! For each variant that has a budget, a line with family, format and variant is printed, separated by tabs, in the order
//! in which [`counted`] is called.

use fmtunit_benches::options::Options;
use fmtunit_benches::{FAMILIES, Variant, python};

/// What has a budget; the others are not ours to make faster.
const ENGINES: [&str; 3] = ["interpret", "jit", "macro"];

/// How many calls are counted.
const CALLS: u64 = 100;

fn main() {
    let options = Options::from_command_line();
    if options.list {
        return;
    }
    println!("{}", python::start().replace('\n', " "));
    println!("{CALLS}");
    for family in FAMILIES {
        for row in family.rows.iter().filter(|row| options.wants(family.name, row.name)) {
            for mut variant in row.variants() {
                if ENGINES.contains(&variant.name) {
                    // The first calls find addresses and fill caches.
                    variant.time(CALLS);
                    println!("{}\t{}\t{}", family.name, row.name, variant.name);
                    counted(&mut variant);
                }
            }
        }
    }
}

/// Makes the calls that are counted. Callgrind knows this function by its name.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn counted(variant: &mut Variant) {
    variant.run(CALLS);
}
