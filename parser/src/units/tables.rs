//! The tables: every format unit of CPython 3.9 to 3.15, once.
//!
//! Each macro takes a macro and hands it all rows of one table. A unit is added here and nowhere else; the build then
//! fails until its routine exists. No other file names a unit by its letter.

/// Hands the rows of the table of *places* to `$callback!`.
///
/// A place is one variadic argument of a parse function. A row reads
///
/// ```text
/// /// The C type.
/// Name: RustType;
/// ```
///
/// where the Rust type is that of the pointee for a place that a unit *stores* to, and that of the argument itself
/// for one that a unit *takes*. The names of the types are resolved where the macro is used.
#[macro_export]
macro_rules! for_each_place {
    ($callback:ident) => {
        $callback! {
            /// `unsigned char`
            UChar: c_uchar;
            /// `char`
            Char: c_char;
            /// `short`
            Short: c_short;
            /// `unsigned short`
            UShort: c_ushort;
            /// `int`
            Int: c_int;
            /// `unsigned int`
            UInt: c_uint;
            /// `long`
            Long: c_long;
            /// `unsigned long`
            ULong: c_ulong;
            /// `long long`
            LongLong: c_longlong;
            /// `unsigned long long`
            ULongLong: c_ulonglong;
            /// `Py_ssize_t`
            SSize: Py_ssize_t;
            /// `float`
            Float: c_float;
            /// `double`
            Double: c_double;
            /// `Py_complex`
            Complex: Py_complex;
            /// `const char *`
            Text: *const c_char;
            /// `const Py_UNICODE *`
            Wide: *const wchar_t;
            /// `char *`
            Encoded: *mut c_char;
            /// `Py_buffer`
            Buffer: Py_buffer;
            /// `PyObject *`
            Object: *mut PyObject;
            /// `PyTypeObject *`
            Class: *mut PyTypeObject;
            /// `const char *`
            Encoding: *const c_char;
            /// `int (*)(PyObject *, void *)`
            Converter: unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int;
            /// `void`
            Anything: c_void;
        }
    };
}

