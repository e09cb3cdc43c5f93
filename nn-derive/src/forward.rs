//! The expansion of `#[derive(Forward)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, ExprArray, Generics, parse_quote};

use crate::attr::ContainerAttrs;
use crate::cascade::{Branch, Layer, is_list};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, Input, arguments, has_init, rank};
use crate::shapes::{self, local, output_shape, shape};
use crate::span::{Ends, respanned};
use crate::spec::Spec;
use crate::spell::spell;

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
    for layer in branches.iter().flat_map(Branch::running).filter(|layer| is_list(&layer.ty)) {
        let (name, ty) = (layer.name(), spell(&layer.ty));
        cx.error(
            &layer.ty,
            format!(
                "field `{name}`: a `{ty}` is a list of modules: it registers their parameters, but it has no `forward`\n\
                 wrap it as `Sequential<{ty}>`, which runs it in order, or write the model's `forward` by hand"
            ),
        );
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

    /// Each layer takes what the one before it gives, which a parameter of the implementation stands for. So does one
    /// for what the model takes, even where it is known: else a layer that does not fit would be an error here as well,
    /// and not only in the [`proof`](Self::proof), which points to it.
    fn implementation(&self) -> TokenStream {
        let (krate, input) = (self.krate, local("Input"));
        let mut generics = self.input.generics.clone();
        generics.params.push(parse_quote!(#input));
        if let Some(takes) = self.takes() {
            generics.make_where_clause().predicates.push(parse_quote!(#takes: #krate::module::Is<#input>));
        }
        let output = self.bounds(&quote!(#input), &mut generics);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (ident, (_, ty_generics, _)) = (&self.input.ident, self.input.generics.split_for_impl());
        let (x, body) = (local("x"), self.body());
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::Forward<#input> for #ident #ty_generics #where_clause {
                type Output = #output;

                #[track_caller]
                fn forward(&self, #x: #input) -> #output {
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

    /// The same steps with what comes in known, so that a layer that does not fit is an error at its type.
    fn proof(&self) -> TokenStream {
        let (Some(takes), None) = (self.takes(), self.input.generics.type_params().next()) else {
            return TokenStream::new();
        };
        let (x, ident) = (local("x"), &self.input.ident);
        let branches = self.branches.iter().map(|branch| self.proving_branch(branch));
        let body = match self.branches {
            [branch] if branch.name.is_none() => {
                let bound = bound(branch);
                let inner = self.proving_branch(branch);
                quote!(let #ident { #(#bound)* .. } = item; #inner)
            }
            all => {
                let arms = all.iter().zip(branches).map(|(branch, inner)| {
                    let (name, bound) = (&branch.name, bound(branch));
                    quote!(#ident::#name { #(#bound)* .. } => { #inner })
                });
                quote!(match item { #(#arms)* })
            }
        };
        let (impl_generics, ty_generics, where_clause) = self.input.generics.split_for_impl();
        let items = quote!(item: &#ident #ty_generics, #x: #takes);
        quote! {
            const _: () = {
                #[allow(dead_code, clippy::pedantic)]
                fn proof #impl_generics (#items) #where_clause {
                    let #x = (#x,);
                    let _ = { #body };
                }
            };
        }
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
        let function = quote_spanned!(first=> <_ as #krate::module::Passes<#ty>>::#pass);
        let x = local("x");
        quote!(let #x = (#function #arguments,);)
    }

    /// What the model makes of a shape, as a function of its spec.
    fn shape_function(&self) -> TokenStream {
        let spec = Spec::of(self.input, self.arguments);
        let [branch] = self.branches else { return TokenStream::new() };
        if !has_init(self.input) || self.attrs.unchecked || !spec.is_constant() {
            return TokenStream::new();
        }
        let (krate, shape, ident, unpack) = (self.krate, shape(), &spec.ident, spec.unpack_copied());
        let generics = spec.generics_where_copied();
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
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
            impl #impl_generics #ident #ty_generics #where_clause {
                /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
                #[allow(unused_variables, clippy::pedantic)]
                pub const fn output_shape(
                    &self,
                    #shape: #krate::shape::Shape,
                ) -> ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> {
                    #unpack
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
        let layers = branch.running().filter_map(|layer| Some((layer.name(), layer.spec.as_ref()?)));
        let Chain { checks, behind, made } = Chain::of(layers, sizes, krate);
        let declared =
            self.attrs.output.as_ref().and_then(|output| Some(declared(output, behind.last()?, krate)));
        // The type of the constant is needed before any other is evaluated. Through the chain of them the compiler would
        // go as deep as there are layers, so that it takes the function.
        quote! {
            const _: () = {
                const OUTPUT: #krate::shape::Shape = {
                    #(#made;)*
                    #krate::shape::known(&#ident::spec().output_shape(#krate::shape::Shape::new(&#sizes)))
                };
                #checks
                #declared

                impl #ident {
                    /// The shape of a sample of the output, without the batch.
                    #[allow(dead_code)]
                    #vis const OUTPUT_SHAPE: [usize; OUTPUT.rank()] = OUTPUT.to_array();
                }
            };
        }
    }
}

/// The pattern of the layers that run.
fn bound(branch: &Branch) -> Vec<TokenStream> {
    let bound = branch.running().map(|layer| {
        let (member, binding) = (&layer.member, &layer.binding);
        quote!(#member: #binding,)
    });
    bound.collect()
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
    pub(crate) fn of<'a>(
        layers: impl Iterator<Item = (String, &'a syn::Expr)>,
        sizes: &ExprArray,
        krate: &TokenStream,
    ) -> Self {
        let mut before = format_ident!("SHAPE");
        // The calls at the user's specs name no crate: `$crate` would mean nothing there.
        let checks = quote! {
            #[allow(unused_imports)]
            use #krate::shape as shapes;
            const #before: ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> =
                ::core::result::Result::Ok(#krate::shape::Shape::new(&#sizes));
        };
        let mut chain = Chain { checks, behind: Vec::new(), made: Vec::new() };
        for (index, (name, spec)) in layers.enumerate() {
            for (inner, (name, spec)) in shapes::layers(name, spec).into_iter().enumerate() {
                let after = format_ident!("SHAPE{}_{}", index, inner);
                chain.link(&name, &spec, &before, &after, krate);
                before = after;
            }
            chain.behind.push(before.clone());
        }
        chain
    }

    /// The constant `after` a layer, and its report.
    fn link(&mut self, name: &str, spec: &syn::Expr, before: &Ident, after: &Ident, krate: &TokenStream) {
        let (shape, inner, made) = (shape(), output_shape(spec, krate), format_ident!("MADE_{}", after));
        let report = quote!(#name, &#before, &#after);
        let report = Ends::of(spec).call(&quote!(shapes), "report", report);
        // What a `repeat` makes depends on the index.
        let value = shapes::is_value(spec).then(|| quote!(let _ = #spec;));
        self.checks.extend(quote! {
            const #made: () = { #value };
            const #after: ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> = {
                #made;
                match #before {
                    ::core::result::Result::Ok(#shape) => #inner,
                    ::core::result::Result::Err(message) => ::core::result::Result::Err(message),
                }
            };
            const _: () = #report;
        });
        self.made.push(made);
    }
}

fn declared(output: &ExprArray, last: &Ident, krate: &TokenStream) -> TokenStream {
    let declared = quote!(&#last, &#krate::shape::Shape::new(&#output));
    let call = Ends::of(output).call(&quote!(#krate::shape), "declared", declared);
    quote!(const _: () = #call;)
}
