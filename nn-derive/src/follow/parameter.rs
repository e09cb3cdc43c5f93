//! Parameters and buffers of the model's own, whose shapes their specs name: `draw(|rng| Param::new(normal([8], ..)))`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprClosure, Lit};

use crate::written::unblocked;

/// Functions whose first argument is the shape of the tensor that they make.
const MADE: &[&str] = &[
    "zeros",
    "ones",
    "full",
    "from_fn",
    "new",
    "rand",
    "randn",
    "uniform",
    "normal",
    "trunc_normal",
    "fan_in_uniform",
    "kaiming_uniform",
    "kaiming_normal",
    "xavier_uniform",
    "xavier_normal",
    "orthogonal",
    "dirac",
    "eye",
];

/// The sizes of the parameter that a spec makes, as a shape.
pub(super) fn shape_of(spec: &Expr) -> Option<TokenStream> {
    let Expr::Call(call) = spec else { return None };
    let (Some("draw"), Expr::Closure(ExprClosure { body, .. })) =
        (last_name(&call.func).as_deref(), call.args.first()?)
    else {
        return None;
    };
    match unblocked(body) {
        Expr::Call(call) if path_ends(&call.func, &["Param", "Buffer"], "new") => made(call.args.first()?),
        body => made(&body),
    }
}

/// The sizes of a tensor that is made.
fn made(expr: &Expr) -> Option<TokenStream> {
    match expr {
        Expr::Call(call) if path_ends(&call.func, &["Tensor"], "from") => elements(call.args.first()?),
        Expr::Call(call) if MADE.contains(&last_name(&call.func)?.as_str()) => sizes(call.args.first()?),
        // `Initial::normal(0.0, 0.02).draw([8], rng)`.
        Expr::MethodCall(call) if call.method == "draw" => sizes(call.args.first()?),
        other => elements(other),
    }
}

fn sizes(expr: &Expr) -> Option<TokenStream> {
    matches!(expr, Expr::Array(_) | Expr::Repeat(_)).then(|| quote!(__follow::Shape::new(&#expr)))
}

/// The sizes of elements that are written out: of `[[0.0; 4]; 2]` they are `[2, 4]`.
fn elements(expr: &Expr) -> Option<TokenStream> {
    let (mut sizes, mut inner) = (Vec::new(), expr);
    loop {
        inner = match inner {
            Expr::Array(array) => {
                sizes.push(array.elems.len().to_token_stream());
                array.elems.first()?
            }
            Expr::Repeat(repeat) => {
                sizes.push(repeat.len.to_token_stream());
                &repeat.expr
            }
            Expr::Unary(unary) => &unary.expr,
            Expr::Lit(lit) if matches!(lit.lit, Lit::Float(_)) => {
                return Some(quote!(__follow::Shape::new(&[#(#sizes),*])));
            }
            _ => return None,
        };
    }
}

fn last_name(function: &Expr) -> Option<String> {
    let Expr::Path(path) = function else { return None };
    path.path.segments.last().map(|last| last.ident.to_string())
}

/// Whether a path ends in one of the types and a function of it.
fn path_ends(function: &Expr, types: &[&str], name: &str) -> bool {
    let Expr::Path(path) = function else { return false };
    let mut segments = path.path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == name)
        && segments.next().is_some_and(|ty| types.iter().any(|known| ty.ident == known))
}
