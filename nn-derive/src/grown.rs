//! `Layers::spec().push(spec).extend(specs)`: what layers of many kinds make of a shape, one after another.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall, Stmt, parse_quote};

use crate::shapes::{Spec, local, output_shape, shape};

/// The calls of `push` and `extend` in order, if they begin with `Layers::spec()`.
pub(crate) fn grown(call: &ExprMethodCall) -> Option<Vec<&ExprMethodCall>> {
    if (call.method != "push" && call.method != "extend") || call.args.len() != 1 {
        return None;
    }
    let mut calls = match &*call.receiver {
        Expr::MethodCall(before) => grown(before)?,
        receiver if is_empty(receiver) => Vec::new(),
        _ => return None,
    };
    calls.push(call);
    Some(calls)
}

/// Whether it is `Layers::spec()`.
fn is_empty(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    let Expr::Path(path) = &*call.func else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    call.args.is_empty() && names.next().is_some_and(|name| name == "spec") && names.next().is_some_and(|name| name == "Layers")
}

/// A block of type `Result<Shape, Message>` in which `shape` is what comes in.
pub(crate) fn behind_all(calls: &[&ExprMethodCall], krate: &TokenStream) -> TokenStream {
    let (shape, at) = (shape(), local("at"));
    let steps = calls.iter().map(|call| match call.method == "push" {
        true => behind(&call.args[0], krate),
        false => behind_each(&call.args[0], krate),
    });
    quote!('__grown: {
        let mut #shape = #shape;
        let mut #at = 0usize;
        #(#steps)*
        ::core::result::Result::Ok(#shape)
    })
}

/// Behind one layer, the next of the list.
fn behind(spec: &Expr, krate: &TokenStream) -> TokenStream {
    let (shape, at, inner) = (shape(), local("at"), output_shape(spec, krate));
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
fn behind_each(specs: &Expr, krate: &TokenStream) -> TokenStream {
    if let Some((is_there, spec)) = optional(specs) {
        let behind = behind(&spec, krate);
        return quote!(if #is_there { #behind });
    }
    let each = |count: TokenStream, index: TokenStream, spec: &Expr| {
        let (turn, behind) = (local("turn"), behind(spec, krate));
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
        Spec::List(specs) => specs.iter().map(|spec| behind(spec, krate)).collect(),
        _ => behind(specs, krate),
    }
}

/// `condition.then(|| spec)`, `condition.then_some(spec)`, `Some(spec)` and `None`: whether it is there, and the spec.
pub(crate) fn optional(expr: &Expr) -> Option<(TokenStream, Expr)> {
    match expr {
        Expr::Paren(paren) => optional(&paren.expr),
        Expr::Call(call) if call.args.len() == 1 => {
            let Spec::Around(function, inner) = Spec::of(expr) else { return None };
            let is_some = function.to_token_stream().to_string().ends_with("Some");
            is_some.then(|| (quote!(true), inner.clone()))
        }
        Expr::MethodCall(call) if call.args.len() == 1 => {
            let condition = &call.receiver;
            match (call.method.to_string().as_str(), &call.args[0]) {
                ("then_some", spec) => Some((quote!((#condition)), spec.clone())),
                ("then", Expr::Closure(closure)) => Some((quote!((#condition)), unblocked(&closure.body))),
                _ => None,
            }
        }
        Expr::Path(path) if path.path.is_ident("None") => {
            Some((quote!(false), parse_quote!(__follow::Nothing)))
        }
        _ => None,
    }
}

/// The expression in a block of one.
pub(crate) fn unblocked(body: &Expr) -> Expr {
    match body {
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(inner, None)] => unblocked(inner),
            _ => body.clone(),
        },
        _ => body.clone(),
    }
}
