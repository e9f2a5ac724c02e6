//! The parse macros: a plan as straight-line Rust.
//!
//! The fast path converts the fast shapes, inline. Everything else bails out through one cold call: the reference
//! engine gets the plan as a constant, with the step and the reason, and ends the call.

use crate::diagnostic::Errors;
use crate::input::ParseCall;
use crate::label::{CALL, CONVERTED, LEFT};
use crate::plan::{numbered, parse_plan, path, requirements};
use fmtunit_parser::plan::{Entry, ParsePlan, UnitConversion};
use fmtunit_parser::units::{ParseUnit, Place};
use fmtunit_parser::{Error, ParseFormat, lower};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use std::iter;
use steps::ParseSteps;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, LitStr};

mod source;
mod steps;
mod typed;

/// The expansion of a call.
pub(crate) fn expand(input: TokenStream, entry: Entry) -> Result<TokenStream, Errors> {
    let read = |input: ParseStream<'_>| ParseCall::parse(input, entry);
    let ParseCall { sources, format: literal, names, arguments } = read.parse2(input)?;
    let mut errors = Errors::new();
    let (plan, format) = match lower(&literal, names.as_deref(), entry) {
        Ok(lowered) => lowered,
        Err(error) => {
            errors.push_format(&literal, names.as_deref().unwrap_or_default(), &error);
            return Err(errors);
        }
    };
    let conversions: Vec<_> = plan.conversions().collect();
    let Some(form) = Form::of(&conversions, arguments.len()) else {
        count_error(&mut errors, &literal, &conversions, &arguments);
        return Err(errors);
    };
    let requirements = requirements(&literal, format.requirements());
    let expansion = ParseExpansion { plan: &plan, conversions, form, arguments: &arguments }.expand(&sources);
    Ok(quote!({ #requirements #expansion }))
}

/// The plan of a call, and its format.
fn lower(
    literal: &LitStr,
    names: Option<&[LitStr]>,
    entry: Entry,
) -> Result<(ParsePlan, ParseFormat), Error> {
    let format = ParseFormat::parse(&literal.value())?;
    let plan = match names {
        None => lower::parse(&format, entry)?,
        Some(names) => {
            let names: Vec<String> = names.iter().map(LitStr::value).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            lower::parse_with_names(&format, &names, entry)?
        }
    };
    Ok((plan, format))
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
    fn of(conversions: &[UnitConversion], arguments: usize) -> Option<Self> {
        let units = || conversions.iter().map(|conversion| conversion.unit);
        if arguments == units().map(|unit| unit.takes().len()).sum::<usize>() {
            Some(Self::Typed)
        } else if arguments == units().map(ParseUnit::places).sum::<usize>() {
            Some(Self::Places)
        } else {
            None
        }
    }

    /// The places of this form, as the engine takes them.
    fn outputs(self) -> TokenStream {
        match self {
            Self::Typed => quote!(interpret::Outputs::views(__places.as_ptr())),
            Self::Places => quote!(interpret::Outputs::places(__places.as_ptr())),
        }
    }
}

/// Notes that neither form has this many arguments.
fn count_error(errors: &mut Errors, literal: &LitStr, conversions: &[UnitConversion], arguments: &[Expr]) {
    let (mut inputs, mut places) = (Vec::new(), Vec::new());
    for UnitConversion { unit, .. } in conversions {
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
    if places.is_empty() {
        let message = "wrong number of arguments: the format has no unit that one could be for";
        return errors.push(arguments.first(), message);
    }
    let message = format!(
        "wrong number of arguments: after the format, give {} to get the values as a tuple, or {} to have them stored; \
         {} given",
        list(&inputs),
        list(&places),
        arguments.len(),
    );
    // The first surplus argument, or the format.
    match arguments.get(places.len()) {
        Some(surplus) => errors.push(surplus, message),
        None => errors.push(literal, message),
    }
}

/// An argument with its type checked, at its own place, so that the compiler points there.
fn checked(direction: &str, place: Place, argument: &Expr) -> TokenStream {
    let (direction, check) = (path(direction), path(place.name()));
    // In a tuple: about an element, the compiler says what it expected and found; about an argument also the
    // function, which is an internal one.
    quote_spanned!(argument.span()=> ::fmtunit::__private::place::#direction::#check((#argument,)))
}

/// The parts of an expansion.
struct ParseExpansion<'a> {
    plan: &'a ParsePlan,
    conversions: Vec<UnitConversion>,
    form: Form,
    arguments: &'a [Expr],
}

impl ParseExpansion<'_> {
    fn expand(&self, sources: &[Expr]) -> TokenStream {
        let plan = parse_plan(self.plan);
        let (names, checked) = self.given();
        let storage = self.storage();
        let (source_names, sources) = source::sources(self.plan.site.entry, sources);
        let (place_count, cleanup_words) =
            (usize::from(self.plan.places), usize::from(self.plan.cleanups).div_ceil(64));
        let erased = (0..place_count).map(|number| {
            let place = numbered("place", number);
            quote!(place::Erase::erase(#place))
        });
        let source::Load { before, load, given, restarted } = source::load(self.plan);
        let steps = ParseSteps { plan: self.plan, form: self.form, arguments: self.arguments }.all();
        let outputs = self.form.outputs();
        let result = match self.form {
            Form::Typed => typed::result(self.plan),
            Form::Places => quote!(()),
        };
        // The caller's expressions come before the arm: there they see none of its names and are in no unsafe block
        // of ours. The first line of the arm requires the caller's own.
        quote! {
            match (#sources, #(#checked),*) {
                (#source_names, #(#names),*) => {
                    ::fmtunit::__private::contract();
                    #storage
                    #[allow(unused, unused_unsafe, clippy::all)]
                    let __result = unsafe {
                        use ::fmtunit::__private::{
                            Arguments, BailOut, CallArguments, InterruptedCall, Outcome, PyObject, interpret, keep, keywords, layout, parse,
                            place, source, yields,
                        };
                        #plan
                        let __places = || -> [place::Place; #place_count] { [#(#erased),*] };
                        let mut __kept = [0u64; #cleanup_words];
                        #CALL: {
                            #before
                            #CONVERTED: {
                                let __bail_out: BailOut = #LEFT: {
                                    #load
                                    #steps
                                    break #CONVERTED;
                                };
                                let __places = __places();
                                if __bail_out.is_at_start() {
                                    if let ::core::result::Result::Err(__raised) =
                                        interpret::restart(&__PLAN, &#given, #outputs)
                                    {
                                        break #CALL ::core::result::Result::Err(__raised);
                                    }
                                    #restarted
                                } else {
                                    let mut __interrupted = InterruptedCall {
                                        plan: &__PLAN,
                                        given: #given,
                                        arguments: __arguments,
                                        outputs: #outputs,
                                        bail_out: __bail_out,
                                        kept: &mut __kept,
                                    };
                                    if let ::core::result::Result::Err(__raised) =
                                        interpret::complete(&mut __interrupted)
                                    {
                                        break #CALL ::core::result::Result::Err(__raised);
                                    }
                                }
                            }
                            ::core::result::Result::Ok(#result)
                        }
                    };
                    __result
                }
            }
        }
    }

    /// The names of the places that the caller passes, and the caller's expressions with their types checked.
    fn given(&self) -> (Vec<Ident>, Vec<TokenStream>) {
        let mut places = Vec::new();
        for UnitConversion { unit, first, .. } in &self.conversions {
            let inputs = unit.takes().iter().map(|(_, place)| ("input", place));
            let outputs = unit.stores().iter().map(|(_, place)| ("output", place));
            let outputs = outputs.filter(|_| self.form == Form::Places);
            places.extend(iter::zip(*first.., inputs.chain(outputs)));
        }
        iter::zip(places, self.arguments)
            .map(|((number, (direction, place)), argument)| {
                (numbered("place", number), checked(direction, *place, argument))
            })
            .unzip()
    }

    /// Memory for the outputs, in the typed form.
    fn storage(&self) -> TokenStream {
        let typed = self.conversions.iter().filter(|_| self.form == Form::Typed);
        typed.map(typed::storage).collect()
    }
}
