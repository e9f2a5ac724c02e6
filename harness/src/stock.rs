//! CPython's own functions, as C code that defines `PY_SSIZE_T_CLEAN` calls them, and how a call is made whose arguments are
//! known at run time only.

use crate::source::Source;
use crate::variadic::{MOST, Spread, with_spread, with_words};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr::{null, null_mut};

/// A list of names that ends with null.
pub type Names = *const *const c_char;

pub type ParseTuple = unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> c_int;
pub type ParseArray = unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *const c_char, ...) -> c_int;
pub type ParseTupleAndKeywords =
    unsafe extern "C" fn(*mut PyObject, *mut PyObject, *const c_char, Names, ...) -> c_int;
pub type ParseStackAndKeywords =
    unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *mut PyObject, *mut KeywordParser, ...) -> c_int;
pub type BuildValue = unsafe extern "C" fn(*const c_char, ...) -> *mut PyObject;
pub type CallFunction = unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> *mut PyObject;
pub type CallMethod = unsafe extern "C" fn(*mut PyObject, *const c_char, *const c_char, ...) -> *mut PyObject;

/// The function for an array with keywords: until 3.14 a private one, which keeps the format in a structure.
#[cfg(not(Py_3_15))]
pub type ParseArrayAndKeywords = ParseStackAndKeywords;
#[cfg(Py_3_15)]
pub type ParseArrayAndKeywords =
    unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *mut PyObject, *const c_char, Names, ...) -> c_int;

// Up to 3.12 these are what C calls by the public names if it defines PY_SSIZE_T_CLEAN.
fmtunit_runtime::extern_python! {
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
    pub fn PyArg_ParseTuple(args: *mut PyObject, format: *const c_char, ...) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_Parse_SizeT")]
    pub fn PyArg_Parse(object: *mut PyObject, format: *const c_char, ...) -> c_int;
    // Since 3.15 there are public functions for arrays.
    #[cfg_attr(Py_3_15, link_name = "PyArg_ParseArray")]
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStack_SizeT")]
    pub fn _PyArg_ParseStack(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        format: *const c_char,
        ...
    ) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTupleAndKeywords_SizeT")]
    pub fn PyArg_ParseTupleAndKeywords(
        args: *mut PyObject,
        kwargs: *mut PyObject,
        format: *const c_char,
        names: Names,
        ...
    ) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStackAndKeywords_SizeT")]
    pub fn _PyArg_ParseStackAndKeywords(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        kwnames: *mut PyObject,
        parser: *mut KeywordParser,
        ...
    ) -> c_int;
    #[cfg(Py_3_15)]
    pub fn PyArg_ParseArrayAndKeywords(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        kwnames: *mut PyObject,
        format: *const c_char,
        names: Names,
        ...
    ) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    pub fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
    #[cfg_attr(not(Py_3_13), link_name = "_PyObject_CallFunction_SizeT")]
    pub fn PyObject_CallFunction(callable: *mut PyObject, format: *const c_char, ...) -> *mut PyObject;
    #[cfg_attr(not(Py_3_13), link_name = "_PyObject_CallMethod_SizeT")]
    pub fn PyObject_CallMethod(
        object: *mut PyObject,
        name: *const c_char,
        format: *const c_char,
        ...
    ) -> *mut PyObject;
}

/// The C functions of one implementation.
#[derive(Clone, Copy)]
pub struct Functions {
    pub tuple: ParseTuple,
    pub object: ParseTuple,
    pub array: ParseArray,
    pub tuple_and_keywords: ParseTupleAndKeywords,
    pub array_and_keywords: ParseArrayAndKeywords,
    pub build: BuildValue,
}

/// CPython's own.
pub static STOCK: Functions = Functions {
    tuple: PyArg_ParseTuple,
    object: PyArg_Parse,
    array: _PyArg_ParseStack,
    tuple_and_keywords: PyArg_ParseTupleAndKeywords,
    #[cfg(not(Py_3_15))]
    array_and_keywords: _PyArg_ParseStackAndKeywords,
    #[cfg(Py_3_15)]
    array_and_keywords: PyArg_ParseArrayAndKeywords,
    build: Py_BuildValue,
};

impl Functions {
    /// Calls the parse function of the format's entry point; did it succeed?
    ///
    /// # Safety
    /// The thread is attached, and there is a place for each variable argument that the format asks for.
    pub unsafe fn parse(&self, format: &CFormat, source: &Source, places: &[Place]) -> bool {
        let mut words: [Place; MOST] = [null_mut(); MOST];
        words[..places.len()].copy_from_slice(places);
        let Self { tuple, object, array: of_array, tuple_and_keywords, array_and_keywords, .. } = *self;
        let (text, names) = (format.text.as_ptr(), format.names.as_ptr());
        let (array, count) = (source.array.as_ptr(), source.count as Py_ssize_t);
        let status = unsafe {
            match format.entry {
                Entry::Tuple => with_words!(tuple(source.object, text), words),
                Entry::Object => with_words!(object(source.object, text), words),
                Entry::Array => with_words!(of_array(array, count, text), words),
                Entry::TupleAndKeywords => {
                    with_words!(tuple_and_keywords(source.object, source.dict, text, names), words)
                }
                #[cfg(not(Py_3_15))]
                Entry::ArrayAndKeywords => {
                    let parser = format.keyword_parser();
                    with_words!(array_and_keywords(array, count, source.names(), parser), words)
                }
                #[cfg(Py_3_15)]
                Entry::ArrayAndKeywords => {
                    with_words!(array_and_keywords(array, count, source.names(), text, names), words)
                }
            }
        };
        status != 0
    }

