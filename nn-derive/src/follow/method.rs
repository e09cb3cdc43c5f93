//! Calls of methods: of layers, of lists, of sizes and of the model itself.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Expr, ExprMethodCall};

use super::branch::without_borrow;
use super::expression::Follow;
use super::place::Place;
use super::value::{Followed, Kind, Value, cannot};
use super::within::is_embedding;
use crate::shapes::local;
use crate::span::Ends;

/// Methods of integers that are constant.
pub(super) const CONSTANT: &[&str] = &[
    "pow",
    "abs_diff",
    "div_ceil",
    "is_multiple_of",
    "next_multiple_of",
    "saturating_sub",
    "saturating_add",
    "ilog2",
    "ilog10",
    "isqrt",
    "is_power_of_two",
    "next_power_of_two",
    "rem_euclid",
    "div_euclid",
    "trailing_zeros",
    "abs",
    "wrapping_sub",
    "wrapping_add",
];

impl Follow<'_, '_> {
    pub(super) fn method(&mut self, expr: &Expr, call: &ExprMethodCall) -> Followed<Value> {
        let (name, arguments) = (call.method.to_string(), call.args.iter().collect::<Vec<&Expr>>());
        if matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self")) {
            return self.own_method(expr, call, Kind::Tensor);
        }
        match (name.as_str(), arguments.as_slice(), &*call.receiver) {
            ("unwrap" | "expect", _, Expr::MethodCall(inner)) if inner.method == "reduce" => {
                return self.reduced(inner);
            }
            ("unwrap" | "expect", _, Expr::MethodCall(inner)) => {
                if let Some(value) = self.taken_from_list(inner)? {
                    return Ok(value);
                }
            }
            ("unwrap_or" | "unwrap_or_else", [otherwise], Expr::MethodCall(inner))
                if inner.method == "map" && inner.args.len() == 1 =>
            {
                let option = self.expr(without_borrow(&inner.receiver))?;
                return self.mapped_or(expr, &option, otherwise, &inner.args[0]);
            }
            ("fold", [start, closure], source) => return self.fold(source, start, closure),
            ("collect", [], iterator) => return self.collected(iterator),
            _ => {}
        }
        let receiver = match name.as_str() {
            "forward" => self.expr(without_borrow(&call.receiver))?,
            _ => self.plain_field(without_borrow(&call.receiver))?,
        };
        if let Some(error) = self.unseen_receiver(&call.receiver, &name) {
            return Err(error);
        }
        match (&receiver.kind, name.as_str(), arguments.as_slice()) {
            (Kind::Tensor, ..) => self.operation(call, receiver, &arguments),
            (Kind::Field(place), ..) => {
                let place = place.clone();
                self.field_method(expr, call, &place, receiver, &arguments)
            }
            (Kind::List | Kind::Sizes, "map", [_]) => self.mapped(&call.receiver, arguments[0]),
            (Kind::List, ..) => self.list_method(expr, call, receiver, &arguments),
            (Kind::Optional(_), ..) => self.option_method(expr, call, receiver, &arguments),
            (Kind::Sizes, ..) => sizes_method(call, &receiver),
            (Kind::Plain(_), "clone", []) => Ok(receiver),
            (Kind::Plain(_), "max" | "min", [other]) => self.extreme(&name, &receiver.tokens, other),
            (Kind::Plain(_), name, arguments) if CONSTANT.contains(&name) => {
                let (x, method) = (&receiver.tokens, &call.method);
                let values =
                    arguments.iter().map(|argument| self.plain(argument)).collect::<Followed<Vec<_>>>()?;
                Ok(Value::plain(quote!(#x.#method(#(#values),*))))
            }
            (Kind::Plain(_) | Kind::Number, ..) => {
                let (x, values) = (&receiver.tokens, self.values(&arguments)?);
                let values = values.iter().map(|value| &value.tokens);
                Ok(Value::number(quote!({ let _ = #x; #(let _ = #values;)* })))
            }
            (Kind::Unknown, ..) if !arguments.iter().any(|argument| self.touches(argument)) => Ok(receiver),
            (Kind::Unknown, ..) => cannot(expr, "it does not know what this gives"),
            (kind, ..) => cannot(expr, &format!("`{name}` of {}", kind.text())),
        }
    }

    fn extreme(&mut self, name: &str, x: &TokenStream, other: &Expr) -> Followed<Value> {
        let other = self.plain(other)?;
        let smaller = if name == "min" { quote!(__a < __b) } else { quote!(__a > __b) };
        Ok(Value::plain(
            quote!({ let (__a, __b): (usize, usize) = (#x, #other); if #smaller { __a } else { __b } }),
        ))
    }

    /// A method of the model, which carries `#[shapes]` as well.
    pub(super) fn own_method(&mut self, expr: &Expr, call: &ExprMethodCall, gives: Kind) -> Followed<Value> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let values = self.values(&arguments)?.into_iter().zip(&arguments);
        let values =
            values.map(|(value, argument)| self.settled(value, argument)).collect::<Followed<Vec<_>>>()?;
        for (value, argument) in values.iter().zip(&arguments) {
            if !value.kind.is_tensors() && !matches!(value.kind, Kind::Plain(_) | Kind::List | Kind::Absent) {
                return cannot(argument, &format!("{} is given to a method of the model", value.kind.text()));
            }
        }
        let called = (call.method.clone(), arguments.len());
        if !self.methods.contains(&called) {
            self.methods.push(called);
        }
        let ends = Ends::of(expr);
        // The compiler points to an argument where the method is not followed.
        let values = values.iter().map(|value| ends.over(&value.tokens));
        let made = ends.method(&quote!(__spec), &format!("__follow_{}", call.method), quote!(#(#values),*));
        Ok(Value::new(self.step(&made, ends), gives))
    }

    /// `list.pop()`, `list.last()` and `list.first()`, before they are unwrapped.
    fn taken_from_list(&mut self, call: &ExprMethodCall) -> Followed<Option<Value>> {
        let name = call.method.to_string();
        if !matches!(name.as_str(), "pop" | "last" | "first") || !call.args.is_empty() {
            return Ok(None);
        }
        let receiver = self.expr(without_borrow(&call.receiver))?;
        let (list, ends) = (&receiver.tokens, Ends::of(call));
        Ok(match (&receiver.kind, name.as_str()) {
            (Kind::List, "pop") => {
                let (last, item) = (self.step(&quote!(#list.last()), ends), self.names.fresh("item"));
                Some(Value::tensor(quote!({ let #item = #last; #list = #list.shorter(); #item })))
            }
            (Kind::List, "last") => Some(Value::tensor(self.step(&quote!(#list.last()), ends))),
            (Kind::List, _) => Some(Value::tensor(self.step(&quote!(#list.get(0)), ends))),
            (Kind::Field(place), "first") => place.element(&quote!(0)).map(Value::field),
            _ => None,
        })
    }

    fn list_method(
        &mut self,
        expr: &Expr,
        call: &ExprMethodCall,
        list: Value,
        arguments: &[&Expr],
    ) -> Followed<Value> {
        let (name, tokens) = (call.method.to_string(), &list.tokens);
        match (name.as_str(), arguments) {
            ("push", [item]) => {
                let (item, pushed) = (self.tensor(item)?, self.names.fresh("item"));
                let longer = self.step(&quote!(#tokens.and(#pushed)), Ends::of(expr));
                Ok(Value::unit(quote!({ let #pushed = #item; #tokens = #longer; })))
            }
            ("clone" | "iter" | "as_slice" | "to_vec" | "into_iter", []) => Ok(list),
            ("len", []) => Ok(Value::size(quote!(#tokens.len()))),
            ("is_empty", []) => Ok(Value::plain(quote!((#tokens.len() == 0)))),
            ("swap_remove" | "remove", _) | (_, _) => cannot(expr, &format!("`{name}` of a list of tensors")),
        }
    }

    fn field_method(
        &mut self,
        expr: &Expr,
        call: &ExprMethodCall,
        place: &Place,
        field: Value,
        arguments: &[&Expr],
    ) -> Followed<Value> {
        let name = call.method.to_string();
        let some = |follow: &mut Self| {
            follow.fields.as_mut().and_then(|fields| fields.some(place, Ends::of(&call.receiver)))
        };
        match (name.as_str(), arguments) {
            ("forward", [x]) if !matches!(without_borrow(x), Expr::Tuple(_)) => {
                let value = self.plain_field(x)?;
                if matches!(value.kind, Kind::Tuple(_) | Kind::Optional(_)) {
                    return self.run_on_each(expr, call, place);
                }
                let x = self.as_tensor(value, x)?;
                self.run(expr, field, &x)
            }
            ("forward", [_, ..]) => self.run_on_each(expr, call, place),
            ("read", []) => Ok(field),
            ("attend", [x]) if self.attends(place) => {
                let x = self.tensor(x)?;
                let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
                let ends = Ends::of(expr);
                let made = fields.attend(place, &x, ends);
                Ok(Value::tensor(self.step(&made, ends)))
            }
            ("len", []) => {
                match self.fields.as_mut().and_then(|fields| fields.len(place, Ends::of(&call.receiver))) {
                    Some(len) => Ok(Value::size(len)),
                    None => cannot(expr, &format!("it does not know how many layers `{}` has", place.text())),
                }
            }
            ("in_channels" | "out_channels" | "in_features" | "out_features", []) => {
                let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
                Ok(Value::size(fields.size(place, &call.method)))
            }
            ("is_some" | "is_none", []) => match some(self) {
                Some((is_there, _)) if name == "is_some" => Ok(Value::plain(is_there)),
                Some((is_there, _)) => Ok(Value::plain(quote!((!#is_there)))),
                None => cannot(expr, &format!("it does not know whether `{}` is there", place.text())),
            },
            ("map_or" | "map_or_else", [otherwise, closure]) => {
                self.mapped_or(expr, &field, otherwise, closure)
            }
            _ => cannot(expr, &format!("it does not know what `{name}` of `{}` gives", place.text())),
        }
    }

    /// Whether an embedding may stand there, or another model in which it may.
    fn attends(&self, place: &Place) -> bool {
        let ty = self.fields.as_ref().and_then(|fields| fields.type_of(place));
        !place.within.is_empty() || ty.is_some_and(is_embedding)
    }

    /// A layer's forward.
    pub(super) fn run(&mut self, expr: &Expr, layer: Value, x: &TokenStream) -> Followed<Value> {
        let Kind::Field(place) = &layer.kind else {
            return cannot(expr, "it does not know which layer runs");
        };
        let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
        let input = local("x");
        let made = if fields.is_tied_linear(place) {
            fields.attend(place, &quote!(#input), Ends::of(expr))
        } else {
            fields.layer(place, &quote!(#input), Ends::of(expr))
        };
        let step = self.step(&made, Ends::of(expr));
        Ok(Value::tensor(quote!({ let #input = #x; #step })))
    }

    /// The names of the functions that follow own methods.
    pub(super) fn method_function(name: &Ident) -> Ident {
        format_ident!("__follow_{}", name)
    }
}

fn sizes_method(call: &ExprMethodCall, sizes: &Value) -> Followed<Value> {
    let tokens = &sizes.tokens;
    match (call.method.to_string().as_str(), call.args.len()) {
        ("len", 0) => Ok(Value::size(quote!(#tokens.rank()))),
        ("clone" | "to_vec" | "iter" | "into_iter" | "as_slice", 0) => Ok(sizes.clone()),
        ("product", 0) => Ok(Value::size(quote!(#tokens.num_elements()))),
        (name, _) => cannot(call, &format!("`{name}` of several sizes")),
    }
}
