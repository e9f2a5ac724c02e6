//! The labels of an expansion's blocks. They cannot meet one of the caller's.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Lifetime;

/// A label.
pub(crate) struct Label(&'static str);

/// The whole call; left with its result.
pub(crate) const CALL: Label = Label("'call");
/// The conversions; left when all that are to be made are made.
pub(crate) const CONVERTED: Label = Label("'converted");
/// All that is built; left with the result.
pub(crate) const BUILT: Label = Label("'built");
/// What an expansion does by itself; left with where and why.
pub(crate) const LEFT: Label = Label("'left");
/// What may fail; left with the number of the step.
pub(crate) const FAILED: Label = Label("'failed");

impl ToTokens for Label {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Lifetime::new(self.0, Span::mixed_site()).to_tokens(tokens);
    }
}
