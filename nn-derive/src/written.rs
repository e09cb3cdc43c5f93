//! Specs as they are written: tuples, lists and options are looked into, everything else is a value.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprMethodCall, Pat, Stmt, parse_quote};

/// A spec as it is written.
pub(crate) enum Spec<'a> {
    /// `(a, b, c)`.
    Tuple(Vec<&'a Expr>),
    /// `[a, b, c]` or `vec![a, b, c]` in a `Sequential`.
    List(Vec<Expr>),
    /// `repeat(count, |index| spec)`.
    Repeat { count: &'a Expr, index: &'a Pat, spec: &'a Expr },
    /// `[spec; count]`.
    Copies { count: &'a Expr, spec: &'a Expr },
    /// `Sequential(list)` and `Some(spec)`.
    Around(&'a Expr, &'a Expr),
    /// `frozen(spec)` and `shared(spec)`, with the type of what they make.
    Within(&'static str, &'a Expr),
    /// `Layers::spec().push(spec).extend(specs)`, in order.
    Grown(Vec<&'a ExprMethodCall>),
    /// Anything else.
    Value(&'a Expr),
}

impl<'a> Spec<'a> {
    pub(crate) fn of(expr: &'a Expr) -> Self {
        match expr {
            Expr::Paren(paren) => Spec::of(&paren.expr),
            Expr::Group(group) => Spec::of(&group.expr),
            Expr::Tuple(tuple) => Spec::Tuple(tuple.elems.iter().collect()),
            Expr::Array(array) => Spec::List(array.elems.iter().cloned().collect()),
            Expr::Repeat(copies) => Spec::Copies { count: &copies.len, spec: &copies.expr },
            Expr::Macro(call) if call.mac.path.is_ident("vec") => Spec::vec(expr, &call.mac),
            Expr::Call(call) => Spec::call(expr, call),
            Expr::MethodCall(call) => grown(call).map_or(Spec::Value(expr), Spec::Grown),
            _ => Spec::Value(expr),
        }
    }

    fn vec(expr: &'a Expr, mac: &syn::Macro) -> Self {
        let list = mac.parse_body_with(syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        list.map_or(Spec::Value(expr), |list| Spec::List(list.into_iter().collect()))
    }

    fn call(expr: &'a Expr, call: &'a ExprCall) -> Self {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        match (last_name(&call.func).as_str(), arguments.as_slice()) {
            ("Sequential" | "Some", [inner]) => Spec::Around(&call.func, inner),
            ("frozen", [inner]) => Spec::Within("Frozen", inner),
            ("shared", [inner]) => Spec::Within("Shared", inner),
            ("repeat", [count, Expr::Closure(closure)]) if closure.inputs.len() == 1 => {
                Spec::Repeat { count, index: &closure.inputs[0], spec: &closure.body }
            }
            _ => Spec::Value(expr),
        }
    }
}

/// What a function is called, without the path to it.
pub(crate) fn last_name(function: &Expr) -> String {
    match function {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The calls of `push` and `extend` in order, if they begin with `Layers::spec()`.
fn grown(call: &ExprMethodCall) -> Option<Vec<&ExprMethodCall>> {
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
    call.args.is_empty()
        && names.next().is_some_and(|name| name == "spec")
        && names.next().is_some_and(|name| name == "Layers")
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
