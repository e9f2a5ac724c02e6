//! The build macro: a plan as straight-line Rust.
//!
//! Objects are made one after the other and put into their containers at once. When one cannot be made, the number of the
//! step is handed to the runtime with the plan as a constant, all values and the open containers; the reference engine
//! does what is left.

use crate::diagnostic::Errors;
use crate::input::BuildCall;
use crate::plan::{bracket, build_plan, numbered, path, requirements};
use fmtunit_parser::BuildFormat;
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::lower;
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::{Unit, Value};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use std::iter::{self, Enumerate};
use std::slice;
use syn::spanned::Spanned;
use syn::{Expr, LitStr};

/// The expansion of a call.
pub(crate) fn expand(input: TokenStream) -> Result<TokenStream, Errors> {
    let BuildCall { format: literal, arguments } = syn::parse2(input)?;
    let mut errors = Errors::new();
    let source = literal.value();
    let lowered = BuildFormat::parse(&source).and_then(|format| Ok((lower::build(&format)?, format)));
    let (plan, format) = match lowered {
        Ok(lowered) => lowered,
        Err(error) => {
            errors.push_format(&literal, &[], &error);
            return Err(errors);
        }
    };
    let values = values(&plan);
    let Some(spelled) = Spelled::of(&values, arguments.len()) else {
        count_error(&mut errors, &literal, &values, &arguments);
        return Err(errors);
    };
    let requirements = requirements(&format);
    let expansion = expand_plan(&plan, &values, &spelled.group(&values, &arguments));
    Ok(quote!({ #requirements #expansion }))
}

/// What the units take, in order.
fn values(plan: &BuildPlan) -> Vec<Value> {
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

/// How the caller gives text with a length.
#[derive(Clone, Copy)]
enum Spelled {
    /// As a pointer and a length: two arguments, as in C.
    Pairs,
    /// As a slice or a string: one argument.
    Slices,
}

impl Spelled {
    /// How a call with this many arguments is spelled. Where no unit takes a length, both are the same.
    fn of(values: &[Value], arguments: usize) -> Option<Self> {
        [Self::Slices, Self::Pairs].into_iter().find(|spelled| spelled.total(values) == arguments)
    }

    fn total(self, values: &[Value]) -> usize {
        values.iter().map(|value| self.count(*value)).sum()
    }

    /// How many arguments a value is made of.
    const fn count(self, value: Value) -> usize {
        match (self, value) {
            (Self::Slices, Value::Bytes | Value::WideLen) => 1,
            _ => value.count(),
        }
    }

    /// The arguments of each value.
    fn group<'a>(self, values: &[Value], mut arguments: &'a [Expr]) -> Vec<&'a [Expr]> {
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

fn count_error(errors: &mut Errors, literal: &LitStr, values: &[Value], arguments: &[Expr]) {
    let (least, most) = (Spelled::Slices.total(values), Spelled::Pairs.total(values));
    let wanted = if least == most {
        format!("{least} after the format")
    } else {
        format!("{least} after the format, or {most} with each text given as a pointer and a length")
    };
    let span = arguments.get(most).map_or_else(|| literal.span(), Spanned::span);
    errors.push(span, format!("wrong number of arguments: expected {wanted}; {} given", arguments.len()));
}

fn expand_plan(plan: &BuildPlan, values: &[Value], arguments: &[&[Expr]]) -> TokenStream {
    let names: Vec<_> = (0..values.len()).map(|number| numbered("value", number)).collect();
    let checked = iter::zip(values, arguments).map(|(value, arguments)| {
        let check = path(value.name());
        let span = arguments.first().map_or_else(proc_macro2::Span::call_site, Spanned::span);
        // At the argument's own place, so that the compiler points there.
        match arguments {
            [one] => quote_spanned!(span=> ::fmtunit::__private::value::from::#check(#one)),
            several => quote_spanned!(span=> ::fmtunit::__private::value::from::#check((#(#several),*))),
        }
    });
    let constant = build_plan(plan);
    let union = iter::zip(values, &names).map(|(value, name)| {
        let member = path(value.name());
        quote!(Value { #member: #name })
    });
    let open = (0..usize::from(plan.containers)).map(|number| numbered("open", number)).collect::<Vec<_>>();
    let object = object(&mut plan.steps.iter().enumerate());
    // The caller's expressions stand before the arm, where they neither see its names nor are in an unsafe block of
    // ours. The first line of the arm asks for the caller's own.
    quote! {
        match (#(#checked,)*) {
            (#(#names,)*) => {
                ::fmtunit::__private::contract();
                #[allow(unused, unused_unsafe, clippy::all)]
                let result = unsafe {
                    use ::fmtunit::__private::{Open, PyObject, Value, abandon_build, build, plan::Bracket};
                    #constant
                    #(let mut #open = Open::NONE;)*
                    let mut rejected: *mut PyObject = ::core::ptr::null_mut();
                    'built: {
                        let step: usize = 'failed: { break 'built #object; };
                        let values = [#(#union),*];
                        abandon_build(&PLAN, step, &values, &[#(#open),*], rejected);
                        ::core::ptr::null_mut()
                    }
                };
                result
            }
        }
    }
}

/// An expression for the object of the next step, with all that belongs to it.
fn object(steps: &mut Enumerate<slice::Iter<'_, BuildStep>>) -> TokenStream {
    let Some((at, step)) = steps.next() else { return quote!(build::nothing()) };
    match *step {
        BuildStep::Nothing => quote!(build::nothing()),
        BuildStep::Value { unit, value } => {
            let (routine, value) = (path(unit.routine()), numbered("value", value));
            quote!({
                let object: *mut PyObject = build::#routine(#value);
                if object.is_null() {
                    break 'failed #at;
                }
                object
            })
        }
        BuildStep::Open { kind, len, container, .. } => {
            let open = numbered("open", container);
            let fill = match kind {
                Bracket::Tuple | Bracket::List => fill(steps, kind, len, &open),
                Bracket::Dict => insert_pairs(steps, len, &open),
            };
            // The step that closes the container.
            steps.next();
            let kind = bracket(kind);
            quote!({
                #open.container = build::open(Bracket::#kind, #len);
                if #open.container.is_null() {
                    break 'failed #at;
                }
                #fill
                #open.container
            })
        }
        // Both belong to a container, which takes them.
        BuildStep::Insert { .. } | BuildStep::Close { .. } => TokenStream::new(),
    }
}

/// Statements that fill a tuple or a list.
fn fill(
    steps: &mut Enumerate<slice::Iter<'_, BuildStep>>,
    kind: Bracket,
    len: u16,
    open: &proc_macro2::Ident,
) -> TokenStream {
    let kind = bracket(kind);
    (0..len)
        .map(|index| {
            let object = object(steps);
            quote! {
                let object = #object;
                build::fill(Bracket::#kind, #open.container, #index, object);
            }
        })
        .collect()
}

/// Statements that fill a dict.
fn insert_pairs(
    steps: &mut Enumerate<slice::Iter<'_, BuildStep>>,
    len: u16,
    open: &proc_macro2::Ident,
) -> TokenStream {
    (0..len / 2)
        .map(|_| {
            let (key, value) = (object(steps), object(steps));
            // The step that inserts the pair.
            let at = steps.next().map_or(0, |(at, _)| at);
            quote! {
                #open.key = #key;
                let value = #value;
                if !build::insert(#open.container, #open.key, value) {
                    rejected = value;
                    break 'failed #at;
                }
                #open.key = ::core::ptr::null_mut();
            }
        })
        .collect()
}
