//! Makes an [`Argument`] of a Rust value: `from::Text("x")`, `from::Int(1)`. There is a function for each row of the table of
//! values, which takes any value that is [`Given`] for the row.

use super::Argument;
use crate::typed::{Given, kinds};

macro_rules! define_from {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {$(
        #[doc = $doc]
        #[allow(non_snake_case, reason = "the names are those of the table")]
        pub fn $name(value: impl Given<kinds::$name>) -> Argument {
            Argument::$name(value.given())
        }
    )*};
}
fmtunit_parser::for_each_value!(define_from);
