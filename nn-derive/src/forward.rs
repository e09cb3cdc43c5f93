//! The expansion of `#[derive(Forward)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, ExprArray, Generics, parse_quote};

use crate::attr::ContainerAttrs;
use crate::cascade::{Branch, Layer};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, Input, arguments, has_init, rank};
use crate::shapes::{local, output_shape, shape};
use crate::span::{Ends, respanned};

/// The implementation of `Forward`, and the check of the shapes; or the errors.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut cx = Ctxt::default();
    // What is wrong with the attributes of `Module` is said by its derive.
    let krate = ContainerAttrs::parse(&mut Ctxt::default(), &input.attrs).krate();
    let attrs = ForwardAttrs::parse(&mut cx, &input.attrs);
    let branches = Branch::all(&mut cx, input);
    let arguments = arguments(&mut Ctxt::default(), &input.attrs);
    check(&mut cx, input, &attrs, &branches);
    if cx.is_err() {
        return cx.into_tokens();
    }
    let expansion =
        Expansion { input, krate: &krate, attrs: &attrs, branches: &branches, arguments: &arguments };
    let (implementation, proof) = (expansion.implementation(), expansion.proof());
    let (function, constants) = (expansion.shape_function(), expansion.constants());
    quote!(#implementation #proof #function #constants)
}

fn check(cx: &mut Ctxt, input: &DeriveInput, attrs: &ForwardAttrs, branches: &[Branch]) {
    if let Data::Union(data) = &input.data {
        let (token, ident) = (&data.union_token, &input.ident);
        cx.error(
            quote!(#token #ident),
            "`Forward` cannot be derived for a union: nobody knows which field runs",
        );
        return;
    }
    if branches.iter().all(|branch| branch.running().next().is_none()) {
        cx.error(
            &input.ident,
            "`Forward` has nothing to run: no field is a layer\nwrite the `forward` by hand",
        );
    }
    match (attrs.shape(), &attrs.output) {
        (Some(shape), _) if !has_init(input) => cx.error(
            shape,
            "the shapes are checked by the fields' specs: derive `Init` and write `#[init(..)]` on each field\n\
             or fix the type alone, as in `input = Tensor<4>`",
        ),
        (None, Some(output)) => cx.error(
            output,
            "the shape of the output follows from that of the input: write `input = [3, 32, 32]` as well",
        ),
        (Some(shape), _) if attrs.unchecked => {
            cx.error(shape, "`unchecked` and a shape exclude each other: remove one, or fix the type of the input alone");
        }
        _ => {}
    }
}

struct Expansion<'a> {
    input: &'a DeriveInput,
    krate: &'a TokenStream,
    attrs: &'a ForwardAttrs,
    branches: &'a [Branch],
    arguments: &'a [(Ident, syn::Type)],
}

