//! The reference engine, machine code, and machine code without fast shapes: the same values, exceptions and references.

#![no_main]

use fmtunit_fuzz::formats::{Call, Item};
use fmtunit_fuzz::python::{Objects, convert, repr, start, take_exception};
use fmtunit_jit::values::{Element, Input, Output, Tagged};
use fmtunit_jit::{Compiler, Options, Parser};
use fmtunit_parser::ParseFormat;
use fmtunit_parser::plan::{Entry, ParseStep};
use fmtunit_parser::units::Place;
use libfuzzer_sys::fuzz_target;
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::null_mut;
use std::sync::LazyLock;

static OBJECTS: LazyLock<Objects> = LazyLock::new(start);

fuzz_target!(init: { LazyLock::force(&OBJECTS); }, |call: Call| run(&call));

fn run(call: &Call) {
    // Compilers are made anew: what they remember would grow without end.
    // SAFETY: the thread is attached.
    let compilers = unsafe {
        [
            Compiler::interpret_only(),
            Compiler::eager(),
            Compiler::with(Options::new().eager().fast_shapes(false)),
        ]
    };
    let seen = compilers.each_ref().map(|compiler| observe(compiler, call));
    let [interpreted, others @ ..] = &seen;
    for other in others {
        assert_eq!(interpreted, other, "{call:?}");
    }
}

/// What is seen of a call; the rendered error, if the format is refused.
fn observe(compiler: &Compiler, call: &Call) -> (String, Option<String>, usize, isize) {
    let parser = if call.entry.takes_keywords() {
        compiler.tagged_parser_with_names(&call.format, &call.names, call.entry)
    } else {
        compiler.tagged_parser(&call.format, call.entry)
    };
    let parser = match parser {
        Ok(parser) => parser,
        Err(error) => return (error.to_string(), None, 0, 0),
    };
    // SAFETY: the thread is attached.
    unsafe { parse(&parser, call) }
}

unsafe fn parse(parser: &Parser<Tagged>, call: &Call) -> (String, Option<String>, usize, isize) {
    let mut kept = 0_usize;
    // SAFETY: the thread is attached; all objects are alive until they are released.
    unsafe {
        let positional = sequence(&call.arguments, ffi::PyTuple_New, ffi::PyTuple_SetItem);
        let values: Vec<_> = call.keywords.iter().map(|(_, item)| make(item)).collect();
        let names: Vec<_> = call.keywords.iter().map(|(name, _)| text(name)).collect();
        let before = OBJECTS.references();
        let inputs = inputs(call, &mut kept);
        let count = call.arguments.len();
        let mut array: Vec<_> =
            (0..count).map(|index| ffi::PyTuple_GetItem(positional, index as isize)).collect();
        array.extend(&values);
        let array_pointer = array.as_ptr();
        let object = array.first().copied().unwrap_or(null_mut());
        let dict = if names.is_empty() { null_mut() } else { ffi::PyDict_New() };
        let kwnames = if names.is_empty() { null_mut() } else { ffi::PyTuple_New(names.len() as isize) };
        for (index, (&name, &value)) in names.iter().zip(&values).enumerate() {
            ffi::PyDict_SetItem(dict, name, value);
            ffi::Py_INCREF(name);
            ffi::PyTuple_SetItem(kwnames, index as isize, name);
        }
        let parsed = match call.entry {
            Entry::Tuple => parser.parse_values(&positional, &inputs),
            Entry::Object => parser.parse_values(&object, &inputs),
            Entry::Array => parser.parse_array_values(&array_pointer, count, &inputs),
            Entry::TupleAndKeywords => parser.parse_tuple_and_keywords_values(&positional, dict, &inputs),
            Entry::ArrayAndKeywords => {
                parser.parse_array_and_keywords_values(&array_pointer, count, kwnames, &inputs)
            }
        };
        let outputs = match &parsed {
            Ok(values) => values.iter().map(|value| format!("{:?};", value.as_ref().map(show))).collect(),
            Err(_) => "raised".to_owned(),
        };
        drop(parsed);
        let exception = take_exception();
        for object in [dict, kwnames] {
            ffi::Py_XDECREF(object);
        }
        let leaked = OBJECTS.references() - before;
        for object in names.into_iter().chain(values).chain([positional]) {
            ffi::Py_XDECREF(object);
        }
        (outputs, exception, kept, leaked)
    }
}

