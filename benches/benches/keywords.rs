//! `PyArg_ParseTupleAndKeywords`, and the same for an array.

use fmtunit_benches::{keywords, one_by_one};

fn main() {
    one_by_one::report(&keywords::TUPLE_AND_DICT);
    one_by_one::report(&keywords::ARRAY);
}