    /// Calls the build function.
    ///
    /// # Safety
    /// The thread is attached, and the arguments are those that the format asks for.
    pub unsafe fn build(&self, format: &CStr, arguments: &Spread) -> *mut PyObject {
        let (build, Spread { doubles, words, .. }) = (self.build, arguments);
        unsafe { with_spread!(build(format.as_ptr()), doubles, words) }
    }
}

/// Calls `PyArg_ParseTuple` or `PyArg_Parse`; did it succeed?
///
/// # Safety
/// As for [`Functions::parse`].
pub unsafe fn parse(entry: Entry, arguments: *mut PyObject, format: &CStr, places: &[Place]) -> bool {
    let format = CFormat::new(entry, format.to_owned(), &[]);
    unsafe { STOCK.parse(&format, &Source::new(entry, arguments), places) }
}

/// Calls `PyObject_CallFunction`, or `PyObject_CallMethod` if there is a method. Fewer registers are left than a [`Spread`]
/// counts on: floating-point numbers must not be more than eight.
///
/// # Safety
/// The thread is attached, and the arguments are those that the format asks for.
pub unsafe fn call(
    callee: *mut PyObject,
    method: Option<*const c_char>,
    format: &CStr,
    arguments: &Spread,
) -> *mut PyObject {
    let (format, Spread { doubles, words, .. }) = (format.as_ptr(), arguments);
    unsafe {
        match method {
            None => with_spread!(PyObject_CallFunction(callee, format), doubles, words),
            Some(name) => with_spread!(PyObject_CallMethod(callee, name, format), doubles, words),
        }
    }
}

/// A format of the parse family, as C has it.
pub struct CFormat {
    entry: Entry,
    text: CString,
    /// The names for C, which ends with null, and the memory of its elements.
    names: Vec<*const c_char>,
    _names: Vec<CString>,
    #[cfg(not(Py_3_15))]
    keyword_parser: std::cell::OnceCell<std::cell::RefCell<Box<KeywordParser>>>,
}

impl CFormat {
    pub fn new(entry: Entry, text: CString, names: &[&str]) -> Self {
        let c_names: Vec<_> = names.iter().map(|&name| CString::new(name).expect("no NUL")).collect();
        Self {
            entry,
            text,
            names: c_names.iter().map(|name| name.as_ptr()).chain([null()]).collect(),
            _names: c_names,
            #[cfg(not(Py_3_15))]
            keyword_parser: Default::default(),
        }
    }

    /// Prepares CPython's parser for an array with keywords. That takes references to names, which may be objects that are
    /// watched in a call.
    pub fn prepare(&self) {
        #[cfg(not(Py_3_15))]
        if self.entry == Entry::ArrayAndKeywords {
            self.keyword_parser();
        }
    }

    #[cfg(not(Py_3_15))]
    fn keyword_parser(&self) -> *mut KeywordParser {
        let parser = self
            .keyword_parser
            .get_or_init(|| KeywordParser::new(self.text.as_ptr(), self.names.as_ptr()).into());
        &raw mut **parser.borrow_mut()
    }
}

/// `_PyArg_Parser`, as the version has it: a format for the private function that Argument Clinic calls.
#[repr(C)]
pub struct KeywordParser {
    #[cfg(all(Py_3_12, not(Py_3_13)))]
    initialized: c_int,
    format: *const c_char,
    keywords: Names,
    name: *const c_char,
    message: *const c_char,
    #[cfg(Py_3_13)]
    once: u8,
    #[cfg(Py_3_13)]
    owns_names: c_int,
    positional_only: c_int,
    min: c_int,
    max: c_int,
    names: *mut PyObject,
    next: *mut KeywordParser,
}

#[cfg(not(Py_3_15))]
impl KeywordParser {
    /// A parser for a format, which has to live as long. CPython makes a tuple of the names when it is first used, and then
    /// keeps it in a list, where it only looks when the interpreter ends. Here that never happens, so a parser may die.
    fn new(format: *const c_char, keywords: Names) -> Box<Self> {
        let mut parser = Box::new(Self {
            #[cfg(all(Py_3_12, not(Py_3_13)))]
            initialized: 0,
            format,
            keywords,
            name: null(),
            message: null(),
            #[cfg(Py_3_13)]
            once: 0,
            #[cfg(Py_3_13)]
            owns_names: 0,
            positional_only: 0,
            min: 0,
            max: 0,
            names: null_mut(),
            next: null_mut(),
        });
        // So many arguments are refused, but the first call makes the names.
        let array = [null_mut::<PyObject>(); MOST];
        let (start, count) = (array.as_ptr(), MOST as Py_ssize_t);
        unsafe {
            with_words!(_PyArg_ParseStackAndKeywords(start, count, null_mut(), &raw mut *parser), array);
            pyo3_ffi::PyErr_Clear();
        }
        parser
    }
}

#[cfg(not(Py_3_15))]
impl Drop for KeywordParser {
    fn drop(&mut self) {
        // The tuple is null or the parser's own.
        unsafe { pyo3_ffi::Py_XDECREF(self.names) };
    }
}
