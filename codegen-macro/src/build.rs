//! The macros that build: a plan as straight-line Rust.
//!
//! Each object is put into its container as soon as it is made. When one cannot be made, the runtime gets the number
//! of the step with the plan as a constant, all values and the open containers; the reference engine does the rest.

use crate::diagnostic::Errors;
use crate::input::{BuildCall, Target, ungrouped};
use crate::label::{BUILT, FAILED};
use crate::plan::{build_plan, numbered, requirements};
use fmtunit_parser::plan::BuildPlan;
use fmtunit_parser::{BuildFormat, Error, lower};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use std::ffi::CString;
use steps::BuildSteps;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};
use values::GivenValues;

mod steps;
mod values;

/// The expansion of a call, whose target is read first.
pub(crate) fn expand(
    input: TokenStream,
    target: fn(ParseStream<'_>) -> syn::Result<Target>,
) -> Result<TokenStream, Errors> {
    let read = |input: ParseStream<'_>| BuildCall::parse(input, target);
    let BuildCall { target, format: literal, arguments } = read.parse2(input)?;
    let lowered =
        BuildFormat::parse(&literal.value()).and_then(|format| Ok((lower(&format, &target)?, format)));
    let (plan, format) = lowered.map_err(|error| {
        let mut errors = Errors::new();
        errors.push_format(&literal, &[], &error);
        errors
    })?;
    let values = GivenValues::new(&plan, &literal, &arguments)?;
    let requirements = requirements(
        &literal,
        match target {
            Target::Value => format.requirements(),
            Target::Function(_) | Target::Method(..) => format.call_requirements(),
        },
    );
    let expansion = expand_plan(&plan, &target, &values)?;
    Ok(quote!({ #requirements #expansion }))
}

fn lower(format: &BuildFormat, target: &Target) -> Result<BuildPlan, Error> {
    match target {
        Target::Value => lower::build(format),
        Target::Function(_) | Target::Method(..) => lower::call(format),
    }
}

fn expand_plan(plan: &BuildPlan, target: &Target, values: &GivenValues) -> Result<TokenStream, Errors> {
    let constant = build_plan(plan);
    let GivenValues { names, checked, elements, literal } = values;
    let open = (0..usize::from(plan.containers)).map(|number| numbered("open", number)).collect::<Vec<_>>();
    let count = elements.len();
    let CallParts { names: source_names, sources, before, build, failed, after } =
        CallParts::new(plan, target, literal)?;
    // The caller's expressions come before the arm: there they see none of its names and are in no unsafe block of
    // ours. The first line of the arm requires the caller's own.
    Ok(quote! {
        match (#(#sources,)* #(#checked,)*) {
            (#(#source_names,)* #(#names,)*) => {
                ::fmtunit::__private::contract();
                #[allow(unused, unused_unsafe, clippy::all)]
                let __result = unsafe {
                    use ::fmtunit::__private::{OpenContainer, PyObject, Value, build, call, interpret, plan::Bracket};
                    #constant
                    #(let mut #open = OpenContainer::NONE;)*
                    let mut __rejected: *mut PyObject = ::core::ptr::null_mut();
                    let __values = || -> [Value; #count] { [#(#elements),*] };
                    #before
                    let __result = #BUILT: {
                        let __step: ::core::primitive::usize = #FAILED: { #build };
                        interpret::abandon_build(&__PLAN, __step, &__values(), &mut [#(#open),*], __rejected);
                        #failed
                        ::core::ptr::null_mut()
                    };
                    #after
                    __result
                };
                __result
            }
        }
    })
}

/// The code around the steps, by target.
struct CallParts {
    /// The names of the parts of the target, and the caller's expressions for them.
    names: Vec<TokenStream>,
    sources: Vec<TokenStream>,
    /// Statements before the steps.
    before: TokenStream,
    /// The steps: leave `'built` with the result, or `'failed` with the number of a step.
    build: TokenStream,
    /// Statements after a failure.
    failed: TokenStream,
    /// Statements at the end.
    after: TokenStream,
}

impl CallParts {
    fn new(plan: &BuildPlan, target: &Target, literal: &[bool]) -> Result<Self, Errors> {
        let mut steps = BuildSteps::new(plan, literal);
        let nothing = TokenStream::new();
        let (names, sources, look_up, call, after) = match target {
            Target::Value => {
                let object = match &*plan.steps {
                    [step] => steps::only(step),
                    _ => steps.object(),
                };
                return Ok(Self {
                    names: Vec::new(),
                    sources: Vec::new(),
                    before: nothing.clone(),
                    build: quote!(break #BUILT #object;),
                    failed: nothing.clone(),
                    after: nothing,
                });
            }
            Target::Function(callable) => (
                vec![quote!(__callable)],
                vec![object_source(callable)],
                None,
                quote!(call(__callable)),
                nothing,
            ),
            Target::Method(object, name) => (
                vec![quote!(__object), quote!(__name)],
                vec![object_source(object), name_source(name)?],
                Some(
                    quote!(let __method = call::Method::find(__object, __name); let __callable = __method.callable;),
                ),
                quote!(call_method(&__method)),
                quote!(__method.release();),
            ),
        };
        let count = usize::from(plan.results);
        let objects = (0..count).map(|index| {
            let object = steps.object();
            quote!(__stack.arguments[#index] = #object;)
        });
        let build = quote! {
            if !call::is_callable_given(__callable) {
                interpret::release_stolen(&__PLAN, &__values());
                break #BUILT ::core::ptr::null_mut();
            }
            #(#objects)*
            break #BUILT __stack.#call;
        };
        Ok(Self {
            names,
            sources,
            before: quote!(let mut __stack = call::Stack::<#count>::new(); #look_up),
            build,
            failed: quote!(build::release(&__stack.arguments);),
            after,
        })
    }
}

fn object_source(object: &Expr) -> TokenStream {
    quote_spanned!(object.span()=> ::fmtunit::__private::source::object(#object))
}

/// The name of a method: a literal becomes a C string.
fn name_source(name: &Expr) -> Result<TokenStream, Errors> {
    let name = match ungrouped(name) {
        Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => {
            let text = CString::new(literal.value()).map_err(|_| {
                let mut errors = Errors::new();
                errors.push(literal, "NUL character in the name of a method");
                errors
            })?;
            let mut literal_token = Literal::c_string(&text);
            literal_token.set_span(literal.span());
            quote!(#literal_token)
        }
        other => quote!(#other),
    };
    Ok(quote_spanned!(name.span()=> ::fmtunit::__private::source::method_name(#name)))
}
