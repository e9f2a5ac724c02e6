//! The typed form: memory for the outputs, and the value of the call made of them.

use super::Conversion;
use crate::plan::{numbered, path};
use fmtunit_parser::plan::{ParsePlan, ParseStep};
use fmtunit_parser::units::ParseUnit;
use proc_macro2::TokenStream;
use quote::quote;
use std::{iter, slice};

/// The routine that views text with its length, where the typed form wants that.
///
/// Elements of a nested sequence may die before the call returns, so what borrows from one is given as raw pointers.
pub(super) fn view_routine(conversion: &Conversion) -> Option<&'static str> {
    conversion.unit.view_routine().filter(|_| !conversion.nested)
}

/// Memory for the outputs of a conversion, and a pointer to each.
pub(super) fn storage(conversion: &Conversion) -> TokenStream {
    let outputs = iter::zip(conversion.first + conversion.unit.takes().len().., conversion.unit.stores());
    outputs
        .map(|(number, (_, place))| {
            let (storage, name) = (numbered("storage", number), numbered("place", number));
            let memory = match view_routine(conversion) {
                Some(_) => quote!(::core::mem::MaybeUninit::uninit()),
                None => {
                    let place = path(place.name());
                    quote!(::fmtunit::__private::place::storage::#place())
                }
            };
            quote! {
                let mut #storage = #memory;
                let #name = #storage.as_mut_ptr();
            }
        })
        .collect()
}

/// The value of a call: a tuple of what the units yield.
pub(super) fn result(plan: &ParsePlan) -> TokenStream {
    group(plan, &mut plan.steps.iter(), false)
}

/// The values up to the end of a sequence, or of the plan.
fn group(plan: &ParsePlan, steps: &mut slice::Iter<'_, ParseStep>, nested: bool) -> TokenStream {
    let mut values = Vec::new();
    let index_of = |item| plan.items.get(usize::from(item)).map_or(0, |item| usize::from(item.index));
    // Whether the next value is present, where it may be absent.
    let mut is_present = None;
    while let Some(step) = steps.next() {
        let value = match *step {
            ParseStep::EndIfAbsent { item } => {
                let index = index_of(item);
                is_present = Some(quote!(arguments.count() > #index));
                continue;
            }
            ParseStep::SkipIfAbsent { item, .. } => {
                let index = index_of(item);
                is_present = Some(quote!(arguments.count() > #index && !arguments.get(#index).is_null()));
                continue;
            }
            ParseStep::Convert { unit, first, .. } => value(unit, first.into(), nested),
            ParseStep::EnterSequence { .. } => group(plan, steps, true),
            ParseStep::LeaveSequence => break,
            ParseStep::CheckCount { .. }
            | ParseStep::CheckTotal { .. }
            | ParseStep::CheckPositionals { .. }
            | ParseStep::Find { .. }
            | ParseStep::Require { .. }
            | ParseStep::CheckLeftovers => continue,
        };
        values.push(match is_present.take() {
            None => value,
            Some(is_present) => quote! {
                if #is_present {
                    ::core::option::Option::Some(#value)
                } else {
                    ::core::option::Option::None
                }
            },
        });
    }
    quote!((#(#values,)*))
}

/// What one unit yields.
fn value(unit: ParseUnit, first: usize, nested: bool) -> TokenStream {
    let yields = path(match (nested && unit.borrows(), unit.stores().len()) {
        (false, _) => unit.yields(),
        (true, 1) => "value",
        (true, _) => "pair",
    });
    let first = first + unit.takes().len();
    let outputs = (first..first + unit.stores().len()).map(|number| numbered("place", number));
    quote!(yields::#yields(anchor, #(#outputs),*))
}
