//! The proof that the layers of a model fit, where it is known what comes in.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::cascade::{Branch, Layer};
use crate::forward::{Expansion, bound};
use crate::shapes::local;
use crate::span::{Ends, respanned};

impl Expansion<'_> {
    /// Whether a constant tells that the layers fit: what comes in is known, and the model is one type.
    pub(crate) fn is_proved(&self) -> bool {
        self.attrs.input.is_some() && self.input.generics.params.is_empty()
    }

    /// A statement by which a constant is unknown to the compiler if the layers do not fit, so that it is no error as well.
    pub(crate) fn fits(&self) -> Option<TokenStream> {
        self.is_proved().then(|| quote!(let _ = __FITS;))
    }

    /// The implementation for what comes in, behind the proof, whose failure is the only error: `__FITS` is then unknown to
    /// the compiler, and with it the output and the shapes, so that no use of them is an error as well.
    pub(crate) fn proved(&self, takes: &TokenStream, shapes: &TokenStream) -> TokenStream {
        let (krate, ident, x, proof) = (self.krate, &self.input.ident, local("x"), self.proof(takes));
        let input = local("Input");
        let proved = quote!(#krate::module::Proved);
        let implementation = self.implementation(&quote!(#proved<#input, true>), &format_ident!("run"));
        quote! {
            const _: () = {
                #proof
                #implementation

                #[automatically_derived]
                impl #krate::Forward<#takes> for #ident {
                    type Output = <#ident as #proved<#takes, __FITS>>::Output;

                    #[track_caller]
                    fn forward(&self, #x: #takes) -> Self::Output {
                        <#ident as #proved<#takes, __FITS>>::run(self, #x)
                    }
                }

                #shapes
            };
        }
    }

    /// The same proof for all values of a model's constants and lifetimes, which no constant can stand for.
    pub(crate) fn proof_for_all(&self, takes: &TokenStream) -> TokenStream {
        let (impl_generics, ty_generics, where_clause) = self.input.generics.split_for_impl();
        let (ident, x, steps) = (&self.input.ident, local("x"), self.proving_steps());
        quote! {
            const _: () = {
                #[allow(dead_code, clippy::pedantic)]
                fn __proof #impl_generics (__item: &#ident #ty_generics, #x: #takes) #where_clause {
                    let _ = { #steps };
                }
            };
        }
    }

    fn proof(&self, takes: &TokenStream) -> TokenStream {
        let (ident, x, steps) = (&self.input.ident, local("x"), self.proving_steps());
        quote! {
            #[allow(clippy::pedantic)]
            const __FITS: bool = {
                let _ = |__item: &#ident, #x: #takes| { #steps };
                true
            };
        }
    }

    /// The steps of the forward with what comes in known, so that a layer that does not fit is an error at its type.
    fn proving_steps(&self) -> TokenStream {
        let (x, ident) = (local("x"), &self.input.ident);
        let arms = self.branches.iter().map(|branch| {
            let (variant, bound, steps) = (branch.name.iter(), bound(branch), self.proving_branch(branch));
            quote!(#ident #(::#variant)* { #(#bound)* .. } => { #steps })
        });
        quote!(let #x = (#x,); match __item { #(#arms)* })
    }

    /// What comes out of a branch, at its name, so that an error about another type than the other branches give points
    /// there.
    fn proving_branch(&self, branch: &Branch) -> TokenStream {
        let (x, steps) = (local("x"), branch.running().map(|layer| self.proving_step(layer)));
        let span = branch.name.as_ref().map_or_else(proc_macro2::Span::mixed_site, Ident::span);
        let mut output = x.clone();
        output.set_span(x.span().located_at(span));
        quote_spanned!(span=> #(#steps)* #output.0)
    }

    /// A step all of whose tokens stand for the layer's type, which is what the compiler underlines. It asks what comes
    /// in, so that it is known by name when the layer does not take it.
    fn proving_step(&self, layer: &Layer) -> TokenStream {
        let (ty, binding) = (&layer.ty, &layer.binding);
        let Ends { first, last } = Ends::of(ty);
        let krate = respanned(self.krate.clone(), first);
        let mut x = local("x");
        x.set_span(x.span().located_at(first));
        let zero = proc_macro2::Literal::usize_unsuffixed(0);
        let mut zero = proc_macro2::TokenTree::from(zero);
        zero.set_span(last);
        let value = quote_spanned!(first=> #x.#zero);
        let mut arguments =
            proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#value, #binding));
        arguments.set_span(last);
        let pass = Ident::new("pass", last);
        let function = quote_spanned!(first=> <_ as #krate::module::InputOf<#ty>>::#pass);
        let x = local("x");
        quote!(let #x = (#function #arguments,);)
    }
}
