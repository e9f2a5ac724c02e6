//! Where the arguments of a call come from: the code before the first conversion.

use super::Form;
use crate::label::LEFT;
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

/// Statements that make `arguments` of them, and what the engine does with a call that has been left.
pub(super) struct Load {
    /// What stands before the conversions, and is seen behind them.
    pub(super) before: TokenStream,
    /// What may leave the call.
    pub(super) load: TokenStream,
    /// Makes the whole call: an expression.
    pub(super) start: TokenStream,
    /// Makes `arguments` of those that this has found.
    pub(super) started: TokenStream,
    /// Ends a call that is `left` in the middle: an expression.
    pub(super) finish: TokenStream,
}

impl Load {
    /// The arguments are at hand.
    fn simple(arguments: &TokenStream, outputs: &TokenStream) -> Self {
        Self {
            before: quote!(let arguments = #arguments;),
            load: TokenStream::new(),
            start: quote!(interpret::start(&PLAN, arguments, #outputs)),
            started: TokenStream::new(),
            finish: quote!(interpret::finish(&mut left, arguments)),
        }
    }

    /// The arguments of an exact tuple.
    fn tuple(outputs: &TokenStream) -> Self {
        Self {
            before: quote!(let mut arguments = Arguments::array(::core::ptr::null(), 0);),
            load: or_leave(&quote!(Arguments::exact_tuple(*anchor))),
            start: quote!(interpret::start_tuple(&PLAN, *anchor, #outputs)),
            started: quote!(arguments = Arguments::any_tuple(*anchor);),
            finish: quote!(interpret::finish(&mut left, arguments)),
        }
    }

    /// Arguments with names, matched all at once.
    fn named(parameters: &Parameters, quick: &TokenStream, start: TokenStream, finish: TokenStream) -> Self {
        let (signature, count) = (signature(parameters), parameters.names.len());
        // Of two parameters with one name, CPython's order of looking decides which gets an argument.
        let quick = if parameters.distinct { quick } else { &quote!(::core::option::Option::None) };
        Self {
            before: quote! {
                #signature
                let mut found = ::core::mem::MaybeUninit::<[*mut PyObject; #count]>::uninit();
                let slots = found.as_mut_ptr();
                let mut arguments = Arguments::array(slots.cast(), #count);
            },
            load: or_leave(quick),
            start,
            started: quote!(arguments = Arguments::array(slots.cast(), #count);),
            finish,
        }
    }
}

/// Has the engine make the whole call, if there are no such arguments.
fn or_leave(arguments: &TokenStream) -> TokenStream {
    quote! {
        match #arguments {
            ::core::option::Option::Some(given) => arguments = given,
            ::core::option::Option::None => break #LEFT Exit::missed(0, 0),
        }
    }
}

/// The statements for a plan.
pub(super) fn load(plan: &ParsePlan, form: Form) -> Load {
    let outputs = form.outputs();
    let array = quote!(source::ArgumentArray::items(*anchor), nargs);
    match (plan.site.entry, &plan.parameters) {
        (Entry::Object, _) => Load::simple(&quote!(Arguments::object(anchor)), &outputs),
        (Entry::Array, _) => Load::simple(&quote!(Arguments::array(#array)), &outputs),
        (Entry::TupleAndKeywords, Some(parameters)) => Load::named(
            parameters,
            &quote!(keywords::from_dict(&SIGNATURE, parameter, slots, *anchor, kwargs)),
            quote!(interpret::start_tuple_and_keywords(&PLAN, *anchor, kwargs, #outputs, slots)),
            quote!(interpret::finish_tuple_and_keywords(&mut left, *anchor, kwargs, slots, arguments)),
        ),
        (Entry::ArrayAndKeywords, Some(parameters)) => Load::named(
            parameters,
            &quote!(keywords::from_names(&SIGNATURE, parameter, slots, #array, kwnames)),
            quote!(interpret::start_array_and_keywords(&PLAN, #array, kwnames, #outputs, slots)),
            quote!(interpret::finish(&mut left, arguments)),
        ),
        // A plan for keywords has parameters.
        (Entry::Tuple | Entry::TupleAndKeywords | Entry::ArrayAndKeywords, _) => Load::tuple(&outputs),
    }
}
