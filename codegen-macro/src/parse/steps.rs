//! The steps of a plan, each as a few lines of Rust.

use super::{Conversion, Form, typed};
use crate::label::{CALL, CONVERTED, FAILED};
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
    /// The steps of a range, which stand within a sequence or at the level of the arguments.
    pub(super) fn range(self, range: Range<usize>, within: Option<ItemId>) -> TokenStream {
        let mut body = TokenStream::new();
        let mut at = range.start;
        while at < range.end
            && let Some(step) = self.plan.steps.get(at)
        {
            let next = at + 1;
            body.extend(match *step {
                ParseStep::CheckCount { min, max } => check_count(min, max),
                // Done when the arguments were loaded, all at once.
                ParseStep::CheckTotal { .. }
                | ParseStep::CheckPositionals { .. }
                | ParseStep::Require { .. }
                | ParseStep::CheckLeftovers => TokenStream::new(),
                // So were the look-ups; what is left is to see whether they still hold.
                ParseStep::Find { item } => self.look_again(at, item),
                ParseStep::SkipIfAbsent { item, steps } => {
                    at += usize::from(steps);
                    let (index, inner) = (self.index(item), self.range(next..at + 1, within));
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
                ParseStep::Convert { item, unit, first, cleanup } => {
                    let (first, nested) = (first.into(), within.is_some());
                    let conversion = Conversion { unit, first, nested };
                    let convert = self.convert(at, &conversion, cleanup);
                    let item = self.load(item, within);
                    quote!({ let item = #item; #convert })
                }
                ParseStep::EnterSequence { item, len, encoded, steps, .. } => {
                    let load = self.load(item, within);
                    at += usize::from(steps) + 1;
                    let inner = self.range(next..at, Some(item));
                    sequence(next - 1, item, len, encoded, &load, &inner)
                }
                ParseStep::LeaveSequence => TokenStream::new(),
            });
            at += 1;
        }
        body
    }

    /// One conversion.
    fn convert(self, at: usize, conversion: &Conversion, cleanup: Option<u16>) -> TokenStream {
        let Conversion { unit, first, .. } = *conversion;
        let view = typed::view_routine(conversion).filter(|_| self.form == Form::Typed);
        let routine = path(view.unwrap_or(unit.routine()));
        let places = (first..first + unit.places()).map(|number| self.place(number));
        let (stored, keep) = match cleanup {
            None => (quote!(outcome == Outcome::STORED), None),
            Some(number) => (
                quote!(outcome.is_stored()),
                Some(quote!(if outcome == Outcome::KEPT { keep(&mut kept, #number); })),
            ),
        };
        quote! {
            let outcome = parse::#routine(item, #(#places),*);
            if !(#stored) {
                break #FAILED (#at, outcome, item);
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
    fn look_again(self, at: usize, item: ItemId) -> TokenStream {
        let has_dict = self.plan.site.entry == Entry::TupleAndKeywords;
        let can_change = match self.plan.steps.get(at + 2) {
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
        let (index, outputs) = (self.index(item), self.form.outputs());
        quote! {
            if by_name {
                let item = arguments.get(#index);
                if !item.is_null() && #can_change {
                    match interpret::resume_tuple_and_keywords(
                        &PLAN, #at, #index, *anchor, kwargs, #outputs, &mut *slots, &mut kept,
                    ) {
                        ::core::result::Result::Ok(()) => break #CONVERTED,
                        ::core::result::Result::Err(_) => break #FAILED (#at, Outcome::RAISED, item),
                    }
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

fn check_count(min: u16, max: u16) -> TokenStream {
    // One comparison serves where the two agree.
    let (min_count, max_count) = (usize::from(min), usize::from(max));
    let in_range = if min == max {
        quote!(arguments.count() == #min_count)
    } else {
        quote!((#min_count..=#max_count).contains(&arguments.count()))
    };
    quote! {
        if !(#in_range) {
            fail_count(&PLAN.site, #min, #max, arguments.count());
            break #CALL ::core::result::Result::Err(Raised::new());
        }
    }
}

/// A nested sequence: an exact tuple here, anything else in the engine.
fn sequence(
    at: usize,
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
        {
            let item = #load;
            match layout::tuple(item) {
                #fast
                _ => if interpret::group(&PLAN, #at, item, places().as_ptr(), &mut kept).is_err() {
                    break #FAILED (#at, Outcome::RAISED, item);
                }
            }
        }
    }
}
