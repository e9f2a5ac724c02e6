//! The macros, each with its documentation. Their code is in `fmtunit-codegen-macro`.

/// Parses a tuple of arguments: `PyArg_ParseTuple`.
///
/// ```text
/// parse_tuple!(args, "format", inputs…)            -> Result<(T0, T1, …), Raised>
/// parse_tuple!(args, "format", inputs, &mut place, …) -> Result<(), Raised>
/// ```
///
/// `args` is a variable of type `*mut PyObject`. NULL, or something that is no tuple, gives SystemError. `$` is not
/// allowed.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, parse_tuple, Raised};
/// unsafe fn typed(args: *mut PyObject) -> Result<i32, Raised> {
///     let (text, count) = unsafe { parse_tuple!(args, "s|i:repeat") }?;
///     Ok(text.count_bytes() as i32 * count.unwrap_or(1))
/// }
///
/// unsafe fn places(args: *mut PyObject) -> Result<i32, Raised> {
///     let (mut text, mut count) = (std::ptr::null(), 1);
///     unsafe { parse_tuple!(args, "s|i:repeat", &mut text, &mut count) }?;
///     Ok(unsafe { std::ffi::CStr::from_ptr(text) }.count_bytes() as i32 * count)
/// }
/// ```
///
/// The forms, the types and the safety contract are described [at the crate](crate).
///
/// # Errors
/// TypeError for a wrong number of arguments or an argument of a wrong type, in CPython's words; whatever a conversion
/// raises. Conversions made before are undone as CPython undoes them.
#[doc(inline)]
pub use fmtunit_codegen_macro::parse_tuple;

/// Parses one object: `PyArg_Parse`, for `METH_O` functions and setters.
///
/// `parse!(object, "format", …)`: as [`parse_tuple!`], with exactly one unit, or none for a function without arguments
/// (`object` is then NULL). Errors say "argument", without a number.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, parse, Raised};
/// unsafe fn width(value: *mut PyObject) -> Result<f64, Raised> {
///     let (width,) = unsafe { parse!(value, "d:width") }?;
///     Ok(width)
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::parse;

/// Parses an array of arguments: `PyArg_ParseArray`, for `METH_FASTCALL` functions.
///
/// `parse_array!(args, nargs, "format", …)`: as [`parse_tuple!`]. `args` is a variable of type `*const *mut PyObject`
/// or `*mut *mut PyObject`, `nargs` a `Py_ssize_t`.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, parse_array, Raised};
/// unsafe fn add(args: *const *mut PyObject, nargs: isize) -> Result<i64, Raised> {
///     let (a, b, c) = unsafe { parse_array!(args, nargs, "iii:add") }?;
///     Ok(i64::from(a) + i64::from(b) + i64::from(c))
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::parse_array;

/// Parses a tuple and a dict of keyword arguments: `PyArg_ParseTupleAndKeywords`.
///
/// `parse_tuple_and_keywords!(args, kwargs, "format", ["name", …], …)`: as [`parse_tuple!`]; `kwargs` is a dict or
/// NULL. There is a name for each unit; that of a positional-only parameter is empty. Units after `$` are
/// keyword-only.
///
/// Errors come in the order and words of `PyArg_ParseTupleAndKeywords`, where arguments are converted before it is
/// noticed that too many are given by position. [`parse_array_and_keywords!`] is faster.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, parse_tuple_and_keywords, Raised};
/// unsafe fn parrot(args: *mut PyObject, kwargs: *mut PyObject) -> Result<i32, Raised> {
///     let (voltage, state, flag) = unsafe {
///         parse_tuple_and_keywords!(args, kwargs, "i|s$p:parrot", ["voltage", "state", "flag"])
///     }?;
///     Ok(if flag == Some(true) { voltage } else { state.map_or(0, |state| state.count_bytes() as i32) })
/// }
/// ```
///
/// # Errors
/// SystemError if `args` is no tuple or `kwargs` no dict; TypeError for missing, surplus, unknown and duplicate
/// arguments and keywords that are no strings; as [`parse_tuple!`].
#[doc(inline)]
pub use fmtunit_codegen_macro::parse_tuple_and_keywords;

