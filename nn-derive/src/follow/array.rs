//! Arrays: of tensors a list, of numbers sizes.

use quote::{ToTokens, quote};
use syn::Expr;

use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

impl Follow<'_, '_> {
    /// A list of tensors or of sizes.
    pub(super) fn array<'e>(
        &mut self,
        at: impl ToTokens,
        elems: impl Iterator<Item = &'e Expr>,
    ) -> Followed<Value> {
        let mut values = Vec::new();
        for elem in elems {
            values.push((self.valued(elem)?, elem));
        }
        let of_tensors = matches!(values.first(), Some((value, _)) if matches!(value.kind, Kind::Tensor));
        if !of_tensors && values.iter().any(|(value, _)| !matches!(value.kind, Kind::Plain(_))) {
            // Numbers of the forward's own, such as factors.
            let is_number =
                values.iter().all(|(value, _)| matches!(value.kind, Kind::Plain(_) | Kind::Number));
            if is_number {
                return Ok(Value::new(quote!(()), Kind::Unknown));
            }
            return cannot(at, "it follows arrays of tensors, and of sizes");
        }
        let kind = if of_tensors { Kind::Tensor } else { Kind::PLAIN };
        let parts =
            values.into_iter().map(|(value, elem)| value.of(&kind, elem)).collect::<Followed<Vec<_>>>()?;
        if of_tensors {
            let list = quote!(__follow::List::of(&[#(#parts),*]));
            return Ok(Value::new(self.step(&list, Ends::of(&at)), Kind::List));
        }
        Ok(Value::new(quote!(__follow::Shape::new(&[#((#parts) as usize),*])), Kind::Sizes))
    }

    pub(super) fn copies(&mut self, repeat: &syn::ExprRepeat) -> Followed<Value> {
        let (size, len) = (self.plain(&repeat.expr)?, self.plain(&repeat.len)?);
        Ok(Value::new(quote!(__follow::Shape::new(&[(#size) as usize; #len])), Kind::Sizes))
    }
}
