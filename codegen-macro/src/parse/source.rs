//! The source of the arguments: the code before the first conversion.

use crate::label::LEFT;
use crate::plan::signature;
use fmtunit_parser::plan::{Entry, Parameters, ParsePlan};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use std::iter;
use syn::spanned::Spanned;
use syn::{Expr, ExprField, ExprGroup, ExprIndex, ExprParen};

/// The variables for the caller's expressions, the first of which results borrow, and the expressions with their types
/// checked.
pub(super) fn sources(entry: Entry, expressions: &[Expr]) -> (TokenStream, TokenStream) {
    let (names, checks) = match entry {
        Entry::Tuple | Entry::Object => (vec![quote!(__anchor)], vec![quote!(object_anchor)]),
        Entry::Array => (vec![quote!(__anchor), quote!(__nargs)], vec![quote!(array_anchor), quote!(nargs)]),
        Entry::TupleAndKeywords => {
            (vec![quote!(__anchor), quote!(__kwargs)], vec![quote!(object_anchor), quote!(keywords)])
        }
        Entry::ArrayAndKeywords => (
            vec![quote!(__anchor), quote!(__nargs), quote!(__kwnames)],
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

/// A reference to the source of the arguments, which results can borrow.
fn borrowed(mut expression: &Expr) -> TokenStream {
    while let Expr::Paren(ExprParen { expr, .. }) | Expr::Group(ExprGroup { expr, .. }) = expression {
        expression = expr;
    }
    let span = expression.span();
    if is_variable(expression) {
        quote_spanned!(span=> &#expression)
    } else {
        // A temporary, so that no result can borrow from it: from a place behind a raw pointer, it could without limit.
        quote_spanned!(span=> &{ #expression })
    }
}

/// Is this a variable, or a part of one? No part is behind a raw pointer: that would need a dereference.
fn is_variable(expression: &Expr) -> bool {
    match expression {
        Expr::Path(_) => true,
        Expr::Field(ExprField { base: part, .. }) | Expr::Index(ExprIndex { expr: part, .. }) => {
            is_variable(part)
        }
        _ => false,
    }
}

/// The code that finds the arguments, and the value that the engine gets for a call that it completes.
pub(super) struct Load {
    /// Statements before the conversions, whose variables stay in scope.
    pub(super) before: TokenStream,
    /// Statements that may bail out.
    pub(super) load: TokenStream,
    /// An expression for the `CallArguments`.
    pub(super) given: TokenStream,
    /// A statement that finds the arguments after the engine has restarted the call.
    pub(super) restarted: TokenStream,
}

impl Load {
    /// The arguments are at hand.
    fn simple(arguments: &TokenStream) -> Self {
        Self {
            before: quote!(let __arguments = #arguments;),
            load: TokenStream::new(),
            given: quote!(CallArguments::Positional(__arguments)),
            restarted: TokenStream::new(),
        }
    }

    /// The arguments of an exact tuple.
    fn tuple() -> Self {
        Self {
            before: quote!(let mut __arguments = Arguments::array(::core::ptr::null(), 0);),
            load: or_leave(&quote!(Arguments::exact_tuple(*__anchor))),
            given: quote!(CallArguments::Tuple(*__anchor)),
            restarted: quote!(__arguments = Arguments::any_tuple(*__anchor);),
        }
    }

    /// Arguments with names, matched all at once.
    fn named(parameters: &Parameters, quick: &TokenStream, given: TokenStream) -> Self {
        let (signature, count) = (signature(parameters), parameters.names.len());
        // Of two parameters with one name, CPython's order of look-ups decides which gets an argument.
        let quick = if parameters.distinct { quick } else { &quote!(::core::option::Option::None) };
        Self {
            before: quote! {
                #signature
                let mut __found = ::core::mem::MaybeUninit::<[*mut PyObject; #count]>::uninit();
                let __slots = __found.as_mut_ptr();
                let mut __arguments = Arguments::array(__slots.cast(), #count);
            },
            load: or_leave(quick),
            given,
            restarted: quote!(__arguments = Arguments::array(__slots.cast(), #count);),
        }
    }
}

/// Bails out if there are no such arguments.
fn or_leave(arguments: &TokenStream) -> TokenStream {
    quote! {
        match #arguments {
            ::core::option::Option::Some(__given) => __arguments = __given,
            ::core::option::Option::None => break #LEFT BailOut::missed(0, 0),
        }
    }
}

/// The statements for a plan.
pub(super) fn load(plan: &ParsePlan) -> Load {
    let array = quote!(source::ArgumentArray::items(*__anchor), __nargs);
    match (plan.site.entry, &plan.parameters) {
        (Entry::Object, _) => Load::simple(&quote!(Arguments::object(__anchor))),
        (Entry::Array, _) => Load::simple(&quote!(Arguments::array(#array))),
        (Entry::TupleAndKeywords, Some(parameters)) => Load::named(
            parameters,
            &quote!(keywords::from_dict(__RANGE, __parameter, __slots, *__anchor, __kwargs)),
            quote!(CallArguments::TupleAndDict { args: *__anchor, kwargs: __kwargs, slots: __slots.cast() }),
        ),
        (Entry::ArrayAndKeywords, Some(parameters)) => Load::named(
            parameters,
            &quote!(keywords::from_names(__RANGE, __parameter, __slots, #array, __kwnames)),
            quote! {
                CallArguments::ArrayAndNames {
                    arguments: Arguments::array(#array),
                    kwnames: __kwnames,
                    slots: __slots.cast(),
                }
            },
        ),
        // A plan for keywords has parameters.
        (Entry::Tuple | Entry::TupleAndKeywords | Entry::ArrayAndKeywords, _) => Load::tuple(),
    }
}
