//! The typed form: memory for the outputs, and the value of the call made of them.

use crate::plan::{numbered, path};
use fmtunit_parser::plan::{AbsenceRule, MemberKind, ParsePlan, PlanMembers, UnitConversion};
use proc_macro2::TokenStream;
use quote::quote;
use std::iter;

/// The routine that stores text with its length, where the typed form needs that.
///
/// Elements of a nested sequence may die before the call returns, so borrowing units yield raw pointers there.
pub(super) fn view_routine(conversion: &UnitConversion) -> Option<&'static str> {
    conversion.unit.view_routine().filter(|_| !conversion.nested)
}

/// Memory for the outputs of a conversion, and a pointer to each.
pub(super) fn storage(conversion: &UnitConversion) -> TokenStream {
    let outputs = iter::zip(conversion.outputs(), conversion.unit.stores());
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

/// The value of a call: a tuple of the values that the units yield.
pub(super) fn result(plan: &ParsePlan) -> TokenStream {
    group(plan.members())
}

fn group(members: PlanMembers<'_>) -> TokenStream {
    let values = members.map(|member| {
        let index = member.index();
        let is_present = match member.absence {
            AbsenceRule::Counted | AbsenceRule::Required => None,
            AbsenceRule::EndIfAbsent => Some(quote!(__arguments.count() > #index)),
            AbsenceRule::SkipIfAbsent => {
                Some(quote!(__arguments.count() > #index && !__arguments.get(#index).is_null()))
            }
        };
        let value = match member.kind {
            MemberKind::Unit(conversion) => value(&conversion),
            MemberKind::Group(inner) => group(inner.members),
        };
        match is_present {
            None => value,
            Some(is_present) => quote! {
                if #is_present {
                    ::core::option::Option::Some(#value)
                } else {
                    ::core::option::Option::None
                }
            },
        }
    });
    quote!((#(#values,)*))
}

/// The value that one unit yields.
fn value(conversion: &UnitConversion) -> TokenStream {
    let UnitConversion { unit, nested, .. } = *conversion;
    let yields = path(match (nested && unit.borrows(), unit.stores().len()) {
        (false, _) => unit.yields(),
        (true, 1) => "value",
        (true, _) => "pair",
    });
    let outputs = conversion.outputs().map(|number| numbered("place", number));
    quote!(yields::#yields(__anchor, #(#outputs),*))
}