/// What a value says, without addresses of what was made for the call.
fn show(output: &Output<'_>) -> String {
    match output {
        Output::Object(object) | Output::Instance(object) => {
            // SAFETY: attached; the argument is alive.
            unsafe { repr(*object) }
        }
        Output::Group(elements) => elements.iter().map(show_element).collect(),
        Output::WritableBuffer(buffer) | Output::BytesBuffer(buffer) | Output::StrBuffer(buffer) => {
            format!("{} bytes", buffer.len())
        }
        other => without_addresses(&format!("{other:?}")),
    }
}

fn show_element(element: &Element) -> String {
    match element {
        Element::Group(elements) => elements.iter().map(show_element).collect(),
        other => without_addresses(&format!("{other:?}")),
    }
}

/// Addresses may be those of a temporary.
fn without_addresses(text: &str) -> String {
    text.split("0x")
        .enumerate()
        .map(|(index, part)| {
            if index == 0 { part } else { part.trim_start_matches(|character: char| character.is_ascii_hexdigit()) }
        })
        .collect()
}

/// An input for each unit that takes one.
fn inputs(call: &Call, kept: &mut usize) -> Vec<Input<'static>> {
    let Ok(format) = ParseFormat::parse(&call.format) else { return Vec::new() };
    let Ok(plan) = fmtunit_parser::lower::parse(&without_keyword_only(format), Entry::Tuple) else {
        return Vec::new();
    };
    let units = plan.steps.iter().filter_map(|step| match *step {
        ParseStep::Convert { unit, .. } => Some(unit),
        _ => None,
    });
    let target = (&raw mut *kept).cast();
    units
        .flat_map(|unit| unit.takes())
        .map(|(_, place)| match place {
            Place::Class => Input::Class(&raw mut ffi::PyLong_Type),
            Place::Encoding => Input::Encoding(Some(c"latin-1")),
            _ => Input::Converter(convert, target),
        })
        .collect()
}

/// The units are the same without `$`, which only functions with keywords have.
fn without_keyword_only(mut format: ParseFormat) -> ParseFormat {
    format.nodes.retain(|node| !matches!(node.kind, fmtunit_parser::ast::NodeKind::KeywordOnly));
    format
}

unsafe fn make(item: &Item) -> *mut PyObject {
    // SAFETY: the thread is attached.
    unsafe {
        match item {
            Item::Object(number) => {
                let object = OBJECTS.get(*number);
                ffi::Py_INCREF(object);
                object
            }
            Item::Tuple(items) => sequence(items, ffi::PyTuple_New, ffi::PyTuple_SetItem),
            Item::List(items) => sequence(items, ffi::PyList_New, ffi::PyList_SetItem),
        }
    }
}

unsafe fn sequence(
    items: &[Item],
    new: unsafe extern "C" fn(isize) -> *mut PyObject,
    set: unsafe extern "C" fn(*mut PyObject, isize, *mut PyObject) -> std::ffi::c_int,
) -> *mut PyObject {
    // SAFETY: the thread is attached; the sequence has so many places.
    unsafe {
        let sequence = new(items.len() as isize);
        for (index, item) in items.iter().enumerate() {
            set(sequence, index as isize, make(item));
        }
        sequence
    }
}

unsafe fn text(text: &str) -> *mut PyObject {
    // SAFETY: the thread is attached.
    unsafe { ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize) }
}
