//! What stands beside the errors of a declared model: its forward and its constructors, of a type that the compiler does
//! not know, so that no use of them is an error as well.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, parse_quote};

use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, arguments, has_forward, has_init};
use crate::spec::Spec;
use crate::valid_init;

/// The errors, and an implementation of `Forward` for every input, whose output is unknown.
pub(crate) fn forward(cx: Ctxt, input: &DeriveInput, krate: &TokenStream) -> TokenStream {
    let (ident, unknown) = (&input.ident, unknown(cx, krate));
    let (_, ty_generics, where_clause) = input.generics.split_for_impl();
    let mut generics = input.generics.clone();
    generics.params.push(parse_quote!(__Input));
    let (impl_generics, ..) = generics.split_for_impl();
    let output = quote!(<#ident #ty_generics as #krate::Forward<()>>::Output);
    let shapes = has_forward(&input.attrs).then(|| output_shape(input, &output));
    let function = shape_function(input, krate, &output);
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::Forward<__Input> for #ident #ty_generics #where_clause {
            type Output = #unknown;

            fn forward(&self, _: __Input) -> Self::Output {
                loop {}
            }
        }
        #shapes
        #function
    }
}

/// The shape function of a spec whose model has errors, unless the model was to have none.
fn shape_function(input: &DeriveInput, krate: &TokenStream, unknown: &TokenStream) -> Option<TokenStream> {
    let (attrs, arguments) = (
        ForwardAttrs::parse(&mut Ctxt::default(), &input.attrs),
        arguments(&mut Ctxt::default(), &input.attrs),
    );
    let spec = Spec::of(input, &arguments);
    let is_wanted = spec.is_constant() && (!attrs.unchecked || attrs.shape().is_some());
    let (ident, generics) = (&spec.ident, spec.generics_where_copied());
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    (is_wanted && has_init(input) && !valid_init::errors(input).is_err()).then(|| {
        quote! {
            impl #impl_generics #ident #ty_generics #where_clause {
                #[doc(hidden)]
                pub const fn output_shape(&self, _: #krate::shape::Shape) -> #unknown {
                    loop {}
                }
            }
        }
    })
}

/// `Model::OUTPUT_SHAPE` of an unknown type.
pub(crate) fn output_shape(input: &DeriveInput, unknown: &TokenStream) -> TokenStream {
    constants(input, &["OUTPUT_SHAPE"], unknown)
}

/// The errors, and constructors that are constants of an unknown type: they may be called with any arguments.
pub(crate) fn init(cx: Ctxt, input: &DeriveInput, krate: &TokenStream) -> TokenStream {
    let (vis, spec, unknown) = (&input.vis, format_ident!("{}Spec", input.ident), unknown(cx, krate));
    let constructors = constants(input, &["spec", "init"], &spec.to_token_stream());
    quote! {
        #[doc(hidden)]
        #[allow(dead_code)]
        #vis type #spec = #unknown;
        #constructors
    }
}

fn constants(input: &DeriveInput, names: &[&str], ty: &TokenStream) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let names = names.iter().map(|name| Ident::new(name, Span::call_site()));
    quote! {
        #[allow(dead_code, non_upper_case_globals)]
        impl #impl_generics #ident #ty_generics #where_clause {
            #(#[doc(hidden)] #vis const #names: #ty = loop {};)*
        }
    }
}

/// A type that the compiler does not know, since the errors are inside: nothing that is done with its values is an error
/// as well.
fn unknown(cx: Ctxt, krate: &TokenStream) -> TokenStream {
    let errors = cx.into_tokens();
    quote!(<() as #krate::module::Proved<(), { #errors true }>>::Output)
}
