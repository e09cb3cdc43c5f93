//! The names of what is saved, and the proof that no two fields share one where `flatten` brings them together.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use crate::ast::{Container, Field, Variant};
use crate::generics::Params;
use crate::span::Ends;

/// The names of an item's fields.
pub(crate) struct Names<'a> {
    pub(crate) container: &'a Container,
    pub(crate) krate: &'a TokenStream,
}

impl Names<'_> {
    /// Tells the names to whoever flattens the item.
    pub(crate) fn implementation(&self) -> TokenStream {
        let (krate, ident) = (self.krate, &self.container.ident);
        let (impl_generics, ty_generics, where_clause) = self.container.generics.split_for_impl();
        let names = self.container.fields().filter_map(|field| self.name(field, &field.ty));
        let lints = &self.container.lints;
        quote! {
            #[automatically_derived]
            #(#lints)*
            impl #impl_generics #krate::module::names::Names for #ident #ty_generics #where_clause {
                const NAMES: &'static [#krate::module::names::Name] = {
                    use #krate::module::probe::Fallback as _;
                    &[#(#names),*]
                };
            }
        }
    }

    /// Constants that stop the compiler, one for each flattened field that has a name in common with a field that is
    /// not flattened, or with a flattened one before it.
    pub(crate) fn proofs(&self) -> Vec<TokenStream> {
        self.container.variants.iter().flat_map(|variant| self.proofs_of(variant)).collect()
    }

    fn proofs_of(&self, variant: &Variant) -> Vec<TokenStream> {
        let is_flattened = |field: &Field| field.attrs.flatten.is_some();
        let fields = || variant.fields.iter().enumerate();
        let flattened = fields().filter(|(_, field)| is_flattened(field));
        flattened
            .filter_map(|(place, field)| {
                let others = fields()
                    .filter(|(other, found)| *other < place || !is_flattened(found))
                    .filter_map(|(_, found)| self.other(found));
                self.proof(field, others.collect())
            })
            .collect()
    }

    fn proof(&self, field: &Field, others: Vec<TokenStream>) -> Option<TokenStream> {
        let (krate, name) = (self.krate, field.name());
        let own = self.name_outside(field)?;
        if others.is_empty() {
            return None;
        }
        let arguments = quote!(#name, #own, &[#(#others),*]);
        let call = Ends::of(&field.ty).call(&quote!(#krate::module::probe), "apart", arguments);
        let lints = &self.container.lints;
        let constants = Params::of_container(self.container).all_constants(krate);
        Some(quote! {
            #(#lints)*
            const _: () = {
                #[allow(unused_imports)]
                use #krate::module::probe::Fallback as _;
                #constants
                #call;
            };
        })
    }

    fn other(&self, field: &Field) -> Option<TokenStream> {
        let (name, is_flattened) = (field.name(), field.attrs.flatten.is_some());
        let names = self.name_outside(field)?;
        Some(quote!((#name, #is_flattened, #names)))
    }

    /// The name as it can be asked about in a constant beside the item.
    fn name_outside(&self, field: &Field) -> Option<TokenStream> {
        let params = Params::of_container(self.container);
        if params.depends(&field.ty) { None } else { self.name(field, &params.outside(&field.ty)) }
    }

    /// The name of a field, or the names of a flattened one; nothing if they cannot be known, and nothing more if the
    /// item contains itself.
    fn name(&self, field: &Field, ty: &Type) -> Option<TokenStream> {
        let (krate, params) = (self.krate, Params::of_container(self.container));
        let is_generic = params.depends(ty);
        match (field.segment(), &field.attrs.with) {
            _ if field.attrs.skip.is_some() || field.pattern().is_some() => None,
            (Some(segment), Some(_)) => Some(quote!(#krate::module::names::Name::Field(#segment))),
            (Some(segment), None) if !is_generic => Some(quote!(#krate::module::names::name!(#segment, #ty))),
            (None, None) if !params.mentions_item(ty) => Some(quote!(#krate::module::names::name!(#ty))),
            _ => None,
        }
    }
}