/// Hands the rows of the table of *parse units* to `$callback!`.
///
/// A row reads
///
/// ```text
/// /// The objects that the unit accepts.
/// "spelling" Name takes (name: Place, …) stores (name: Place, …) by routine yields output [column(value) …];
/// ```
///
/// * `takes`: inputs that stand before the outputs in the argument list (the class of `O!`).
/// * `stores`: the outputs, in order.
/// * `by`: the routine of `fmtunit_runtime::parse` that converts.
/// * `yields`: the function of `fmtunit_runtime::yields` that makes the typed form's value of the outputs. The word is
///   `lends` where an output points into the argument, or is the argument.
///
/// These columns are in every row. The brackets hold those that only some units have:
///
/// * `viewed`: the routine for the typed form where that wants more than C is given (`s` stores a pointer; a `&CStr`
///   needs the length too, which the conversion knows).
/// * `fast`: the [`ParseShape`](crate::units::ParseShape) of the objects that compiled code converts without a call.
/// * `cleans`: the function of `fmtunit_runtime::cleanup` that undoes the conversion when a later one fails.
/// * `runs`: the Python code that converting may run. `methods` are those of the item, which an exact built-in `int`,
///   `float`, `str`, `bytes`, `bool` or `None` does not have; `anything` is code that is not the item's: a converter, a
///   codec, a warning filter (3.15 warns of an `int` that does not fit an integer without overflow checking).
/// * `since`, `until`: the first and the last version of CPython that has the unit.
///
/// A consumer takes the brackets as one `$columns:tt`, and picks the columns that it knows:
///
/// ```
/// macro_rules! shape {
///     ([fast($shape:ident) $($rest:tt)*]) => { Some(stringify!($shape)) };
///     ([$other:ident $value:tt $($rest:tt)*]) => { shape!([$($rest)*]) };
///     ([]) => { None };
/// }
/// assert_eq!(shape!([viewed(text_view) fast(Text)]), Some("Text"));
/// ```
///
/// So a new column touches the table and its one consumer.
#[macro_export]
macro_rules! for_each_parse_unit {
    ($callback:ident) => {
        $callback! {
            /// A `str` without NUL characters, as UTF-8.
            "s" Str takes () stores (text: Text) by text lends cstr [viewed(text_view) fast(Text)];
            /// A `str` or an object with the buffer interface.
            "s*" StrBuffer takes () stores (view: Buffer) by text_buffer yields buffer
                [fast(TextBuffer) cleans(buffer) runs(methods)];
            /// A `str` or a read-only bytes-like object, and its length.
            "s#" StrLen takes () stores (text: Text, length: SSize) by text_and_length lends bytes
                [fast(TextAndLength) runs(methods)];
            /// A `str` without NUL characters, as UTF-8, or `None` for NULL.
            "z" OptionalStr takes () stores (text: Text) by optional_text lends optional_cstr
                [viewed(optional_text_view) fast(OptionalText)];
            /// A `str`, an object with the buffer interface, or `None` for an empty view.
            "z*" OptionalStrBuffer takes () stores (view: Buffer) by optional_text_buffer yields optional_buffer
                [cleans(buffer) runs(methods)];
            /// A `str` or a read-only bytes-like object and its length, or `None` for NULL and zero.
            "z#" OptionalStrLen takes () stores (text: Text, length: SSize)
                by optional_text_and_length lends optional_bytes [fast(OptionalTextAndLength) runs(methods)];
            /// A read-only bytes-like object without NUL bytes.
            "y" Bytes takes () stores (text: Text) by bytes lends value [runs(methods)];
            /// An object with the buffer interface.
            "y*" BytesBuffer takes () stores (view: Buffer) by bytes_buffer yields buffer
                [fast(BytesBuffer) cleans(buffer) runs(methods)];
            /// A read-only bytes-like object and its length.
            "y#" BytesLen takes () stores (text: Text, length: SSize) by bytes_and_length lends bytes
                [fast(BytesAndLength) runs(methods)];
            /// An object with a writable buffer.
            "w*" WritableBuffer takes () stores (view: Buffer) by writable_buffer yields buffer
                [fast(WritableBuffer) cleans(buffer) runs(methods)];
            /// A `str`, encoded into a new buffer, without NUL bytes.
            "es" EncodedStr takes (encoding: Encoding) stores (text: Encoded) by encoded yields encoded
                [fast(EncodedText) cleans(encoded) runs(anything)];
            /// A `str`, encoded into a new buffer; `bytes` and `bytearray` are copied as they are. No NUL bytes.
            "et" EncodedStrOrBytes takes (encoding: Encoding) stores (text: Encoded) by encoded_or_bytes yields encoded
                [fast(EncodedText) cleans(encoded) runs(anything)];
            /// A `str`, encoded into the buffer given or, where that is NULL, a new one; and the length.
            "es#" EncodedStrLen takes (encoding: Encoding) stores (text: Encoded, length: SSize)
                by encoded_and_length yields encoded_bytes [cleans(encoded) runs(anything)];
            /// As `es#`; `bytes` and `bytearray` are copied as they are.
            "et#" EncodedStrOrBytesLen takes (encoding: Encoding) stores (text: Encoded, length: SSize)
                by encoded_or_bytes_and_length yields encoded_bytes [cleans(encoded) runs(anything)];
            /// A `bytes` object.
            "S" BytesObject takes () stores (object: Object) by bytes_object lends value
                [fast(BytesSubclass)];
            /// A `bytearray` object.
            "Y" ByteArrayObject takes () stores (object: Object) by bytearray_object lends value
                [fast(ExactByteArray)];
            /// A `str` object.
            "U" StrObject takes () stores (object: Object) by str_object lends value [fast(StrSubclass)];
            /// A `str` without NUL characters, as wide characters.
            "u" WideStr takes () stores (text: Wide) by wide lends value [runs(anything) until(3, 11)];
            /// A `str`, as wide characters, and its length.
            "u#" WideStrLen takes () stores (text: Wide, length: SSize) by wide_and_length lends pair
                [runs(anything) until(3, 11)];
            /// As `u`, or `None` for NULL.
            "Z" OptionalWideStr takes () stores (text: Wide) by optional_wide lends value
                [runs(anything) until(3, 11)];
            /// As `u#`, or `None` for NULL and zero.
            "Z#" OptionalWideStrLen takes () stores (text: Wide, length: SSize) by optional_wide_and_length lends pair
                [runs(anything) until(3, 11)];
            /// An integer from 0 to 255.
            "b" UnsignedByte takes () stores (value: UChar) by unsigned_byte yields value
                [fast(Int) runs(methods)];
            /// An integer, without overflow checking.
            "B" UnsignedByteMask takes () stores (value: UChar) by unsigned_byte_mask yields value
                [fast(MaskedInt) runs(anything)];
            /// An integer that a C `short` holds.
            "h" Short takes () stores (value: Short) by short yields value [fast(Int) runs(methods)];
            /// An integer, without overflow checking.
            "H" UnsignedShortMask takes () stores (value: UShort) by unsigned_short_mask yields value
                [fast(MaskedInt) runs(anything)];
            /// An integer that a C `int` holds.
            "i" Int takes () stores (value: Int) by int yields value [fast(Int) runs(methods)];
            /// An integer, without overflow checking.
            "I" UnsignedIntMask takes () stores (value: UInt) by unsigned_int_mask yields value
                [fast(MaskedInt) runs(anything)];
            /// An integer that a C `long` holds.
            "l" Long takes () stores (value: Long) by long yields value [fast(Int) runs(methods)];
            /// An integer, without overflow checking.
            "k" UnsignedLongMask takes () stores (value: ULong) by unsigned_long_mask yields value
                [fast(MaskedInt) runs(anything)];
            /// An integer that a C `long long` holds.
            "L" LongLong takes () stores (value: LongLong) by long_long yields value
                [fast(Int) runs(methods)];
            /// An integer, without overflow checking.
            "K" UnsignedLongLongMask takes () stores (value: ULongLong) by unsigned_long_long_mask yields value
                [fast(MaskedInt) runs(anything)];
            /// An integer that a `Py_ssize_t` holds.
            "n" SSize takes () stores (value: SSize) by ssize yields value [fast(Int) runs(methods)];
            /// A `bytes` or `bytearray` object of length 1.
            "c" Char takes () stores (value: Char) by char yields byte [];
            /// A `str` of length 1.
            "C" CodePoint takes () stores (value: Int) by code_point yields code_point [fast(Character)];
            /// A number, rounded to a C `float`.
            "f" Float takes () stores (value: Float) by float yields value [fast(Float) runs(methods)];
            /// A number.
            "d" Double takes () stores (value: Double) by double yields value [fast(Float) runs(methods)];
            /// A complex number.
            "D" Complex takes () stores (value: Complex) by complex yields value
                [fast(Complex) runs(methods)];
            /// Any object, tested for truth: 1 or 0.
            "p" Predicate takes () stores (value: Int) by predicate yields truth [fast(Truth) runs(methods)];
            /// Any object.
            "O" Object takes () stores (object: Object) by object lends value [fast(Any)];
            /// An instance of the given type, subclasses included.
            "O!" Instance takes (class: Class) stores (object: Object) by instance lends value
                [fast(Instance)];
            /// Any object that the given converter accepts.
            "O&" Converted takes (converter: Converter) stores (target: Anything) by converted yields value
                [cleans(converted) runs(anything)];
        }
    };
}

