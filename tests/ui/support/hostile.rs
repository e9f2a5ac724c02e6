// Calls of all macros, to be included where hostile names are in scope: those of our own begin with `my_`.

#[derive(::fmtunit::jit::Record)]
#[repr(C)]
pub(crate) struct MyRecord {
    my_number: ::std::ffi::c_int,
}

pub(crate) unsafe fn calls() {
    let my_tuple = crate::python::eval(c"(1, ('a', None))");
    let my_number_tuple = crate::python::eval(c"(1,)");
    let my_dict = crate::python::eval(c"{'text': 'b'}");
    let my_names = crate::python::eval(c"('text',)");
    let my_array = [crate::python::eval(c"1"), crate::python::eval(c"'b'")];
    let my_items = my_array.as_ptr();
    let (mut my_number, mut my_first, mut my_second) = (0, ::std::ptr::null(), ::std::ptr::null());
    unsafe {
        assert!(::fmtunit::parse_tuple!(my_tuple, "i|(sz)", &mut my_number, &mut my_first, &mut my_second).is_ok());
        assert_eq!(::fmtunit::parse_tuple!(my_tuple, "i|(sO)").map(|(my_one, _)| my_one), ::std::result::Result::Ok(1));
        assert_eq!(::fmtunit::parse_array!(my_items, 1, "i|s*es", c"ascii").map(|my_all| my_all.0), ::std::result::Result::Ok(1));
        assert!(::fmtunit::parse!(my_tuple, "(iO)").is_ok());
        assert!(::fmtunit::parse_tuple!(my_tuple, "s").is_err());
        assert_eq!(crate::python::raised(), "TypeError");
        let my_parsed =
            ::fmtunit::parse_tuple_and_keywords!(my_number_tuple, my_dict, "i|O&s(ii)", ["", "other", "text", "pair"], my_converter);
        assert!(my_parsed.is_ok());
        let my_parsed = ::fmtunit::parse_array_and_keywords!(my_items, 1, my_names, "i|s*", ["number", "text"]);
        assert!(my_parsed.is_ok());
        let my_built = ::fmtunit::build_value!("{s:[ii],s#:()}", "a", 1, 2, "b");
        assert!(crate::python::is(my_built, c"{'a': [1, 2], 'b': ()}"));
        let my_function = crate::python::eval(c"lambda *args: args");
        assert!(crate::python::is(::fmtunit::call_function!(my_function, "i(i)", 1, 2), c"(1, (2,))"));
        assert!(crate::python::is(::fmtunit::call_method!(my_function, "__call__", "i", 1), c"(1,)"));
    }
}

unsafe extern "C" fn my_converter(
    _: *mut ::fmtunit::ffi::PyObject,
    _: *mut ::std::ffi::c_int,
) -> ::std::ffi::c_int {
    1
}
