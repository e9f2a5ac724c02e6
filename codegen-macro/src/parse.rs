//! The parse macros: a plan as straight-line Rust.
//!
//! The hot path holds the fast shapes, inline. Everything else is behind one cold call: what failed and where is handed
//! to the runtime with the plan as a constant, and a nested sequence that is no exact tuple to the reference engine.

use crate::diagnostic::Errors;
use crate::input::{BuildCall, ParseCall};
use crate::plan::{numbered, parse_plan, path, requirements};
use fmtunit_parser::ParseFormat;
use fmtunit_parser::lower;
use fmtunit_parser::plan::{Entry, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::{ParseUnit, Unit};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use std::iter;
use std::slice;
use syn::spanned::Spanned;
use syn::{Expr, LitStr};

mod typed;

/// The expansion of a call.
pub(crate) fn expand(input: TokenStream, entry: Entry) -> Result<TokenStream, Errors> {
    let ParseCall { object, rest: BuildCall { format: literal, arguments } } = syn::parse2(input)?;
    let mut errors = Errors::new();
    let source = literal.value();
    let lowered = ParseFormat::parse(&source).and_then(|format| Ok((lower::parse(&format, entry)?, format)));
    let (plan, format) = match lowered {
        Ok(lowered) => lowered,
        Err(error) => {
            errors.push_format(&literal, &error);
            return Err(errors);
        }
    };
    let conversions = conversions(&plan);
    let Some(form) = Form::of(&conversions, arguments.len()) else {
        count_error(&mut errors, &literal, &conversions, &arguments);
        return Err(errors);
    };
    let requirements = requirements(&format);
    let expansion = Call { plan: &plan, conversions, form }.expand(&object, &arguments);
    Ok(quote!({ #requirements #expansion }))
}

/// A conversion of a plan.
struct Conversion {
    unit: ParseUnit,
    /// The first of its places.
    first: usize,
    /// Is the item an element of a nested sequence?
    nested: bool,
}

/// The conversions of a plan, in order.
fn conversions(plan: &ParsePlan) -> Vec<Conversion> {
    plan.steps
        .iter()
        .filter_map(|step| match *step {
            ParseStep::Convert { item, unit, first, .. } => {
                let nested = plan.items.get(usize::from(item)).is_some_and(|item| item.parent.is_some());
                Some(Conversion { unit, first: first.into(), nested })
            }
            ParseStep::CheckCount { .. }
            | ParseStep::EndIfAbsent { .. }
            | ParseStep::EnterSequence { .. }
            | ParseStep::LeaveSequence => None,
        })
        .collect()
}

/// How the caller takes the outputs.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// As the value of the call; the arguments are the inputs.
    Typed,
    /// In places; the arguments are inputs and outputs in the order of C.
    Places,
}

impl Form {
    /// The form that has this many arguments. Without an output both are the same.
    fn of(conversions: &[Conversion], arguments: usize) -> Option<Self> {
        let units = || conversions.iter().map(|conversion| conversion.unit);
        if arguments == units().map(|unit| unit.takes().len()).sum::<usize>() {
            Some(Self::Typed)
        } else if arguments == units().map(ParseUnit::places).sum::<usize>() {
            Some(Self::Places)
        } else {
            None
        }
    }
}

/// Neither form has this many arguments.
fn count_error(errors: &mut Errors, literal: &LitStr, conversions: &[Conversion], arguments: &[Expr]) {
    let (mut inputs, mut places) = (Vec::new(), Vec::new());
    for Conversion { unit, .. } in conversions {
        for (name, _) in unit.takes() {
            inputs.push((*name).to_owned());
            places.push((*name).to_owned());
        }
        places.extend(unit.stores().iter().map(|(name, _)| format!("&mut {name}")));
    }
    let list = |names: &[String]| match names {
        [] => "nothing".to_owned(),
        names => format!("`{}`", names.join(", ")),
    };
    let message = format!(
        "wrong number of arguments: after the format, give {} to get the values as a tuple, or {} to have them stored; \
         {} given",
        list(&inputs),
        list(&places),
        arguments.len(),
    );
    // The first argument that no form has a use for, or the format.
    errors.push(arguments.get(places.len()).map_or_else(|| literal.span(), Spanned::span), message);
}

/// What an expansion is made of.
struct Call<'a> {
    plan: &'a ParsePlan,
    conversions: Vec<Conversion>,
    form: Form,
}

impl Call<'_> {
    fn expand(&self, object: &Expr, arguments: &[Expr]) -> TokenStream {
        let plan = parse_plan(self.plan);
        let (names, checked) = self.given(arguments);
        let storage = self.storage();
        let object = quote_spanned!(object.span()=> ::fmtunit::__private::anchor(&#object));
        let (place_count, cleanup_words) =
            (usize::from(self.plan.places), usize::from(self.plan.cleanups).div_ceil(64));
        let erased = (0..place_count).map(|number| {
            let place = numbered("place", number);
            quote!(place::Erase::erase(#place))
        });
        let load = match self.plan.site.entry {
            Entry::Tuple => quote! {
                let ::core::option::Option::Some(arguments) = Arguments::tuple(*anchor) else {
                    break 'call ::core::result::Result::Err(Raised::new());
                };
            },
            Entry::Object => quote!(let arguments = Arguments::object(anchor);),
        };
        let steps = self.sequence(&mut self.plan.steps.iter().enumerate(), None);
        let result = match self.form {
            Form::Typed => typed::result(self.plan),
            Form::Places => quote!(()),
        };
        // The caller's expressions stand before the arm, where they neither see its names nor are in an unsafe block of
        // ours. The first line of the arm asks for the caller's own.
        quote! {
            match (#object, #(#checked),*) {
                (anchor, #(#names),*) => {
                    ::fmtunit::__private::contract();
                    #storage
                    #[allow(unused, unused_unsafe, clippy::all)]
                    let result = unsafe {
                        use ::fmtunit::__private::{
                            Arguments, Outcome, PyObject, Raised, abandon, fail_count, group, keep, layout, parse,
                            place, yields,
                        };
                        #plan
                        let places = || -> [place::Place; #place_count] { [#(#erased),*] };
                        let mut kept = [0u64; #cleanup_words];
                        'call: {
                            let (step, outcome, item): (usize, Outcome, *mut PyObject) = 'failed: {
                                #load
                                'absent: {
                                    #steps
                                }
                                break 'call ::core::result::Result::Ok(#result);
                            };
                            let places = places();
                            ::core::result::Result::Err(abandon(&PLAN, step, outcome, item, &kept, places.as_ptr()))
                        }
                    };
                    result
                }
            }
        }
    }

    /// The names of the places that the caller gives, and the caller's expressions with their types checked.
    fn given(&self, arguments: &[Expr]) -> (Vec<Ident>, Vec<TokenStream>) {
        let mut places = Vec::new();
        for Conversion { unit, first, .. } in &self.conversions {
            let inputs = unit.takes().iter().map(|(_, place)| ("input", place));
            let outputs = unit.stores().iter().map(|(_, place)| ("output", place));
            let outputs = outputs.filter(|_| self.form == Form::Places);
            places.extend(iter::zip(*first.., inputs.chain(outputs)));
        }
        iter::zip(places, arguments)
            .map(|((number, (direction, place)), argument)| {
                let (direction, check) = (path(direction), path(place.name()));
                // At the argument's own place, so that the compiler points there.
                let checked =
                    quote_spanned!(argument.span()=> ::fmtunit::__private::place::#direction::#check(#argument));
                (numbered("place", number), checked)
            })
            .unzip()
    }

    /// Memory for the outputs that the caller gives no place for.
    fn storage(&self) -> TokenStream {
        let typed = self.conversions.iter().filter(|_| self.form == Form::Typed);
        typed.map(typed::storage).collect()
    }

    /// The steps up to the end of a sequence, or of the plan.
    fn sequence(
        &self,
        steps: &mut iter::Enumerate<slice::Iter<'_, ParseStep>>,
        within: Option<ItemId>,
    ) -> TokenStream {
        let mut body = TokenStream::new();
        while let Some((at, step)) = steps.next() {
            body.extend(match *step {
                ParseStep::CheckCount { min, max } => {
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
                            break 'call ::core::result::Result::Err(Raised::new());
                        }
                    }
                }
                ParseStep::EndIfAbsent { item } => {
                    let index = self.index(item);
                    quote!(if arguments.count() <= #index { break 'absent; })
                }
                ParseStep::Convert { item, unit, first, cleanup } => {
                    let conversion = Conversion { unit, first: first.into(), nested: within.is_some() };
                    let convert = self.convert(at, &conversion, cleanup);
                    let item = self.load(item, within);
                    quote!({ let item = #item; #convert })
                }
                ParseStep::EnterSequence { item, len, encoded, .. } => {
                    let inner = self.sequence(steps, Some(item));
                    let (load, items, len) =
                        (self.load(item, within), numbered("items", item), usize::from(len));
                    // Some patch releases count encoded strings twice: the engine knows which.
                    let fast = (encoded == 0)
                        .then(|| quote!(::core::option::Option::Some((#items, #len)) => { #inner }));
                    quote! {
                        {
                            let item = #load;
                            match layout::tuple(item) {
                                #fast
                                _ => if group(&PLAN, #at, item, places().as_ptr(), &mut kept).is_err() {
                                    break 'failed (#at, Outcome::RAISED, item);
                                }
                            }
                        }
                    }
                }
                ParseStep::LeaveSequence => return body,
            });
        }
        body
    }

    /// One conversion.
    fn convert(&self, at: usize, conversion: &Conversion, cleanup: Option<u16>) -> TokenStream {
        let Conversion { unit, first, .. } = *conversion;
        let view = typed::view_routine(conversion).filter(|_| self.form == Form::Typed);
        let routine = path(view.unwrap_or(unit.routine()));
        let places = (first..first + unit.places()).map(|number| numbered("place", number));
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
                break 'failed (#at, outcome, item);
            }
            #keep
        }
    }

    /// Where an item comes from: the arguments, or the elements of the tuple it stands in.
    fn load(&self, item: ItemId, within: Option<ItemId>) -> TokenStream {
        let index = self.index(item);
        match within {
            None => quote!(arguments.get(#index)),
            Some(parent) => {
                let items = numbered("items", parent);
                quote!(*#items.add(#index))
            }
        }
    }

    fn index(&self, item: ItemId) -> usize {
        self.plan.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}
