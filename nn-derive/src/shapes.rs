//! What a spec makes of a shape, as an expression: tuples, lists and options are looked into, everything else is asked.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprCall, ExprMethodCall, Pat, parse_quote};

use crate::grown::{behind_all, grown};
use crate::span::Ends;

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

/// What a function is called, without the path to it.
fn last_name(function: &Expr) -> String {
    match function {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
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
        Spec::Grown(calls) => behind_all(&calls, krate),
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

/// The variable that holds the shape.
pub(crate) fn shape() -> Ident {
    local("shape")
}

/// A name in what the derives write, which no name of the user's can meet. Hygiene does that for variables; a pattern
/// would still name a constant or a static of the user's, so that two underscores stand before it as well.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}
