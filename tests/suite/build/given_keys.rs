//! Keys of dicts that calls of compiled code give: the first at each place is kept, and others are what they are.

use crate::build::literal_keys::first_key;
use fmtunit_jit::values::{Argument, Tagged, from};
use fmtunit_jit::{Builder, Compiler, Options};
use harness::alone::is_alone;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use pyo3_ffi as ffi;
use std::ffi::{CStr, CString};

/// Builds `{key: 1}`, where there is such a key.
fn build(builder: &Builder<Tagged>, key: Argument) -> Option<Owned> {
    let dict = unsafe { builder.build(&[key, from::Int(1)]) };
    (!dict.is_null()).then(|| Owned::new(dict))
}

/// Builds `{key: 1}` for a C string.
fn of(builder: &Builder<Tagged>, key: &CStr) -> Owned {
    build(builder, from::Text(key)).expect("it is a key")
}

/// Is the key of two dicts, which are alive at the same time, the same object?
fn is_kept(builder: &Builder<Tagged>, key: &CStr) -> bool {
    let (one, other) = (of(builder, key), of(builder, key));
    first_key(&one) == first_key(&other)
}

/// Keeps the compiler keys? Not where it does not compile, or looks into no object.
fn keeps(compiler: &Compiler) -> bool {
    compiler.stats().compiled > 0 && option_env!("FMTUNIT_LAYOUTS").is_none()
}

#[test]
fn the_first_key_is_kept_and_others_are_made_anew() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let builder = compiler.builder::<Tagged>("{s:i}").unwrap();
    let keeps = keeps(&compiler);
    drop(of(&builder, c"the first"));
    assert_eq!(is_kept(&builder, c"the first"), keeps);
    assert!(!is_kept(&builder, c"the second"));
    // Text that no NUL follows.
    let longer = "the first and more";
    let (one, other) = (of(&builder, c"the first"), build(&builder, from::Text(&longer[..9])).unwrap());
    assert_eq!(first_key(&one) == first_key(&other), keeps);
    for key in [c"the firs", c"the first ", c"the fir\xc3\xa9", c"The first", c""] {
        let text = key.to_str().unwrap();
        let wanted = format!("{{'{text}': 1}}");
        assert_eq!(of(&builder, key).repr(), wanted);
        assert_eq!(build(&builder, from::Text(text)).unwrap().repr(), wanted);
    }
    assert_eq!(build(&builder, from::Text(None::<&CStr>)).unwrap().repr(), "{None: 1}");
    for (key, class) in
        [(from::Text("the first\0"), "ValueError"), (from::Text(c"the first\xff"), "UnicodeDecodeError")]
    {
        assert!(build(&builder, key).is_none());
        assert_eq!(take_exception().unwrap().class, class);
    }
    assert_eq!(of(&builder, c"the first").repr(), "{'the first': 1}");
}

#[test]
fn keys_are_not_kept_where_that_is_not_wanted() {
    let _python = python::attach();
    let compiler = unsafe { Compiler::with(Options::new().eager().keep_keys(false)) };
    let builder = compiler.builder::<Tagged>("{s:i}").unwrap();
    drop(of(&builder, c"not wanted"));
    assert!(!is_kept(&builder, c"not wanted"));
    assert_eq!(of(&builder, c"not wanted").repr(), "{'not wanted': 1}");
}

#[test]
fn equal_keys_of_two_formats_are_one_object() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let build_at = |format: &str| {
        let builder = compiler.builder::<Tagged>(format).unwrap();
        // The first call finds the place, the second makes the object.
        drop(of(&builder, c"a key of two"));
        of(&builder, c"a key of two")
    };
    let (text, list, bytes) = (build_at("{s:i}"), build_at("[{s:i}]"), build_at("{y:i}"));
    let list = Owned::borrowed(unsafe { ffi::PyList_GetItem(list.get(), 0) });
    assert_eq!(first_key(&text) == first_key(&list), keeps(&compiler));
    assert_eq!(text.repr(), "{'a key of two': 1}");
    assert_eq!(bytes.repr(), "{b'a key of two': 1}");
}

