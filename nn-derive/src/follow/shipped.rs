//! The library's layers that take or give several tensors, which are known by the names of their types.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprMethodCall, Pat, Type};

use super::branch::without_borrow;
use super::expression::Follow;
use super::place::Place;
use super::value::{Followed, Kind, Value, cannot};
use crate::shapes::local;
use crate::span::Ends;

/// What such a layer takes and gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shipped {
    /// Two tensors to one.
    Pair,
    /// Queries, keys and values to the output and the weights.
    Attention,
    /// Sequences, and the states before them, to sequences and the states behind; whether there is a cell state.
    Sequences(bool),
    /// A step, and the states before it, to the states behind.
    Step(bool),
    /// What is not followed.
    Other,
}

impl Shipped {
    /// By the name of the type, if it is one of them.
    pub(super) fn of(ty: &Type) -> Option<Self> {
        let Type::Path(path) = ty else { return None };
        Some(match path.path.segments.last()?.ident.to_string().as_str() {
            "Bilinear" | "CosineSimilarity" | "PairwiseDistance" => Shipped::Pair,
            "Transformer" | "TransformerDecoder" | "TransformerDecoderLayer" => Shipped::Pair,
            "MultiheadAttention" => Shipped::Attention,
            "Rnn" | "Gru" => Shipped::Sequences(false),
            "Lstm" => Shipped::Sequences(true),
            "RnnCell" | "GruCell" => Shipped::Step(false),
            "LstmCell" => Shipped::Step(true),
            "EmbeddingBag" | "MaxUnpool1d" | "MaxUnpool2d" | "MaxUnpool3d" => Shipped::Other,
            "TransformerEncoder" | "TransformerEncoderLayer" | "AdaptiveLogSoftmaxWithLoss" => Shipped::Other,
            _ => return None,
        })
    }

    /// How many shapes its function gives, where that is not one.
    pub(super) fn count(self) -> usize {
        match self {
            Shipped::Pair | Shipped::Other => 1,
            Shipped::Attention | Shipped::Step(_) => 2,
            Shipped::Sequences(_) => 3,
        }
    }

    /// The types of what its function takes.
    pub(super) fn takes(self) -> Vec<TokenStream> {
        let (shape, state) = (quote!(__follow::Shape), quote!(::core::option::Option<__follow::Shape>));
        match self {
            Shipped::Pair | Shipped::Other => vec![shape.clone(), shape],
            Shipped::Attention => vec![shape.clone(), shape.clone(), shape],
            Shipped::Sequences(_) | Shipped::Step(_) => vec![shape, state.clone(), state],
        }
    }

