//! The procedural macros of `fmtunit`. Use them through the `fmtunit` crate, which documents them.
//!
//! A call is read (`input`), its format parsed and lowered by `fmtunit-parser`, and the plan written out as Rust:
//! `parse` walks its members, `build` its steps. An expansion calls the runtime's routines by the names in the
//! tables; no format letter, message or exception appears in this crate.
//!
//! Every name that an expansion declares begins with `__`. A pattern with a plain name would match a constant, static
//! or unit struct of that name in the caller's scope, instead of binding. All paths are absolute, or start at an item
//! that the expansion itself imports.

#![forbid(unsafe_code)]

mod build;
mod diagnostic;
mod input;
mod label;
mod parse;
mod plan;
mod record;

use fmtunit_parser::plan::Entry;
use input::Target;
use proc_macro::TokenStream;
use quote::ToTokens;

/// `PyArg_ParseTuple`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn parse_tuple(input: TokenStream) -> TokenStream {
    finish(parse::expand(input.into(), Entry::Tuple))
}

/// `PyArg_Parse`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn parse(input: TokenStream) -> TokenStream {
    finish(parse::expand(input.into(), Entry::Object))
}

/// `PyArg_ParseArray`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn parse_array(input: TokenStream) -> TokenStream {
    finish(parse::expand(input.into(), Entry::Array))
}

/// `PyArg_ParseTupleAndKeywords`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn parse_tuple_and_keywords(input: TokenStream) -> TokenStream {
    finish(parse::expand(input.into(), Entry::TupleAndKeywords))
}

/// `PyArg_ParseArrayAndKeywords`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn parse_array_and_keywords(input: TokenStream) -> TokenStream {
    finish(parse::expand(input.into(), Entry::ArrayAndKeywords))
}

/// `Py_BuildValue`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn build_value(input: TokenStream) -> TokenStream {
    finish(build::expand(input.into(), Target::value))
}

/// `PyObject_CallFunction`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn call_function(input: TokenStream) -> TokenStream {
    finish(build::expand(input.into(), Target::function))
}

/// `PyObject_CallMethod`. Documented in the `fmtunit` crate.
#[proc_macro]
pub fn call_method(input: TokenStream) -> TokenStream {
    finish(build::expand(input.into(), Target::method))
}

/// Makes a struct a record of the formats that are known at run time. Documented in the `fmtunit` crate.
#[proc_macro_derive(Record, attributes(record))]
pub fn record(item: TokenStream) -> TokenStream {
    let expanded = syn::parse(item).and_then(|item| record::expand(&item));
    expanded.unwrap_or_else(|error| error.to_compile_error()).into()
}

/// The expansion, or all errors of the call in its place: an expression of the error type, which causes no other
/// errors.
fn finish(result: Result<impl ToTokens, diagnostic::Errors>) -> TokenStream {
    match result {
        Ok(expansion) => expansion.into_token_stream().into(),
        Err(errors) => errors.into_token_stream().into(),
    }
}
