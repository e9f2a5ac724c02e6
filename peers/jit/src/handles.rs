//! The handles of all functions, made when the module is.

use fmtunit_jit::units::{Opt, build, parse};
use fmtunit_jit::{Builder, Compiler, Parser};
use fmtunit_parser::Error;
use fmtunit_parser::plan::Entry;
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

// SAFETY: it is written once, behind `once`, before anybody reads it.
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
    noargs: Parser<()> = |compiler| compiler.typed_parser(":noargs", Entry::Array);
    no_isi: Parser<()> = |compiler| compiler.typed_parser(":build_isi", Entry::Array);
    no_big: Parser<()> = |compiler| compiler.typed_parser(":build_big", Entry::Array);
    no_dict: Parser<()> = |compiler| compiler.typed_parser(":build_dict", Entry::Array);
    no_list: Parser<()> = |compiler| compiler.typed_parser(":build_list", Entry::Array);
    no_doubles: Parser<()> = |compiler| compiler.typed_parser(":build_d", Entry::Array);
    peek: Parser<(Str, Int)> = |compiler| compiler.typed_parser("si:string_peek", Entry::Array);
    add3: Parser<(Int, Int, Int)> = |compiler| compiler.typed_parser("iii:add3", Entry::Array);
    pair: Parser<(parse::Object, parse::Object)> = |compiler| compiler.typed_parser("OO:pair", Entry::Array);
    rect: Parser<((Pair, Pair), Pair)> = |compiler| compiler.typed_parser("((ii)(ii))(ii):rect", Entry::Array);
    open: Parser<(Str, Opt<Str>, Opt<Int>)> = |compiler| compiler.typed_parser("s|si:open_", Entry::Array);
    parrot: Parser<(Int, Opt<Str>, Opt<Str>, Opt<Str>)> = |compiler| {
        let names = ["voltage", "state", "action", "type"];
        compiler.typed_parser_with_names("i|sss:parrot", &names, Entry::ArrayAndKeywords)
    };
    sum8: Parser<Eight> = |compiler| compiler.typed_parser("dddddddd:sum8", Entry::Array);
    bytes: Parser<(parse::BytesLen,)> = |compiler| compiler.typed_parser("y#:bytes_len", Entry::Object);
    buffer: Parser<(parse::BytesBuffer,)> = |compiler| compiler.typed_parser("y*:buffer_len", Entry::Object);
    none: Builder<()> = |compiler| compiler.typed_builder("");
    object: Builder<(build::Object,)> = |compiler| compiler.typed_builder("O");
    int: Builder<(build::Int,)> = |compiler| compiler.typed_builder("i");
    long: Builder<(build::Long,)> = |compiler| compiler.typed_builder("l");
    size: Builder<(build::SSize,)> = |compiler| compiler.typed_builder("n");
    double: Builder<(build::Double,)> = |compiler| compiler.typed_builder("d");
    isi: Builder<(build::Int, build::Str, build::Int)> = |compiler| compiler.typed_builder("(isi)");
    dict: Builder<(build::Str, build::Int, build::Str, build::Int, build::Int)> = |compiler| {
        compiler.typed_builder("{s:i,s:(ii)}")
    };
    list: Builder<(build::Int, build::Int, build::Int)> = |compiler| compiler.typed_builder("[iii]");
    doubles: Builder<(build::Double, build::Double)> = |compiler| compiler.typed_builder("(dd)");
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
        match Handles::new(&Compiler::eager()) {
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
