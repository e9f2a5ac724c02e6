//! Where the arguments of a call come from: the code before the first conversion.

use super::Form;
use crate::label::{CALL, CONVERTED};
use crate::plan::signature;
use fmtunit_parser::plan::{Entry, Parameters, ParsePlan};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use std::iter;
use syn::spanned::Spanned;
use syn::{Expr, ExprField, ExprGroup, ExprIndex, ExprParen};

/// The variables that an expansion has for the caller's expressions, the first of which results borrow, and the
/// expressions with their types checked.
pub(super) fn sources(entry: Entry, expressions: &[Expr]) -> (TokenStream, TokenStream) {
    let (names, checks) = match entry {
        Entry::Tuple | Entry::Object => (vec![quote!(anchor)], vec![quote!(object_anchor)]),
        Entry::Array => (vec![quote!(anchor), quote!(nargs)], vec![quote!(array_anchor), quote!(nargs)]),
        Entry::TupleAndKeywords => {
            (vec![quote!(anchor), quote!(kwargs)], vec![quote!(object_anchor), quote!(keywords)])
        }
        Entry::ArrayAndKeywords => (
            vec![quote!(anchor), quote!(nargs), quote!(kwnames)],
            vec![quote!(array_anchor), quote!(nargs), quote!(keywords)],
        ),
    };
    // At the expression's own place, so that the compiler points there.
    let checked = iter::zip(&checks, expressions).enumerate().map(|(index, (check, expression))| {
        let span = expression.span();
        let given = if index == 0 { borrowed(expression) } else { quote!(#expression) };
        quote_spanned!(span=> ::fmtunit::__private::source::#check(#given))
    });
    (quote!(#(#names),*), quote!(#(#checked),*))
}

/// A reference to what the arguments come from, which results can borrow.
fn borrowed(mut expression: &Expr) -> TokenStream {
    while let Expr::Paren(ExprParen { expr, .. }) | Expr::Group(ExprGroup { expr, .. }) = expression {
        expression = expr;
    }
    let span = expression.span();
    if is_variable(expression) {
        quote_spanned!(span=> &#expression)
    } else {
        // A temporary, which a result cannot borrow from: behind a pointer it could for as long as it likes.
        quote_spanned!(span=> &{ #expression })
    }
}

/// Is this a variable, or a part of one? No part is behind a raw pointer, for that would have to be dereferenced.
fn is_variable(expression: &Expr) -> bool {
    match expression {
        Expr::Path(_) => true,
        Expr::Field(ExprField { base: part, .. }) | Expr::Index(ExprIndex { expr: part, .. }) => {
            is_variable(part)
        }
        _ => false,
    }
}

/// Statements that make `arguments` of them.
pub(super) struct Load {
    /// What stands before the conversions, and is seen behind them.
    pub(super) before: TokenStream,
    /// What may end the call, or jump behind the conversions.
    pub(super) load: TokenStream,
}

/// The statements for a plan.
pub(super) fn load(plan: &ParsePlan, form: Form) -> Load {
    let outputs = form.outputs();
    match (plan.site.entry, &plan.parameters) {
        (Entry::Object, _) => before(quote!(let arguments = Arguments::object(anchor);)),
        (Entry::Array, _) => {
            before(quote!(let arguments = Arguments::array(source::ArgumentArray::items(*anchor), nargs);))
        }
        (Entry::TupleAndKeywords, Some(parameters)) => load_named(
            parameters,
            &quote!(keywords::from_dict(&SIGNATURE, parameter, slots, *anchor, kwargs)),
            &quote!(interpret::parse_tuple_and_keywords(
                &PLAN,
                *anchor,
                kwargs,
                #outputs,
                &mut *slots
            )),
        ),
        (Entry::ArrayAndKeywords, Some(parameters)) => load_named(
            parameters,
            &quote!(keywords::from_names(
                &SIGNATURE,
                parameter,
                slots,
                source::ArgumentArray::items(*anchor),
                nargs,
                kwnames
            )),
            &quote! {
                interpret::parse_array_and_keywords(
                    &PLAN, source::ArgumentArray::items(*anchor), nargs, kwnames, #outputs, &mut *slots,
                )
            },
        ),
        // A plan for keywords has parameters.
        (Entry::Tuple | Entry::TupleAndKeywords | Entry::ArrayAndKeywords, _) => before(quote! {
            let ::core::option::Option::Some(arguments) = Arguments::tuple(*anchor) else {
                break #CALL ::core::result::Result::Err(Raised::new());
            };
        }),
    }
}

fn before(before: TokenStream) -> Load {
    Load { before, load: TokenStream::new() }
}

/// Arguments with names: matched all at once or, where that is not to be, handed with the whole call to the engine.
fn load_named(parameters: &Parameters, quick: &TokenStream, interpret: &TokenStream) -> Load {
    let signature = signature(parameters);
    let count = parameters.names.len();
    // Of two parameters with one name, CPython's order of looking decides which gets an argument.
    let quick = if parameters.distinct { quick.clone() } else { quote!(::core::option::Option::None) };
    Load {
        before: quote! {
            #signature
            let mut found = ::core::mem::MaybeUninit::<[*mut PyObject; #count]>::uninit();
            let slots = found.as_mut_ptr();
            let mut arguments = Arguments::array(slots.cast(), #count);
            let mut by_name = true;
        },
        load: quote! {
            match #quick {
                ::core::option::Option::Some(quick) => (arguments, by_name) = quick,
                ::core::option::Option::None => {
                    slots.write([::core::ptr::null_mut(); #count]);
                    match #interpret {
                        ::core::result::Result::Ok(()) => break #CONVERTED,
                        ::core::result::Result::Err(raised) => break #CALL ::core::result::Result::Err(raised),
                    }
                }
            }
        },
    }
}
