//! Values and inputs that say what they are, and are not what the format takes.

use fmtunit_jit::Tuple;
use fmtunit_jit::values::{Argument, ElementOutput, Input, Output, Tagged, from};
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use pyo3_ffi::{self as ffi, PyObject};

fn message() -> (String, String) {
    let exception = take_exception().unwrap();
    (exception.class, exception.text)
}

#[test]
fn values_of_another_kind_are_type_errors_and_references_are_taken_over() {
    let python = python::attach();
    let compiler = harness::jit::eager();
    let builder = compiler.builder::<Tagged>("(i[N]sN)").unwrap();
    let caller = compiler.caller::<Tagged>("iNsN").unwrap();
    let (first, second) = (python.eval("['first']"), python.eval("['second']"));
    let stolen = |object: &Owned| {
        unsafe { ffi::Py_INCREF(object.get()) };
        Argument::Object(object.get())
    };
    let counts = || (unsafe { ffi::Py_REFCNT(first.get()) }, unsafe { ffi::Py_REFCNT(second.get()) });
    let before = counts();
    let text = from::Text("x");
    let cases: [(&dyn Fn() -> Vec<Argument>, &str); 5] = [
        (&|| vec![text, stolen(&first), text, stolen(&second)], "value 1 must be `int`, not `const char *`"),
        (
            &|| vec![from::Int(1), from::Double(2.0), text, stolen(&second)],
            "value 2 must be `PyObject *`, not `double`",
        ),
        (&|| vec![from::Int(1), stolen(&first)], "the format takes 4 values (2 given)"),
        (&|| vec![], "the format takes 4 values (0 given)"),
        (
            &|| vec![from::Int(1), stolen(&first), text, stolen(&second), text],
            "the format takes 4 values (5 given)",
        ),
    ];
    for (arguments, words) in cases {
        assert!(unsafe { builder.build(&arguments()) }.is_null());
        assert_eq!(message(), ("TypeError".to_owned(), words.to_owned()));
        let callable = (&raw mut ffi::PyList_Type).cast::<PyObject>();
        assert!(unsafe { caller.call(callable, &arguments()) }.is_null());
        assert_eq!(message(), ("TypeError".to_owned(), words.to_owned()));
        assert_eq!(counts(), before);
    }
    let right = [from::Int(1), stolen(&first), text, stolen(&second)];
    let built = Owned::new(unsafe { builder.build(&right) });
    assert_eq!(built.repr(), "(1, [['first']], 'x', ['second'])");
    let method = compiler.caller::<Tagged>("s").unwrap();
    let object = python.eval("'a-b'");
    let dash = [from::Text("-")];
    let parts = Owned::new(unsafe { method.call((object.get(), c"split"), &dash) });
    assert_eq!(parts.repr(), "['a', 'b']");
}

#[test]
fn inputs_of_another_kind_are_type_errors() {
    let python = python::attach();
    let compiler = harness::jit::eager();
    let parser = compiler.parser::<Tuple, Tagged>("O!(O)es|i").unwrap();
    let arguments = python.eval("(1, (2,), 'a')");
    let args = arguments.get();
    let class = Input::Class(&raw mut ffi::PyLong_Type);
    let cases: [(&[Input<'_>], &str); 4] = [
        (&[], "the format takes 2 inputs (0 given)"),
        (&[class], "the format takes 2 inputs (1 given)"),
        (&[class, class], "input 2 must be `const char *`, not `PyTypeObject *`"),
        (&[class, Input::Encoding(None), class], "the format takes 2 inputs (3 given)"),
    ];
    for (inputs, words) in cases {
        assert!(unsafe { parser.parse(&args, inputs) }.is_err());
        assert_eq!(message(), ("TypeError".to_owned(), words.to_owned()));
    }
    let values = unsafe { parser.parse(&args, &[class, Input::Encoding(None)]) }.unwrap();
    let [Some(Output::Instance(_)), Some(Output::Group(elements)), Some(Output::EncodedStr(text)), None] =
        &values[..]
    else {
        panic!("{values:?}");
    };
    assert!(matches!(elements[..], [ElementOutput::Object(_)]));
    assert_eq!(text.to_bytes(), b"a");
}