/// Hands the rows of the table of *values* to `$callback!`.
///
/// A value is the input of one build unit: one variadic argument of `Py_BuildValue`, or two that belong together (text
/// and its length, a converter and its argument). A row reads
///
/// ```text
/// /// The C type.
/// Name from count: RustType;
/// ```
///
/// where `count` is the number of C arguments.
#[macro_export]
macro_rules! for_each_value {
    ($callback:ident) => {
        $callback! {
            /// `int`
            Int from 1: c_int;
            /// `unsigned int`
            UInt from 1: c_uint;
            /// `long`
            Long from 1: c_long;
            /// `unsigned long`
            ULong from 1: c_ulong;
            /// `long long`
            LongLong from 1: c_longlong;
            /// `unsigned long long`
            ULongLong from 1: c_ulonglong;
            /// `Py_ssize_t`
            SSize from 1: Py_ssize_t;
            /// `double`
            Double from 1: c_double;
            /// `Py_complex *`
            Complex from 1: *const Py_complex;
            /// `const char *`
            Text from 1: Text;
            /// `const char *`, `Py_ssize_t`
            Bytes from 2: SizedBytes;
            /// `const wchar_t *`
            Wide from 1: *const wchar_t;
            /// `const wchar_t *`, `Py_ssize_t`
            WideLen from 2: WideLen;
            /// `PyObject *`
            Object from 1: *mut PyObject;
            /// `PyObject *(*)(void *)`, `void *`
            Conversion from 2: Conversion;
        }
    };
}

