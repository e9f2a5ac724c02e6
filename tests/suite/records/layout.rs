//! What is refused when a layout or a handle is made, in which words.

use super::compilers;
use fmtunit_jit::{FieldLayout, FieldType, RecordError, RecordLayout};
use fmtunit_parser::plan::Entry;
use harness::python;

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
    refused(&[at(0, I8), at(8, F64)], 16, 4, "field 1, `f64` at byte 8, is not aligned");
    refused(&[at(0, I32), at(3, I8)], 8, 4, "field 1, `i8` at byte 3, overlaps with field 0");
    refused(&[at(8, Text), at(0, Complex)], 16, 8, "field 1, `Py_complex` at byte 0, overlaps with field 0");
    refused(&[at(4, I32), at(4, I32)], 8, 4, "field 1, `i32` at byte 4, overlaps with field 0");
    refused(
        &[at(0, I16), at(8, Text)],
        12,
        8,
        "field 1, `*const c_char` at byte 8, ends behind the record, which has 12 bytes",
    );
    refused(
        &[at(0, Buffer)],
        16,
        8,
        "field 0, `Py_buffer` at byte 0, ends behind the record, which has 16 bytes",
    );
    // Machine code has offsets of 32 bits.
    refused(
        &[at(0x7FFF_FFFC, I32)],
        1 << 40,
        4,
        "field 0, `i32` at byte 2147483644, ends behind the record, which has 1099511627776 bytes",
    );
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

#[test]
fn a_record_that_does_not_suit_a_format_is_refused() {
    use FieldType::{Class, Converter, F32, F64, I16, I32, I64, Maker, Object, Pointer, Text, U8, U32};
    let _python = python::attach();
    for compiler in compilers() {
        let build = |format: &str, classes: &[FieldType], message: &str| {
            let layout = layout(classes);
            let error = compiler.record_builder_with_layout(format, &layout).map(drop).unwrap_err();
            assert!(matches!(error, RecordError::Layout(_)), "{error:?}");
            assert_eq!(error.to_string(), message);
            let error = compiler.record_caller_with_layout(format, &layout).map(drop).unwrap_err();
            assert_eq!(error.to_string(), message);
        };
        build("(is)", &[I32], "the format has 2 C arguments, the record 1 fields");
        build("", &[I32], "the format has 0 C arguments, the record 1 fields");
        build("(is#)", &[I32, Text], "the format has 3 C arguments, the record 2 fields");
        build(
            "(si)",
            &[Text, I64],
            "field 1 is `i64`, but the unit `i` wants `i32` or `i16` or `u16` or `i8` or `u8` or `bool`",
        );
        build("(Id)", &[U32, I32], "field 1 is `i32`, but the unit `d` wants `f64` or `f32`");
        build("[I]", &[I16], "field 0 is `i16`, but the unit `I` wants `u32` or `u16` or `u8` or `bool`");
        build("(O{s:l})", &[Object, Text, I32], "field 2 is `i32`, but the unit `l` wants `i64`");
        build("y#", &[Text, I32], "field 1 is `i32`, but the unit `y#` wants `i64`");
        build("s", &[Pointer], "field 0 is `*mut c_void`, but the unit `s` wants `*const c_char`");
        build("O&", &[Maker, Object], "field 1 is `*mut PyObject`, but the unit `O&` wants `*mut c_void`");
        build("D", &[F64], "field 0 is `f64`, but the unit `D` wants `*const Py_complex` or `Py_complex`");

        let parse = |format: &str, classes: &[FieldType], message: &str| {
            let error = compiler.record_parser_with_layout(format, Entry::Tuple, &layout(classes));
            assert_eq!(error.map(drop).unwrap_err().to_string(), message);
        };
        parse("ii", &[I32], "the format has 2 C arguments, the record 1 fields");
        parse("s#", &[Text], "the format has 2 C arguments, the record 1 fields");
        // Nothing is promoted that is stored.
        parse("|i", &[I16], "field 0 is `i16`, but the unit `i` wants `i32`");
        parse("(s(f))", &[Text, F64], "field 1 is `f64`, but the unit `f` wants `f32`");
        parse(
            "fO!",
            &[F32, Object, Object],
            "field 1 is `*mut PyObject`, but the unit `O!` wants `*mut PyTypeObject`",
        );
        parse("O!h", &[Class, Object, U8], "field 2 is `u8`, but the unit `h` wants `i16`");
        parse(
            "O&",
            &[Pointer, Object],
            "field 0 is `*mut c_void`, but the unit `O&` wants `extern \"C\" fn(*mut PyObject, *mut c_void) -> c_int`",
        );
        // A converter may fill anything.
        assert!(compiler.record_parser_with_layout("O&", Entry::Tuple, &layout(&[Converter, I16])).is_ok());
    }
}

#[test]
fn a_wrong_format_is_refused_with_carets() {
    let _python = python::attach();
    for compiler in compilers() {
        let layout = layout(&[FieldType::I32]);
        let error = compiler.record_builder_with_layout("(i", &layout).map(drop).unwrap_err();
        assert!(matches!(error, RecordError::Format(_)));
        assert!(error.to_string().contains("  | (i\n  | ^"), "{error}");
        let error = compiler.record_parser_with_layout("iq", Entry::Tuple, &layout).map(drop).unwrap_err();
        assert!(error.to_string().contains("  | iq\n  |  ^"), "{error}");
        let names = compiler.record_parser_with_layout("i", Entry::TupleAndKeywords, &layout).map(drop);
        assert!(matches!(names, Err(RecordError::Format(_))));
    }
}
