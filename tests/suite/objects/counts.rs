//! Reference counts that do not occur by themselves: 3.12 and 3.13 keep them in two halves, and an extension built for an older
//! CPython counts beyond the lower.

use fmtunit::{build_value, parse};
use fmtunit_jit::{Object, Places, Values};
use fmtunit_runtime::place::Erase;
use fmtunit_runtime::value::{Value, from};
use harness::python;
use pyo3_ffi::{self as ffi, Py_buffer, PyObject};
use std::mem::MaybeUninit;

/// Ways to count one reference more.
type Ways = Vec<(&'static str, Box<dyn Fn(*mut PyObject)>)>;

/// The objects that are made are never released: their counts are restored instead.
fn ways() -> Ways {
    let view = || unsafe { MaybeUninit::<Py_buffer>::zeroed().assume_init() };
    let compiler = harness::jit::eager();
    let one = compiler.builder::<Values>("O").expect("the format is right");
    let pair = compiler.builder::<Values>("(O)").expect("the format is right");
    let parser = compiler.parser::<Object, Places>("y*").expect("the format is right");
    vec![
        ("build_value", Box::new(|object| assert!(!unsafe { build_value!("O", object) }.is_null()))),
        ("parse", Box::new(move |object| unsafe { parse!(object, "y*", &mut view()) }.expect("it is bytes"))),
        (
            "built",
            Box::new(move |object| {
                assert!(!unsafe { one.build(&[Value { Object: from::Object(object) }]) }.is_null());
            }),
        ),
        (
            "built into a tuple",
            Box::new(move |object| {
                assert!(!unsafe { pair.build(&[Value { Object: from::Object(object) }]) }.is_null());
            }),
        ),
        (
            "parsed",
            Box::new(move |object| {
                let mut view = view();
                unsafe { parser.parse(&object, &[(&raw mut view).erase()]) }.expect("it is bytes");
            }),
        ),
    ]
}

#[test]
fn every_count_goes_up_as_cpython_counts() {
    if cfg!(not(all(Py_3_12, not(Py_3_14), not(Py_GIL_DISABLED)))) {
        return;
    }
    let python = python::attach();
    for (name, way) in ways() {
        for count in [
            5,
            0x7fff_ffff,
            0x8000_0000,
            0xffff_fffe,
            0xffff_ffff,
            1 << 32,
            0x1_0000_0005,
            0x1_ffff_ffff,
            3 << 32,
        ] {
            let object = python.eval("bytes([1, 2, 3])");
            let word = object.get().cast::<u64>();
            let counted = |count_up: &dyn Fn(*mut PyObject)| unsafe {
                let before = word.replace(count);
                count_up(object.get());
                word.replace(before)
            };
            let stock = counted(&|object| unsafe { ffi::Py_INCREF(object) });
            assert_eq!(counted(&*way), stock, "{name} from {count:#x}");
            // What refers to it is still there, for the garbage collector to look at.
            std::mem::forget(object);
        }
    }
}
