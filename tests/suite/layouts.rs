//! Are the layouts that fast shapes read those of the interpreter that runs? If not, all would work, but slowly.

use crate::python;
use fmtunit_runtime::layout;

#[test]
fn the_layouts_of_usual_builds_are_known() {
    if cfg!(any(Py_GIL_DISABLED, Py_LIMITED_API, not(target_pointer_width = "64"), target_endian = "big")) {
        return;
    }
    let _python = python::attach();
    unsafe {
        assert!(layout::offsets().is_some());
        // Before 3.11 each interpreter has its own.
        assert_eq!(layout::small_ints().is_some(), cfg!(Py_3_11));
        assert_eq!(layout::ascii_character(b'a').is_some(), cfg!(Py_3_11));
    }
}
