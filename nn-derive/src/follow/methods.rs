//! The methods of an implementation, which forwards call; one named `forward` is followed like the trait's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FnArg, ImplItemFn, ReturnType, Type};

use super::called::knows_method;
use super::expand::{Expansion, Stated, on_spec, port};
use super::expression::Follow;
use super::fields::Fields;
use super::function::{any_parameters, gives_tensors, unknown};
use super::port::Port;
use super::unseen::{self, is_unseen};
use super::value::{Followed, cannot_but};
use crate::spell::spell;

impl Expansion<'_> {
    /// The constant function of a method that is not followed, which gives what the compiler does not know, so that no call
    /// of it is an error as well. A `forward` is asked by the models around it, too.
    fn refused_method(fields: &Fields<'_>, function: &ImplItemFn, error: &syn::Error) -> Refused {
        let (name, gives) = (&function.sig.ident, unknown(&fields.krate, error));
        let (ty, followed) = (format_ident!("__Refused_{}", name), Follow::method_function(name));
        let parameters = any_parameters(&function.sig);
        let output_shape = (name == "forward").then(|| {
            quote! {
                pub const fn output_shape(&self, _: impl ::core::marker::Copy) -> #ty {
                    loop {}
                }
            }
        });
        let on_spec = quote! {
            #[doc(hidden)]
            pub const fn #followed(#parameters) -> #ty {
                loop {}
            }
            #output_shape
        };
        Refused { on_spec, beside: quote!(type #ty = #gives;) }
    }

    /// The constant functions of methods that forwards call; a `forward` among them is one like the trait's.
    pub(super) fn methods(&self, fields: &mut Fields<'_>) -> Followed<TokenStream> {
        let (mut followed, mut called, mut stated) = (TokenStream::new(), Vec::new(), TokenStream::new());
        let is_followed =
            |function: &&ImplItemFn| function.sig.receiver().is_some() && gives_tensors(&function.sig);
        for function in self.functions().filter(is_followed) {
            fields.mentioned.clear();
            let ReturnType::Type(_, output) = &function.sig.output else { continue };
            let output = port(output)?;
            let made = match arguments(function) {
                Some(input) => self.stated(fields, function, &input, &output).map(|made| {
                    let Stated { on_spec, beside, methods } = made;
                    stated.extend(quote!(#beside;));
                    (on_spec, methods)
                }),
                None => self.followed(fields, function, &output),
            };
            let (made, methods) = match made {
                Ok(made) => made,
                Err(error) => {
                    let Refused { on_spec, beside } = Self::refused_method(fields, function, &error);
                    followed.extend(on_spec);
                    stated.extend(beside);
                    continue;
                }
            };
            let mentions = fields.mentioning(&function.sig.ident, &methods);
            followed.extend(quote!(#made #mentions));
            called.extend(methods);
        }
        if stated.is_empty()
            && let Some(input) = &self.attributes.input
        {
            let types = self.functions().filter(|function| function.sig.ident == "forward").flat_map(types);
            return match types.into_iter().find(|ty| is_unseen(ty)) {
                Some(ty) => {
                    cannot_but(ty, &format!("it does not see what `{}` is", spell(ty)), unseen::REMEDY)
                }
                None => Err(syn::Error::new_spanned(input, "the input is declared where the `forward` is")),
            };
        }
        called.sort();
        called.dedup();
        if self.item.items.is_empty() {
            followed = fields.told(&self.attributes.unused);
        }
        let traits = called.iter().map(knows_method);
        let implementation = on_spec(fields, &followed);
        Ok(quote!(#(#traits)* #implementation #stated))
    }
}

/// What is written for a method that is not followed.
struct Refused {
    on_spec: TokenStream,
    beside: TokenStream,
}

/// What a method named `forward` takes, if that is tensors.
fn arguments(function: &ImplItemFn) -> Option<Port<'_>> {
    if function.sig.ident != "forward" {
        return None;
    }
    let types = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(Port::of(&input.ty)),
        FnArg::Receiver(_) => None,
    });
    let mut ports = types.collect::<Option<Vec<_>>>()?;
    if ports.len() == 1 {
        ports.pop()
    } else {
        Some(Port::Several(ports)).filter(|_| function.sig.inputs.len() > 1)
    }
}

/// The types of what a function takes and gives.
fn types(function: &ImplItemFn) -> Vec<&Type> {
    let taken = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(&*input.ty),
        FnArg::Receiver(_) => None,
    });
    let given = match &function.sig.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    taken.chain(given).collect()
}
