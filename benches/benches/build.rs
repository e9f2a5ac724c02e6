//! `Py_BuildValue`.

use fmtunit_benches::{build, one_by_one};

fn main() {
    one_by_one::report(&build::FAMILY);
}
