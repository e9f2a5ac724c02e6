//! The steps of a plan, each as a few lines of Rust.

use super::{Conversion, Form, typed};
use crate::label::{CONVERTED, LEFT};
use crate::plan::{numbered, path};
use fmtunit_parser::plan::{Entry, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::{Runs, Unit};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::ops::Range;
use syn::Expr;
use syn::spanned::Spanned;

/// What writes the steps.
#[derive(Clone, Copy)]
pub(super) struct Steps<'a> {
    pub(super) plan: &'a ParsePlan,
    pub(super) form: Form,
    pub(super) arguments: &'a [Expr],
}

impl Steps<'_> {
    /// All steps.
    pub(super) fn all(self) -> TokenStream {
        self.range(0..self.plan.steps.len(), None, 0)
    }

    /// The steps of a range, which stand within a sequence or at the level of the arguments.
    ///
    /// Whatever they miss, the engine is to begin at step `first`, or behind the last conversion that leaves traces: that must not
    /// be made again.
    fn range(self, range: Range<usize>, within: Option<ItemId>, mut first: usize) -> TokenStream {
        let mut body = TokenStream::new();
        let mut at = range.start;
        while at < range.end
            && let Some(step) = self.plan.steps.get(at)
        {
            let next = at + 1;
            body.extend(match *step {
                ParseStep::CheckCount { min, max } => check_count(first, at, min, max),
                // Done when the arguments were loaded, all at once.
                ParseStep::CheckTotal { .. }
                | ParseStep::CheckPositionals { .. }
                | ParseStep::Require { .. }
                | ParseStep::CheckLeftovers => TokenStream::new(),
                // So were the look-ups; what is left is to see whether they still hold.
                ParseStep::Find { item } => self.look_again(first, at, item),
                ParseStep::SkipIfAbsent { item, steps } => {
                    at += usize::from(steps);
                    let (index, inner) = (self.index(item), self.range(next..at + 1, within, first));
                    quote! {
                        if arguments.count() > #index && !arguments.get(#index).is_null() {
                            #inner
                        }
                    }
                }
                ParseStep::EndIfAbsent { item } => {
                    let index = self.index(item);
                    quote!(if arguments.count() <= #index { break #CONVERTED; })
                }
                ParseStep::Convert { item, unit, first: place, cleanup } => {
                    let (place, nested) = (place.into(), within.is_some());
                    let conversion = Conversion { unit, first: place, nested };
                    let convert = self.convert(first, at, &conversion, cleanup);
                    let item = self.load(item, within);
                    quote!({ let item = #item; #convert })
                }
                ParseStep::EnterSequence { item, len, encoded, steps, .. } => {
                    let (load, missed) = (self.load(item, within), self.missed_sequence(first, at, within));
                    at += usize::from(steps) + 1;
                    let inner = self.range(next..at, Some(item), first);
                    sequence(&missed, item, len, encoded, &load, &inner)
                }
                ParseStep::LeaveSequence => TokenStream::new(),
            });
            at += 1;
            if self.leaves_traces(next - 1..at) {
                first = self.next_start(at, within);
            }
        }
        body
    }

    /// Where the engine can begin, from step `at` on: among parameters with names, where it looks for one.
    fn next_start(self, at: usize, within: Option<ItemId>) -> usize {
        let mut steps = self.plan.steps.iter().enumerate().skip(at);
        let is_find = |(_, step): &(usize, &ParseStep)| matches!(step, ParseStep::Find { .. });
        match within {
            None if self.plan.parameters.is_some() => steps.find(is_find).map_or(at, |(found, _)| found),
            _ => at,
        }
    }

    /// What leaves the call at step `at`, which would enter a sequence.
    fn missed_sequence(self, first: usize, at: usize, within: Option<ItemId>) -> TokenStream {
        // Two steps before a parameter is entered, it is looked for.
        let is_parameter = self.plan.parameters.is_some() && within.is_none();
        let at = if is_parameter { at.saturating_sub(2) } else { at };
        quote!(Exit::missed(#first, #at))
    }

    /// Is there a conversion among the steps that cannot be made twice?
    fn leaves_traces(self, steps: Range<usize>) -> bool {
        let mut steps = self.plan.steps.get(steps).unwrap_or_default().iter();
        steps.any(|step| matches!(step, ParseStep::Convert { unit, .. } if !unit.is_repeatable()))
    }

    /// One conversion.
    fn convert(self, first: usize, at: usize, conversion: &Conversion, cleanup: Option<u16>) -> TokenStream {
        let Conversion { unit, first: place, .. } = *conversion;
        let view = typed::view_routine(conversion).filter(|_| self.form == Form::Typed);
        let routine = path(view.unwrap_or(unit.routine()));
        let module = unit.fast().map(|_| quote!(fast::));
        let places = (place..place + unit.places()).map(|number| self.place(number));
        let keep = cleanup.map(|number| quote!(if outcome == Outcome::KEPT { keep(&mut kept, #number); }));
        quote! {
            let outcome = parse::#module #routine(item, #(#places),*);
            if !outcome.is_stored() {
                break #LEFT Exit::failed(#first, #at, outcome, item);
            }
            #keep
        }
    }

    /// The name of a place, at the argument that gives it: the compiler points there when two do not fit together.
    fn place(self, number: usize) -> Ident {
        let mut name = numbered("place", number);
        if let Some(argument) = self.arguments.get(number).filter(|_| self.form == Form::Places) {
            name.set_span(Span::call_site().located_at(argument.span()));
        }
        name
    }

    /// In front of a conversion that may run Python code, which may change the dict of keywords: hands the rest of the
    /// call to the engine, which looks each argument up when its turn comes.
    fn look_again(self, first: usize, at: usize, item: ItemId) -> TokenStream {
        let has_dict = self.plan.site.entry == Entry::TupleAndKeywords;
        let can_change = match self.plan.steps.get(at + 2) {
            // A fast shape has no code to run, and all else is missed.
            Some(ParseStep::Convert { unit, .. }) if unit.fast().is_some() => None,
            Some(ParseStep::Convert { unit, .. }) => match unit.runs() {
                None => None,
                Some(Runs::Methods) => Some(quote!(!keywords::is_inert(item))),
                Some(Runs::Anything) => Some(quote!(true)),
            },
            // The elements of a sequence are not known yet.
            Some(ParseStep::EnterSequence { .. }) => Some(quote!(true)),
            _ => None,
        };
        let Some(can_change) = can_change.filter(|_| has_dict) else { return TokenStream::new() };
        let index = self.index(item);
        quote! {
            if !kwargs.is_null() {
                let item = arguments.get(#index);
                if !item.is_null() && #can_change {
                    break #LEFT Exit::missed(#first, #at);
                }
            }
        }
    }

    /// Where an item comes from: the arguments, or the elements of the tuple it stands in.
    fn load(self, item: ItemId, within: Option<ItemId>) -> TokenStream {
        let index = self.index(item);
        match within {
            None => quote!(arguments.get(#index)),
            Some(parent) => {
                let items = numbered("items", parent);
                quote!(*#items.add(#index))
            }
        }
    }

    fn index(self, item: ItemId) -> usize {
        self.plan.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}

fn check_count(first: usize, at: usize, min: u16, max: u16) -> TokenStream {
    // One comparison serves where the two agree.
    let (min, max) = (usize::from(min), usize::from(max));
    let in_range = if min == max {
        quote!(arguments.count() == #min)
    } else {
        quote!((#min..=#max).contains(&arguments.count()))
    };
    quote! {
        if !(#in_range) {
            break #LEFT Exit::missed(#first, #at);
        }
    }
}

/// A nested sequence, if it is an exact tuple of the right length.
fn sequence(
    missed: &TokenStream,
    item: ItemId,
    len: u16,
    encoded: u16,
    load: &TokenStream,
    inner: &TokenStream,
) -> TokenStream {
    let (items, len) = (numbered("items", item), usize::from(len));
    // Some patch releases count encoded strings twice: the engine knows which.
    let fast = (encoded == 0).then(|| quote!(::core::option::Option::Some((#items, #len)) => { #inner }));
    quote! {
        match layout::tuple(#load) {
            #fast
            _ => break #LEFT #missed,
        }
    }
}