#[test]
fn what_is_no_key_does_not_decide() {
    let _python = python::attach();
    for first in [from::Text(None::<&CStr>), from::Text("NUL\0")] {
        // An equal format of the same compiler would have the same places.
        let compiler = harness::jit::eager();
        let builder = compiler.builder::<Tagged>("{z:(i)}").unwrap();
        drop(build(&builder, first));
        take_exception();
        drop(of(&builder, c"the next key"));
        assert_eq!(is_kept(&builder, c"the next key"), keeps(&compiler));
    }
}

#[test]
fn a_long_key_is_not_kept() {
    let _python = python::attach();
    for (length, is_short) in [(2, true), (64, true), (65, false)] {
        // An equal format of the same compiler would have the same places.
        let compiler = harness::jit::eager();
        let builder = compiler.builder::<Tagged>("{U:i}").unwrap();
        let key = CString::new("k".repeat(length)).unwrap();
        drop(of(&builder, &key));
        assert_eq!(is_kept(&builder, &key), is_short && keeps(&compiler), "{length}");
        assert_eq!(of(&builder, c"").repr(), "{'': 1}");
    }
}

#[test]
fn every_pair_has_a_place_of_its_own() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let builder = compiler.builder::<Tagged>("{s:{s:i,s:i},s:(i{s:i})}").unwrap();
    let values = |[a, b, c, d, e]: [&'static CStr; 5]| {
        [
            from::Text(a),
            from::Text(b),
            from::Int(1),
            from::Text(c),
            from::Int(2),
            from::Text(d),
            from::Int(3),
            from::Text(e),
            from::Int(4),
        ]
    };
    for keys in [[c"a", c"bb", c"ccc", c"dd", c"e"], [c"e", c"dd", c"ccc", c"bb", c"a"]] {
        for _ in 0..3 {
            let built = Owned::new(unsafe { builder.build(&values(keys)) });
            let [a, b, c, d, e] = keys.map(|key| key.to_str().unwrap());
            assert_eq!(built.repr(), format!("{{'{a}': {{'{b}': 1, '{c}': 2}}, '{d}': (3, {{'{e}': 4}})}}"));
        }
    }
}

#[test]
fn references_to_a_key_are_let_go() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let builder = compiler.builder::<Tagged>("{s:i,s:O}").unwrap();
    let object = |object| Argument::Object(object);
    let fill = [from::Text("counted"), from::Int(1), from::Text("other"), object(unsafe { ffi::Py_None() })];
    let fails = [from::Text("counted"), from::Int(1), from::Text("other"), object(std::ptr::null_mut())];
    let build = || Owned::new(unsafe { builder.build(&fill) });
    drop(build());
    let dict = build();
    let key = std::ptr::with_exposed_provenance_mut::<ffi::PyObject>(first_key(&dict));
    let count = || unsafe { ffi::Py_REFCNT(key) };
    let before = count();
    for _ in 0..100 {
        drop(build());
        assert!(unsafe { builder.build(&fails) }.is_null());
        assert_eq!(take_exception().unwrap().class, "SystemError");
    }
    assert_eq!(count(), before);
}

#[test]
fn a_key_is_made_anew_in_another_interpreter() {
    if !is_alone(module_path!(), "a_key_is_made_anew_in_another_interpreter") {
        return;
    }
    for _ in 0..2 {
        unsafe {
            ffi::Py_InitializeEx(0);
            let main = ffi::PyThreadState_Get();
            let compiler = harness::jit::eager();
            let builder = compiler.builder::<Tagged>("{s:i}").unwrap();
            drop(of(&builder, c"whose is it"));
            assert_eq!(is_kept(&builder, c"whose is it"), keeps(&compiler));
            let sub = ffi::Py_NewInterpreter();
            assert!(!is_kept(&builder, c"whose is it"), "the key is the main interpreter's");
            assert_eq!(of(&builder, c"whose is it").repr(), "{'whose is it': 1}");
            ffi::Py_EndInterpreter(sub);
            ffi::PyThreadState_Swap(main);
            assert_eq!(is_kept(&builder, c"whose is it"), keeps(&compiler));
            assert_eq!(ffi::Py_FinalizeEx(), 0);
        }
    }
}
