//! The table of entry points.

/// Hands the rows of the table of *entry points* to `$callback!`.
///
/// From them come the exported functions of both libraries, the names under which CPython's functions are looked up, and
/// the names in the statistics. A row reads
///
/// ```text
/// Name "stock name" lengths(type) [also "our name"] passes kind(named) to handler [when gate];
/// ```
///
/// * `lengths`: the type of lengths of text. Until 3.12, `int` is deprecated or refused; since 3.13, it means `Py_ssize_t`, as
///   `ssize` does.
/// * `also`: the name in `libfmtunit.so`.
/// * `passes`: `words` if all variadic arguments are integers or pointers, and otherwise `values`; and the
///   number of named arguments.
/// * `when`: a version gate of the runtime, for functions that only some versions have. Since 3.15, the private functions with
///   keywords are left to CPython: they differ from the public ones for arrays, whose messages and order ours follow there.
#[macro_export]
macro_rules! for_each_entry {
    ($callback:ident) => {
        $callback! {
            ParseTuple "PyArg_ParseTuple" lengths(int) passes words(2) to parse_tuple;
            ParseTupleSize "_PyArg_ParseTuple_SizeT" lengths(ssize) also "FmtUnit_ParseTuple"
                passes words(2) to parse_tuple;
            VaParse "PyArg_VaParse" lengths(int) passes words(3) to va_parse;
            VaParseSize "_PyArg_VaParse_SizeT" lengths(ssize) also "FmtUnit_VaParse"
                passes words(3) to va_parse;
            Parse "PyArg_Parse" lengths(int) passes words(2) to parse;
            ParseSize "_PyArg_Parse_SizeT" lengths(ssize) also "FmtUnit_Parse" passes words(2) to parse;
            ParseTupleAndKeywords "PyArg_ParseTupleAndKeywords" lengths(int)
                passes words(4) to parse_tuple_and_keywords;
            ParseTupleAndKeywordsSize "_PyArg_ParseTupleAndKeywords_SizeT" lengths(ssize) also "FmtUnit_ParseTupleAndKeywords"
                passes words(4) to parse_tuple_and_keywords;
            VaParseTupleAndKeywords "PyArg_VaParseTupleAndKeywords" lengths(int)
                passes words(5) to va_parse_tuple_and_keywords;
            VaParseTupleAndKeywordsSize "_PyArg_VaParseTupleAndKeywords_SizeT" lengths(ssize) also "FmtUnit_VaParseTupleAndKeywords"
                passes words(5) to va_parse_tuple_and_keywords;
            ParseArray "PyArg_ParseArray" lengths(ssize) also "FmtUnit_ParseArray"
                passes words(3) to parse_array when since_3_15;
            ParseArrayAndKeywords "PyArg_ParseArrayAndKeywords" lengths(ssize) also "FmtUnit_ParseArrayAndKeywords"
                passes words(5) to parse_array_and_keywords when since_3_15;
            ParseStack "_PyArg_ParseStack" lengths(int) passes words(3) to parse_stack;
            ParseStackSize "_PyArg_ParseStack_SizeT" lengths(ssize)
                passes words(3) to parse_stack when until_3_12;
            ParseStackAndKeywords "_PyArg_ParseStackAndKeywords" lengths(int)
                passes words(4) to parse_stack_and_keywords when until_3_14;
            ParseStackAndKeywordsSize "_PyArg_ParseStackAndKeywords_SizeT" lengths(ssize)
                passes words(4) to parse_stack_and_keywords when until_3_12;
            ParseTupleAndKeywordsFast "_PyArg_ParseTupleAndKeywordsFast" lengths(int)
                passes words(3) to parse_tuple_and_keywords_fast when until_3_14;
            ParseTupleAndKeywordsFastSize "_PyArg_ParseTupleAndKeywordsFast_SizeT" lengths(ssize)
                passes words(3) to parse_tuple_and_keywords_fast when until_3_12;
            VaParseTupleAndKeywordsFast "_PyArg_VaParseTupleAndKeywordsFast" lengths(int)
                passes words(4) to va_parse_tuple_and_keywords_fast when until_3_12;
            VaParseTupleAndKeywordsFastSize "_PyArg_VaParseTupleAndKeywordsFast_SizeT" lengths(ssize)
                passes words(4) to va_parse_tuple_and_keywords_fast when until_3_12;
            BuildValue "Py_BuildValue" lengths(int) passes values(1) to build_value;
            BuildValueSize "_Py_BuildValue_SizeT" lengths(ssize) also "FmtUnit_BuildValue"
                passes values(1) to build_value;
            VaBuildValue "Py_VaBuildValue" lengths(int) passes words(2) to va_build_value;
            VaBuildValueSize "_Py_VaBuildValue_SizeT" lengths(ssize) also "FmtUnit_VaBuildValue"
                passes words(2) to va_build_value;
            CallFunction "PyObject_CallFunction" lengths(int) passes values(2) to call_function;
            CallFunctionSize "_PyObject_CallFunction_SizeT" lengths(ssize) also "FmtUnit_CallFunction"
                passes values(2) to call_function;
            CallMethod "PyObject_CallMethod" lengths(int) passes values(3) to call_method;
            CallMethodSize "_PyObject_CallMethod_SizeT" lengths(ssize) also "FmtUnit_CallMethod"
                passes values(3) to call_method;
        }
    };
}

