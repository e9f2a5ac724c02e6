//! `#[derive(Record)]`: where the fields of a struct are, as a constant.

mod check;

use check::Checked;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Field, Generics, Index, Item, Member};

/// The implementation, or all that is wrong with the item.
pub(crate) fn expand(item: &Item) -> Result<TokenStream, syn::Error> {
    let Checked { item, fields } = check::check(item)?;
    let name = &item.ident;
    let (parameters, arguments, clause) = item.generics.split_for_impl();
    let predicates = clause.iter().flat_map(|clause| &clause.predicates).map(ToTokens::to_token_stream);
    let predicates = predicates.chain(bounds(&item.generics, &fields));
    let layouts = fields.iter().map(|(member, field)| {
        let class = &field.ty;
        // Under the type, where it is no field's.
        quote_spanned! {class.span()=>
            ::fmtunit::__private::record::field::<#class>(::core::mem::offset_of!(Self, #member))
        }
    });
    let names = fields.iter().map(|(member, _)| match member {
        Member::Named(name) => name.unraw().to_string(),
        Member::Unnamed(number) => number.index.to_string(),
    });
    Ok(quote! {
        #[automatically_derived]
        // SAFETY: the types are those of the fields, the offsets those that the compiler tells.
        unsafe impl #parameters ::fmtunit::__private::record::Record for #name #arguments
        where
            #(#predicates,)*
        {
            const FIELDS: &'static [::fmtunit::__private::record::FieldLayout] = &[#(#layouts),*];
            const NAMES: &'static [&'static ::core::primitive::str] = &[#(#names),*];
        }
    })
}

/// The fields by which they are found: names or numbers.
fn members(fields: &syn::Fields) -> impl Iterator<Item = (Member, &Field)> {
    fields.iter().enumerate().map(|(number, field)| {
        let member = match &field.ident {
            Some(name) => Member::Named(name.clone()),
            None => Member::Unnamed(Index { index: number as u32, span: field.span() }),
        };
        (member, field)
    })
}

/// A type that depends on a parameter of the struct has to be a field's.
fn bounds(generics: &Generics, fields: &[(Member, &Field)]) -> Vec<TokenStream> {
    let parameters: Vec<_> = generics.type_params().map(|parameter| &parameter.ident).collect();
    let types = fields.iter().map(|(_, field)| field.ty.to_token_stream());
    let dependent = types.filter(|class| mentions(class.clone(), &parameters));
    dependent.map(|class| quote!(#class: ::fmtunit::__private::record::Field)).collect()
}

/// Does one of the names stand anywhere in the tokens?
fn mentions(tokens: TokenStream, names: &[&syn::Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => names.contains(&&ident),
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), names),
        proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
    })
}
