//! The expansion of `#[derive(Init)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::ContainerAttrs;
use crate::cascade::{Branch, Layer};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, arguments, has_forward};
use crate::shapes::{asking, init_for, local, shape};
use crate::span::Ends;
use crate::spec::Spec;
use crate::spell::spell;
use crate::{tied, unknown, valid_forward, valid_init};

/// The spec of the model, and its constructors; or the errors and a stub.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let krate = ContainerAttrs::parse(&mut Ctxt::default(), &input.attrs).krate();
    let (branches, cx) = (Branch::all(&mut Ctxt::default(), input), valid_init::errors(input));
    let ([branch], false) = (branches.as_slice(), cx.is_err()) else {
        return unknown::init(cx, input, &krate);
    };
    let attrs = ForwardAttrs::parse(&mut Ctxt::default(), &input.attrs);
    let arguments = arguments(&mut Ctxt::default(), &input.attrs);
    let spec = Spec::of(input, &arguments);
    Expansion { input, krate: &krate, attrs: &attrs, layers: &branch.layers, spec }.expand()
}

struct Expansion<'a> {
    input: &'a DeriveInput,
    krate: &'a TokenStream,
    attrs: &'a ForwardAttrs,
    layers: &'a [Layer],
    spec: Spec<'a>,
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let (definition, constructors, implementation) =
            (self.spec.definition(), self.constructors(), self.implementation());
        quote!(#definition #constructors #implementation)
    }

    /// `Model::spec(..)` and `Model::init(.., &mut rng)`.
    fn constructors(&self) -> TokenStream {
        let (krate, ident, vis, spec) = (self.krate, &self.input.ident, &self.input.vis, &self.spec);
        let (impl_generics, ty_generics, where_clause) = self.input.generics.split_for_impl();
        let (all, implied, value) = (spec.generics(), spec.implied(), spec.value());
        let (_, spec_generics, _) = all.split_for_impl();
        let (name, parameters, names) = (&spec.ident, spec.parameters(), spec.names());
        let (rng, taken) = (local("rng"), spec.parameters());
        let doc = format!("Makes the model, with initial values drawn from `rng`.\n\n{}", self.table());
        let bounds = spec.generics_where(&quote!(::core::clone::Clone)).where_clause;
        let made = quote!(#krate::init::Init::init(&Self::spec(#(#names),*), #rng));
        quote! {
            #[allow(dead_code)]
            impl #impl_generics #ident #ty_generics #where_clause {
                /// The settings of a model, from which `init` makes one.
                #vis const fn spec #implied (#(#parameters),*) -> #name #spec_generics {
                    #value
                }

                #[doc = #doc]
                #[track_caller]
                #vis fn init #implied (#(#taken,)* #rng: &mut impl #krate::init::Rng) -> Self #bounds {
                    #made
                }
            }
        }
    }

    fn implementation(&self) -> TokenStream {
        let (krate, ident, spec) = (self.krate, &self.input.ident, &self.spec);
        let generics = spec.generics_where(&quote!(::core::clone::Clone));
        let (impl_generics, spec_generics, where_clause) = generics.split_for_impl();
        let (_, ty_generics, _) = self.input.generics.split_for_impl();
        let (name, rng, unpack, body) = (&spec.ident, local("rng"), spec.unpack(), self.body());
        // Where a constant cannot stand for the model, what `#[shapes(input = ..)]` declares is checked here.
        let has_one = spec.names().next().is_none() && self.input.generics.params.is_empty();
        let checked = (!has_one && spec.is_constant()).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #krate::init::Unchecked as _;
                self.__check_shapes();
            }
        });
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #impl_generics #krate::init::Init for #name #spec_generics #where_clause {
                type Module = #ident #ty_generics;

                #[track_caller]
                #[allow(unused_variables, unused_assignments)]
                fn init(&self, #rng: &mut impl #krate::init::Rng) -> Self::Module {
                    #checked
                    #unpack
                    #body
                }
            }
        }
    }

    /// Makes the fields in order: with the shape of what comes in where it is known. It is not where the derive of
    /// `Forward` gives an error.
    fn body(&self) -> TokenStream {
        if has_forward(&self.input.attrs) && valid_forward::errors(self.input).is_err() {
            return quote!(loop {});
        }
        let (krate, rng, shape) = (self.krate, local("rng"), shape());
        let begin = self.attrs.shape().map(|sizes| {
            let asking = asking(krate);
            quote!(#asking let mut #shape = #krate::shape::Shape::new(&#sizes);)
        });
        let values = self.layers.iter().enumerate().map(|(i, layer)| {
            let spec = layer.spec.as_ref().expect("checked");
            match tied::of(spec) {
                Some(field) => tied::value(field, &layer.ty, &self.layers[..i], krate),
                None if begin.is_some() && layer.runs => init_for(spec, &layer.name(), krate, &rng),
                None => {
                    let ends = Ends::of(spec);
                    let spec = ends.borrow(spec);
                    ends.call(&quote!(#krate::init::Init), "init", quote!(#spec, #rng))
                }
            }
        });
        let (made, declared) = (self.made(values), self.declared());
        if declared.is_none() {
            return quote!(#begin #made);
        }
        let model = local("model");
        quote!(#begin let #model = { #made }; #declared #model)
    }

    /// The model of the values of its fields: in variables first, where one of them holds what another does.
    fn made(&self, values: impl Iterator<Item = TokenStream>) -> TokenStream {
        let (ident, members) = (&self.input.ident, self.layers.iter().map(|layer| &layer.member));
        if self.layers.iter().all(|layer| layer.spec.as_ref().is_none_or(|spec| tied::of(spec).is_none())) {
            return quote!(#ident { #(#members: #values,)* });
        }
        let variables: Vec<_> = self.layers.iter().map(|layer| &layer.binding).collect();
        quote!(#(let #variables = #values;)* #ident { #(#members: #variables,)* })
    }

    /// Asserts what comes out, where no constant has done so.
    fn declared(&self) -> Option<TokenStream> {
        let (krate, shape, output) = (self.krate, shape(), self.attrs.output.as_ref()?);
        self.attrs.shape()?;
        let is_known = self.spec.names().next().is_none() && self.input.generics.params.is_empty();
        let shapes = quote!(&::core::result::Result::Ok(#shape), &#krate::shape::Shape::new(&#output));
        (!is_known).then(|| quote!(#krate::shape::declared(#shapes);))
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
