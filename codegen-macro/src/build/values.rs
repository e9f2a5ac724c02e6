//! The values that the caller passes, with their types checked.

use crate::diagnostic::Errors;
use crate::input::ungrouped;
use crate::plan::{numbered, path};
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::ValueKind;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use std::iter;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr};

/// The values of a call, each under a name, and the caller's expressions for them.
pub(super) struct GivenValues {
    pub(super) names: Vec<Ident>,
    pub(super) checked: Vec<TokenStream>,
    /// As elements of an array.
    pub(super) elements: Vec<TokenStream>,
    /// Which of them are literal text.
    pub(super) literal: Vec<bool>,
}

impl GivenValues {
    /// The values of a plan.
    pub(super) fn new(plan: &BuildPlan, literal: &LitStr, arguments: &[Expr]) -> Result<Self, Errors> {
        let values = values(plan);
        let spelled =
            Spelled::of(&values, arguments.len()).ok_or_else(|| count_error(literal, &values, arguments))?;
        let names: Vec<_> = (0..values.len()).map(|number| numbered("value", number)).collect();
        let elements = iter::zip(&values, &names).map(|(value, name)| {
            let member = path(value.name());
            quote!(Value { #member: #name })
        });
        let elements = elements.collect();
        let arguments = spelled.group(&values, arguments);
        let literal = arguments.iter().map(|own| matches!(own, [one] if is_literal_text(one))).collect();
        let checked = iter::zip(&values, arguments).map(|(value, own)| check(*value, own)).collect();
        Ok(Self { names, checked, elements, literal })
    }
}

/// A value, checked at its own place, so that the compiler points there.
fn check(value: ValueKind, arguments: &[Expr]) -> TokenStream {
    let check = path(value.name());
    let span = arguments.first().map_or_else(Span::call_site, Spanned::span);
    match arguments {
        [one] => quote_spanned!(span=> ::fmtunit::__private::value::from::#check(#one)),
        several => quote_spanned!(span=> ::fmtunit::__private::value::from::#check((#(#several),*))),
    }
}

/// Is the expression a literal text?
fn is_literal_text(expression: &Expr) -> bool {
    let Expr::Lit(ExprLit { lit, .. }) = ungrouped(expression) else { return false };
    matches!(lit, Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_))
}

/// The values that the units take, in order.
fn values(plan: &BuildPlan) -> Vec<ValueKind> {
    plan.steps
        .iter()
        .filter_map(|step| match step {
            BuildStep::Value { unit, .. } => Some(unit.takes()),
            BuildStep::Nothing
            | BuildStep::Open { .. }
            | BuildStep::Insert { .. }
            | BuildStep::Close { .. } => None,
        })
        .collect()
}

/// How the caller passes text with a length.
#[derive(Clone, Copy)]
enum Spelled {
    /// As a pointer and a length: two arguments, as in C.
    Pairs,
    /// As a slice or a string: one argument.
    Slices,
}

impl Spelled {
    /// The spelling of a call with this many arguments. Where no unit takes a length, both are the same.
    fn of(values: &[ValueKind], arguments: usize) -> Option<Self> {
        [Self::Slices, Self::Pairs].into_iter().find(|spelled| spelled.total(values) == arguments)
    }

    fn total(self, values: &[ValueKind]) -> usize {
        values.iter().map(|value| self.count(*value)).sum()
    }

    /// The number of arguments that a value consists of.
    const fn count(self, value: ValueKind) -> usize {
        match (self, value) {
            (Self::Slices, ValueKind::Bytes | ValueKind::WideLen) => 1,
            _ => value.count(),
        }
    }

    /// The arguments of each value.
    fn group<'a>(self, values: &[ValueKind], mut arguments: &'a [Expr]) -> Vec<&'a [Expr]> {
        values
            .iter()
            .map(|value| {
                let (own, rest) = arguments.split_at(self.count(*value).min(arguments.len()));
                arguments = rest;
                own
            })
            .collect()
    }
}

/// Neither spelling has this many arguments.
fn count_error(literal: &LitStr, values: &[ValueKind], arguments: &[Expr]) -> Errors {
    let (least, most) = (Spelled::Slices.total(values), Spelled::Pairs.total(values));
    let wanted = if least == most {
        format!("{least} after the format")
    } else {
        format!("{least} after the format, or {most} with each text given as a pointer and a length")
    };
    let message = format!("wrong number of arguments: expected {wanted}; {} given", arguments.len());
    let mut errors = Errors::new();
    // The first surplus argument, or the format.
    match arguments.get(most) {
        Some(surplus) => errors.push(surplus, message),
        None => errors.push(literal, message),
    }
    errors
}
