//! `#[init(tied(field.part))]`: what a field made before holds, once more.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Member, Type};

use crate::cascade::Layer;
use crate::span::Ends;

/// The argument of `tied(..)`, if a spec is one.
pub(crate) fn of(spec: &Expr) -> Option<&Expr> {
    let Expr::Call(call) = spec else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    match call.args.first() {
        Some(argument) if function.path.is_ident("tied") && call.args.len() == 1 => Some(argument),
        _ => None,
    }
}

/// The field that an argument of `tied(..)` begins with.
pub(crate) fn root(argument: &Expr) -> Option<&Ident> {
    match argument {
        Expr::Field(field) => root(&field.base),
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

/// Whether what a field is tied to is made before it.
pub(crate) fn is_made_before(argument: &Expr, before: &[Layer]) -> bool {
    let is_named = |name: &Ident| before.iter().any(|layer| layer.member == Member::Named(name.clone()));
    root(argument).is_some_and(is_named)
}

/// An expression of what a field of a type is tied to, with the variables of the fields that are made before.
pub(crate) fn value(argument: &Expr, ty: &Type, before: &[Layer], krate: &TokenStream) -> TokenStream {
    let (ends, place) = (Ends::of(argument), place(argument, before));
    if is_linear(ty) {
        let embedding = ends.over(quote!(&#place));
        return quote!(<#ty>::new(#embedding));
    }
    ends.call(&quote!(#krate::init::Tie), "tied", ends.over(quote!(&#place)))
}

/// Whether it is a layer of its own with the weight of the embedding that it is tied to, by its name.
pub(crate) fn is_linear(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "TiedLinear"))
}

/// Where it lies.
fn place(argument: &Expr, before: &[Layer]) -> TokenStream {
    match argument {
        Expr::Field(field) => {
            let (base, member) = (place(&field.base, before), &field.member);
            quote!(#base.#member)
        }
        _ => {
            let name = root(argument).cloned().map(Member::Named);
            let layer = before.iter().find(|layer| Some(&layer.member) == name.as_ref());
            layer.expect("it is made before").binding.to_token_stream()
        }
    }
}