/// Parses an array and a tuple of keywords: `PyArg_ParseArrayAndKeywords`, for `METH_FASTCALL | METH_KEYWORDS`
/// functions.
///
/// `parse_array_and_keywords!(args, nargs, kwnames, "format", ["name", …], …)`: as [`parse_tuple_and_keywords!`];
/// `kwnames` is a tuple or NULL, and the values of the keywords follow the `nargs` positional ones in the array.
///
/// Errors come in the order and words of CPython: since 3.15, when the function became public, those of
/// [`parse_tuple_and_keywords!`]; before, those of the private function that Argument Clinic calls,
/// `_PyArg_ParseStackAndKeywords`, which checks the number of positional arguments before it converts any.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, parse_array_and_keywords, Raised};
/// unsafe fn parrot(args: *const *mut PyObject, nargs: isize, kwnames: *mut PyObject) -> Result<i32, Raised> {
///     let (voltage, state) = unsafe {
///         parse_array_and_keywords!(args, nargs, kwnames, "i|s:parrot", ["voltage", "state"])
///     }?;
///     Ok(voltage + state.map_or(0, |state| state.count_bytes() as i32))
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::parse_array_and_keywords;

/// Builds an object from values: `Py_BuildValue`. A new reference, or null with an exception set.
///
/// `build_value!("format", value, …)`: a value for each unit, of the type that C takes: `b`, `B`, `h` and `i` are all a
/// C `int`, and are not narrowed. In place of text, `s`, `z`, `U` and `y` take a `*const c_char`, a `&CStr`, a `&str`
/// (without NUL, which gives ValueError) or an `Option` of one; with `#`, a slice of bytes, a `&str`, a `&CStr` or an
/// `Option` of one, or a pointer and a length as two arguments, as in C. `O&` takes a function and its argument.
///
/// All values are evaluated once, from left to right, before anything is built. When a unit fails, CPython still builds
/// the units after it and throws them away; so does this, and the reference of every `N` is consumed.
///
/// A key of a dict that is a literal is one object for all calls, as a string in Python code is, not one for each as
/// with `Py_BuildValue`: identity and reference counts tell, and with them what `pickle` and `marshal` write. The
/// first interpreter to build it keeps it to its end, until when the library must stay loaded; others make it anew.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, build_value};
/// unsafe fn row(id: i32, name: &str, score: f64) -> *mut PyObject {
///     unsafe { build_value!("{s:i,s:s#,s:d}", "id", id, "name", name, "score", score) }
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::build_value;

/// Calls a callable with arguments built from values: `PyObject_CallFunction`. A new reference, or null with an
/// exception set.
///
/// `call_function!(callable, "format", value, …)`: each unit is an argument, with values as in [`build_value!`]. As
/// in CPython, a single argument that is a tuple is given as its items: `"(ii)"` calls with two arguments. The
/// arguments go by vectorcall, without a tuple. The references of `N` units are consumed even if there is nothing to
/// call.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, call_function};
/// unsafe fn notify(callback: *mut PyObject, code: i32) -> *mut PyObject {
///     unsafe { call_function!(callback, "is", code, "done") }
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::call_function;

/// Calls a method with arguments built from values: `PyObject_CallMethod`. A new reference, or null with an exception
/// set.
///
/// `call_method!(object, "name", "format", value, …)`: as [`call_function!`]; the name is a literal, a `&CStr` or a
/// `*const c_char`.
///
/// ```no_run
/// # use fmtunit::{ffi::PyObject, call_method};
/// unsafe fn append(list: *mut PyObject, number: i32) -> *mut PyObject {
///     unsafe { call_method!(list, "append", "i", number) }
/// }
/// ```
#[doc(inline)]
pub use fmtunit_codegen_macro::call_method;
