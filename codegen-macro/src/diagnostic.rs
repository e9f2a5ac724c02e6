//! Compile errors: all faults of a call, each at its place.

use fmtunit_parser::Error;
use fmtunit_parser::error::Fault;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::LitStr;

/// The errors of one call; never empty where it is returned.
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// No error yet.
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds an error, under all of the tokens.
    pub(crate) fn push(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(at, message));
    }

    /// Adds the faults of a format and of names.
    pub(crate) fn push_format(&mut self, literal: &LitStr, names: &[LitStr], error: &Error) {
        for fault in error.faults() {
            let (span, message) = locate(literal, names, error, fault);
            self.0.push(syn::Error::new(span, message));
        }
    }
}

impl From<syn::Error> for Errors {
    fn from(error: syn::Error) -> Self {
        Self(error.into_iter().collect())
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let errors = self.0.iter().map(syn::Error::to_compile_error);
        tokens.extend(quote!({ #(#errors);* }));
    }
}

/// The place and the message of a fault. The place is the name at fault, or the unit where the compiler can locate
/// that; else it is the format, and the message has carets.
pub(crate) fn locate(literal: &LitStr, names: &[LitStr], error: &Error, fault: &Fault) -> (Span, String) {
    let name = fault.name().and_then(|index| names.get(index)).map(LitStr::span);
    if let Some(span) = name.or_else(|| subspan(literal, fault.span.clone())) {
        let help = fault.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        return (span, fault.message(error.source_text()) + &help);
    }
    let names = error.names().iter().map(String::as_str);
    let only = Error::with_names(error.source_text(), names, vec![fault.clone()]).to_string();
    (literal.span(), only.strip_prefix("error: ").unwrap_or(&only).to_owned())
}

/// The place of a range of bytes of the format in the source. Only a nightly compiler can locate it, and only in a
/// literal without escapes, whose bytes are those of the format.
fn subspan(literal: &LitStr, range: std::ops::Range<usize>) -> Option<Span> {
    let token = literal.token();
    if token.to_string() != format!("\"{}\"", literal.value()) || range.is_empty() {
        return None;
    }
    token.subspan(range.start + 1..range.end + 1)
}
