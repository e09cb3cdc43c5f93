//! The expansion of `#[derive(Init)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Type};

use crate::attr::ContainerAttrs;
use crate::cascade::{Branch, Layer};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, arguments};
use crate::shapes::{init_for, local, shape};
use crate::span::Ends;
use crate::spell::spell;

/// The spec of the model, and its constructors; or the errors.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut cx = Ctxt::default();
    let krate = ContainerAttrs::parse(&mut Ctxt::default(), &input.attrs).krate();
    let attrs = ForwardAttrs::parse(&mut Ctxt::default(), &input.attrs);
    let arguments = arguments(&mut cx, &input.attrs);
    let branches = Branch::all(&mut cx, input);
    check(&mut cx, input, &branches);
    let [branch] = branches.as_slice() else { return cx.into_tokens() };
    if cx.is_err() {
        return cx.into_tokens();
    }
    Expansion { input, krate: &krate, attrs: &attrs, layers: &branch.layers, arguments: &arguments }.expand()
}

fn check(cx: &mut Ctxt, input: &DeriveInput, branches: &[Branch]) {
    if !matches!(input.data, Data::Struct(_)) {
        return cx.error(
            &input.ident,
            "`Init` is derived for a struct alone: an enum's `init` would not know which variant to make\n\
             write a function that chooses one",
        );
    }
    if !input.generics.params.is_empty() {
        cx.error(
            &input.generics,
            "`Init` cannot be derived for a generic struct yet: write a function `new` that makes the fields",
        );
    }
    for layer in branches.iter().flat_map(|branch| &branch.layers).filter(|layer| !layer.has_init) {
        let (name, ty) = (layer.name(), spell(&layer.ty));
        cx.error(
            &layer.ty,
            format!("field `{name}` has no spec\nsay how to make it, as in `#[init({})]`", example(&ty)),
        );
    }
}

/// A spec for a type that is often used.
fn example(ty: &str) -> String {
    match ty {
        "Linear" => "Linear::spec(64, 10)".to_owned(),
        "Conv2d" => "Conv2d::spec(3, 32, 7)".to_owned(),
        "Relu" | "Flatten" | "Tanh" | "Sigmoid" | "Gelu" | "Silu" => ty.to_owned(),
        _ => format!("{}::spec(..)", ty.split('<').next().unwrap_or(ty)),
    }
}

struct Expansion<'a> {
    input: &'a DeriveInput,
    krate: &'a TokenStream,
    attrs: &'a ForwardAttrs,
    layers: &'a [Layer],
    arguments: &'a [(Ident, Type)],
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let (krate, ident, vis) = (self.krate, &self.input.ident, &self.input.vis);
        let spec = format_ident!("{}Spec", ident);
        let names: Vec<&Ident> = self.arguments.iter().map(|(name, _)| name).collect();
        let types: Vec<&Type> = self.arguments.iter().map(|(_, ty)| ty).collect();
        let (rng, body, table) = (local("rng"), self.body(), self.table());
        let (spec_doc, make_doc) = (
            format!("The spec of a [`{ident}`]."),
            format!("Makes the model, with first values drawn from `rng`.\n\n{table}"),
        );
        quote! {
            #[doc = #spec_doc]
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            #vis struct #spec { #(#names: #types,)* }

            #[allow(dead_code)]
            impl #ident {
                /// What a model is to be made of.
                #vis const fn spec(#(#names: #types),*) -> #spec {
                    #spec { #(#names),* }
                }

                #[doc = #make_doc]
                #[track_caller]
                #vis fn init(#(#names: #types,)* #rng: &mut impl #krate::init::Rng) -> Self {
                    #krate::init::Init::init(&Self::spec(#(#names),*), #rng)
                }
            }

            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #krate::init::Init for #spec {
                type Module = #ident;

                #[track_caller]
                #[allow(unused_variables, unused_assignments)]
                fn init(&self, #rng: &mut impl #krate::init::Rng) -> #ident {
                    let Self { #(#names),* } = *self;
                    #body
                }
            }
        }
    }

    /// Makes the fields in order: with the shape of what comes in where it is known.
    fn body(&self) -> TokenStream {
        let (krate, ident, rng, shape) = (self.krate, &self.input.ident, local("rng"), shape());
        let begin =
            self.attrs.shape().map(|sizes| quote!(let mut #shape = #krate::shape::Shape::new(&#sizes);));
        let fields = self.layers.iter().map(|layer| {
            let (member, spec) = (&layer.member, layer.spec.as_ref().expect("checked"));
            let value = match (&begin, layer.runs) {
                (Some(_), true) => init_for(spec, &layer.name(), krate, &rng),
                _ => {
                    let ends = Ends::of(spec);
                    let spec = ends.borrow(spec);
                    ends.call(&quote!(#krate::init::Init), "init", quote!(#spec, #rng))
                }
            };
            quote!(#member: #value,)
        });
        let fields: Vec<_> = fields.collect();
        quote!(#begin #ident { #(#fields)* })
    }

    /// The fields and their specs, for the documentation.
    fn table(&self) -> String {
        let rows = self.layers.iter().map(|layer| {
            let spec = spell(layer.spec.as_ref().expect("checked")).replace('|', "\\|");
            format!("| `{}` | `{spec}` |\n", layer.name())
        });
        format!("| field | made as |\n|---|---|\n{}", rows.collect::<String>())
    }
}