use fmtunit_runtime::version::HAS_INT_LENGTHS;

macro_rules! is_int {
    (int) => {
        true
    };
    (ssize) => {
        false
    };
}

macro_rules! define_entries {
    ($(
        $name:ident $stock:literal lengths($lengths:ident) $(also $ours:literal)?
        passes $kind:ident($named:tt) to $handler:ident $(when $gate:ident)?;
    )*) => {
        /// A function of CPython that takes a format: the original of an entry point.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum StockFunction {
            $(#[doc = concat!("`", $stock, "`")] $name,)*
        }

        impl StockFunction {
            /// All entry points.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns CPython's name of the function.
            pub const fn name(self) -> &'static std::ffi::CStr {
                const NAMES: &[&str] = &[$(concat!($stock, "\0"),)*];
                match std::ffi::CStr::from_bytes_with_nul(NAMES[self as usize].as_bytes()) {
                    Ok(name) => name,
                    Err(_) => c"",
                }
            }

            /// Returns whether lengths of text are of type `int`, in the version that this is built for.
            pub const fn is_legacy(self) -> bool {
                const LEGACY: &[bool] = &[$(is_int!($lengths),)*];
                HAS_INT_LENGTHS && LEGACY[self as usize]
            }
        }
    };
}
for_each_entry!(define_entries);

/// Exports the entry points that the running version has, under CPython's names.
#[macro_export]
macro_rules! export_stock_names {
    ($(
        $name:ident $stock:literal lengths($lengths:ident) $(also $ours:literal)?
        passes $kind:ident($named:tt) to $handler:ident $(when $gate:ident)?;
    )*) => {$(
        $crate::gated! {
            [$($gate)?]
            $crate::trampoline!($stock, $kind, $named, $crate::handlers::$handler::<{ $crate::StockFunction::$name as usize }>);
        }
    )*};
}

/// Exports the entry points under our own names.
#[macro_export]
macro_rules! export_our_names {
    ($(
        $name:ident $stock:literal lengths($lengths:ident) $(also $ours:literal)?
        passes $kind:ident($named:tt) to $handler:ident $(when $gate:ident)?;
    )*) => {
        $($(
            $crate::trampoline!($ours, $kind, $named, $crate::handlers::$handler::<{ $crate::StockFunction::$name as usize }>);
        )?)*
    };
}

/// Expands to its items, on the versions of the gate if there is one.
#[doc(hidden)]
#[macro_export]
macro_rules! gated {
    ([] $($items:tt)*) => {
        $($items)*
    };
    ([$gate:ident] $($items:tt)*) => {
        $crate::runtime::$gate! { $($items)* }
    };
}