impl Expansion<'_> {
    /// What the model takes: a type, or a parameter of the implementation.
    fn takes(&self) -> (TokenStream, Option<Ident>) {
        let krate = self.krate;
        match &self.attrs.input {
            Some(Input::Type(ty)) => (ty.to_token_stream(), None),
            Some(Input::Shape(shape)) => {
                let rank = rank(shape);
                let element = self.attrs.element.as_ref().map(|element| quote!(, #element));
                (quote!(#krate::Tensor<#rank #element>), None)
            }
            None => {
                let name = local("Input");
                (name.to_token_stream(), Some(name))
            }
        }
    }

    /// Each layer takes what the one before it gives, which a parameter of the implementation stands for.
    fn implementation(&self) -> TokenStream {
        let krate = self.krate;
        let (takes, parameter) = self.takes();
        let mut generics = self.input.generics.clone();
        parameter.iter().for_each(|name| generics.params.push(parse_quote!(#name)));
        let output = self.bounds(&takes, &mut generics);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (ident, (_, ty_generics, _)) = (&self.input.ident, self.input.generics.split_for_impl());
        let (x, body) = (local("x"), self.body());
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::Forward<#takes> for #ident #ty_generics #where_clause {
                type Output = #output;

                #[track_caller]
                fn forward(&self, #x: #takes) -> #output {
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
        let bound = branch.running().map(|layer| {
            let (member, binding) = (&layer.member, &layer.binding);
            quote!(#member: #binding,)
        });
        quote!(Self::#name { #(#bound)* .. } => { #(#steps)* #x })
    }

    /// One step for each layer, at the layer's type, where the compiler is to point if it does not fit.
    fn steps(&self, branch: &Branch, access: impl Fn(&Layer) -> TokenStream) -> Vec<TokenStream> {
        let step = |layer: &Layer| {
            let (ty, value, x) = (&layer.ty, access(layer), local("x"));
            let Ends { first, last } = Ends::of(ty);
            let (krate, forward) = (respanned(self.krate.clone(), first), Ident::new("forward", last));
            let function = quote_spanned!(first=> <#ty as #krate::Forward<_>>::);
            quote!(let #x = #function #forward(#value, #x);)
        };
        branch.running().map(step).collect()
    }

    /// The same steps with what comes in known, so that a layer that does not fit is an error here and not only where
    /// the model is used.
    fn proof(&self) -> TokenStream {
        let known = self.attrs.input.is_some() && self.input.generics.params.is_empty();
        if !known {
            return TokenStream::new();
        }
        let ((takes, _), x) = (self.takes(), local("x"));
        let proofs = self.branches.iter().enumerate().map(|(i, branch)| {
            let function = format_ident!("branch{}", i);
            let parameters = branch.running().map(|layer| {
                let (binding, ty) = (&layer.binding, &layer.ty);
                quote!(#binding: &#ty)
            });
            let steps = self.steps(branch, |layer| layer.binding.to_token_stream());
            quote! {
                #[allow(dead_code, clippy::too_many_arguments)]
                fn #function(#(#parameters,)* #x: #takes) {
                    #(#steps)*
                    let _ = #x;
                }
            }
        });
        quote!(const _: () = { #(#proofs)* };)
    }

    /// What the model makes of a shape, as a function of its spec.
    fn shape_function(&self) -> TokenStream {
        let [branch] = self.branches else { return TokenStream::new() };
        if !has_init(self.input) || self.attrs.unchecked || !self.input.generics.params.is_empty() {
            return TokenStream::new();
        }
        let (krate, shape, spec) = (self.krate, shape(), format_ident!("{}Spec", self.input.ident));
        let arguments = self.arguments.iter().map(|(name, _)| name);
        let steps = branch.running().filter_map(|layer| {
            let (inner, name) = (output_shape(layer.spec.as_ref()?, krate), layer.name());
            Some(quote! {
                let #shape = match #inner {
                    ::core::result::Result::Ok(next) => next,
                    ::core::result::Result::Err(message) => {
                        return ::core::result::Result::Err(message.inside(#name));
                    }
                };
            })
        });
        quote! {
            impl #spec {
                /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
                #[allow(unused_variables, clippy::pedantic)]
                pub const fn output_shape(
                    &self,
                    #shape: #krate::shape::Shape,
                ) -> ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> {
                    let Self { #(#arguments),* } = *self;
                    #(#steps)*
                    ::core::result::Result::Ok(#shape)
                }
            }
        }
    }

    /// The chain of shapes in constants, each at its layer's spec, for a model without arguments.
    fn constants(&self) -> TokenStream {
        let (Some(sizes), [branch], true) = (self.attrs.shape(), self.branches, self.arguments.is_empty())
        else {
            return TokenStream::new();
        };
        if !self.input.generics.params.is_empty() {
            return TokenStream::new();
        }
        let (krate, ident, vis) = (self.krate, &self.input.ident, &self.input.vis);
        let (checks, last) = chain(
            branch.running().filter_map(|layer| Some((layer.name(), layer.spec.as_ref()?))),
            sizes,
            krate,
        );
        let declared = self.attrs.output.as_ref().map(|output| declared(output, &last, krate));
        quote! {
            const _: () = {
                #checks
                #declared

                impl #ident {
                    /// The shape of a sample of the output, without the batch.
                    #[allow(dead_code)]
                    #vis const OUTPUT_SHAPE: [usize; #last.rank()] = #last.to_array();
                }
            };
        }
    }
}

/// A constant for the shape behind each layer, and the name of the last.
pub(crate) fn chain<'a>(
    layers: impl Iterator<Item = (String, &'a syn::Expr)>,
    sizes: &ExprArray,
    krate: &TokenStream,
) -> (TokenStream, Ident) {
    let (shape, mut before) = (shape(), format_ident!("SHAPE"));
    let mut checks = quote!(const #before: #krate::shape::Shape = #krate::shape::Shape::new(&#sizes););
    for (index, (name, spec)) in layers.enumerate() {
        let (after, inner) = (format_ident!("SHAPE{}", index), output_shape(spec, krate));
        let output = quote!({ let #shape = #before; #inner });
        let call = Ends::of(spec).call(&quote!(#krate::shape), "checked", quote!(#name, #output));
        checks.extend(quote!(const #after: #krate::shape::Shape = #call;));
        before = after;
    }
    (checks, before)
}

fn declared(output: &ExprArray, last: &Ident, krate: &TokenStream) -> TokenStream {
    let declared = quote!(&#last, &#krate::shape::Shape::new(&#output));
    let call = Ends::of(output).call(&quote!(#krate::shape), "declared", declared);
    quote!(const _: () = #call;)
}
