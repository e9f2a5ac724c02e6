//! `PyObject_CallFunction` and `PyObject_CallMethod`.

use fmtunit_benches::{calls, one_by_one};

fn main() {
    one_by_one::report(&calls::FAMILY);
}
