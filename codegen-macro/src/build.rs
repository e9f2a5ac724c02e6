//! The macros that build: a plan as straight-line Rust.
//!
//! Objects are made one after the other and put into their containers at once. When one cannot be made, the number of the
//! step is handed to the runtime with the plan as a constant, all values and the open containers; the reference engine
//! does what is left.

use crate::diagnostic::Errors;
use crate::input::{BuildCall, Target, ungrouped};
use crate::label::{BUILT, FAILED};
use crate::plan::{build_plan, numbered, requirements};
use fmtunit_parser::plan::BuildPlan;
use fmtunit_parser::{BuildFormat, Error, lower};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use std::ffi::CString;
use steps::Steps;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};
use values::Values;

mod steps;
mod values;

/// What the objects that are built are for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Purpose {
    /// The value of the macro.
    Value,
    /// The arguments of a call of a function.
    Function,
    /// The arguments of a call of a method.
    Method,
}

/// The expansion of a call.
pub(crate) fn expand(input: TokenStream, purpose: Purpose) -> Result<TokenStream, Errors> {
    let read = |input: ParseStream<'_>| BuildCall::parse(input, purpose);
    let BuildCall { target, format: literal, arguments } = read.parse2(input)?;
    let lowered =
        BuildFormat::parse(&literal.value()).and_then(|format| Ok((lower(&format, purpose)?, format)));
    let (plan, format) = lowered.map_err(|error| {
        let mut errors = Errors::new();
        errors.push_format(&literal, &[], &error);
        errors
    })?;
    let values = Values::new(&plan, &literal, &arguments)?;
    let requirements = requirements(
        &literal,
        match purpose {
            Purpose::Value => format.requirements(),
            Purpose::Function | Purpose::Method => format.call_requirements(),
        },
    );
    let expansion = expand_plan(&plan, &target, &values)?;
    Ok(quote!({ #requirements #expansion }))
}

fn lower(format: &BuildFormat, purpose: Purpose) -> Result<BuildPlan, Error> {
    match purpose {
        Purpose::Value => lower::build(format),
        Purpose::Function | Purpose::Method => lower::call(format),
    }
}

fn expand_plan(plan: &BuildPlan, target: &Target, values: &Values) -> Result<TokenStream, Errors> {
    let constant = build_plan(plan);
    let Values { names, checked, elements, literal } = values;
    let open = (0..usize::from(plan.containers)).map(|number| numbered("open", number)).collect::<Vec<_>>();
    let count = elements.len();
    let Frame { names: source_names, sources, before, build, failed, after } =
        Frame::new(plan, target, literal)?;
    // The caller's expressions stand before the arm, where they neither see its names nor are in an unsafe block of
    // ours. The first line of the arm asks for the caller's own.
    Ok(quote! {
        match (#(#sources,)* #(#checked,)*) {
            (#(#source_names,)* #(#names,)*) => {
                ::fmtunit::__private::contract();
                #[allow(unused, unused_unsafe, clippy::all)]
                let result = unsafe {
                    use ::fmtunit::__private::{Open, PyObject, Value, build, call, interpret, plan::Bracket};
                    #constant
                    #(let mut #open = Open::NONE;)*
                    let mut rejected: *mut PyObject = ::core::ptr::null_mut();
                    let values = || -> [Value; #count] { [#(#elements),*] };
                    #before
                    let result = #BUILT: {
                        let step: usize = #FAILED: { #build };
                        interpret::abandon(&PLAN, step, &values(), &[#(#open),*], rejected);
                        #failed
                        ::core::ptr::null_mut()
                    };
                    #after
                    result
                };
                result
            }
        }
    })
}

/// What surrounds the steps, by purpose.
struct Frame {
    /// The names of the target's parts, and the caller's expressions for them.
    names: Vec<TokenStream>,
    sources: Vec<TokenStream>,
    /// Statements before the steps.
    before: TokenStream,
    /// The steps; leaves `'built` with the result, or `'failed` with the number of a step.
    build: TokenStream,
    /// Statements when a step has failed.
    failed: TokenStream,
    /// Statements behind it all.
    after: TokenStream,
}

impl Frame {
    fn new(plan: &BuildPlan, target: &Target, literal: &[bool]) -> Result<Self, Errors> {
        let mut steps = Steps::new(plan, literal);
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
            Target::Function(callable) => {
                (vec![quote!(callable)], vec![object_source(callable)], None, quote!(call(callable)), nothing)
            }
            Target::Method(object, name) => (
                vec![quote!(object), quote!(name)],
                vec![object_source(object), name_source(name)?],
                Some(quote!(let method = call::Method::find(object, name); let callable = method.callable;)),
                quote!(call_method(&method)),
                quote!(method.release();),
            ),
        };
        let count = usize::from(plan.results);
        let objects = (0..count).map(|index| {
            let object = steps.object();
            quote!(stack.arguments[#index] = #object;)
        });
        let build = quote! {
            if !call::is_callable_given(callable) {
                interpret::release_stolen(&PLAN, &values());
                break #BUILT ::core::ptr::null_mut();
            }
            #(#objects)*
            break #BUILT stack.#call;
        };
        Ok(Self {
            names,
            sources,
            before: quote!(let mut stack = call::Stack::<#count>::new(); #look_up),
            build,
            failed: quote!(build::release(&stack.arguments);),
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
