//! What a spec makes of a shape, as an expression: tuples, lists and options are looked into, everything else is asked.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, Pat, parse_quote};

use crate::grown::behind_all;
pub(crate) use crate::local::{local, shape};
use crate::span::Ends;
pub(crate) use crate::written::Spec;
use crate::written::last_name;

/// The layers of a spec in order, each under its path, so that what does not fit is pointed to by itself. The elements
/// of a `repeat` have one place in the source and stay together.
pub(crate) fn layers(name: String, expr: &Expr) -> Vec<(String, Expr)> {
    let inside = |parts: &mut dyn Iterator<Item = &Expr>| {
        parts.enumerate().flat_map(|(index, part)| layers(format!("{name}.{index}"), part)).collect()
    };
    match Spec::of(expr) {
        Spec::Tuple(parts) => inside(&mut parts.into_iter()),
        Spec::List(parts) => inside(&mut parts.iter()),
        Spec::Around(_, inner) | Spec::Within(_, inner) => layers(name, inner),
        Spec::Repeat { .. } | Spec::Copies { .. } | Spec::Grown(_) | Spec::Value(_) => {
            vec![(name, expr.clone())]
        }
    }
}

/// A list in a spec that is not written in full, so that nobody knows what it makes of a shape.
pub(crate) fn hidden_list(expr: &Expr) -> Option<Expr> {
    match Spec::of(expr) {
        Spec::Around(around, inner) if is_value(inner) && last_name(around) == "Sequential" => {
            Some(inner.clone())
        }
        Spec::Around(_, inner) | Spec::Within(_, inner) => hidden_list(inner),
        Spec::Tuple(parts) => parts.into_iter().find_map(hidden_list),
        Spec::List(parts) => parts.iter().find_map(hidden_list),
        Spec::Repeat { spec, .. } | Spec::Copies { spec, .. } => hidden_list(spec),
        Spec::Grown(_) | Spec::Value(_) => None,
    }
}

/// Whether a spec is a single value.
pub(crate) fn is_value(expr: &Expr) -> bool {
    matches!(Spec::of(expr), Spec::Value(_))
}

/// A block of type `Result<Shape, Message>` in which `shape` is what comes in.
pub(crate) fn output_shape(expr: &Expr, krate: &TokenStream) -> TokenStream {
    match Spec::of(expr) {
        Spec::Value(value) => ask(value),
        Spec::Around(_, inner) | Spec::Within(_, inner) => output_shape(inner, krate),
        Spec::Tuple(parts) => in_order(&parts, krate),
        Spec::List(parts) => in_order(&parts.iter().collect::<Vec<_>>(), krate),
        Spec::Repeat { count, index, spec } => repeated(count, index, spec, krate),
        Spec::Copies { count, spec } => repeated(count, &parse_quote!(_), spec, krate),
        Spec::Grown(calls) => behind_all(&calls, &|spec| output_shape(spec, krate)),
    }
}

/// The elements in order. Where they are all the same, one that gives what it takes speaks for all behind it.
fn repeated(count: &Expr, index: &Pat, spec: &Expr, krate: &TokenStream) -> TokenStream {
    let (shape, inner, at) = (shape(), output_shape(spec, krate), local("at"));
    let (message, result, next) = (local("message"), local("result"), local("next"));
    let once = matches!(index, Pat::Wild(_)).then(|| quote!(if #next.is(&#shape) { break; }));
    quote!({
        let mut #shape = #shape;
        let mut #at = 0usize;
        let mut #result = ::core::result::Result::Ok(#shape);
        while #at < #count {
            let #index = #at;
            match #inner {
                ::core::result::Result::Ok(#next) => {
                    #once
                    #shape = #next.of_batch(#shape.batch());
                    #result = ::core::result::Result::Ok(#shape);
                }
                ::core::result::Result::Err(#message) => {
                    #result = ::core::result::Result::Err(#message.inside_index(#at));
                    break;
                }
            }
            #at += 1;
        }
        #result
    })
}

