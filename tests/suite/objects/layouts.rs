//! Are the layouts that fast shapes read those of the interpreter that runs? If not, all would work, but slowly.

use fmtunit_runtime::layout;
use harness::python;

#[test]
fn the_layouts_of_usual_builds_are_known() {
    if cfg!(any(Py_GIL_DISABLED, Py_LIMITED_API, not(target_pointer_width = "64"), target_endian = "big")) {
        return;
    }
    if option_env!("FMTUNIT_LAYOUTS").is_some() {
        return println!("skipped: they are hidden");
    }
    let _python = python::attach();
    unsafe {
        assert!(layout::offsets().is_some());
        // Before 3.11 each interpreter has its own.
        assert_eq!(layout::small_ints().is_some(), cfg!(Py_3_11));
        assert_eq!(layout::ascii_character(b'a').is_some(), cfg!(Py_3_11));
    }
}

/// A tracer of references hears of every new object.
#[cfg(Py_3_13)]
mod traced {
    use fmtunit::build_value;
    use harness::python;
    use harness::stock::Py_BuildValue;
    use pyo3_ffi::{self as ffi, PyObject};
    use std::cell::RefCell;
    use std::ffi::{CStr, c_int, c_void};
    use std::ptr::null_mut;

    type Tracer = extern "C" fn(*mut PyObject, c_int, *mut c_void) -> c_int;

    fmtunit_runtime::extern_python! {
        fn PyRefTracer_SetTracer(tracer: Option<Tracer>, data: *mut c_void) -> c_int;
    }

    thread_local! {
        static CREATED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    /// Notes the class of a new object.
    extern "C" fn note(object: *mut PyObject, event: c_int, _data: *mut c_void) -> c_int {
        const CREATE: c_int = 0;
        if event == CREATE {
            let class = unsafe { CStr::from_ptr((*ffi::Py_TYPE(object)).tp_name) };
            CREATED.with_borrow_mut(|created| created.push(class.to_string_lossy().into_owned()));
        }
        0
    }

    /// The classes of the objects that are made, sorted.
    fn made(make: impl FnOnce() -> *mut PyObject) -> Vec<String> {
        CREATED.with_borrow_mut(Vec::clear);
        unsafe {
            assert_eq!(PyRefTracer_SetTracer(Some(note), null_mut()), 0);
            let object = make();
            assert_eq!(PyRefTracer_SetTracer(None, null_mut()), 0);
            ffi::Py_DECREF(object);
        }
        let mut made = CREATED.with_borrow(Clone::clone);
        made.sort();
        made
    }

    #[test]
    fn a_tracer_hears_of_each_object_that_is_made() {
        let _python = python::attach();
        let stock =
            made(|| unsafe { Py_BuildValue(c"(isi)".as_ptr(), 100_000, c"some text".as_ptr(), -70_000) });
        assert_eq!(stock, ["int", "int", "str", "tuple"]);
        assert_eq!(made(|| unsafe { build_value!("(isi)", 100_000, c"some text", -70_000) }), stock);
    }
}
