//! Fields that no forward uses: what they hold would never be trained.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Data, Field};

use super::fields::Fields;
use super::place::{Place, Step};

const SKIP: &str = "skip";

impl Fields<'_> {
    /// A constant that tells which fields a method mentions, by itself and by those that it calls.
    pub(super) fn mentioning(&self, method: &Ident, calls: &[(Ident, usize)]) -> TokenStream {
        let (name, fields) = (mentions(method), &self.mentioned);
        let others = calls.iter().map(|(call, _)| call).filter(|call| *call != method).map(mentions);
        quote! {
            #[doc(hidden)]
            pub const #name: ::core::option::Option<&'static __follow::Mentions> =
                ::core::option::Option::Some(&__follow::Mentions {
                    fields: &[#(#fields),*],
                    methods: &[#(Self::#others),*],
                });
        }
    }

    /// Errors at the registered fields that neither the forward nor the methods that it calls use.
    pub(super) fn unused(&self, calls: &[(Ident, usize)], allowed: &[Ident]) -> TokenStream {
        let unused = self.layers.iter().filter(|layer| {
            let name = layer.name();
            layer.runs
                && !self.mentioned.contains(&name)
                && !allowed.iter().any(|field| *field == name)
                && !self.is_skipped_field(&name)
        });
        let errors = unused.map(|layer| {
            let (name, span) = (layer.name(), syn::spanned::Spanned::span(&layer.member));
            let text = format!(
                "field `{name}` is used by no forward: what it holds would never be trained\n\
                 use it, or say why it is not: `#[shapes(unused({name} = \"..\"))]`"
            );
            if calls.is_empty() {
                return quote_spanned!(span=> ::core::compile_error!(#text););
            }
            let (spec, calls) = (&self.spec.ident, calls.iter().map(|(call, _)| mentions(call)));
            let (_, ty_generics, _) = self.input.generics.split_for_impl();
            let ty_generics = ty_generics.as_turbofish();
            let is_used = quote!(__follow::mention(#name, &[#(#spec #ty_generics::#calls),*]));
            quote_spanned!(span=> const _: () = if !(#is_used) { ::core::panic!(#text) };)
        });
        errors.collect()
    }

    /// Whether a place begins with a field that is not registered.
    pub(super) fn is_skipped(&self, place: &Place) -> bool {
        matches!(place.path.first(), Some(Step::Name(name)) if self.is_skipped_field(name))
    }

    fn is_skipped_field(&self, name: &str) -> bool {
        let Data::Struct(data) = &self.input.data else { return false };
        let named = self.layers.iter().zip(&data.fields).find(|(layer, _)| layer.name() == name);
        named.is_some_and(|(_, field)| has_skip(field))
    }
}

/// The name of the constant that tells which fields a method mentions.
pub(super) fn mentions(method: &Ident) -> Ident {
    format_ident!("__MENTIONS_{}", method, span = method.span())
}

/// Whether a field has `#[module(skip)]`.
fn has_skip(field: &Field) -> bool {
    let is_skip = |attr: &syn::Attribute| {
        attr.path().is_ident("module") && attr.parse_args::<Ident>().is_ok_and(|word| word == SKIP)
    };
    field.attrs.iter().any(is_skip)
}