/// `(spec).output_shape(shape)`, underlined as the spec, and so is the argument, to which an error about a spec without
/// the function points.
fn ask(spec: &Expr) -> TokenStream {
    let (ends, shape) = (Ends::of(spec), shape());
    let method = Ident::new("output_shape", ends.last);
    let mut argument = Group::new(Delimiter::Parenthesis, ends.over(shape));
    argument.set_span(ends.last);
    let spec = ends.operand(spec);
    quote!(#spec.#method #argument)
}

/// What makes a spec without a shape function an error that says so, in scope where a spec is asked.
pub(crate) fn asking(krate: &TokenStream) -> TokenStream {
    quote!(
        #[allow(unused_imports)]
        use #krate::shape::KnowsShape as _;
    )
}

fn in_order(parts: &[&Expr], krate: &TokenStream) -> TokenStream {
    let (shape, next, message) = (shape(), local("next"), local("message"));
    let steps = parts.iter().enumerate().map(|(index, part)| {
        let (inner, index) = (output_shape(part, krate), index.to_string());
        quote! {
            let #shape = match #inner {
                ::core::result::Result::Ok(#next) => #next.of_batch(#shape.batch()),
                ::core::result::Result::Err(#message) => {
                    break '__chain ::core::result::Result::Err(#message.inside(#index));
                }
            };
        }
    });
    quote!('__chain: { #(#steps)* ::core::result::Result::Ok(#shape) })
}

/// An expression that makes the module of a spec for what comes in as `shape`, which it changes to what goes out.
pub(crate) fn init_for(expr: &Expr, name: &str, krate: &TokenStream, rng: &Ident) -> TokenStream {
    let shape = shape();
    match Spec::of(expr) {
        Spec::Tuple(parts) => {
            let parts = parts.iter().enumerate();
            let parts = parts.map(|(i, part)| init_for(part, &format!("{name}.{i}"), krate, rng));
            quote!((#(#parts,)*))
        }
        Spec::List(parts) => {
            let parts = parts.iter().enumerate();
            let parts = parts.map(|(i, part)| init_for(part, &format!("{name}.{i}"), krate, rng));
            match expr {
                Expr::Array(_) => quote!([#(#parts),*]),
                _ => quote!(<[_]>::into_vec(::std::boxed::Box::new([#(#parts),*]))),
            }
        }
        Spec::Around(around, inner) => {
            let inner = init_for(inner, name, krate, rng);
            quote!(#around(#inner))
        }
        Spec::Within(ty, inner) => {
            let (inner, ty) = (init_for(inner, name, krate, rng), Ident::new(ty, Span::mixed_site()));
            quote!(#krate::#ty::new(#inner))
        }
        Spec::Repeat { count, index, spec } => {
            let (inner, list) = (init_for(spec, name, krate, rng), local("list"));
            quote!({
                let mut #list = ::std::vec::Vec::new();
                for #index in 0..#count {
                    #list.push(#inner);
                }
                #list
            })
        }
        Spec::Copies { count, spec } => {
            let list = init_for(&parse_quote!(repeat(#count, |_| #spec)), name, krate, rng);
            let array = local("array");
            quote!(match <[_; #count] as ::core::convert::TryFrom<::std::vec::Vec<_>>>::try_from(#list) {
                ::core::result::Result::Ok(#array) => #array,
                ::core::result::Result::Err(_) => ::core::unreachable!(),
            })
        }
        Spec::Grown(_) | Spec::Value(_) => {
            let (module, output) = (local("module"), output_shape(expr, krate));
            let ends = Ends::of(expr);
            let spec = ends.borrow(expr);
            let make = ends.call(&quote!(#krate::init::InitFor), "init_for", quote!(#spec, #shape, #rng));
            quote!({
                let #module = #make;
                #shape = #krate::shape::checked(#name, #output);
                #module
            })
        }
    }
}
