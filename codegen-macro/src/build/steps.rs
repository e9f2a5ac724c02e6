//! The steps of a plan, each as a few lines of Rust.

use crate::label::FAILED;
use crate::plan::{bracket, numbered, path};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::BuildStep;
use fmtunit_parser::units::Unit;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::iter::Enumerate;
use std::slice;

/// The steps that are left.
pub(super) type Steps<'a> = Enumerate<slice::Iter<'a, BuildStep>>;

/// An expression for the object of the only step: with nothing to do after it, whether it succeeds is not looked at.
pub(super) fn only(step: &BuildStep) -> TokenStream {
    match *step {
        BuildStep::Value { unit, value } => {
            let (routine, value) = (path(unit.routine()), numbered("value", value));
            quote!(build::#routine(#value))
        }
        // All but the first belong to a container.
        BuildStep::Nothing | BuildStep::Open { .. } | BuildStep::Insert { .. } | BuildStep::Close { .. } => {
            quote!(build::nothing())
        }
    }
}

/// An expression for the object of the next step, with all that belongs to it.
pub(super) fn object(steps: &mut Steps<'_>) -> TokenStream {
    let Some((at, step)) = steps.next() else { return quote!(build::nothing()) };
    match *step {
        BuildStep::Nothing => quote!(build::nothing()),
        BuildStep::Value { unit, value } => {
            let (routine, value) = (path(unit.routine()), numbered("value", value));
            quote!({
                let object: *mut PyObject = build::#routine(#value);
                if object.is_null() {
                    break #FAILED #at;
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
                    break #FAILED #at;
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
fn fill(steps: &mut Steps<'_>, kind: Bracket, len: u16, open: &Ident) -> TokenStream {
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
fn insert_pairs(steps: &mut Steps<'_>, len: u16, open: &Ident) -> TokenStream {
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
                    break #FAILED #at;
                }
                #open.key = ::core::ptr::null_mut();
            }
        })
        .collect()
}
