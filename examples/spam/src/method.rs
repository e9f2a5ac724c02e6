//! Rows of the method table: one function for each calling convention, so that the flags fit the entry point.

use pyo3_ffi::{
    METH_FASTCALL, METH_KEYWORDS, METH_NOARGS, METH_O, METH_VARARGS, PyCFunction, PyCFunctionFast,
    PyCFunctionFastWithKeywords, PyCFunctionWithKeywords, PyMethodDef, PyMethodDefPointer,
};
use std::ffi::{CStr, c_int};

/// No arguments.
pub(crate) const fn no_arguments(
    name: &'static CStr,
    function: PyCFunction,
    doc: &'static CStr,
) -> PyMethodDef {
    method(name, PyMethodDefPointer { PyCFunction: function }, METH_NOARGS, doc)
}

/// One argument, the object itself.
pub(crate) const fn one(name: &'static CStr, function: PyCFunction, doc: &'static CStr) -> PyMethodDef {
    method(name, PyMethodDefPointer { PyCFunction: function }, METH_O, doc)
}

/// A tuple of arguments.
pub(crate) const fn tuple(name: &'static CStr, function: PyCFunction, doc: &'static CStr) -> PyMethodDef {
    method(name, PyMethodDefPointer { PyCFunction: function }, METH_VARARGS, doc)
}

/// A tuple of positional arguments, and a dict of keyword arguments.
pub(crate) const fn tuple_and_keywords(
    name: &'static CStr,
    function: PyCFunctionWithKeywords,
    doc: &'static CStr,
) -> PyMethodDef {
    let function = PyMethodDefPointer { PyCFunctionWithKeywords: function };
    method(name, function, METH_VARARGS | METH_KEYWORDS, doc)
}

/// An array of arguments.
pub(crate) const fn array(name: &'static CStr, function: PyCFunctionFast, doc: &'static CStr) -> PyMethodDef {
    method(name, PyMethodDefPointer { PyCFunctionFast: function }, METH_FASTCALL, doc)
}

/// An array of arguments, and the names of the keyword arguments at its end.
pub(crate) const fn array_and_keywords(
    name: &'static CStr,
    function: PyCFunctionFastWithKeywords,
    doc: &'static CStr,
) -> PyMethodDef {
    let function = PyMethodDefPointer { PyCFunctionFastWithKeywords: function };
    method(name, function, METH_FASTCALL | METH_KEYWORDS, doc)
}

const fn method(
    name: &'static CStr,
    function: PyMethodDefPointer,
    flags: c_int,
    doc: &'static CStr,
) -> PyMethodDef {
    PyMethodDef { ml_name: name.as_ptr(), ml_meth: function, ml_flags: flags, ml_doc: doc.as_ptr() }
}
