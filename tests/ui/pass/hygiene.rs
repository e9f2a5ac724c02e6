//! The names in an expansion and those of its surroundings do not meet.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::{build_value, parse, parse_tuple};
use python::{eval, is};

fn main() {
    python::start();
    unsafe {
        variables();
        arguments_by_the_names_of_the_expansion();
        labels();
    }
}

/// All names, used in the arguments and afterwards.
unsafe fn variables() {
    let arguments = eval(c"(1, 2)");
    let (mut item, mut place0) = (0, 0);
    unsafe { parse_tuple!(arguments, "ii", &mut item, &mut place0) }.unwrap();
    let (place1, result) = unsafe { parse_tuple!(arguments, "ii") }.unwrap();
    assert_eq!((item, place0, place1, result), (1, 2, 1, 2));

    let anchor = eval(c"(3, (4, 5))");
    let (mut kept, mut places, mut storage0) = (0, 0, 0);
    unsafe { parse_tuple!(anchor, "i(ii)", &mut kept, &mut places, &mut storage0) }.unwrap();
    let (step, (outcome, items1)) = unsafe { parse_tuple!(anchor, "i(ii)") }.unwrap();
    assert_eq!((kept, places, storage0, step, outcome, items1), (3, 4, 5, 3, 4, 5));

    let object = eval(c"'text'");
    let (parse,) = unsafe { parse!(object, "s") }.unwrap();
    let (plan, layout) = ("plan", parse);
    let (open0, rejected, value0, values) = (1, 2, 3, 4);
    let built = unsafe { build_value!("{s:[ii],s:(ii)}", plan, value0, open0, layout, rejected, values) };
    assert!(is(built, c"{'plan': [3, 1], 'text': (2, 4)}"));
}

/// A place and a value that stand where the expansion has another of the same name.
unsafe fn arguments_by_the_names_of_the_expansion() {
    let args = eval(c"(1, 2)");
    let (mut place0, mut place1) = (0, 0);
    unsafe { parse_tuple!(args, "ii", &mut place1, &mut place0) }.unwrap();
    assert_eq!((place0, place1), (2, 1));
    let (value0, value1) = ("zero", 1);
    assert!(is(unsafe { build_value!("is", value1, value0) }, c"(1, 'zero')"));
}

unsafe fn labels() {
    let args = eval(c"(1,)");
    let mut number = 0;
    let mut rounds = 0;
    'calls: loop {
        rounds += 1;
        let place = if rounds == 2 { None } else { Some(&mut number) };
        unsafe {
            parse_tuple!(
                args,
                "i",
                match place {
                    Some(place) => place,
                    None => break 'calls,
                }
            )
        }
        .unwrap();
    }
    let built = 'value: {
        let _ = unsafe { build_value!("ii", 1, if rounds == 2 { break 'value 7 } else { 2 }) };
        8
    };
    assert_eq!((number, rounds, built), (1, 2, 7));
}
