//! What stands between the parentheses of a call.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Token};

/// `object, "format", argument, …`
pub(crate) struct ParseCall {
    /// The argument tuple, or the object.
    pub(crate) object: Expr,
    pub(crate) rest: BuildCall,
}

/// `"format", argument, …`
pub(crate) struct BuildCall {
    pub(crate) format: LitStr,
    pub(crate) arguments: Vec<Expr>,
}

impl Parse for ParseCall {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let object = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok(Self { object, rest: input.parse()? })
    }
}

impl Parse for BuildCall {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let format = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected the format: a string literal, known at compile time")
        })?;
        if input.is_empty() {
            return Ok(Self { format, arguments: Vec::new() });
        }
        input.parse::<Token![,]>()?;
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated(input)?;
        Ok(Self { format, arguments: arguments.into_iter().collect() })
    }
}
