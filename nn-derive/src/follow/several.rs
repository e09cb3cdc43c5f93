//! Models that take or give several tensors.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprMethodCall, Pat};

use super::branch::without_borrow;
use super::expression::Follow;
use super::place::Place;
use super::shipped::Shipped;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

impl Follow<'_, '_> {
    /// `let (mean, deviation) = self.encoder.forward(x);` of a model of the user's, or `self.encoded(x)`, which gives as many
    /// tensors.
    pub(super) fn taken_apart(&mut self, pat: &Pat, expr: &Expr) -> Followed<Option<Value>> {
        let Expr::MethodCall(call) = expr else { return Ok(None) };
        if let (Expr::Path(path), Pat::Tuple(_)) = (&*call.receiver, pat)
            && path.path.is_ident("self")
        {
            return self.own_method(expr, call, Kind::of_pattern(pat)).map(Some);
        }
        if call.method != "forward" {
            return Ok(None);
        }
        let layer = self.expr(without_borrow(&call.receiver))?;
        let Kind::Field(place) = &layer.kind else { return Ok(None) };
        if let Some(value) = self.shipped_taken_apart(pat, expr, call, place)? {
            return Ok(Some(value));
        }
        if !matches!(pat, Pat::Tuple(_)) || !self.is_own(place) {
            return Ok(None);
        }
        let (inputs, x) = self.inputs(call)?;
        self.run_on_several(expr, place, &inputs, Kind::of_pattern(pat), &x).map(Some)
    }

    /// The arguments of a forward, of which a tuple is several.
    fn inputs(&mut self, call: &ExprMethodCall) -> Followed<(Kind, TokenStream)> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let mut values = self.values(&arguments)?;
        let mut value = match values.len() {
            1 => values.remove(0),
            _ => Value::tuple(values),
        };
        // What is missing in any case is left out.
        if value.parts.iter().any(|part| matches!(part.kind, Kind::Absent)) {
            let part = |part: &Value| match part.kind {
                Kind::Absent => Value { tokens: quote!(()), ..part.clone() },
                _ => part.clone(),
            };
            value = Value::tuple(value.parts.iter().map(part).collect());
        }
        let is_followed = match &value.kind {
            Kind::Tuple(kinds) => {
                !kinds.is_empty()
                    && kinds.iter().all(|kind| kind.is_tensors() || matches!(kind, Kind::Absent))
            }
            kind => kind.is_tensors(),
        };
        match is_followed {
            true => Ok((value.kind, value.tokens)),
            false => cannot(call, "it follows forwards from tensors to tensors"),
        }
    }

    /// The forward of a model of the user's that takes several tensors and gives one.
    pub(super) fn run_on_each(
        &mut self,
        expr: &Expr,
        call: &ExprMethodCall,
        place: &Place,
    ) -> Followed<Value> {
        if let Some(shipped) = self.shipped(place) {
            return self.run_shipped(expr, call, place, shipped);
        }
        if !self.is_own(place) {
            return cannot(
                expr,
                &format!("it does not know what `{}` makes of several inputs", place.text()),
            );
        }
        let (inputs, x) = self.inputs(call)?;
        self.run_on_several(expr, place, &inputs, Kind::Tensor, &x)
    }

    fn run_on_several(
        &mut self,
        expr: &Expr,
        place: &Place,
        inputs: &Kind,
        outputs: Kind,
        x: &TokenStream,
    ) -> Followed<Value> {
        let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
        let made = fields.layer_of_several(place, inputs, &outputs, x);
        Ok(Value::new(self.step(&made, Ends::of(expr)), outputs))
    }

    /// Whether it is a model of the user's, whose forward may take or give several tensors.
    fn is_own(&self, place: &Place) -> bool {
        let ty = self.fields.as_ref().and_then(|fields| fields.type_of(place));
        place.within.is_empty() && place.is_value() && ty.is_some_and(|ty| Shipped::of(ty).is_none())
    }
}