/// Hands the rows of the table of *build units* to `$callback!`.
///
/// A row reads
///
/// ```text
/// /// The object that the unit makes.
/// "spelling" Name takes Value by routine [column(value) …];
/// ```
///
/// where `by` names the routine of `fmtunit_runtime::build`. The brackets are as in
/// [`for_each_parse_unit!`](crate::for_each_parse_unit), with these columns:
///
/// * `fast`: the [`BuildShape`](crate::units::BuildShape) of the objects that compiled code makes without the routine.
/// * `since`: the first version of CPython that has the unit.
#[macro_export]
macro_rules! for_each_build_unit {
    ($callback:ident) => {
        $callback! {
            /// A `str` from UTF-8; `None` for NULL.
            "s" Str takes Text by text [];
            /// A `str` from UTF-8 and its length; `None` for NULL.
            "s#" StrLen takes Bytes by text_and_length [];
            /// As `s`.
            "z" OptionalStr takes Text by text [];
            /// As `s#`.
            "z#" OptionalStrLen takes Bytes by text_and_length [];
            /// As `s`.
            "U" StrObject takes Text by text [];
            /// As `s#`.
            "U#" StrObjectLen takes Bytes by text_and_length [];
            /// A `bytes` object; `None` for NULL.
            "y" Bytes takes Text by bytes [];
            /// A `bytes` object of the given length; `None` for NULL.
            "y#" BytesLen takes Bytes by bytes_and_length [];
            /// A `str` from wide characters; `None` for NULL.
            "u" WideStr takes Wide by wide [];
            /// A `str` from wide characters and their number; `None` for NULL.
            "u#" WideStrLen takes WideLen by wide_and_length [];
            /// An `int`. C promotes a `char` to `int`; it is not narrowed again.
            "b" Byte takes Int by int [fast(Int)];
            /// An `int`. C promotes an `unsigned char` to `int`; it is not narrowed again.
            "B" UnsignedByte takes Int by int [fast(Int)];
            /// An `int`. C promotes a `short` to `int`; it is not narrowed again.
            "h" Short takes Int by int [fast(Int)];
            /// An `int`, not narrowed to `unsigned short`.
            "H" UnsignedShort takes UInt by unsigned_short [fast(Int)];
            /// An `int`.
            "i" Int takes Int by int [fast(Int)];
            /// An `int`.
            "I" UnsignedInt takes UInt by unsigned_int [fast(Int)];
            /// An `int`.
            "l" Long takes Long by long [fast(Int)];
            /// An `int`.
            "k" UnsignedLong takes ULong by unsigned_long [fast(Int)];
            /// An `int`.
            "L" LongLong takes LongLong by long_long [fast(Int)];
            /// An `int`.
            "K" UnsignedLongLong takes ULongLong by unsigned_long_long [fast(Int)];
            /// An `int`.
            "n" SSize takes SSize by ssize [fast(Int)];
            /// A `bytes` object of length 1.
            "c" Char takes Int by char [];
            /// A `str` of length 1.
            "C" CodePoint takes Int by code_point [];
            /// A `bool`.
            "p" Predicate takes Int by predicate [since(3, 14)];
            /// A `float`.
            "d" Double takes Double by double [fast(Float)];
            /// A `float`.
            "f" Float takes Double by double [fast(Float)];
            /// A `complex`.
            "D" Complex takes Complex by complex [];
            /// The object, with a new reference.
            "O" Object takes Object by object [fast(NewReference)];
            /// As `O`; the type is not checked.
            "S" BytesObject takes Object by object [fast(NewReference)];
            /// The object; its reference is stolen, also when the call fails.
            "N" Stolen takes Object by stolen [fast(Reference)];
            /// The result of calling the given converter with its argument.
            "O&" Converted takes Conversion by converted [];
            /// As `O&`.
            "S&" ConvertedBytes takes Conversion by converted [];
            /// As `O&`.
            "N&" ConvertedStolen takes Conversion by converted [];
        }
    };
}

/// Units that the `struct` module spells differently: its spelling, and CPython's here.
pub(crate) const LIKELY_MISTAKES: &[(&str, &str)] = &[("q", "L"), ("Q", "K"), ("?", "p")];
