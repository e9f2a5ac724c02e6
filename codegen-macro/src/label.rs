//! The labels of an expansion's blocks. Hygiene keeps them apart from the caller's.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Lifetime;

/// A label.
pub(crate) struct Label(&'static str);

/// The whole call: left with its result.
pub(crate) const CALL: Label = Label("'call");
/// The conversions: left when there are no more to make.
pub(crate) const CONVERTED: Label = Label("'converted");
/// The construction of objects: left with the result.
pub(crate) const BUILT: Label = Label("'built");
/// The fast path of an expansion: left with the step and the reason.
pub(crate) const LEFT: Label = Label("'left");
/// The steps that can fail: left with the number of the step.
pub(crate) const FAILED: Label = Label("'failed");

impl ToTokens for Label {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Lifetime::new(self.0, Span::mixed_site()).to_tokens(tokens);
    }
}
