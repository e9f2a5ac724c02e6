//! The input of a macro call, parsed.

use fmtunit_parser::plan::Entry;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Token, bracketed};

/// `args, …, "format", ["name", …], argument, …`
pub(crate) struct ParseCall {
    /// The expressions that pass the arguments: one for each parameter of the entry point.
    pub(crate) sources: Vec<Expr>,
    pub(crate) format: LitStr,
    /// The names of the parameters, where the entry point takes keywords.
    pub(crate) names: Option<Vec<LitStr>>,
    pub(crate) arguments: Vec<Expr>,
}

/// `target, …, "format", argument, …`
pub(crate) struct BuildCall {
    pub(crate) target: Target,
    pub(crate) format: LitStr,
    pub(crate) arguments: Vec<Expr>,
}

impl ParseCall {
    /// Reads a call of an entry point.
    pub(crate) fn parse(input: ParseStream<'_>, entry: Entry) -> syn::Result<Self> {
        let (expected, named): (&[&str], _) = match entry {
            Entry::Tuple => (&["args"], false),
            Entry::Object => (&["object"], false),
            Entry::Array => (&["args", "nargs"], false),
            Entry::TupleAndKeywords => (&["args", "kwargs"], true),
            Entry::ArrayAndKeywords => (&["args", "nargs", "kwnames"], true),
        };
        let sources = expected.iter().map(|_| source(input, expected)).collect::<syn::Result<_>>()?;
        let format = format(input)?;
        let names = if named { Some(names(input)?) } else { None };
        Ok(Self { sources, format, names, arguments: arguments(input)? })
    }
}

/// The consumer of the built objects.
pub(crate) enum Target {
    /// The caller of the macro: the one object is its value.
    Value,
    /// A callable.
    Function(Expr),
    /// An object, and the name of its method.
    Method(Expr, Expr),
}

impl Target {
    /// The target of `build_value!`.
    pub(crate) fn value(_: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self::Value)
    }

    /// Reads the target of `call_function!`.
    pub(crate) fn function(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self::Function(leading(input)?))
    }

    /// Reads the target of `call_method!`.
    pub(crate) fn method(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self::Method(leading(input)?, leading(input)?))
    }
}

impl BuildCall {
    /// Reads a call.
    pub(crate) fn parse(
        input: ParseStream<'_>,
        target: fn(ParseStream<'_>) -> syn::Result<Target>,
    ) -> syn::Result<Self> {
        Ok(Self { target: target(input)?, format: format(input)?, arguments: arguments(input)? })
    }
}

/// One of the expressions with these names, and a comma.
fn source(input: ParseStream<'_>, expected: &[&str]) -> syn::Result<Expr> {
    if input.peek(LitStr) {
        let message = format!("expected `{}`, and then the format", expected.join(", "));
        return Err(syn::Error::new(input.span(), message));
    }
    leading(input)
}

/// An expression and a comma.
fn leading(input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.is_empty() {
        return Err(syn::Error::new(input.span(), "expected an expression, then the format"));
    }
    let expression = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(expression)
}

fn format(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse().map_err(|error: syn::Error| match input.parse::<Expr>() {
        Ok(other) => syn::Error::new_spanned(
            other,
            "the format has to be a string literal: the macro sees neither the value of a constant nor what another \
             macro makes",
        ),
        Err(_) => syn::Error::new(error.span(), "expected the format: a string literal"),
    })
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let read = || {
        input.parse::<Token![,]>()?;
        let names;
        bracketed!(names in input);
        Ok(Punctuated::<LitStr, Token![,]>::parse_terminated(&names)?.into_iter().collect())
    };
    read().map_err(|error: syn::Error| {
        syn::Error::new(
            error.span(),
            "expected the names of the parameters: string literals in square brackets",
        )
    })
}

/// The rest of the input after the last fixed part: nothing, or a comma and expressions.
fn arguments(input: ParseStream<'_>) -> syn::Result<Vec<Expr>> {
    if input.is_empty() {
        return Ok(Vec::new());
    }
    input.parse::<Token![,]>()?;
    Ok(Punctuated::<Expr, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

/// An expression without invisible groups around it, which declarative macros add.
pub(crate) fn ungrouped(mut expression: &Expr) -> &Expr {
    while let Expr::Group(group) = expression {
        expression = &group.expr;
    }
    expression
}
