//! The expansion of `#[derive(Module)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Member, parse_quote};

use crate::ast::{Container, Field, Variant};
use crate::ctxt::Ctxt;
use crate::generics::{Params, respanned};
use crate::guard::Guard;
use crate::refused::is_refused;
use crate::{fallback, valid};

/// The implementation of `Module` and the proofs that it registers everything; or the errors and a stub.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut cx = Ctxt::default();
    let container = Container::of(&mut cx, input);
    valid::check(&mut cx, &container);
    let krate = container.attrs.krate();
    let guard = Guard::of(&container, &krate);
    let constants = &guard.constants;
    if cx.is_err() || container.fields().any(|field| is_refused(&field.ty)) {
        let (errors, stub) = (cx.into_tokens(), fallback::module(input, &krate));
        return quote!(#errors #stub #(#constants)*);
    }
    let implementation = Expansion { container: &container, krate: &krate, guard: &guard }.implementation();
    quote!(#implementation #(#constants)*)
}

/// Which of the two methods is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    Shared,
    Mutable,
}

struct Expansion<'a> {
    container: &'a Container,
    krate: &'a TokenStream,
    guard: &'a Guard,
}

impl Expansion<'_> {
    fn implementation(&self) -> TokenStream {
        let (ident, krate) = (&self.container.ident, self.krate);
        let generics = self.generics();
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        let (visit, visit_mut) = (self.body(Walk::Shared), self.body(Walk::Mutable));
        let wanted = respanned(quote!(#krate::Module), ident.span());
        quote! {
            #[automatically_derived]
            impl #impl_generics #wanted for #ident #ty_generics #where_clause {
                #[inline]
                fn visit(&self, at: &#krate::Path<'_>, visit: &mut #krate::Visit<'_>) {
                    #[allow(unused_imports)]
                    use #krate::module::probe::Fallback as _;
                    #visit
                }

                #[inline]
                fn visit_mut(&mut self, at: &#krate::Path<'_>, visit: &mut #krate::VisitMut<'_>) {
                    #[allow(unused_imports)]
                    use #krate::module::probe::Fallback as _;
                    #visit_mut
                }
            }
        }
    }

    /// The item's generics with the bounds that were inferred or given.
    fn generics(&self) -> syn::Generics {
        let mut generics = self.container.generics.clone();
        let predicates = &mut generics.make_where_clause().predicates;
        match &self.container.attrs.bound {
            Some(bound) => predicates.extend(bound.value.iter().cloned()),
            None => {
                let params = Params::of_container(self.container);
                let mut bounds = Vec::new();
                for field in self.container.fields().filter(|field| is_registered(field)) {
                    params.module_bounds(&field.ty, self.krate, &mut bounds);
                }
                predicates
                    .extend::<Vec<syn::WherePredicate>>(bounds.iter().map(|b| parse_quote!(#b)).collect());
            }
        }
        predicates
            .extend::<Vec<syn::WherePredicate>>(self.guard.bounds.iter().map(|b| parse_quote!(#b)).collect());
        generics
    }

    fn body(&self, walk: Walk) -> TokenStream {
        let kind = self.container.ident.unraw().to_string();
        match self.container.variants.as_slice() {
            [] => quote!(match *self {}),
            [item] if item.ident.is_none() => {
                let borrow = match walk {
                    Walk::Shared => quote!(&self.),
                    Walk::Mutable => quote!(&mut self.),
                };
                let access = |field: &Field| {
                    let member = &field.member;
                    quote!(#borrow #member)
                };
                self.fields(item, &kind, walk, &access)
            }
            variants => {
                let arms = variants.iter().map(|variant| self.arm(variant, &kind, walk));
                quote!(match self { #(#arms)* })
            }
        }
    }

    fn arm(&self, variant: &Variant, kind: &str, walk: Walk) -> TokenStream {
        let ident = variant.ident.as_ref().expect("an enum's variant has a name");
        let kind = format!("{kind}::{}", ident.unraw());
        let bound = variant.fields.iter().filter(|field| field.attrs.skip.is_none());
        let pattern = bound.map(|field| {
            let (member, binding) = (&field.member, &field.binding);
            quote!(#member: #binding,)
        });
        let access = |field: &Field| {
            let binding = &field.binding;
            quote!(#binding)
        };
        let body = self.fields(variant, &kind, walk, &access);
        quote!(Self::#ident { #(#pattern)* .. } => { #body })
    }

    /// Visits the fields of one variant. Modules begin and end for printing, which changes nothing.
    fn fields(
        &self,
        variant: &Variant,
        kind: &str,
        walk: Walk,
        access: &dyn Fn(&Field) -> TokenStream,
    ) -> TokenStream {
        let registered = variant.fields.iter().filter(|field| field.attrs.skip.is_none());
        let visits: Vec<TokenStream> =
            registered.map(|field| self.visit(field, walk, access(field))).collect();
        let delegates = variant.fields.iter().any(|field| field.is_newtype && field.attrs.skip.is_none());
        match (walk, visits.is_empty()) {
            (Walk::Shared, true) => quote!(visit.module(at, #kind, &"", |_| {});),
            (Walk::Shared, false) if !delegates => {
                quote!(visit.module(at, #kind, &"", |visit| { #(#visits)* });)
            }
            _ => quote!(#(#visits)*),
        }
    }

    fn visit(&self, field: &Field, walk: Walk, value: TokenStream) -> TokenStream {
        let at = path(field);
        let method = method(walk);
        let (krate, ty) = (self.krate, &field.ty);
        if let Some(with) = &field.attrs.with {
            return visit_with(&with.value, &method, value, at);
        }
        if Params::of_container(self.container).depends(ty) {
            return quote!(<#ty as #krate::Module>::#method(#value, #at, visit););
        }
        // The constant beside the implementation tells whether the type is a module.
        let method = visit_field(walk);
        quote!(<#krate::module::probe::Probe<#ty>>::#method(#value, #at, visit);)
    }
}

fn is_registered(field: &Field) -> bool {
    field.attrs.skip.is_none() && field.attrs.with.is_none()
}

fn method(walk: Walk) -> Ident {
    match walk {
        Walk::Shared => format_ident!("visit"),
        Walk::Mutable => format_ident!("visit_mut"),
    }
}

/// The call of a function that the user wrote, at its path, where errors about it should point.
fn visit_with(with: &syn::Path, method: &Ident, value: TokenStream, at: TokenStream) -> TokenStream {
    let span = with.span();
    let method = Ident::new(&method.to_string(), span);
    let value = respanned(value, span);
    quote_spanned!(span=> #with::#method(#value, #at, visit);)
}

fn visit_field(walk: Walk) -> Ident {
    match walk {
        Walk::Shared => format_ident!("visit_field"),
        Walk::Mutable => format_ident!("visit_field_mut"),
    }
}

/// The path of what is inside the field.
fn path(field: &Field) -> TokenStream {
    let frozen = field.attrs.frozen.as_ref().map(|_| quote!(.frozen()));
    match (field.segment(), &field.member) {
        (None, _) if frozen.is_none() => quote!(at),
        (None, _) => quote!(&at #frozen),
        (Some(_), Member::Unnamed(index)) if field.attrs.rename.is_none() => {
            let index = index.index as usize;
            quote!(&at.index(#index) #frozen)
        }
        (Some(segment), _) => quote!(&at.field(#segment) #frozen),
    }
}
