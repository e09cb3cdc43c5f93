//! Free functions and methods that a forward calls.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, ItemFn, ReturnType, Signature, Type};

use super::attribute::Attributes;
use super::expression::{Follow, Form};
use super::port::Port;
use super::value::{Followed, Kind, Value, cannot};
use crate::shapes::local;

/// The shape function of a free function, which is imported together with it, since types have names of their own.
pub(super) fn expand(attr: &TokenStream, item: &ItemFn) -> Followed<TokenStream> {
    let attributes = syn::parse2::<Attributes>(attr.clone())?;
    if !gives_tensor(&item.sig) {
        return cannot(&item.sig, "it follows functions that give a tensor");
    }
    let mut follow = Follow::new(Form::Function, None, &attributes.functions, Kind::Tensor);
    let (parameters, body) = body(&mut follow, &item.sig, &item.block)?;
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
                #vis const fn shapes(#parameters) -> __follow::Made {
                    #body
                }
            }
        };
    })
}

/// The parameters of the constant function of a signature, and its body.
pub(super) fn body(
    follow: &mut Follow<'_, '_>,
    signature: &Signature,
    block: &syn::Block,
) -> Followed<(TokenStream, TokenStream)> {
    let (mut parameters, mut bind, mut batch) = (TokenStream::new(), TokenStream::new(), None);
    for (i, input) in signature.inputs.iter().enumerate() {
        let FnArg::Typed(input) = input else {
            parameters.extend(quote!(&self,));
            continue;
        };
        let (name, ty) = (local(&format!("argument{i}")), &input.ty);
        let value = match tensors(ty) {
            None if matches!(&**ty, Type::Tuple(_)) && Port::of(ty).is_some() => {
                let port = Port::of(ty).expect("tensors");
                batch.get_or_insert_with(|| port.batch(&quote!(#name)));
                let shapes = port.shapes();
                parameters.extend(quote!(#name: #shapes,));
                Value::new(quote!(#name), port.kind())
            }
            Some(kind) => {
                batch.get_or_insert_with(|| quote!(#name.batch()));
                parameters.extend(match kind {
                    Kind::List => quote!(#name: __follow::List,),
                    _ => quote!(#name: __follow::Shape,),
                });
                Value::new(quote!(#name), kind)
            }
            None => {
                parameters.extend(quote!(#name: #ty,));
                let is_size = matches!(&**ty, Type::Path(path) if path.path.is_ident("usize"));
                Value::new(quote!(#name), Kind::Plain(is_size))
            }
        };
        bind.extend(follow.bind(&input.pat, value)?);
    }
    let batch = batch.unwrap_or_else(|| quote!(0));
    let output = follow.output.clone();
    let body = follow.block(block)?.of(&output, block.stmts.last())?;
    Ok((
        parameters,
        quote!(let __batch: usize = #batch; ::core::result::Result::Ok('__body: { #bind #body })),
    ))
}

/// Whether a type is a tensor, or a list of some.
fn tensors(ty: &Type) -> Option<Kind> {
    match ty {
        Type::Reference(reference) => tensors(&reference.elem),
        Type::Slice(slice) => tensors(&slice.elem).map(|_| Kind::List),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if last.ident == "Tensor" {
                return Some(Kind::Tensor);
            }
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match arguments.args.first() {
                Some(syn::GenericArgument::Type(inner)) if last.ident == "Vec" => {
                    tensors(inner).map(|_| Kind::List)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a type is that of one tensor.
pub(super) fn is_tensor(ty: &Type) -> bool {
    matches!(tensors(ty), Some(Kind::Tensor))
}

pub(super) fn gives_tensor(signature: &Signature) -> bool {
    matches!(&signature.output, ReturnType::Type(_, ty) if is_tensor(ty))
}
