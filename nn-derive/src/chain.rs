//! The check of the shapes in constants, each at its layer's spec.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ExprArray;

use crate::forward::Expansion;
use crate::shapes::{self, asking, local, output_shape, shape};
use crate::span::Ends;
use crate::spec::Spec;

impl Expansion<'_> {
    /// What the model makes of a shape, as a function of its spec.
    pub(crate) fn shape_function(&self) -> TokenStream {
        let spec = Spec::of(self.input, self.arguments);
        let [branch] = self.branches else { return TokenStream::new() };
        if self.attrs.unchecked || !spec.is_constant() {
            return TokenStream::new();
        }
        let (krate, shape, ident, unpack) = (self.krate, shape(), &spec.ident, spec.unpack_copied());
        let (generics, fits, asking) = (spec.generics_where_copied(), self.fits(), asking(krate));
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        // What does not fit is told in the constants already, where there are some for this shape.
        let sizes = self.attrs.shape().filter(|_| self.has_constants());
        let (is_declared, next, message) = (local("is_declared"), local("next"), local("message"));
        let is_told = sizes.map(|_| quote!(.told(#is_declared)));
        let is_declared =
            sizes.map(|sizes| quote!(let #is_declared = #shape.is(&#krate::shape::Shape::new(&#sizes));));
        let steps = branch.running().filter_map(|layer| {
            let (inner, name) = (output_shape(layer.spec.as_ref()?, krate), layer.name());
            Some(quote! {
                let #shape = match #inner {
                    ::core::result::Result::Ok(#next) => #next.of_batch(#shape.batch()),
                    ::core::result::Result::Err(#message) => {
                        return ::core::result::Result::Err(#message.inside(#name) #is_told);
                    }
                };
            })
        });
        quote! {
            impl #impl_generics #ident #ty_generics #where_clause {
                /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
                #[allow(unused_variables, clippy::pedantic)]
                pub const fn output_shape(
                    &self,
                    #shape: #krate::shape::Shape,
                ) -> ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> {
                    #asking
                    #fits
                    #is_declared
                    #unpack
                    #(#steps)*
                    ::core::result::Result::Ok(#shape)
                }
            }
        }
    }

    /// Whether what the specs make depends on nothing that is known later.
    fn has_constants(&self) -> bool {
        self.arguments.is_empty() && self.input.generics.params.is_empty()
    }

    /// The chain of shapes in constants, each at its layer's spec, for a model without arguments.
    pub(crate) fn constants(&self) -> TokenStream {
        let (Some(sizes), [branch], true) = (self.attrs.shape(), self.branches, self.has_constants()) else {
            return TokenStream::new();
        };
        let (krate, ident, vis, fits) = (self.krate, &self.input.ident, &self.input.vis, self.fits());
        let layers = branch.running().filter_map(|layer| Some((layer.name(), layer.spec.as_ref()?)));
        let input = quote!({ #fits #krate::shape::Shape::new(&#sizes) });
        let Chain { checks, behind, made } = Chain::of(layers, &input, krate);
        let output = self.attrs.output.as_ref();
        let declared = output.and_then(|output| Some(declared(output, behind.last()?, krate)));
        // The type of the constant is needed before any other is evaluated. Through the chain of them the compiler would
        // go as deep as there are layers, so that it takes what is declared, or the function.
        let output = match output {
            Some(output) => quote!(#krate::shape::Shape::new(&#output)),
            None => {
                let output = quote!(#ident::spec().output_shape(#krate::shape::Shape::new(&#sizes)));
                quote!(#(#made;)* #krate::shape::known(&#output))
            }
        };
        quote! {
            const __OUTPUT: #krate::shape::Shape = { #fits #output };
            #checks
            #declared

            impl #ident {
                /// The shape of a sample of the output, without the batch.
                #[allow(dead_code)]
                #vis const OUTPUT_SHAPE: [usize; __OUTPUT.rank()] = __OUTPUT.to_array();
            }
        }
    }
}

/// The shapes of a chain in constants.
pub(crate) struct Chain {
    pub(crate) checks: TokenStream,
    /// The constants behind each of the given layers.
    pub(crate) behind: Vec<Ident>,
    /// The constants that have evaluated the specs. Who needs a spec as well names them first, so that one which cannot
    /// be made is an error once.
    made: Vec<Ident>,
}

impl Chain {
    /// The chain for samples of the shape `input`.
    pub(crate) fn of<'a>(
        layers: impl Iterator<Item = (String, &'a syn::Expr)>,
        input: &TokenStream,
        krate: &TokenStream,
    ) -> Self {
        let (mut before, asking) = (format_ident!("__SHAPE"), asking(krate));
        // The calls at the user's specs name no crate: `$crate` would mean nothing there.
        let checks = quote! {
            #[allow(unused_imports)]
            use #krate::shape as __shapes;
            #asking
            const #before: ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> =
                ::core::result::Result::Ok(#input);
        };
        let mut chain = Chain { checks, behind: Vec::new(), made: Vec::new() };
        for (index, (name, spec)) in layers.enumerate() {
            for (inner, (name, spec)) in shapes::layers(name, spec).into_iter().enumerate() {
                let after = format_ident!("__SHAPE{}_{}", index, inner);
                let made = format_ident!("__SPEC{}_{}", index, inner);
                chain.link(&name, &spec, [&before, &after, &made], krate);
                chain.made.push(made);
                before = after;
            }
            chain.behind.push(before.clone());
        }
        chain
    }

    /// The constant `after` a layer, and its report.
    fn link(
        &mut self,
        name: &str,
        spec: &syn::Expr,
        [before, after, made]: [&Ident; 3],
        krate: &TokenStream,
    ) {
        let (shape, inner, message) = (shape(), output_shape(spec, krate), local("message"));
        let report = quote!(#name, &#before, &#after);
        let report = Ends::of(spec).call(&quote!(__shapes), "report", report);
        // What a `repeat` makes depends on the index.
        let value = shapes::is_value(spec).then(|| quote!(let _ = #spec;));
        self.checks.extend(quote! {
            const #made: () = { #value };
            const #after: ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> = {
                #made;
                match #before {
                    ::core::result::Result::Ok(#shape) => #inner,
                    ::core::result::Result::Err(#message) => ::core::result::Result::Err(#message),
                }
            };
            const _: () = #report;
        });
    }
}

fn declared(output: &ExprArray, last: &Ident, krate: &TokenStream) -> TokenStream {
    let declared = quote!(&#last, &#krate::shape::Shape::new(&#output));
    let call = Ends::of(output).call(&quote!(#krate::shape), "declared", declared);
    quote!(const _: () = #call;)
}
