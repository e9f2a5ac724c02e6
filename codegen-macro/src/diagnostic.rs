//! Compile errors: all faults of a call, each at its place.

use fmtunit_parser::Error;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;

/// The errors of one call; never empty where it is returned.
pub(crate) struct Errors(Vec<(Span, String)>);

impl Errors {
    /// No error yet.
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds an error.
    pub(crate) fn push(&mut self, span: Span, message: impl Into<String>) {
        self.0.push((span, message.into()));
    }

    /// Adds the faults of a format: under the unit where the compiler can tell where that is, else with carets.
    pub(crate) fn push_format(&mut self, literal: &LitStr, error: &Error) {
        for fault in error.faults() {
            match subspan(literal, fault.span.clone()) {
                Some(span) => {
                    let help = fault.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
                    self.push(span, fault.message(error.source_text()) + &help);
                }
                None => {
                    let only = Error::new(error.source_text(), vec![fault.clone()]).to_string();
                    let text = only.strip_prefix("error: ").unwrap_or(&only);
                    self.push(literal.span(), text);
                }
            }
        }
    }
}

impl From<syn::Error> for Errors {
    fn from(error: syn::Error) -> Self {
        Self(error.into_iter().map(|error| (error.span(), error.to_string())).collect())
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let errors =
            self.0.iter().map(|(span, message)| quote_spanned!(*span=> ::core::compile_error!(#message)));
        tokens.extend(quote!({ #(#errors);* }));
    }
}

/// Where a range of bytes of the format is in the source. Only a nightly compiler tells, and only for a literal without
/// escapes are the bytes of the source those of the format.
fn subspan(literal: &LitStr, range: std::ops::Range<usize>) -> Option<Span> {
    let token = literal.token();
    if token.to_string() != format!("\"{}\"", literal.value()) || range.is_empty() {
        return None;
    }
    token.subspan(range.start + 1..range.end + 1)
}
