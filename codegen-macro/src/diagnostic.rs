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

    /// Adds the faults of a format and of names: at the name; under the unit where the compiler can tell where that is;
    /// else with carets.
    pub(crate) fn push_format(&mut self, literal: &LitStr, names: &[LitStr], error: &Error) {
        for fault in error.faults() {
            let name = fault.name().and_then(|index| names.get(index)).map(LitStr::span);
            match name.or_else(|| subspan(literal, fault.span.clone())) {
                Some(span) => {
                    let help = fault.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
                    self.push(span, fault.message(error.source_text()) + &help);
                }
                None => {
                    let names = error.names().iter().map(String::as_str);
                    let only = Error::with_names(error.source_text(), names, vec![fault.clone()]).to_string();
                    self.push(literal.span(), only.strip_prefix("error: ").unwrap_or(&only));
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
