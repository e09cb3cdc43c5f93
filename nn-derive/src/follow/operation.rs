//! The operations of tensors.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprMethodCall};

use super::elementwise::{ALONG, BESIDE, KEEPDIM, REDUCE, SAME, WHOLE};
use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

impl Follow<'_, '_> {
    pub(super) fn operation(
        &mut self,
        call: &ExprMethodCall,
        x: Value,
        arguments: &[&Expr],
    ) -> Followed<Value> {
        let (name, x) = (call.method.to_string(), &x.tokens);
        // The operation, without what it is applied to.
        let ends = Ends { first: call.method.span(), last: call.paren_token.span.close() };
        let name = name.as_str();
        let made = match (name, arguments) {
            ("shape", []) => return Ok(Value::new(x.clone(), Kind::Sizes)),
            ("len", []) => return Ok(Value::size(quote!(#x.num_elements()))),
            ("item" | "count", []) => return Ok(Value::number(quote!({ let _ = #x; }))),
            (_, arguments) if SAME.contains(&name) => return self.same(x, arguments),
            (_, []) if WHOLE.contains(&name) => return Ok(Value::tensor(quote!(__follow::whole(#x)))),
            ("flatten", []) => quote!(__follow::flatten(#x)),
            ("t", []) => quote!(__follow::transpose("t", #x, 0, 1)),
            (_, [others @ .., axis]) if ALONG.contains(&name) => {
                self.values(others)?;
                let axis = self.axis(axis)?;
                quote!(__follow::along(#name, #x, #axis))
            }
            (_, [axis]) if KEEPDIM.contains(&name) => {
                let axis = self.axis(axis)?;
                quote!(__follow::keepdim(#name, #x, #axis))
            }
            ("max_keepdim" | "min_keepdim", [axis]) => {
                let axis = self.axis(axis)?;
                return self.with_indices(&quote!(__follow::keepdim(#name, #x, #axis)), ends);
            }
            ("sort" | "sort_descending", [axis]) => {
                let axis = self.axis(axis)?;
                return self.with_indices(&quote!(__follow::along(#name, #x, #axis)), ends);
            }
            ("topk", [k, axis]) => {
                let (k, axis) = (self.plain(k)?, self.axis(axis)?);
                return self.with_indices(&quote!(__follow::topk(#x, #k, #axis)), ends);
            }
            (_, [axis]) if REDUCE.contains(&name) => {
                let axis = self.axis(axis)?;
                quote!(__follow::reduce(#name, #x, #axis))
            }
            ("insert_axis" | "unsqueeze", [axis]) => {
                let axis = self.axis(axis)?;
                quote!(__follow::insert_axis(#name, #x, #axis))
            }
            ("remove_axis" | "squeeze", [axis]) => {
                let axis = self.axis(axis)?;
                quote!(__follow::remove_axis(#name, #x, #axis))
            }
            ("glu", [axis]) => {
                let axis = self.axis(axis)?;
                quote!(__follow::glu(#x, #axis))
            }
            ("tril" | "triu", [_]) => quote!(__follow::matrix(#name, #x)),
            ("reshape" | "view", [sizes]) => {
                let sizes = self.sizes(sizes)?;
                quote!(__follow::reshape(#x, #sizes))
            }
            ("broadcast_to" | "expand", [sizes]) => {
                let sizes = self.sizes(sizes)?;
                quote!(__follow::broadcast_to(#name, #x, #sizes))
            }
            ("permute" | "repeat" | "pad", [sizes]) => {
                let (sizes, twin) = (self.sizes(sizes)?, twin(name));
                quote!(__follow::#twin(#x, #sizes))
            }
            // Other elements than one need an axis that is long enough.
            ("pad_with", [_, with]) if !is_constant_padding(with) => {
                return cannot(with, "it follows `Pad::Constant(..)`");
            }
            ("pad_with", [sizes, _]) => {
                let sizes = self.sizes(sizes)?;
                quote!(__follow::pad(#x, #sizes))
            }
            ("transpose", [a, b]) => {
                let (a, b) = (self.axis(a)?, self.axis(b)?);
                quote!(__follow::transpose(#name, #x, #a, #b))
            }
            ("slice", [axis, range]) => {
                let (axis, range) = (self.axis(axis)?, self.expr(range)?.of(&Kind::Range, range)?);
                quote!(__follow::slice(#x, #axis, #range))
            }
            ("with_slice", [axis, range, part]) => {
                let (axis, range) = (self.axis(axis)?, self.expr(range)?.of(&Kind::Range, range)?);
                let part = self.tensor(part)?;
                quote!(__follow::with_slice(#x, #axis, #range, #part))
            }
            ("at", [axis, index]) => {
                let (axis, index) = (self.axis(axis)?, self.axis(index)?);
                quote!(__follow::at(#x, #axis, #index))
            }
            ("chunk", [count, axis]) => {
                let (count, axis) = (self.plain(count)?, self.axis(axis)?);
                return self.parts(&quote!(__follow::chunk(#x, #count, #axis)), ends);
            }
            ("split", [sizes, axis]) => {
                let (sizes, axis) = (self.plain_field(sizes)?, self.axis(axis)?);
                let by = Ident::new(
                    if matches!(sizes.kind, Kind::Sizes) { "split_by" } else { "split" },
                    Span::call_site(),
                );
                let sizes = sizes.tokens;
                return self.parts(&quote!(__follow::#by(#x, #sizes, #axis)), ends);
            }
            ("unbind", [axis]) => {
                let axis = self.axis(axis)?;
                return self.parts(&quote!(__follow::unbind(#x, #axis)), ends);
            }
            ("matmul" | "matmul_t" | "outer" | "dot", [other]) => {
                let (other, twin) = (self.tensor(other)?, twin(name));
                quote!(__follow::#twin(#x, #other))
            }
            ("index_select", [axis, indices]) => {
                let (axis, indices) = (self.axis(axis)?, self.tensor(indices)?);
                quote!(__follow::index_select(#x, #axis, #indices))
            }
            ("scaled_dot_product_attention", [key, value, options]) => {
                let (key, value, mask) = (self.tensor(key)?, self.tensor(value)?, self.mask(options)?);
                quote!(__follow::scaled_dot_product_attention(#x, #key, #value, #mask))
            }
            ("pixel_shuffle" | "pixel_unshuffle", [by]) => {
                let (by, twin) = (self.plain(by)?, twin(name));
                quote!(__follow::#twin(#x, #by))
            }
            ("gather", [axis, index]) => {
                let (axis, index) = (self.axis(axis)?, self.tensor(index)?);
                quote!(__follow::gather(#x, #axis, #index))
            }
            ("cdist", [other]) => {
                let other = self.tensor(other)?;
                quote!(__follow::cdist(#x, #other))
            }
            ("one_hot", [classes]) => {
                let classes = self.plain(classes)?;
                quote!(__follow::one_hot(#x, #classes))
            }
            (_, [other]) if BESIDE.contains(&name) => {
                let other = self.plain_field(other)?;
                if !matches!(other.kind, Kind::Tensor) {
                    let other = &other.tokens;
                    return Ok(Value::tensor(quote!({ let __held = #x; let _ = #other; __held })));
                }
                let other = other.tokens;
                quote!(__follow::beside(#name, #x, #other))
            }
            ("masked_fill", [mask, _]) => {
                let mask = self.tensor(mask)?;
                quote!(__follow::broadcast_onto(#name, #x, #mask))
            }
            _ => match self.function_with_weights(name, x, arguments)? {
                Some(made) => made,
                None => {
                    return cannot(&call.method, &format!("it does not know what `{name}` makes of a shape"));
                }
            },
        };
        Ok(Value::tensor(self.step(&made, ends)))
    }

    /// A tensor, and the indices of its elements, of the same shape.
    fn with_indices(&mut self, made: &TokenStream, ends: Ends) -> Followed<Value> {
        let (both, step) = (self.names.fresh("both"), self.step(made, ends));
        Ok(Value::new(
            quote!({ let #both = #step; (#both, #both) }),
            Kind::Tuple(vec![Kind::Tensor, Kind::Tensor]),
        ))
    }

    fn parts(&mut self, made: &TokenStream, ends: Ends) -> Followed<Value> {
        Ok(Value::new(self.step(made, ends), Kind::List))
    }
}

/// Whether elements of one value are put around a tensor.
fn is_constant_padding(with: &Expr) -> bool {
    let Expr::Call(call) = with else { return false };
    matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Constant"))
}

fn twin(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
