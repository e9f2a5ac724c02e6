//! The items that can be records, and the errors for all others.

use super::members;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Field, Item, ItemStruct, Member};

/// A struct that can be a record.
pub(super) struct Checked<'a> {
    pub(super) item: &'a ItemStruct,
    /// Those that are not skipped.
    pub(super) fields: Vec<(Member, &'a Field)>,
}

/// Looks for all that keeps an item from being a record.
pub(super) fn check(item: &Item) -> Result<Checked<'_>, syn::Error> {
    let item = match item {
        Item::Struct(item) => item,
        Item::Enum(other) => return Err(no_struct(other.enum_token.span, "an enum")),
        Item::Union(other) => return Err(no_struct(other.union_token.span, "a union")),
        other => return Err(no_struct(other.span(), "this")),
    };
    let mut faults = Faults(None);
    check_layout(item, &mut faults);
    for attribute in item.attrs.iter().filter(|it| it.path().is_ident("record")) {
        faults.push(syn::Error::new_spanned(attribute, "`#[record(…)]` stands in front of a field"));
    }
    let mut fields = Vec::new();
    for (member, field) in members(&item.fields) {
        if !is_skipped(&field.attrs, &mut faults) {
            fields.push((member, field));
        }
    }
    match faults.0 {
        None => Ok(Checked { item, fields }),
        Some(error) => Err(error),
    }
}

/// All that is wrong, as one error.
struct Faults(Option<syn::Error>);

impl Faults {
    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(faults) => faults.combine(error),
            None => self.0 = Some(error),
        }
    }
}

fn no_struct(at: Span, what: &str) -> syn::Error {
    syn::Error::new(at, format!("a record is a `#[repr(C)]` struct: {what} has no field for each C argument"))
}

/// The layout has to be that of C, each field aligned.
fn check_layout(item: &ItemStruct, faults: &mut Faults) {
    let (mut is_c, mut transparent, mut packed) = (false, None, None);
    for attribute in item.attrs.iter().filter(|it| it.path().is_ident("repr")) {
        // The compiler itself refuses a representation that it does not know.
        let _ = attribute.parse_nested_meta(|meta| {
            match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("C") => is_c = true,
                Some("packed") => packed = Some(meta.path.span()),
                Some("transparent") => transparent = Some(meta.path.span()),
                _ => {}
            }
            if meta.input.peek(syn::token::Paren) {
                let arguments;
                syn::parenthesized!(arguments in meta.input);
                arguments.parse::<proc_macro2::TokenStream>()?;
            }
            Ok(())
        });
    }
    if let Some(at) = packed {
        faults.push(syn::Error::new(
            at,
            "the fields of a record are aligned, those of a packed struct are not",
        ));
    }
    if let Some(at) = transparent {
        faults.push(syn::Error::new(at, "a record is laid out as in C: write `#[repr(C)]`"));
    } else if !is_c {
        faults.push(syn::Error::new_spanned(
            &item.ident,
            "a record is laid out as in C: write `#[repr(C)]` in front of the struct",
        ));
    }
}

/// Is there a `#[record(skip)]`?
fn is_skipped(attributes: &[Attribute], faults: &mut Faults) -> bool {
    let mut skipped = false;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("record")) {
        let word = attribute.parse_args::<syn::Ident>();
        if word.is_ok_and(|word| word == "skip") {
            skipped = true;
        } else {
            let at = attribute.meta.to_token_stream();
            faults.push(syn::Error::new_spanned(at, "the only thing to say of a field is `#[record(skip)]`"));
        }
    }
    skipped
}
