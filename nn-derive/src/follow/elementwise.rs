//! Operations whose shapes follow from their names: those of single elements, along an axis, and over one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::call::runs_layers;
use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};

/// What keeps the shape, whatever its arguments are.
pub(super) const SAME: &[&str] = &[
    "relu",
    "leaky_relu",
    "elu",
    "sigmoid",
    "tanh",
    "silu",
    "gelu",
    "gelu_tanh",
    "softplus",
    "hardtanh",
    "celu",
    "selu",
    "mish",
    "hardswish",
    "hardsigmoid",
    "hardshrink",
    "softshrink",
    "softsign",
    "tanhshrink",
    "log_sigmoid",
    "threshold",
    "rrelu",
    "scale",
    "exp",
    "ln",
    "log",
    "sqrt",
    "abs",
    "pow",
    "powf",
    "powi",
    "sin",
    "cos",
    "clamp",
    "square",
    "rsqrt",
    "reciprocal",
    "sign",
    "round",
    "floor",
    "ceil",
    "dropout",
    "alpha_dropout",
    "clone",
    "detach",
    "off_tape",
    "on",
    "value",
    "requires_grad",
    "beside",
    "to",
    "to_owned",
    "cast",
    "mask",
    "full_like",
    "zeros_like",
    "ones_like",
    "isnan",
    "isinf",
    "isfinite",
    "bernoulli",
];

/// What changes elements along an axis, which is its last argument.
pub(super) const ALONG: &[&str] =
    &["softmax", "log_softmax", "softmin", "cumsum", "cumprod", "flip", "roll", "argsort"];

/// What leaves one element of an axis.
pub(super) const KEEPDIM: &[&str] = &[
    "sum_keepdim",
    "mean_keepdim",
    "prod_keepdim",
    "norm_keepdim",
    "var_keepdim",
    "std_keepdim",
    "logsumexp_keepdim",
];

/// What leaves one element of an axis, which disappears.
pub(super) const REDUCE: &[&str] = &[
    "sum_axis",
    "mean_axis",
    "prod_axis",
    "max_axis",
    "min_axis",
    "argmax",
    "argmin",
    "norm_axis",
    "var_axis",
    "std_axis",
    "logsumexp",
    "median_axis",
];

/// What leaves one element of all.
pub(super) const WHOLE: &[&str] = &["sum", "mean", "prod", "max", "min", "norm", "var", "std", "median"];

/// What compares or chooses element by element; the other may be a number.
pub(super) const BESIDE: &[&str] = &["maximum", "minimum", "gt", "lt", "ge", "le", "eq", "ne"];

/// Whether a method is one of those.
pub(super) fn is_operation(name: &str) -> bool {
    const OTHERS: &[&str] =
        &["shape", "reshape", "view", "permute", "transpose", "flatten", "slice", "chunk", "matmul"];
    [SAME, ALONG, KEEPDIM, REDUCE, WHOLE, BESIDE, OTHERS].iter().any(|names| names.contains(&name))
}

impl Follow<'_, '_> {
    /// What keeps the shape of `x`.
    pub(super) fn same(&mut self, x: &TokenStream, arguments: &[&Expr]) -> Followed<Value> {
        let mut others = TokenStream::new();
        for argument in arguments {
            if matches!(argument, Expr::Closure(_)) && runs_layers(argument) {
                return cannot(argument, "a layer runs for each element");
            }
            let value = self.plain_field(argument)?;
            if matches!(value.kind, Kind::Tensor | Kind::Number) {
                let tokens = value.tokens;
                others.extend(quote!(let _ = #tokens;));
            }
        }
        if others.is_empty() {
            return Ok(Value::tensor(x.clone()));
        }
        let held = self.names.fresh("held");
        Ok(Value::tensor(quote!({ let #held = #x; #others #held })))
    }
}
