//! The steps of a plan, each as a few lines of Rust.

use crate::label::FAILED;
use crate::plan::{bracket, numbered, path};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::{BuildUnit, Unit};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::iter::Enumerate;
use std::slice;

/// The steps that remain to be written.
pub(super) struct BuildSteps<'a> {
    steps: Enumerate<slice::Iter<'a, BuildStep>>,
    /// Which values are literal text.
    literal: &'a [bool],
}

/// An expression for the object of the only step. No check of success is needed, as nothing follows.
pub(super) fn only(step: &BuildStep) -> TokenStream {
    match *step {
        BuildStep::Value { unit, value } => make(unit, value),
        // All but the first belong to a container.
        BuildStep::Nothing | BuildStep::Open { .. } | BuildStep::Insert { .. } | BuildStep::Close { .. } => {
            quote!(build::nothing())
        }
    }
}

/// An expression for the object that a unit makes of a value; null with an exception.
fn make(unit: BuildUnit, value: u16) -> TokenStream {
    let (routine, value) = (path(unit.routine()), numbered("value", value));
    quote!(build::#routine(#value))
}

/// A block for an object that is not null; the step with this number has failed otherwise.
fn good(object: &TokenStream, at: usize) -> TokenStream {
    quote!({
        let __object: *mut PyObject = #object;
        if __object.is_null() {
            break #FAILED #at;
        }
        __object
    })
}

impl<'a> BuildSteps<'a> {
    /// All steps of a plan.
    pub(super) fn new(plan: &'a BuildPlan, literal: &'a [bool]) -> Self {
        Self { steps: plan.steps.iter().enumerate(), literal }
    }

    /// An expression for the object of the next step, with all that belongs to it.
    pub(super) fn object(&mut self) -> TokenStream {
        let Some((at, step)) = self.steps.next() else { return quote!(build::nothing()) };
        match *step {
            BuildStep::Nothing => quote!(build::nothing()),
            BuildStep::Value { unit, value } => good(&make(unit, value), at),
            BuildStep::Open { kind, len, container, .. } => {
                let open = numbered("open", container);
                let fill = match kind {
                    Bracket::Tuple | Bracket::List => self.fill(kind, len, &open),
                    Bracket::Dict => self.insert_pairs(len, &open),
                };
                // The step that closes the container.
                self.steps.next();
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
            // Both belong to a container, which consumes them.
            BuildStep::Insert { .. } | BuildStep::Close { .. } => TokenStream::new(),
        }
    }

    /// As [`object`](Self::object), for a key: a literal key is made once.
    fn key(&mut self) -> TokenStream {
        match self.steps.clone().next() {
            Some((at, &BuildStep::Value { unit, value })) if self.is_literal(value) => {
                self.steps.next();
                let key = make(unit, value);
                good(
                    &quote!({ static __KEY: build::CachedKey = build::CachedKey::new(); __KEY.get(|| #key) }),
                    at,
                )
            }
            _ => self.object(),
        }
    }

    fn is_literal(&self, value: u16) -> bool {
        self.literal.get(usize::from(value)).is_some_and(|is| *is)
    }

    /// Statements that fill a tuple or a list.
    fn fill(&mut self, kind: Bracket, len: u16, open: &Ident) -> TokenStream {
        let kind = bracket(kind);
        (0..len)
            .map(|index| {
                let object = self.object();
                quote! {
                    let __object = #object;
                    build::fill(Bracket::#kind, #open.container, #index, __object);
                }
            })
            .collect()
    }

    /// Statements that fill a dict.
    fn insert_pairs(&mut self, len: u16, open: &Ident) -> TokenStream {
        (0..len / 2)
            .map(|_| {
                let (key, value) = (self.key(), self.object());
                // The step that inserts the pair.
                let at = self.steps.next().map_or(0, |(at, _)| at);
                quote! {
                    #open.key = #key;
                    let __value = #value;
                    if !build::insert(#open.container, #open.key, __value) {
                        __rejected = __value;
                        break #FAILED #at;
                    }
                    #open.key = ::core::ptr::null_mut();
                }
            })
            .collect()
    }
}
