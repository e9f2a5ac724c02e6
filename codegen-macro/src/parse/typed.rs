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
    let mut absent_from = None;
    while let Some(step) = steps.next() {
        let value = match *step {
            ParseStep::CheckCount { .. } => continue,
            ParseStep::EndIfAbsent { item } => {
                absent_from = plan.items.get(usize::from(item)).map(|item| usize::from(item.index));
                continue;
            }
            ParseStep::Convert { unit, first, .. } => value(unit, first.into(), nested),
            ParseStep::EnterSequence { .. } => group(plan, steps, true),
            ParseStep::LeaveSequence => break,
        };
        values.push(match absent_from {
            None => value,
            Some(index) => quote! {
                if arguments.count() > #index {
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
