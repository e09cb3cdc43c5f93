//! The expansion of `#[derive(Module)]`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Member, Path};

use crate::ast::{Container, Field, Variant};
use crate::ctxt::Ctxt;
use crate::follow::macro_of;
use crate::generics::Params;
use crate::guard::Guard;
use crate::names::Names;
use crate::pattern::Pattern;
use crate::refused::is_refused;
use crate::span::respanned;
use crate::twice::derived_below;
use crate::{fallback, valid};

/// The implementation of `Module` and the proofs that it registers everything; or the errors and a stub.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let Ok(input) = syn::parse2::<DeriveInput>(item.clone()) else { return fallback::unread(item) };
    if let Some(error) = derived_below(&input, "Module") {
        return error;
    }
    let mut cx = Ctxt::default();
    let container = Container::of(&mut cx, &input);
    valid::check(&mut cx, &container);
    let given = container.attrs.krate.as_ref().map(|key| &key.value);
    let krate = if given.is_some() { quote!(__nn_core) } else { container.attrs.krate() };
    let guard = Guard::of(&container, &krate);
    let constants = &guard.constants;
    if cx.is_err() || container.fields().any(|field| is_refused(&field.ty)) {
        let (errors, stub) =
            (cx.into_tokens(), fallback::module(&input.ident, &input.generics, &container.lints, &krate));
        let (rest, handing) = (within(given, &quote!(#stub #(#constants)*)), macro_of(&input, given, &krate));
        return quote!(#errors #rest #handing);
    }
    let implementation = Expansion { container: &container, krate: &krate, guard: &guard }.implementation();
    let names = Names { container: &container, krate: &krate };
    let (told, proofs) = (names.implementation(), names.proofs());
    let (rest, handing) = (
        within(given, &quote!(#implementation #told #(#constants)* #(#proofs)*)),
        macro_of(&input, given, &krate),
    );
    quote!(#rest #handing)
}

/// Names the path of nn-core that was given once, so that one that leads nowhere is one error.
fn within(given: Option<&Path>, expansion: &TokenStream) -> TokenStream {
    match given {
        None => expansion.clone(),
        Some(path) => {
            // The compiler points at all of the import, so that all of it stands at the path.
            let place = Span::call_site().located_at(path.span());
            let import = quote_spanned!(place=> use #path as __nn_core;);
            quote!(const _: () = { #import #expansion };)
        }
    }
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
        let (generics, lints) = (self.generics(), &self.container.lints);
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        let (visit, visit_mut) = (self.body(Walk::Shared), self.body(Walk::Mutable));
        let wanted = respanned(quote!(#krate::Module), ident.span());
        let probing = self.container.fields().any(|field| self.is_probed(field)).then(|| {
            quote! {
                use #krate::module::probe::{Fallback as _, Probe as __Probe};
            }
        });
        quote! {
            #[automatically_derived]
            #(#lints)*
            impl #impl_generics #wanted for #ident #ty_generics #where_clause {
                #[inline]
                fn visit(&self, __at: &#krate::Path<'_>, __visit: &mut #krate::Visit<'_>) {
                    #probing
                    #visit
                }

                #[inline]
                fn visit_mut(&mut self, __at: &#krate::Path<'_>, __visit: &mut #krate::VisitMut<'_>) {
                    #probing
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
                predicates.extend(bounds);
            }
        }
        predicates.extend(self.guard.bounds.iter().cloned());
        generics
    }

    fn body(&self, walk: Walk) -> TokenStream {
        let kind = self.container.ident.unraw().to_string();
        match self.container.variants.as_slice() {
            [] => quote!(match *self {}),
            [item] if item.ident.is_none() => {
                let (pattern, visits) = (pattern(item), self.fields(item, &kind, walk));
                quote!(let Self #pattern = self; #visits)
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
        let (pattern, visits) = (pattern(variant), self.fields(variant, &kind, walk));
        quote!(Self::#ident #pattern => { #visits })
    }

    /// Visits the fields of one variant. Modules begin and end for printing, which changes nothing.
    fn fields(&self, variant: &Variant, kind: &str, walk: Walk) -> TokenStream {
        let registered = variant.fields.iter().filter(|field| field.attrs.skip.is_none());
        let visits: Vec<TokenStream> = registered.map(|field| self.visit(field, walk)).collect();
        let delegates = variant.fields.iter().any(|field| field.is_newtype && field.attrs.skip.is_none());
        match (walk, visits.is_empty()) {
            (Walk::Shared, true) => quote!(__visit.module(__at, #kind, &"", |_| {});),
            (Walk::Shared, false) if !delegates => {
                quote!(__visit.module(__at, #kind, &"", |__visit| { #(#visits)* });)
            }
            _ => quote!(#(#visits)*),
        }
    }

    fn visit(&self, field: &Field, walk: Walk) -> TokenStream {
        let (krate, ty) = (self.krate, &field.ty);
        let (at, method, value) = (path(field, krate), method(walk), &field.binding);
        if let Some(with) = &field.attrs.with {
            return visit_with(&with.value, &method, value, at);
        }
        if !self.is_probed(field) {
            return quote!(<#ty as #krate::Module>::#method(#value, #at, __visit););
        }
        // The constant beside the implementation tells whether the type is a module.
        let method = visit_field(walk);
        quote!(<__Probe<#ty>>::#method(#value, #at, __visit);)
    }

    /// Whether the constant beside the implementation tells that the field is a module, so that no second error
    /// should.
    fn is_probed(&self, field: &Field) -> bool {
        is_registered(field) && !Params::of_container(self.container).depends(&field.ty)
    }
}

/// Binds every field that is registered and names all others, so that the compiler refuses the implementation if the
/// item has more fields than the macro saw: an attribute below the derive may add some.
fn pattern(variant: &Variant) -> TokenStream {
    let fields = variant.fields.iter().map(|field| {
        let (member, binding) = (&field.member, &field.binding);
        match field.attrs.skip {
            None => quote!(#member: #binding),
            Some(_) => quote!(#member: _),
        }
    });
    quote!({ #(#fields),* })
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
fn visit_with(with: &syn::Path, method: &Ident, value: &Ident, at: TokenStream) -> TokenStream {
    let here = |name: &Ident| Ident::new(&name.to_string(), name.span().located_at(with.span()));
    let (method, value) = (here(method), here(value));
    quote_spanned!(Span::call_site().located_at(with.span())=> #with::#method(#value, #at, __visit);)
}

fn visit_field(walk: Walk) -> Ident {
    match walk {
        Walk::Shared => format_ident!("visit_field"),
        Walk::Mutable => format_ident!("visit_field_mut"),
    }
}

/// The path of what is inside the field.
fn path(field: &Field, krate: &TokenStream) -> TokenStream {
    if let Some(Pattern { before, after, first }) = field.pattern() {
        return quote!(&__at.elements(&#krate::module::Elements { before: #before, after: #after, first: #first }));
    }
    match (field.segment(), &field.member) {
        (None, _) => quote!(__at),
        (Some(_), Member::Unnamed(index)) if field.attrs.rename.is_none() => {
            let index = Literal::u32_unsuffixed(index.index);
            quote!(&__at.index(#index))
        }
        (Some(segment), _) => quote!(&__at.field(#segment)),
    }
}
