//! The handles of all functions, made when the module is.

use fmtunit_jit::units::{Opt, build, parse};
use fmtunit_jit::{Array, ArrayAndKeywords, Builder, Compiler, Object, Options, Parser};
use fmtunit_parser::Error;
use pyo3_ffi::{Py_DECREF, PyErr_SetString, PyExc_ValueError, PyObject};
use std::cell::UnsafeCell;
use std::ffi::CString;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Once;

static HANDLES: Slot = Slot { once: Once::new(), handles: UnsafeCell::new(MaybeUninit::uninit()) };

/// Room for the handles. To ask at each call whether they are there, as a `OnceLock` does, would be for nothing: only the
/// module leads to its functions, and there is none before they are.
struct Slot {
    once: Once,
    handles: UnsafeCell<MaybeUninit<Handles>>,
}

// SAFETY: it is written once, guarded by `once`, before any read.
unsafe impl Sync for Slot {}

/// Defines the handles: a signature and a format for each.
macro_rules! handles {
    ($($name:ident: $handle:ty = |$compiler:ident| $make:expr;)*) => {
        pub(crate) struct Handles {
            $(pub(crate) $name: $handle,)*
        }

        impl Handles {
            fn new(compiler: &Compiler) -> Result<Self, Error> {
                Ok(Self { $($name: { let $compiler = compiler; $make? },)* })
            }
        }
    };
}

type Int = parse::Int;
type Str = parse::Str;
type Double = parse::Double;
type Pair = (Int, Int);
type Eight = (Double, Double, Double, Double, Double, Double, Double, Double);

handles! {
    noargs: Parser<Array, ()> = |compiler| compiler.parser(":noargs");
    no_isi: Parser<Array, ()> = |compiler| compiler.parser(":build_isi");
    no_big: Parser<Array, ()> = |compiler| compiler.parser(":build_big");
    no_dict: Parser<Array, ()> = |compiler| compiler.parser(":build_dict");
    no_list: Parser<Array, ()> = |compiler| compiler.parser(":build_list");
    no_doubles: Parser<Array, ()> = |compiler| compiler.parser(":build_d");
    peek: Parser<Array, (Str, Int)> = |compiler| compiler.parser("si:string_peek");
    add3: Parser<Array, (Int, Int, Int)> = |compiler| compiler.parser("iii:add3");
    pair: Parser<Array, (parse::Object, parse::Object)> = |compiler| compiler.parser("OO:pair");
    rect: Parser<Array, ((Pair, Pair), Pair)> = |compiler| compiler.parser("((ii)(ii))(ii):rect");
    open: Parser<Array, (Str, Opt<Str>, Opt<Int>)> = |compiler| compiler.parser("s|si:open_");
    parrot: Parser<ArrayAndKeywords, (Int, Opt<Str>, Opt<Str>, Opt<Str>)> = |compiler| {
        let names = ["voltage", "state", "action", "type"];
        compiler.parser_with_names("i|sss:parrot", &names)
    };
    sum8: Parser<Array, Eight> = |compiler| compiler.parser("dddddddd:sum8");
    bytes: Parser<Object, (parse::BytesLen,)> = |compiler| compiler.parser("y#:bytes_len");
    buffer: Parser<Object, (parse::BytesBuffer,)> = |compiler| compiler.parser("y*:buffer_len");
    none: Builder<()> = |compiler| compiler.builder("");
    object: Builder<(build::Object,)> = |compiler| compiler.builder("O");
    int: Builder<(build::Int,)> = |compiler| compiler.builder("i");
    long: Builder<(build::Long,)> = |compiler| compiler.builder("l");
    size: Builder<(build::SSize,)> = |compiler| compiler.builder("n");
    double: Builder<(build::Double,)> = |compiler| compiler.builder("d");
    isi: Builder<(build::Int, build::Str, build::Int)> = |compiler| compiler.builder("(isi)");
    dict: Builder<(build::Str, build::Int, build::Str, build::Int, build::Int)> = |compiler| {
        compiler.builder("{s:i,s:(ii)}")
    };
    list: Builder<(build::Int, build::Int, build::Int)> = |compiler| compiler.builder("[iii]");
    doubles: Builder<(build::Double, build::Double)> = |compiler| compiler.builder("(dd)");
}

/// Makes the handles for a module, and gives the module; null with an exception if there is none or a handle is refused.
///
/// # Safety
/// *convention*; the module is null or a reference, which is taken over.
pub(crate) unsafe fn prepare(module: *mut PyObject) -> *mut PyObject {
    // SAFETY: convention; the reference is released once.
    unsafe {
        if module.is_null() {
            return module;
        }
        match Handles::new(&Compiler::with(Options::new().eager())) {
            // Those of an earlier import are as good.
            Ok(handles) => HANDLES.once.call_once(|| {
                (*HANDLES.handles.get()).write(handles);
            }),
            Err(error) => {
                let words = CString::new(error.to_string()).unwrap_or_default();
                PyErr_SetString(PyExc_ValueError, words.as_ptr());
                Py_DECREF(module);
                return ptr::null_mut();
            }
        }
        module
    }
}

/// The handles.
///
/// # Safety
/// *convention*, of a function of a module that [`prepare`] has given.
#[inline(always)]
pub(crate) unsafe fn handles() -> &'static Handles {
    // SAFETY: they were written before there was a module, and are not written again.
    unsafe { (*HANDLES.handles.get()).assume_init_ref() }
}
