//! Models that take or give several tensors.

use std::fmt;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprMethodCall, Index, Pat};

use super::branch::without_borrow;
use super::expression::Follow;
use super::place::Place;
use super::shipped::Shipped;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

/// One tensor, or so many side by side.
pub(super) enum Several {
    One,
    Of(usize),
}

impl Several {
    /// The type of the shapes.
    pub(super) fn shapes(&self) -> TokenStream {
        self.each(&TokenStream::new(), |_| quote!(__follow::Shape))
    }

    /// Something for each tensor, from its part of a value.
    pub(super) fn each(
        &self,
        value: &TokenStream,
        make: impl Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        match self {
            Several::One => make(value),
            Several::Of(count) => {
                let parts = (0..*count).map(Index::from).map(|i| make(&quote!(#value.#i)));
                quote!((#(#parts,)*))
            }
        }
    }

    /// The first tensor.
    pub(super) fn first(&self, value: &TokenStream) -> TokenStream {
        match self {
            Several::One => value.clone(),
            Several::Of(_) => quote!(#value.0),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Several::One => Kind::Tensor,
            Several::Of(count) => Kind::Tuple(vec![Kind::Tensor; *count]),
        }
    }
}

impl fmt::Display for Several {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Several::One => f.write_str("1"),
            Several::Of(count) => write!(f, "{count}"),
        }
    }
}

impl Follow<'_, '_> {
    /// `let (mean, deviation) = self.encoder.forward(x);` of a model of the user's, or `self.encoded(x)`, which gives as many
    /// tensors.
    pub(super) fn taken_apart(&mut self, pat: &Pat, expr: &Expr) -> Followed<Option<Value>> {
        let Expr::MethodCall(call) = expr else { return Ok(None) };
        if let (Expr::Path(path), Pat::Tuple(tuple)) = (&*call.receiver, pat)
            && path.path.is_ident("self")
        {
            let gives = Several::Of(tuple.elems.len()).kind();
            return self.own_method(expr, call, gives).map(Some);
        }
        if call.method != "forward" {
            return Ok(None);
        }
        let layer = self.expr(without_borrow(&call.receiver))?;
        let Kind::Field(place) = &layer.kind else { return Ok(None) };
        if let Some(value) = self.shipped_taken_apart(pat, expr, call, place)? {
            return Ok(Some(value));
        }
        let Pat::Tuple(tuple) = pat else { return Ok(None) };
        if !self.is_own(place) {
            return Ok(None);
        }
        let (inputs, x) = self.inputs(call)?;
        let outputs = Several::Of(tuple.elems.len());
        self.run_on_several(expr, place, &inputs, &outputs, &x).map(Some)
    }

    /// The arguments of a forward, of which a tuple is several.
    fn inputs(&mut self, call: &ExprMethodCall) -> Followed<(Several, TokenStream)> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let mut values = self.values(&arguments)?;
        let value = match values.len() {
            1 => values.remove(0),
            _ => Value::tuple(values),
        };
        match &value.kind {
            Kind::Tensor => Ok((Several::One, value.tokens)),
            Kind::Tuple(kinds)
                if !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, Kind::Tensor)) =>
            {
                Ok((Several::Of(kinds.len()), value.tokens))
            }
            _ => cannot(call, "it follows forwards from tensors to tensors"),
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
        self.run_on_several(expr, place, &inputs, &Several::One, &x)
    }

    fn run_on_several(
        &mut self,
        expr: &Expr,
        place: &Place,
        inputs: &Several,
        outputs: &Several,
        x: &TokenStream,
    ) -> Followed<Value> {
        let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
        let made = fields.layer_of_several(place, inputs, outputs, x);
        Ok(Value::new(self.step(&made, Ends::of(expr)), outputs.kind()))
    }

    /// Whether it is a model of the user's, whose forward may take or give several tensors.
    fn is_own(&self, place: &Place) -> bool {
        let ty = self.fields.as_ref().and_then(|fields| fields.type_of(place));
        place.within.is_empty() && place.is_value() && ty.is_some_and(|ty| Shipped::of(ty).is_none())
    }
}
