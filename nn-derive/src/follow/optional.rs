//! Values that may be missing: optional fields, and options of tensors.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall, Pat};

use super::branch::without_borrow;
use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

impl Follow<'_, '_> {
    /// Whether an optional value is there, and the value.
    pub(super) fn present(&mut self, at: &Expr, value: &Value) -> Followed<(TokenStream, Value)> {
        match &value.kind {
            Kind::Field(place) => {
                let some = self.fields.as_mut().and_then(|fields| fields.some(place, Ends::of(at)));
                match some {
                    Some((is_there, inner)) => Ok((is_there, Value::field(inner))),
                    None => cannot(at, &format!("it does not know whether `{}` is there", place.text())),
                }
            }
            Kind::Optional(inner) => {
                let option = &value.tokens;
                Ok((quote!(#option.is_some()), Value::new(quote!(#option.unwrap()), (**inner).clone())))
            }
            _ => cannot(at, "it follows `Some` and `None` of optional fields, and of options of tensors"),
        }
    }

    /// Whether a pattern fits an optional value, and what it binds.
    pub(super) fn option(&mut self, pat: &Pat, of: &Expr) -> Followed<(TokenStream, TokenStream)> {
        let value = self.expr(without_borrow(of))?;
        let (is_there, inner) = self.present(of, &value)?;
        match pat {
            Pat::Ident(ident) if ident.ident == "None" => Ok((quote!(!#is_there), TokenStream::new())),
            Pat::Wild(_) => Ok((quote!(true), TokenStream::new())),
            Pat::TupleStruct(some) if some.path.is_ident("Some") && some.elems.len() == 1 => {
                Ok((is_there, self.bind(&some.elems[0], inner)?))
            }
            other => cannot(other, "it does not follow this pattern"),
        }
    }

    /// `Some(..)` of tensors.
    pub(super) fn some(&mut self, expr: &Expr, inner: &Expr) -> Followed<Value> {
        let value = self.plain_field(inner)?;
        match &value.kind {
            kind if kind.is_tensors() => {
                let (kind, tokens) = (Kind::Optional(Box::new(value.kind.clone())), &value.tokens);
                Ok(Value::new(quote!(::core::option::Option::Some(#tokens)), kind))
            }
            Kind::Plain(_) | Kind::Number | Kind::Unknown => Ok(Value::new(quote!(()), Kind::Unknown)),
            other => cannot(expr, &format!("an option of {}", other.text())),
        }
    }

    /// A method of an option of tensors.
    pub(super) fn option_method(
        &mut self,
        expr: &Expr,
        call: &ExprMethodCall,
        option: Value,
        arguments: &[&Expr],
    ) -> Followed<Value> {
        let (name, tokens) = (call.method.to_string(), &option.tokens);
        match (name.as_str(), arguments) {
            ("clone" | "as_ref" | "cloned", []) => Ok(option),
            ("is_some" | "is_none", []) => {
                let not = (name == "is_none").then(|| quote!(!));
                Ok(Value::plain(quote!((#not #tokens.is_some()))))
            }
            ("unwrap", []) | ("expect", [_]) => {
                let (_, inner) = self.present(expr, &option)?;
                let ends = Ends { first: call.method.span(), last: call.paren_token.span.close() };
                Ok(Value::new(self.step(&quote!(__follow::present(#tokens)), ends), inner.kind))
            }
            ("unwrap_or" | "unwrap_or_else", [otherwise]) => {
                let (is_there, inner) = self.present(expr, &option)?;
                self.either(expr, is_there, inner, otherwise)
            }
            ("map_or" | "map_or_else", [otherwise, closure]) => {
                self.mapped_or(expr, &option, otherwise, closure)
            }
            ("map", [closure]) => {
                let (is_there, inner) = self.present(expr, &option)?;
                let made = self.applied(closure, expr, vec![inner])?;
                if !made.kind.is_tensors() {
                    return cannot(closure, &format!("an option of {}", made.kind.text()));
                }
                let (some, kind) = (&made.tokens, Kind::Optional(Box::new(made.kind)));
                Ok(Value::new(
                    quote!(if #is_there { ::core::option::Option::Some(#some) } else { ::core::option::Option::None }),
                    kind,
                ))
            }
            _ => cannot(expr, &format!("`{name}` of an option of tensors")),
        }
    }

    /// What a closure makes of an optional value, or else a tensor, or what another closure gives.
    pub(super) fn mapped_or(
        &mut self,
        expr: &Expr,
        value: &Value,
        otherwise: &Expr,
        closure: &Expr,
    ) -> Followed<Value> {
        let (is_there, inner) = self.present(expr, value)?;
        let made = self.applied(closure, expr, vec![inner])?;
        self.either(closure, is_there, made, otherwise)
    }

    fn either(
        &mut self,
        at: impl ToTokens,
        is_there: TokenStream,
        value: Value,
        otherwise: &Expr,
    ) -> Followed<Value> {
        let kind = value.kind.clone();
        if !kind.is_tensors() {
            return cannot(at, &format!("{} comes out of an option", kind.text()));
        }
        let other = match otherwise {
            Expr::Closure(_) => self.applied(otherwise, otherwise, Vec::new())?,
            otherwise => self.plain_field(otherwise)?,
        };
        let (value, other) = (value.tokens, other.of(&kind, otherwise)?);
        Ok(Value::new(quote!((if #is_there { #value } else { #other })), kind))
    }
}
