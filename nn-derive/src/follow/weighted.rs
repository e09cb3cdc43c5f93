//! The operations that take weights or settings of several words: those of layers, as functions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Lit};

use super::branch::without_borrow;
use super::expression::Follow;
use super::value::{Followed, Kind, cannot};
use crate::shapes::local;

impl Follow<'_, '_> {
    /// What is made of a shape, if the name is that of such an operation.
    pub(super) fn function_with_weights(
        &mut self,
        name: &str,
        x: &TokenStream,
        arguments: &[&Expr],
    ) -> Followed<Option<TokenStream>> {
        Ok(Some(match (name, arguments) {
            ("linear", [weight, bias]) => {
                let (weight, bias) = (self.tensor(weight)?, self.optional(bias)?);
                quote!(__follow::linear(#x, #weight, #bias))
            }
            ("bilinear", [other, weight, bias]) => {
                let (other, weight, bias) = (self.tensor(other)?, self.tensor(weight)?, self.optional(bias)?);
                quote!(__follow::bilinear(#x, #other, #weight, #bias))
            }
            ("embedding", [indices, _]) => {
                let indices = self.tensor(indices)?;
                quote!(__follow::embedding(#x, #indices))
            }
            ("layer_norm", [sizes, weight, bias, eps]) => {
                self.plain_field(eps)?;
                let (sizes, weight, bias) =
                    (self.sizes(sizes)?, self.optional(weight)?, self.optional(bias)?);
                quote!(__follow::normalised(#name, #x, #sizes, #weight, #bias))
            }
            ("rms_norm", [sizes, weight, eps]) => {
                self.plain_field(eps)?;
                let (sizes, weight) = (self.sizes(sizes)?, self.optional(weight)?);
                quote!(__follow::normalised(#name, #x, #sizes, #weight, ::core::option::Option::None))
            }
            ("batch_norm", [weight, bias, _]) => {
                let (weight, bias) = (self.optional(weight)?, self.optional(bias)?);
                quote!(__follow::by_channel(#name, #x, &[#weight, #bias]))
            }
            ("batch_norm_with", [mean, variance, weight, bias, _]) => {
                let (mean, variance) = (self.tensor(mean)?, self.tensor(variance)?);
                let (weight, bias) = (self.optional(weight)?, self.optional(bias)?);
                let (mean, variance) = (
                    quote!(::core::option::Option::Some(#mean)),
                    quote!(::core::option::Option::Some(#variance)),
                );
                quote!(__follow::by_channel(#name, #x, &[#mean, #variance, #weight, #bias]))
            }
            ("group_norm", [groups, weight, bias, _]) => {
                let (groups, weight, bias) =
                    (self.plain(groups)?, self.optional(weight)?, self.optional(bias)?);
                quote!(__follow::group_norm(#x, #groups, #weight, #bias))
            }
            ("prelu", [weight]) => {
                let weight = self.tensor(weight)?;
                quote!(__follow::prelu(#x, #weight))
            }
            ("conv1d" | "conv2d" | "conv3d", [weight, bias, options]) => {
                let (weight, bias) = (self.tensor(weight)?, self.optional(bias)?);
                let options = self.settings(options)?;
                quote!(__follow::conv(#name, #x, #weight, #bias, #options))
            }
            ("conv_transpose1d" | "conv_transpose2d" | "conv_transpose3d", [weight, bias, options]) => {
                let (weight, bias) = (self.tensor(weight)?, self.optional(bias)?);
                let options = self.settings(options)?;
                quote!(__follow::conv_transpose(#name, #x, #weight, #bias, #options))
            }
            ("unfold", [patches]) => {
                let patches = self.settings(patches)?;
                quote!(__follow::unfold(#x, #patches))
            }
            ("fold", [sizes, patches]) => {
                let (sizes, patches) = (self.sizes(sizes)?, self.settings(patches)?);
                quote!(__follow::fold(#x, #sizes, #patches))
            }
            ("interpolate", [to, mode]) => {
                self.expr(mode)?;
                self.interpolated(x, to)?
            }
            ("grid_sample", [grid, options]) => {
                self.expr(options)?;
                let grid = self.tensor(grid)?;
                quote!(__follow::grid_sample(#x, #grid))
            }
            ("channel_shuffle", [groups]) => {
                let groups = self.plain(groups)?;
                quote!(__follow::channel_shuffle(#x, #groups))
            }
            ("feature_dropout" | "feature_alpha_dropout", [p]) => {
                self.plain_field(p)?;
                quote!(__follow::of_rank(#name, #x, 2))
            }
            ("local_response_norm", [_, _, _, _]) => quote!(__follow::of_rank(#name, #x, 3)),
            ("scatter" | "scatter_add", [axis, index, source]) => {
                let (axis, index, source) = (self.axis(axis)?, self.tensor(index)?, self.optional(source)?);
                quote!(__follow::scatter(#name, #x, #axis, #index, #source))
            }
            ("pairwise_distance", [other, _, _]) => {
                let other = self.tensor(other)?;
                quote!(__follow::distance(#name, #x, #other, -1))
            }
            ("cosine_similarity", [other, axis, _]) => {
                let (other, axis) = (self.tensor(other)?, self.axis(axis)?);
                quote!(__follow::distance(#name, #x, #other, #axis))
            }
            ("select", [a, b]) => {
                let (a, b) = (self.tensor(a)?, self.optional(b)?);
                quote!(__follow::select(#x, #a, #b))
            }
            _ => return Ok(None),
        }))
    }

    /// A tensor that may be missing: `None`, a field that is optional, or a number in its place.
    fn optional(&mut self, expr: &Expr) -> Followed<TokenStream> {
        let none = quote!(::core::option::Option::None);
        match without_borrow(expr) {
            Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "None") => {
                Ok(none)
            }
            Expr::Call(call) if call.args.len() == 1 && is_some(&call.func) => self.optional(&call.args[0]),
            inner => {
                let value = self.plain_field(inner)?;
                let x = &value.tokens;
                match &value.kind {
                    Kind::Tensor => Ok(quote!(::core::option::Option::Some(#x))),
                    Kind::Plain(_) | Kind::Number => Ok(quote!({ let _ = #x; #none })),
                    Kind::Field(place) => self.optional_parameter(inner, &place.clone()),
                    other => cannot(expr, &format!("this is {}, where a tensor is expected", other.text())),
                }
            }
        }
    }

    fn optional_parameter(&mut self, at: &Expr, place: &super::place::Place) -> Followed<TokenStream> {
        let fields = self.fields.as_mut();
        let some = fields.and_then(|fields| {
            let (is_there, inner) = fields.some(place, crate::span::Ends::of(at))?;
            Some((is_there, fields.parameter(&inner)?))
        });
        match some {
            Some((is_there, shape)) => Ok(quote!(if #is_there {
                ::core::option::Option::Some(#shape.of_batch(__batch))
            } else {
                ::core::option::Option::None
            })),
            None => cannot(at, &format!("it does not know the shape of `{}`", place.text())),
        }
    }

    /// Settings that are made in one expression, `Conv2dOptions::new().stride([2, 2])`, as a constant.
    fn settings(&mut self, expr: &Expr) -> Followed<TokenStream> {
        match expr {
            Expr::Call(call) if !call.args.iter().any(|argument| self.touches(argument)) => {
                let (function, values) = (&call.func, self.constants(call.args.iter())?);
                Ok(quote!(#function(#(#values),*)))
            }
            Expr::MethodCall(call) => {
                let (of, method) = (self.settings(&call.receiver)?, &call.method);
                let values = self.constants(call.args.iter())?;
                Ok(quote!(#of.#method(#(#values),*)))
            }
            other => cannot(other, "it follows settings that are made where they are used"),
        }
    }

    fn constants<'e>(&mut self, values: impl Iterator<Item = &'e Expr>) -> Followed<Vec<TokenStream>> {
        values.map(|value| self.constant(value)).collect()
    }

    /// A size, or an array of some as it is.
    fn constant(&mut self, expr: &Expr) -> Followed<TokenStream> {
        match expr {
            Expr::Array(array) => {
                let values = self.constants(array.elems.iter())?;
                Ok(quote!([#(#values),*]))
            }
            Expr::Repeat(repeat) => {
                let (value, len) = (self.plain(&repeat.expr)?, self.plain(&repeat.len)?);
                Ok(quote!([#value; #len]))
            }
            expr => self.plain(expr),
        }
    }

    /// `[h, w]` says sizes, `[2.0, 2.0]` factors.
    fn interpolated(&mut self, x: &TokenStream, to: &Expr) -> Followed<TokenStream> {
        let to = match to {
            Expr::Call(call) if call.args.len() == 1 => &call.args[0],
            to => to,
        };
        let is_sized = match to {
            Expr::Array(array) => {
                array.elems.iter().map(|elem| self.is_size(elem)).collect::<Followed<Vec<_>>>()?
            }
            Expr::Repeat(repeat) => vec![self.is_size(&repeat.expr)?],
            _ => vec![Some(true)],
        };
        if is_sized.iter().all(|is_size| *is_size == Some(true)) {
            let sizes = self.sizes(to)?;
            return Ok(quote!(__follow::resized(#x, #sizes)));
        }
        if is_sized.iter().all(|is_size| *is_size == Some(false)) {
            let factors = local("factors");
            return Ok(quote!({ let #factors = #to; __follow::scaled(#x, &#factors) }));
        }
        cannot(to, "it does not know whether these are sizes or factors")
    }

    /// Whether it is a size, or the literal of a factor; neither is known of a setting of any type.
    fn is_size(&mut self, expr: &Expr) -> Followed<Option<bool>> {
        if let Expr::Lit(lit) = expr {
            return Ok(Some(!matches!(lit.lit, Lit::Float(_))));
        }
        let value = self.plain_field(expr)?;
        Ok(matches!(value.kind, Kind::Plain(true)).then_some(true))
    }

    /// The mask in the options of attention, which is a tensor.
    pub(super) fn mask(&mut self, options: &Expr) -> Followed<TokenStream> {
        match without_borrow(options) {
            Expr::MethodCall(call) if call.method == "attn_mask" && call.args.len() == 1 => {
                self.mask(&call.receiver)?;
                self.optional(&call.args[0])
            }
            Expr::MethodCall(call) if !call.args.iter().any(|argument| self.touches(argument)) => {
                self.mask(&call.receiver)
            }
            other => {
                // Options that are made elsewhere hold no tensor, or are refused there.
                self.expr(other)?;
                Ok(quote!(::core::option::Option::None))
            }
        }
    }
}

fn is_some(function: &Expr) -> bool {
    function.to_token_stream().to_string().ends_with("Some")
}
