//! Free functions and methods that a forward calls.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, ItemFn, PatType, ReturnType, Signature, Type};

use super::attribute::Attributes;
use super::expression::{Follow, Form};
use super::port::{Port, carried, is_tensor};
use super::unseen::unseen;
use super::value::{Followed, Kind, Value, cannot};
use crate::shapes::local;

/// The shape function of a free function, which is imported together with it, since types have names of their own. What is
/// not followed gives a shape that the compiler does not know, so that no call of it is an error as well.
pub(super) fn expand(attr: &TokenStream, item: &ItemFn) -> Followed<TokenStream> {
    let attributes = syn::parse2::<Attributes>(attr.clone())?;
    if !matches!(&item.sig.output, ReturnType::Type(_, ty) if is_tensor(ty)) {
        return cannot(&item.sig, "it follows functions that give one tensor");
    }
    let mut follow = Follow::new(Form::Function, None, &attributes.functions, Kind::Tensor);
    let (gives, parameters, body) = match body(&mut follow, &item.sig, &item.block) {
        Ok((parameters, body)) => (quote!(__follow::Made), parameters, body),
        Err(error) => (unknown(&quote!(::nn_core), &error), any_parameters(&item.sig), quote!(loop {})),
    };
    let (name, vis) = (&item.sig.ident, &item.vis);
    Ok(quote! {
        #[doc(hidden)]
        #[allow(warnings)]
        #vis enum #name {}

        #[doc(hidden)]
        #[allow(warnings, clippy::all, clippy::pedantic, arithmetic_overflow, unconditional_panic)]
        const _: () = {
            use ::nn_core::shape::follow as __follow;
            impl #name {
                #vis const fn shapes(#parameters) -> #gives {
                    #body
                }
            }
        };
    })
}

/// A type that the compiler does not know, with the error that says why.
pub(super) fn unknown(krate: &TokenStream, error: &syn::Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(<() as #krate::module::Proved<(), { #error true }>>::Output)
}

/// The parameters of the constant function of a signature, and its body.
pub(super) fn body(
    follow: &mut Follow<'_, '_>,
    signature: &Signature,
    block: &syn::Block,
) -> Followed<(TokenStream, TokenStream)> {
    let (mut bind, mut batch) = (TokenStream::new(), None);
    follow.unseen = unseen(signature);
    for (i, input) in typed(signature) {
        let (name, ty) = (argument(i), &input.ty);
        let kind = carried(ty)
            .unwrap_or(Kind::Plain(matches!(&**ty, Type::Path(path) if path.path.is_ident("usize"))));
        if let Some(first) = kind.first(&name.to_token_stream()) {
            batch.get_or_insert_with(|| quote!(#first.batch()));
        }
        bind.extend(follow.bind(&input.pat, Value::new(quote!(#name), kind))?);
    }
    let batch = batch.unwrap_or_else(|| quote!(0));
    let output = follow.output.clone();
    let body = follow.block(block)?.of(&output, block.stmts.last())?;
    Ok((
        parameters(signature),
        quote!(let __batch: usize = #batch; ::core::result::Result::Ok('__body: { #bind #body })),
    ))
}

/// The parameters of the constant function of a signature.
pub(super) fn parameters(signature: &Signature) -> TokenStream {
    let itself = signature.receiver().map(|_| quote!(&self,));
    let others = typed(signature).map(|(i, input)| {
        let (name, ty) = (argument(i), &input.ty);
        let ty = carried(ty).map_or_else(|| ty.to_token_stream(), |kind| kind.shapes());
        quote!(#name: #ty,)
    });
    itself.into_iter().chain(others).collect()
}

/// The parameters of the function of a method that is not followed, which takes whatever it is given.
pub(super) fn any_parameters(signature: &Signature) -> TokenStream {
    let itself = signature.receiver().map(|_| quote!(&self,));
    let others = typed(signature).map(|_| quote!(_: impl ::core::marker::Copy,));
    itself.into_iter().chain(others).collect()
}

fn argument(i: usize) -> Ident {
    local(&format!("argument{i}"))
}

fn typed(signature: &Signature) -> impl Iterator<Item = (usize, &PatType)> {
    signature.inputs.iter().enumerate().filter_map(|(i, input)| match input {
        FnArg::Typed(input) => Some((i, input)),
        FnArg::Receiver(_) => None,
    })
}

/// Whether it gives a tensor, or several side by side.
pub(super) fn gives_tensors(signature: &Signature) -> bool {
    matches!(&signature.output, ReturnType::Type(_, ty) if Port::of(ty).is_some_and(|port| port.options() == 0))
}
