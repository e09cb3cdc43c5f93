//! The stub beside errors: an implementation that does nothing, so that no error is about its absence.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// An empty implementation of `Module`.
pub(crate) fn module(input: &DeriveInput, krate: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::Module for #ident #ty_generics #where_clause {
            fn visit(&self, _: &#krate::Path<'_>, _: &mut #krate::Visit<'_>) {}

            fn visit_mut(&mut self, _: &#krate::Path<'_>, _: &mut #krate::VisitMut<'_>) {}
        }
    }
}
