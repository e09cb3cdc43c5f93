//! The expansion of `#[derive(Forward)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Generics, parse_quote};

use crate::attr::ContainerAttrs;
use crate::cascade::{Branch, Layer};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, Input, arguments, has_init, rank};
use crate::shapes::local;
use crate::{unknown, valid_forward, valid_init};

/// The implementation of `Forward`, and the check of the shapes; or the errors and a stub.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    // What is wrong with the attributes of `Module` is said by its derive, and with the constructor's by that of `Init`.
    let krate = ContainerAttrs::parse(&mut Ctxt::default(), &input.attrs).krate();
    let cx = valid_forward::errors(input);
    if cx.is_err() {
        return unknown::forward(cx, input, &krate);
    }
    let attrs = ForwardAttrs::parse(&mut Ctxt::default(), &input.attrs);
    let branches = Branch::all(&mut Ctxt::default(), input);
    let arguments = arguments(&mut Ctxt::default(), &input.attrs);
    Expansion { input, krate: &krate, attrs: &attrs, branches: &branches, arguments: &arguments }.expand()
}

/// What the implementation is made of.
pub(crate) struct Expansion<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: &'a TokenStream,
    pub(crate) attrs: &'a ForwardAttrs,
    pub(crate) branches: &'a [Branch],
    pub(crate) arguments: &'a [(Ident, syn::Type)],
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let (shapes, has_types) = (self.shapes(), self.input.generics.type_params().next().is_some());
        let implementation = match self.takes() {
            Some(takes) if self.is_proved() => return self.proved(&takes, &shapes),
            Some(takes) if !has_types => {
                let (implementation, proof) = (self.forward(), self.proof_for_all(&takes));
                quote!(#implementation #proof)
            }
            _ => self.forward(),
        };
        quote!(#implementation #shapes)
    }

    /// What the model makes of shapes, unless its spec is unknown by errors.
    fn shapes(&self) -> TokenStream {
        let (ident, input) = (format_ident!("{}Spec", self.input.ident), self.input);
        if !has_init(input) {
            TokenStream::new()
        } else if valid_init::errors(input).is_err() {
            unknown::output_shape(input, &ident.to_token_stream())
        } else {
            let (function, constants) = (self.shape_function(), self.constants());
            quote!(#function #constants)
        }
    }

    /// What the model takes, where it is known.
    fn takes(&self) -> Option<TokenStream> {
        let krate = self.krate;
        match self.attrs.input.as_ref()? {
            Input::Type(ty) => Some(ty.to_token_stream()),
            Input::Shape(shape) => {
                let rank = rank(shape);
                let element = self.attrs.element.as_ref().map(|element| quote!(, #element));
                Some(quote!(#krate::Tensor<#rank #element>))
            }
        }
    }

    /// The implementation for all that the layers take.
    fn forward(&self) -> TokenStream {
        let (krate, input) = (self.krate, local("Input"));
        self.implementation(&quote!(#krate::Forward<#input>), &format_ident!("forward"))
    }

    /// Each layer takes what the one before it gives, which a parameter of the implementation stands for. So does one
    /// for what the model takes, even where it is known: else a layer that does not fit would be an error here as well,
    /// and not only in the [proof](Self::proved), which points to it.
    pub(crate) fn implementation(&self, wanted: &TokenStream, method: &Ident) -> TokenStream {
        let (krate, input) = (self.krate, local("Input"));
        let mut generics = self.input.generics.clone();
        generics.params.push(parse_quote!(#input));
        if let Some(takes) = self.takes() {
            generics
                .make_where_clause()
                .predicates
                .push(parse_quote!(#takes: #krate::module::SameType<#input>));
        }
        let output = self.bounds(&quote!(#input), &mut generics);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (ident, (_, ty_generics, _)) = (&self.input.ident, self.input.generics.split_for_impl());
        let (x, body) = (local("x"), self.body());
        quote! {
            #[automatically_derived]
            impl #impl_generics #wanted for #ident #ty_generics #where_clause {
                type Output = #output;

                #[track_caller]
                fn #method(&self, #x: #input) -> #output {
                    #body
                }
            }
        }
    }

    /// Adds a bound for each layer, and tells what comes out at the end.
    fn bounds(&self, takes: &TokenStream, generics: &mut Generics) -> TokenStream {
        let krate = self.krate;
        let ends_as_it_begins = self.branches.iter().any(|branch| branch.running().next().is_none());
        let output = if ends_as_it_begins { takes.clone() } else { local("Output").to_token_stream() };
        if !ends_as_it_begins {
            let name = local("Output");
            generics.params.push(parse_quote!(#name));
        }
        for (i, branch) in self.branches.iter().enumerate() {
            let mut before = takes.clone();
            let last = branch.running().count().saturating_sub(1);
            for (j, layer) in branch.running().enumerate() {
                let after = if j == last {
                    output.clone()
                } else {
                    local(&format!("Passed{i}_{j}")).to_token_stream()
                };
                if j < last {
                    generics.params.push(parse_quote!(#after));
                }
                let ty = &layer.ty;
                generics
                    .make_where_clause()
                    .predicates
                    .push(parse_quote!(#ty: #krate::Forward<#before, Output = #after>));
                before = after;
            }
        }
        output
    }

    fn body(&self) -> TokenStream {
        match self.branches {
            [branch] if branch.name.is_none() => {
                let (steps, x) = (
                    self.steps(branch, |layer| {
                        let member = &layer.member;
                        quote!(&self.#member)
                    }),
                    local("x"),
                );
                quote!(#(#steps)* #x)
            }
            branches => {
                let arms = branches.iter().map(|branch| {
                    self.arm(branch, self.steps(branch, |layer| layer.binding.to_token_stream()))
                });
                quote!(match self { #(#arms)* })
            }
        }
    }

    fn arm(&self, branch: &Branch, steps: Vec<TokenStream>) -> TokenStream {
        let (name, x) = (&branch.name, local("x"));
        let bound = bound(branch);
        quote!(Self::#name { #(#bound)* .. } => { #(#steps)* #x })
    }

    fn steps(&self, branch: &Branch, access: impl Fn(&Layer) -> TokenStream) -> Vec<TokenStream> {
        let (krate, x) = (self.krate, local("x"));
        let step = |layer: &Layer| {
            let (ty, value) = (&layer.ty, access(layer));
            quote!(let #x = <#ty as #krate::Forward<_>>::forward(#value, #x);)
        };
        branch.running().map(step).collect()
    }
}

/// The pattern of the layers that run.
pub(crate) fn bound(branch: &Branch) -> Vec<TokenStream> {
    let bound = branch.running().map(|layer| {
        let (member, binding) = (&layer.member, &layer.binding);
        quote!(#member: #binding,)
    });
    bound.collect()
}
