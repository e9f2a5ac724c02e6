//! `PyArg_ParseTuple`.

use fmtunit_benches::{one_by_one, parse};

fn main() {
    one_by_one::report(&parse::FAMILY);
}
