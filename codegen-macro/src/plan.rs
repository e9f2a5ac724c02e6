//! Plans as constants, which the cold parts of an expansion hand to the runtime.

use crate::diagnostic::locate;
use fmtunit_parser::Error;
use fmtunit_parser::ast::{Bracket, Requirement, TrailerKind};
use fmtunit_parser::plan::{BuildPlan, BuildStep, Entry, Item, Parameters, ParsePlan, ParseStep, Site};
use fmtunit_parser::units::{Unit, Version, Versions};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::LitStr;

/// A numbered name for a local variable.
pub(crate) fn numbered(name: &str, number: impl Into<usize>) -> Ident {
    format_ident!("__{name}{}", number.into())
}

/// A name from the tables.
pub(crate) fn path(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// The static plan of a parse call.
pub(crate) fn parse_plan(plan: &ParsePlan) -> TokenStream {
    let ParsePlan { site, parameters, items, steps, places, cleanups, spans: _ } = plan;
    let site = self::site(site);
    let parameters = option(parameters.as_ref().map(self::parameters));
    let items = items.iter().map(|Item { parent, index }| {
        let parent = option(*parent);
        quote!(plan::Item { parent: #parent, index: #index })
    });
    let steps = steps.iter().map(parse_step);
    quote! {
        static __PLAN: ::fmtunit::__private::plan::ParsePlan = {
            use ::fmtunit::__private::plan::{self, ParseStep, ParseUnit};
            plan::ParsePlan {
                site: #site,
                parameters: #parameters,
                items: plan::Cow::Borrowed(&[#(#items),*]),
                steps: plan::Cow::Borrowed(&[#(#steps),*]),
                places: #places,
                cleanups: #cleanups,
                spans: plan::Cow::Borrowed(&[]),
            }
        };
    }
}

fn site(Site { entry, trailer }: &Site) -> TokenStream {
    let entry = match entry {
        Entry::Tuple => quote!(Tuple),
        Entry::Object => quote!(Object),
        Entry::Array => quote!(Array),
        Entry::TupleAndKeywords => quote!(TupleAndKeywords),
        Entry::ArrayAndKeywords => quote!(ArrayAndKeywords),
    };
    let trailer = option(trailer.as_ref().map(|(kind, text)| {
        let kind = match kind {
            TrailerKind::Name => quote!(Name),
            TrailerKind::Message => quote!(Message),
        };
        let text = Literal::c_string(text);
        quote!((plan::TrailerKind::#kind, plan::Cow::Borrowed(#text)))
    }));
    quote!(plan::Site { entry: plan::Entry::#entry, trailer: #trailer })
}

fn parameters(parameters: &Parameters) -> TokenStream {
    let Parameters { names, positional_only, required, positional, distinct } = parameters;
    let names = names.iter().map(|name| {
        let name = Literal::c_string(name);
        quote!(plan::Cow::Borrowed(#name))
    });
    quote! {
        plan::Parameters {
            names: plan::Cow::Borrowed(&[#(#names),*]),
            positional_only: #positional_only,
            required: #required,
            positional: #positional,
            distinct: #distinct,
        }
    }
}

/// For the fast path of keyword matching: the range of positional arguments, and a function that returns the parameter of a
/// keyword.
pub(crate) fn signature(parameters: &Parameters) -> TokenStream {
    let count = parameters.names.len();
    let [required, positional] = [parameters.required, parameters.positional].map(usize::from);
    let arms = parameters.names_by_length().into_iter().map(|(length, names)| {
        let comparisons = names.into_iter().map(|(index, name)| {
            let name = Literal::byte_string(name);
            quote!(if __keyword == #name { #index } else)
        });
        quote!(#length => #(#comparisons)* { #count },)
    });
    quote! {
        const __RANGE: keywords::PositionalRange =
            keywords::PositionalRange { required: #required, positional: #positional };
        let __parameter = |__keyword: &[::core::primitive::u8]| -> ::core::primitive::usize {
            match __keyword.len() {
                #(#arms)*
                _ => #count,
            }
        };
    }
}

fn parse_step(step: &ParseStep) -> TokenStream {
    match step {
        ParseStep::CheckCount { min, max } => quote!(ParseStep::CheckCount { min: #min, max: #max }),
        ParseStep::CheckTotal { max } => quote!(ParseStep::CheckTotal { max: #max }),
        ParseStep::CheckPositionals { max, at_most } => {
            quote!(ParseStep::CheckPositionals { max: #max, at_most: #at_most })
        }
        ParseStep::Find { item } => quote!(ParseStep::Find { item: #item }),
        ParseStep::Require { item } => quote!(ParseStep::Require { item: #item }),
        ParseStep::SkipIfAbsent { item, steps } => {
            quote!(ParseStep::SkipIfAbsent { item: #item, steps: #steps })
        }
        ParseStep::CheckLeftovers => quote!(ParseStep::CheckLeftovers),
        ParseStep::EndIfAbsent { item } => quote!(ParseStep::EndIfAbsent { item: #item }),
        ParseStep::Convert { item, unit, first, cleanup } => {
            let unit = path(unit.name());
            let cleanup = option(*cleanup);
            quote!(ParseStep::Convert { item: #item, unit: ParseUnit::#unit, first: #first, cleanup: #cleanup })
        }
        ParseStep::EnterSequence { item, len, encoded, borrows, steps } => quote! {
            ParseStep::EnterSequence {
                item: #item, len: #len, encoded: #encoded, borrows: #borrows, steps: #steps
            }
        },
        ParseStep::LeaveSequence => quote!(ParseStep::LeaveSequence),
    }
}

/// The static plan of a build call.
pub(crate) fn build_plan(plan: &BuildPlan) -> TokenStream {
    let BuildPlan { steps, values, containers, results, spans: _ } = plan;
    let steps = steps.iter().map(build_step);
    quote! {
        static __PLAN: ::fmtunit::__private::plan::BuildPlan = {
            use ::fmtunit::__private::plan::{self, BuildStep, BuildUnit};
            plan::BuildPlan {
                steps: plan::Cow::Borrowed(&[#(#steps),*]),
                values: #values,
                containers: #containers,
                results: #results,
                spans: plan::Cow::Borrowed(&[]),
            }
        };
    }
}

fn build_step(step: &BuildStep) -> TokenStream {
    match step {
        BuildStep::Nothing => quote!(BuildStep::Nothing),
        BuildStep::Value { unit, value } => {
            let unit = path(unit.name());
            quote!(BuildStep::Value { unit: BuildUnit::#unit, value: #value })
        }
        BuildStep::Open { kind, len, container, steps } => {
            let kind = bracket(*kind);
            quote! {
                BuildStep::Open {
                    kind: plan::Bracket::#kind, len: #len, container: #container, steps: #steps
                }
            }
        }
        BuildStep::Insert { container } => quote!(BuildStep::Insert { container: #container }),
        BuildStep::Close { container } => quote!(BuildStep::Close { container: #container }),
    }
}

/// The variant of a bracket.
pub(crate) fn bracket(kind: Bracket) -> Ident {
    path(match kind {
        Bracket::Tuple => "Tuple",
        Bracket::List => "List",
        Bracket::Dict => "Dict",
    })
}

/// Constants that fail to compile where the running version of CPython does not support all of the format.
pub(crate) fn requirements(literal: &LitStr, requirements: Vec<Requirement>) -> TokenStream {
    let constant = |requirement: Requirement| {
        let fault = requirement.fault();
        let (span, message) = locate(literal, &[], &Error::new(literal.value(), vec![fault.clone()]), &fault);
        let Versions { since, until } = requirement.versions;
        let [since, until] = [since, until]
            .map(|end| option(end.map(|Version(major, minor)| quote!(plan::Version(#major, #minor)))));
        // At the place of the fault, so that the compiler points there.
        quote_spanned! {span=>
            const _: () = {
                use ::fmtunit::__private::plan;
                ::fmtunit::__private::require(plan::Versions { since: #since, until: #until }, #message);
            };
        }
    };
    requirements.into_iter().map(constant).collect()
}
