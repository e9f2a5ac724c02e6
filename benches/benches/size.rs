//! How much machine code a call site has: that of a macro, and that of a call of CPython's function, which takes the format as
//! data.
//!
//! ```text
//! cargo bench --bench size
//! ```
//!
//! Each call site is a function of its own, whose size the symbol table of this program tells: with its cold paths, but without
//! the plan, which is data, and the routines, which all call sites share.

use fmtunit::{build_value, parse_tuple};
use fmtunit_benches::options::Options;
use fmtunit_benches::{python, stock};
use object::{Object, ObjectSymbol, SymbolKind};
use pyo3_ffi::PyObject;
use std::ffi::{c_char, c_double, c_int};
use std::hint::black_box;
use std::{env, fs};

/// Makes a module with two call sites for each format, and a table of them.
macro_rules! sites {
    (
        parse { $($parse:ident $parsed:literal ($($output:ident: $stored:ty),*);)* }
        build { $($build:ident $built:literal ($($value:ident: $taken:ty),*);)* }
    ) => {
        $(mod $parse {
            use super::*;

            pub(super) unsafe extern "C" fn stock(tuple: *mut PyObject, $($output: *mut $stored),*) -> c_int {
                // SAFETY: never called.
                unsafe { stock::PyArg_ParseTuple(tuple, concat!($parsed, "\0").as_ptr().cast(), $($output),*) }
            }

            pub(super) unsafe extern "C" fn compiled(tuple: *mut PyObject, $($output: *mut $stored),*) -> c_int {
                // SAFETY: never called.
                unsafe { c_int::from(parse_tuple!(tuple, $parsed, $(&mut *$output),*).is_ok()) }
            }
        })*
        $(mod $build {
            use super::*;

            pub(super) unsafe extern "C" fn stock($($value: $taken),*) -> *mut PyObject {
                // SAFETY: never called.
                unsafe { stock::Py_BuildValue(concat!($built, "\0").as_ptr().cast(), $($value),*) }
            }

            pub(super) unsafe extern "C" fn compiled($($value: $taken),*) -> *mut PyObject {
                // SAFETY: never called.
                unsafe { build_value!($built, $($value),*) }
            }
        })*
        /// The operation, the format, the module, and its functions, so that they stay in the program.
        static SITES: &[(&str, &str, &str, [Function; 2])] = &[
            $(("parse", $parsed, stringify!($parse), [Function($parse::stock as _), Function($parse::compiled as _)]),)*
            $(("build", $built, stringify!($build), [Function($build::stock as _), Function($build::compiled as _)]),)*
        ];
    };
}

sites! {
    parse {
        parse_object "O" (object: *mut PyObject);
        parse_int "i" (value: c_int);
        parse_objects "OO" (a: *mut PyObject, b: *mut PyObject);
        parse_text_and_int "si" (text: *const c_char, value: c_int);
        parse_ints "iii" (a: c_int, b: c_int, c: c_int);
        parse_open "s|si" (file: *const c_char, mode: *const c_char, size: c_int);
    }
    build {
        build_int "i" (value: c_int);
        build_text "s" (text: *const c_char);
        build_tuple "(isi)" (a: c_int, text: *const c_char, b: c_int);
        build_point "(dd)" (x: c_double, y: c_double);
        build_dict "{s:i,s:i}" (x_name: *const c_char, x: c_int, y_name: *const c_char, y: c_int);
    }
}

/// The address of a function, which any thread may have.
struct Function(*const ());

// SAFETY: nothing at the address can change.
unsafe impl Sync for Function {}

fn main() {
    if Options::from_command_line().list {
        return;
    }
    println!("CPython {}\n", python::start());
    let program = python::must(env::current_exe().and_then(fs::read));
    let program = python::must(object::File::parse(&*program));
    println!("| bytes of machine code | stock | macro |\n|---|--:|--:|");
    for (what, format, module, functions) in SITES {
        for Function(address) in functions {
            black_box(address);
        }
        let [stock, compiled] = ["stock", "compiled"].map(|function| size(&program, module, function));
        println!("| {what} `{}` | {stock} | {compiled} |", format.replace('|', "\\|"));
    }
}

/// The size of a function of a module here.
fn size(program: &object::File<'_>, module: &str, function: &str) -> u64 {
    // Both ways to mangle names write the length of each part before it.
    let path = format!("{}{module}{}{function}", module.len(), function.len());
    let is_wanted = |symbol: &object::Symbol<'_, '_>| {
        symbol.kind() == SymbolKind::Text && symbol.name().is_ok_and(|name| name.contains(&path))
    };
    let symbol = program.symbols().find(is_wanted);
    python::must(symbol.ok_or("a call site is not in the symbol table")).size()
}
