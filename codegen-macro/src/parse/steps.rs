//! The fast path: the conversions of a plan, each as a few lines of Rust.

use super::{Form, typed};
use crate::label::{CONVERTED, LEFT};
use crate::plan::{numbered, path};
use fmtunit_parser::plan::{
    AbsenceRule, Entry, ItemId, MemberKind, ParsePlan, PlanGroup, PlanMember, PlanMembers, UnitConversion,
};
use fmtunit_parser::units::{Runs, Unit};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Expr;
use syn::spanned::Spanned;

/// Writes the steps of a plan.
#[derive(Clone, Copy)]
pub(super) struct ParseSteps<'a> {
    pub(super) plan: &'a ParsePlan,
    pub(super) form: Form,
    pub(super) arguments: &'a [Expr],
}

impl ParseSteps<'_> {
    /// All steps.
    pub(super) fn all(self) -> TokenStream {
        let count = self.plan.count_range().map(|(min, max)| check_count(min, max));
        let members = self.members(self.plan.members(), None, 0);
        quote!(#count #members)
    }

    /// The members of one level: the arguments, or the elements of a sequence.
    ///
    /// When a member is missed or fails, the engine begins at step `first`, or with the member after the last
    /// conversion that leaves traces: that must not be made again.
    fn members(self, members: PlanMembers<'_>, within: Option<ItemId>, mut first: usize) -> TokenStream {
        let mut body = TokenStream::new();
        let mut left_traces = false;
        for member in members {
            if left_traces {
                first = member.start;
            }
            left_traces = member.conversions().any(|conversion| !conversion.unit.is_repeatable());
            body.extend(self.member(&member, within, first));
        }
        body
    }

    fn member(self, member: &PlanMember<'_>, within: Option<ItemId>, first: usize) -> TokenStream {
        let index = member.index();
        let convert = match &member.kind {
            MemberKind::Unit(conversion) => {
                let (item, convert) = (load(within, index), self.convert(first, conversion));
                quote!({ let __item = #item; #convert })
            }
            MemberKind::Group(group) => {
                let inner = self.members(group.members.clone(), Some(group.item), first);
                sequence(group, &load(within, index), &inner, first, member.start)
            }
        };
        // The arguments were looked up when they were loaded, all at once: that may no longer hold.
        let look_again = within.is_none().then(|| self.look_again(first, member));
        match member.absence {
            AbsenceRule::Counted | AbsenceRule::Required => quote!(#look_again #convert),
            AbsenceRule::EndIfAbsent => quote! {
                if __arguments.count() <= #index { break #CONVERTED; }
                #convert
            },
            AbsenceRule::SkipIfAbsent => quote! {
                #look_again
                if __arguments.count() > #index && !__arguments.get(#index).is_null() {
                    #convert
                }
            },
        }
    }

    /// One conversion.
    fn convert(self, first: usize, conversion: &UnitConversion) -> TokenStream {
        let UnitConversion { step, unit, first: place, cleanup, .. } = *conversion;
        let view = typed::view_routine(conversion).filter(|_| self.form == Form::Typed);
        let routine = path(view.unwrap_or(unit.routine()));
        let module = unit.fast().map(|_| quote!(fast::));
        let places = (place..place + unit.places()).map(|number| self.place(number));
        let keep =
            cleanup.map(|number| quote!(if __outcome == Outcome::KEPT { keep(&mut __kept, #number); }));
        quote! {
            let __outcome = parse::#module #routine(__item, #(#places),*);
            if !__outcome.is_stored() {
                break #LEFT BailOut::failed(#first, #step, __outcome, __item);
            }
            #keep
        }
    }

    /// The name of a place, with the span of its argument: the compiler points there when two types do not fit.
    fn place(self, number: usize) -> Ident {
        let mut name = numbered("place", number);
        if let Some(argument) = self.arguments.get(number).filter(|_| self.form == Form::Places) {
            name.set_span(Span::call_site().located_at(argument.span()));
        }
        name
    }

    /// Before a conversion that may run Python code, which may change the dict of keywords: hands the rest of the
    /// call to the engine, which looks up each argument when its turn comes.
    fn look_again(self, first: usize, member: &PlanMember<'_>) -> TokenStream {
        let can_change = match &member.kind {
            // A fast shape has no code to run, and all else is missed.
            MemberKind::Unit(UnitConversion { unit, .. }) if unit.fast().is_some() => None,
            MemberKind::Unit(UnitConversion { unit, .. }) => match unit.runs() {
                None => None,
                Some(Runs::Methods) => Some(quote!(!keywords::is_inert(__item))),
                Some(Runs::Anything) => Some(quote!(true)),
            },
            // The elements of a sequence are not known yet.
            MemberKind::Group(_) => Some(quote!(true)),
        };
        let has_dict = self.plan.site.entry == Entry::TupleAndKeywords;
        let Some(can_change) = can_change.filter(|_| has_dict) else { return TokenStream::new() };
        let (index, start) = (member.index(), member.start);
        quote! {
            if !__kwargs.is_null() {
                let __item = __arguments.get(#index);
                if !__item.is_null() && #can_change {
                    break #LEFT BailOut::missed(#first, #start);
                }
            }
        }
    }
}

/// An item: one of the arguments, or of the elements of the tuple that it stands in.
fn load(within: Option<ItemId>, index: usize) -> TokenStream {
    match within {
        None => quote!(__arguments.get(#index)),
        Some(parent) => {
            let items = numbered("items", parent);
            quote!(*#items.add(#index))
        }
    }
}

/// The first step.
fn check_count(min: u16, max: u16) -> TokenStream {
    // One comparison serves where the two agree.
    let (min, max) = (usize::from(min), usize::from(max));
    let in_range = if min == max {
        quote!(__arguments.count() == #min)
    } else {
        quote!((#min..=#max).contains(&__arguments.count()))
    };
    quote! {
        if !(#in_range) {
            break #LEFT BailOut::missed(0, 0);
        }
    }
}

/// A nested sequence, if it is an exact tuple of the right length; any other is missed.
fn sequence(
    group: &PlanGroup<'_>,
    load: &TokenStream,
    inner: &TokenStream,
    first: usize,
    start: usize,
) -> TokenStream {
    let (items, len) = (numbered("items", group.item), usize::from(group.len));
    // Some patch releases count encoded strings twice: the engine knows which.
    let fast =
        (group.encoded == 0).then(|| quote!(::core::option::Option::Some((#items, #len)) => { #inner }));
    quote! {
        match layout::tuple(#load) {
            #fast
            _ => break #LEFT BailOut::missed(#first, #start),
        }
    }
}
