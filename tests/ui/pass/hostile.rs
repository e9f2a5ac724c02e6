//! Items of every kind by the names that an expansion could declare or mean: a pattern would match a constant, a
//! static or a unit struct instead of binding.

#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_snake_case, non_upper_case_globals, unused_imports)]

#[path = "../support/python.rs"]
mod python;

/// A module of each kind of item, with calls.
macro_rules! modules {
    ($($module:ident $kind:ident;)*) => {$(
        mod $module {
            pub(crate) mod my_items {
                my_items!($kind
                    anchor argument arguments array call callable container converted count done elements engine entry exit
                    failed first found given index item items items0 items1 key keep kept keyword keywords kwargs kwnames
                    left len method missed name names nargs number object open open0 open1 outcome outputs parameter
                    parse pair place place0 place1 places plan raised rejected result second slots source stack start
                    started step steps storage storage0 storage1 target text tuple value value0 value1 values view
                    ANCHOR ARGUMENTS FIELDS KEY LEFT PLAN SIGNATURE
                );
            }
            use my_items::*;

            include!("../support/hostile.rs");
        }
    )*};
}

macro_rules! my_items {
    (static $($name:ident)*) => { $(pub(crate) static $name: u8 = 1;)* };
    (const $($name:ident)*) => { $(pub(crate) const $name: u8 = 1;)* };
    (struct $($name:ident)*) => { $(pub(crate) struct $name;)* };
    (fn $($name:ident)*) => { $(pub(crate) fn $name() {})* };
    (mod $($name:ident)*) => { $(pub(crate) mod $name {})* };
    (enum $($name:ident)*) => {
        pub(crate) enum Names { $($name),* }
        pub(crate) use Names::*;
    };
}

modules! {
    statics static;
    constants const;
    structs struct;
    functions fn;
    modules mod;
    variants enum;
}

/// Types, traits and modules by the names of those that expansions mean.
mod types {
    struct Arguments;
    struct Err;
    struct Exit;
    struct Left;
    struct None;
    struct Ok;
    struct Open;
    struct Option;
    struct Outcome;
    struct PyObject;
    struct Result;
    struct Some;
    struct Value;
    struct bool;
    struct isize;
    struct str;
    struct u64;
    struct u8;
    struct usize;
    trait Drop {}
    trait From {}
    trait Into {}
    trait Iterator {}
    mod build {}
    mod core {}
    mod fmtunit {}
    mod interpret {}
    mod std {}
    mod yields {}

    include!("../support/hostile.rs");
}

fn main() {
    python::start();
    unsafe {
        statics::calls();
        constants::calls();
        structs::calls();
        functions::calls();
        modules::calls();
        variants::calls();
        types::calls();
    }
}
