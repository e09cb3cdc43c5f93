//! `Layers::spec().push(spec).extend(specs)`: what layers of many kinds make of a shape, one after another.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall};

use crate::local::{local, shape};
use crate::written::{Spec, optional};

/// What makes an expression of a spec, in which `shape` is what comes in.
type Asks<'a> = &'a dyn Fn(&Expr) -> TokenStream;

/// A block of type `Result<Shape, Message>` in which `shape` is what comes in.
pub(crate) fn behind_all(calls: &[&ExprMethodCall], asks: Asks<'_>) -> TokenStream {
    let (shape, at) = (shape(), local("at"));
    let steps = calls.iter().map(|call| match call.method == "push" {
        true => behind(&call.args[0], asks),
        false => behind_each(&call.args[0], asks),
    });
    quote!('__grown: {
        let mut #shape = #shape;
        let mut #at = 0usize;
        #(#steps)*
        ::core::result::Result::Ok(#shape)
    })
}

/// Behind one layer, the next of the list.
fn behind(spec: &Expr, asks: Asks<'_>) -> TokenStream {
    let (shape, at, inner) = (shape(), local("at"), asks(spec));
    let (next, message) = (local("next"), local("message"));
    quote! {
        #shape = match #inner {
            ::core::result::Result::Ok(#next) => #next.of_batch(#shape.batch()),
            ::core::result::Result::Err(#message) => {
                break '__grown ::core::result::Result::Err(#message.inside_index(#at));
            }
        };
        #at += 1;
    }
}

/// Behind those of an option, of a list, or of a `repeat`.
fn behind_each(specs: &Expr, asks: Asks<'_>) -> TokenStream {
    if let Some((is_there, spec)) = optional(specs) {
        let behind = behind(&spec, asks);
        return quote!(if #is_there { #behind });
    }
    let each = |count: TokenStream, index: TokenStream, spec: &Expr| {
        let (turn, behind) = (local("turn"), behind(spec, asks));
        quote! {
            let mut #turn = 0usize;
            while #turn < #count {
                let #index = #turn;
                #behind
                #turn += 1;
            }
        }
    };
    match Spec::of(specs) {
        Spec::Repeat { count, index, spec } => each(count.to_token_stream(), index.to_token_stream(), spec),
        Spec::Copies { count, spec } => each(count.to_token_stream(), quote!(_), spec),
        Spec::List(specs) => specs.iter().map(|spec| behind(spec, asks)).collect(),
        _ => behind(specs, asks),
    }
}
