//! Layouts and handles that are refused, and the messages.

use super::compilers;
use fmtunit_jit::{Field, FieldLayout, FieldType, RecordAt, RecordLayout, Tuple, TupleAndKeywords};
use fmtunit_parser::Error;
use harness::python;
use std::ffi::c_long;

const fn at(offset: u32, class: FieldType) -> FieldLayout {
    FieldLayout { offset, class }
}

#[track_caller]
fn refused(fields: &[FieldLayout], size: usize, alignment: usize, message: &str) {
    let error = RecordLayout::new(fields, size, alignment).unwrap_err();
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_layout_that_no_record_has_is_refused() {
    use FieldType::{Buffer, Complex, F64, I8, I16, I32, Text};
    refused(&[at(2, I32)], 8, 4, "field 0, `i32` at byte 2, is not aligned");
    // On i686, four bytes are enough.
    if align_of::<f64>() == 8 {
        refused(&[at(0, I8), at(8, F64)], 16, 4, "field 1, `f64` at byte 8, is not aligned");
    }
    refused(&[at(0, I32), at(3, I8)], 8, 4, "field 1, `i8` at byte 3, overlaps with field 0");
    refused(&[at(8, Text), at(0, Complex)], 16, 8, "field 1, `Py_complex` at byte 0, overlaps with field 0");
    refused(&[at(4, I32), at(4, I32)], 8, 4, "field 1, `i32` at byte 4, overlaps with field 0");
    let size = 8 + size_of::<usize>() / 2;
    let message = "field 1, `*const c_char` at byte 8, ends after the record, which has";
    refused(&[at(0, I16), at(8, Text)], size, 8, &format!("{message} {size} bytes"));
    refused(
        &[at(0, Buffer)],
        16,
        8,
        "field 0, `Py_buffer` at byte 0, ends after the record, which has 16 bytes",
    );
    // Machine code has offsets of 32 bits.
    let size = 1_usize << if cfg!(target_pointer_width = "64") { 40 } else { 28 };
    let message = "field 0, `i32` at byte 2147483644, ends after the record, which has";
    refused(&[at(0x7FFF_FFFC, I32)], size, 4, &format!("{message} {size} bytes"));
    for (fields, size, alignment) in
        [(&[][..], 0, 1), (&[at(0, I8)], 1, 1), (&[at(8, I8), at(0, F64)], 9, 16), (&[at(4, I32)], 8, 4)]
    {
        assert_eq!(RecordLayout::new(fields, size, alignment).unwrap().fields(), fields);
    }
}

/// A record of these types, one after the other.
fn layout(classes: &[FieldType]) -> RecordLayout {
    let fields: Vec<_> = (0..).step_by(128).zip(classes).map(|(offset, &class)| at(offset, class)).collect();
    RecordLayout::new(fields, 128 * classes.len(), 16).unwrap()
}

/// The faults of a handle that is refused, one a line.
pub(super) fn faults<T>(handle: Result<T, Error>) -> String {
    let error = handle.map(drop).unwrap_err();
    let shown = error.faults().iter().map(|fault| {
        let help = fault.help.as_deref().map_or(String::new(), |help| format!("; {help}"));
        format!("{:?} {}{help}", fault.span, fault.message(error.source_text()))
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_record_that_does_not_suit_a_format_is_refused() {
    use FieldType::{Class, Converter, F32, F64, I16, I32, I64, Maker, Object, Pointer, Text, U8, U32};
    let _python = python::attach();
    // The platform decides what these are.
    let names = |expected: &str| {
        let int = "`i32` or `i16` or `u16` or `i8` or `u8` or `bool`";
        let long = if size_of::<c_long>() == size_of::<i32>() { int } else { "`i64`" };
        let length = format!("`{}`", <isize as Field>::TYPE);
        expected.replace("LONG", long).replace("LENGTH", &length)
    };
    for compiler in compilers() {
        let build = |format: &str, classes: &[FieldType], expected: &str| {
            let (layout, expected) = (layout(classes), names(expected));
            assert_eq!(faults(compiler.builder::<RecordAt>((format, &layout))), expected);
            assert_eq!(faults(compiler.caller::<RecordAt>((format, &layout))), expected);
        };
        build("(is)", &[I32], "2..3 the record has no field left for `s`; the field is `*const c_char`");
        build("", &[I32], "0..0 the record has 1 field more than the format takes");
        build("i", &[I32, I32, I32], "1..1 the record has 2 fields more than the format takes");
        build("(is#)", &[I32, Text], "2..4 the record has no field left for `s#`; the field is LENGTH");
        build(
            "(si)",
            &[Text, I64],
            "2..3 field 1 is `i64`, which does not fit `i`; \
             the field is `i32` or `i16` or `u16` or `i8` or `u8` or `bool`",
        );
        build(
            "(Id)",
            &[U32, I32],
            "2..3 field 1 is `i32`, which does not fit `d`; the field is `f64` or `f32`",
        );
        build(
            "[I]",
            &[I16],
            "1..2 field 0 is `i16`, which does not fit `I`; the field is `u32` or `u16` or `u8` or `bool`",
        );
        build(
            "(O{s:l})",
            &[Object, Text, F32],
            "5..6 field 2 is `f32`, which does not fit `l`; the field is LONG",
        );
        build("y#", &[Text, I16], "0..2 field 1 is `i16`, which does not fit `y#`; the field is LENGTH");
        build(
            "is",
            &[Text, Pointer],
            "0..1 field 0 is `*const c_char`, which does not fit `i`; \
             the field is `i32` or `i16` or `u16` or `i8` or `u8` or `bool`\n\
             1..2 field 1 is `*mut c_void`, which does not fit `s`; the field is `*const c_char`",
        );
        build(
            "O&",
            &[Maker, Object],
            "0..2 field 1 is `*mut PyObject`, which does not fit `O&`; the field is `*mut c_void`",
        );
        build(
            "D",
            &[F64],
            "0..1 field 0 is `f64`, which does not fit `D`; the field is `*const Py_complex` or `Py_complex`",
        );

        let parse = |format: &str, classes: &[FieldType], expected: &str| {
            assert_eq!(
                faults(compiler.parser::<Tuple, RecordAt>((format, &layout(classes)))),
                names(expected)
            );
        };
        parse("ii", &[I32], "1..2 the record has no field left for `i`; the field is `i32`");
        parse("s#", &[Text], "0..2 the record has no field left for `s#`; the field is LENGTH");
        parse("i:f", &[I32, I32], "1..1 the record has 1 field more than the format takes");
        // Nothing is promoted that is stored.
        parse("|i", &[I16], "1..2 field 0 is `i16`, which does not fit `i`; the field is `i32`");
        parse("(s(f))", &[Text, F64], "3..4 field 1 is `f64`, which does not fit `f`; the field is `f32`");
        parse(
            "fO!",
            &[F32, Object, Object],
            "1..3 field 1 is `*mut PyObject`, which does not fit `O!`; the field is `*mut PyTypeObject`",
        );
        parse(
            "O!h",
            &[Class, Object, U8],
            "2..3 field 2 is `u8`, which does not fit `h`; the field is `i16`",
        );
        parse(
            "O&",
            &[Pointer, Object],
            "0..2 field 0 is `*mut c_void`, which does not fit `O&`; \
             the field is `extern \"C\" fn(*mut PyObject, *mut c_void) -> c_int`",
        );
        // A converter may fill anything.
        assert!(compiler.parser::<Tuple, RecordAt>(("O&", &layout(&[Converter, I16]))).is_ok());
    }
}

#[test]
fn a_wrong_format_is_refused_with_carets() {
    let _python = python::attach();
    for compiler in compilers() {
        let layout = layout(&[FieldType::I32]);
        let error = compiler.builder::<RecordAt>(("(i", &layout)).map(drop).unwrap_err();
        assert!(error.to_string().contains("  | (i\n  | ^"), "{error}");
        let error = compiler.parser::<Tuple, RecordAt>(("iq", &layout)).map(drop).unwrap_err();
        assert!(error.to_string().contains("  | iq\n  |  ^"), "{error}");
        let names = compiler.parser_with_names::<TupleAndKeywords, RecordAt>(("i", &layout), &[]);
        assert!(names.map(drop).unwrap_err().to_string().contains("more format units than names"));
    }
}