    /// What its forward gives, by what its function gives.
    fn given(self, made: &TokenStream) -> Value {
        let tensor = |i: usize| {
            let i = syn::Index::from(i);
            Value::tensor(quote!(#made.#i))
        };
        match self {
            Shipped::Pair | Shipped::Other => Value::tensor(made.clone()),
            Shipped::Attention | Shipped::Step(true) => Value::tuple(vec![tensor(0), tensor(1)]),
            Shipped::Sequences(false) => Value::tuple(vec![tensor(0), tensor(1)]),
            Shipped::Sequences(true) => {
                Value::tuple(vec![tensor(0), Value::tuple(vec![tensor(1), tensor(2)])])
            }
            Shipped::Step(false) => tensor(0),
        }
    }
}

impl Follow<'_, '_> {
    /// The forward of such a layer from several tensors, or from a state.
    pub(super) fn run_shipped(
        &mut self,
        expr: &Expr,
        call: &ExprMethodCall,
        place: &Place,
        shipped: Shipped,
    ) -> Followed<Value> {
        let arguments: Vec<&Expr> = match call.args.first().map(without_borrow) {
            Some(Expr::Tuple(tuple)) if call.args.len() == 1 => tuple.elems.iter().collect(),
            _ => call.args.iter().collect(),
        };
        let taken = match (shipped, arguments.as_slice()) {
            (Shipped::Pair, [a, b]) => vec![self.tensor(a)?, self.tensor(b)?],
            (Shipped::Attention, [q, k, v]) => vec![self.tensor(q)?, self.tensor(k)?, self.tensor(v)?],
            (Shipped::Sequences(_) | Shipped::Step(_), [x]) => {
                let none = quote!(::core::option::Option::None);
                vec![self.tensor(x)?, none.clone(), none]
            }
            (Shipped::Sequences(has_memory) | Shipped::Step(has_memory), [x, state]) => {
                let x = self.tensor(x)?;
                let [hidden, cell] = self.states(state, has_memory)?;
                vec![x, hidden, cell]
            }
            _ => {
                let why = format!("it does not know what `{}` makes of several inputs", place.text());
                return cannot(expr, &why);
            }
        };
        let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
        let (made, tokens) = (local("several"), fields.shipped(place, shipped, &taken));
        let (step, given) = (self.step(&tokens, Ends::of(expr)), shipped.given(&quote!(#made)));
        let tokens = &given.tokens;
        Ok(Value::new(quote!({ let #made = #step; #tokens }), given.kind))
    }

    /// The hidden and the cell state, if they are given.
    fn states(&mut self, state: &Expr, has_memory: bool) -> Followed<[TokenStream; 2]> {
        let none = quote!(::core::option::Option::None);
        let state = match without_borrow(state) {
            Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "None") => {
                return Ok([none.clone(), none]);
            }
            Expr::Call(call)
                if call.args.len() == 1
                    && matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")) =>
            {
                &call.args[0]
            }
            state => state,
        };
        let value = self.plain_field(state)?;
        let whole = &value.tokens;
        match (&value.kind, has_memory) {
            (Kind::Absent, _) => Ok([none.clone(), none]),
            (Kind::Optional(inner), false) if matches!(**inner, Kind::Tensor) => Ok([whole.clone(), none]),
            (Kind::Optional(inner), true) if is_pair(inner) => Ok([0, 1].map(|i| part_of_option(whole, i))),
            (Kind::Tensor, false) => Ok([quote!(::core::option::Option::Some(#whole)), none]),
            (kind @ Kind::Tuple(_), true) if is_pair(kind) => Ok([
                quote!(::core::option::Option::Some((#whole).0)),
                quote!(::core::option::Option::Some((#whole).1)),
            ]),
            _ => cannot(state, "it does not know the shape of this state"),
        }
    }

    /// `let (y, state) = self.lstm.forward(x);`, or with a state.
    pub(super) fn shipped_taken_apart(
        &mut self,
        pat: &Pat,
        expr: &Expr,
        call: &ExprMethodCall,
        place: &Place,
    ) -> Followed<Option<Value>> {
        let shipped = self.shipped(place);
        match (shipped, pat) {
            (Some(shipped @ Shipped::Sequences(_)), Pat::Tuple(_))
            | (Some(shipped @ Shipped::Step(_)), _) => self.run_shipped(expr, call, place, shipped).map(Some),
            _ => Ok(None),
        }
    }

    /// What a layer is, if it is one of the library's that take or give several tensors.
    pub(super) fn shipped(&self, place: &Place) -> Option<Shipped> {
        let ty = self.fields.as_ref()?.type_of(place)?;
        if place.within.is_empty() && place.is_value() { Shipped::of(ty) } else { None }
    }
}

/// Whether it is two tensors.
fn is_pair(kind: &Kind) -> bool {
    matches!(kind, Kind::Tuple(kinds) if matches!(kinds.as_slice(), [Kind::Tensor, Kind::Tensor]))
}

/// The first or the second of a pair that may be missing.
fn part_of_option(option: &TokenStream, i: usize) -> TokenStream {
    let i = syn::Index::from(i);
    quote!(match #option {
        ::core::option::Option::Some(__some) => ::core::option::Option::Some(__some.#i),
        ::core::option::Option::None => ::core::option::Option::None,
    })
}
