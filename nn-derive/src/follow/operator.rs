//! Operators, fields and indices.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, ExprField, ExprIndex, Member};

use super::expression::Follow;
use super::place::{Place, Step};
use super::value::{Followed, Kind, Value, cannot, cannot_but};
use crate::cascade::is_plain;
use crate::span::Ends;

impl Follow<'_, '_> {
    pub(super) fn binary(&mut self, expr: &Expr, binary: &ExprBinary) -> Followed<Value> {
        let (mut a, mut b) = (self.plain_field(&binary.left)?, self.plain_field(&binary.right)?);
        // Beside a tensor, a field of a model inside may be a parameter.
        if !matches!(a.kind, Kind::Tensor) && !matches!(b.kind, Kind::Tensor) {
            (a, b) = (self.settled(a, &binary.left)?, self.settled(b, &binary.right)?);
        }
        if let (Kind::Tensor, _, other, _) | (_, Kind::Tensor, _, other) =
            (&a.kind, &b.kind, &binary.right, &binary.left)
            && let Some(error) = self.unseen(other)
        {
            return Err(error);
        }
        let (op, x, y) = (&binary.op, &a.tokens, &b.tokens);
        let assigns = matches!(
            op,
            BinOp::AddAssign(_)
                | BinOp::SubAssign(_)
                | BinOp::MulAssign(_)
                | BinOp::DivAssign(_)
                | BinOp::RemAssign(_)
        );
        let value = match (&a.kind, &b.kind) {
            (Kind::Tensor, Kind::Tensor) if compares(op) => {
                return cannot(expr, "it does not compare tensors");
            }
            (Kind::Tensor, Kind::Tensor) => {
                let name = format!("`{}`", op.to_token_stream().to_string().trim_end_matches('='));
                let made = quote!(__follow::beside(#name, #x, #y));
                // The type of a tensor stays when it is assigned to.
                Value::tensor(self.step(&made, Ends::of(expr)))
            }
            (Kind::Tensor, Kind::Plain(_) | Kind::Number) => {
                let held = self.names.fresh("held");
                Value::tensor(quote!({ let #held = #x; let _ = #y; #held }))
            }
            (Kind::Plain(_) | Kind::Number, Kind::Tensor) => Value::tensor(quote!({ let _ = #x; #y })),
            (Kind::Plain(true), Kind::Plain(_)) | (Kind::Plain(_), Kind::Plain(true))
                if checked(op).is_some() =>
            {
                let made = checked(op).map(|name| quote!(__follow::#name(#x, #y)));
                Value::size(self.step(&quote!(#made), Ends::of(expr)))
            }
            (Kind::Plain(_), Kind::Plain(_)) if assigns => return Ok(Value::unit(quote!({ #x #op #y; }))),
            (Kind::Plain(a), Kind::Plain(b)) => {
                Value::new(at_place(binary, x, y), Kind::Plain((*a || *b) && !compares(op)))
            }
            (Kind::Plain(_) | Kind::Number, Kind::Plain(_) | Kind::Number) => {
                Value::number(quote!({ let _ = #x; let _ = #y; }))
            }
            (Kind::Unknown, _) => return cannot(&binary.left, "it does not know what this is"),
            (_, Kind::Unknown) => return cannot(&binary.right, "it does not know what this is"),
            (a, b) => return cannot(expr, &format!("an operator between {} and {}", a.text(), b.text())),
        };
        if assigns {
            let tokens = value.tokens;
            return Ok(Value::unit(quote!({ #x = #tokens; })));
        }
        Ok(value)
    }

    pub(super) fn field(&mut self, expr: &Expr, field: &ExprField) -> Followed<Value> {
        if matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self")) {
            let Some(fields) = &mut self.fields else { return cannot(expr, "there is no model here") };
            return fields.get(&field.member).map(Value::field);
        }
        let (base, member) = (self.expr(&field.base)?, &field.member);
        let tokens = &base.tokens;
        match (&base.kind, member) {
            (Kind::Field(place), Member::Unnamed(index)) => match place.part(index.index as usize) {
                Some(place) => Ok(Value::field(place)),
                None => cannot(expr, &format!("it does not look into `{}`", place.text())),
            },
            (Kind::Field(place), Member::Named(name)) => {
                Ok(Value::field(place.inside(Step::Name(name.to_string()))))
            }
            (Kind::Tuple(kinds), Member::Unnamed(index)) if (index.index as usize) < kinds.len() => {
                let i = index.index as usize;
                match base.parts.get(i) {
                    Some(part) if !part.kind.is_stored() => Ok(part.clone()),
                    _ => Ok(Value::new(quote!(#tokens.#member), kinds[i].clone())),
                }
            }
            // The output of a layer that gives its states as well.
            (Kind::Tensor, Member::Unnamed(index)) if index.index == 0 => Ok(base),
            (Kind::Tensor | Kind::Unknown, Member::Unnamed(_)) => Ok(Value::new(quote!(()), Kind::Unknown)),
            (Kind::Plain(_), _) => Ok(Value::plain(quote!(#tokens.#member))),
            (other, _) => cannot(expr, &format!("a field of {}", other.text())),
        }
    }

    pub(super) fn index(&mut self, index: &ExprIndex) -> Followed<Value> {
        let base = self.expr(&index.expr)?;
        let at = self.plain(&index.index)?;
        let tokens = &base.tokens;
        match &base.kind {
            Kind::Sizes => Ok(Value::size(quote!(#tokens.size(#at)))),
            Kind::List => {
                let got = quote!(#tokens.get(#at));
                Ok(Value::tensor(self.step(&got, Ends::of(index))))
            }
            Kind::Plain(_) => Ok(Value::plain(quote!(#tokens[#at]))),
            Kind::Field(place) => {
                let place = place.clone();
                self.element(index, &place, &at)
            }
            other => cannot(index, &format!("an element of {}", other.text())),
        }
    }

    /// The element of a list of layers, if there is one at the index.
    fn element(&mut self, at: &ExprIndex, place: &Place, index: &TokenStream) -> Followed<Value> {
        let len = self.fields.as_mut().and_then(|fields| fields.len(place, Ends::of(at)));
        let Some(len) = len else { return cannot(at, &format!("it does not look into `{}`", place.text())) };
        let made = quote!(__follow::element(#index, #len));
        let checked = self.step(&made, Ends::of(at));
        match place.element(&checked) {
            Some(place) => Ok(Value::field(place)),
            None => cannot(at, &format!("it does not look into `{}`", place.text())),
        }
    }

    /// The value of a field that is a setting.
    pub(super) fn setting(&mut self, at: &Expr, place: &Place) -> Followed<Value> {
        let Some(fields) = &mut self.fields else { return cannot(at, "there is no model here") };
        let is_whole = place.within.is_empty();
        if is_whole && let Some(shape) = fields.parameter(place) {
            return Ok(Value::tensor(quote!(#shape.of_batch(__batch))));
        }
        if is_whole && fields.type_of(place).is_some_and(holds_elements) {
            return cannot_but(
                at,
                &format!("it does not know the shape of `{}`", place.text()),
                "name it in the spec, as `draw(|rng| Param::new(normal([8], 0.0, 0.02, rng)))` does; or bind with `let` what is \
                 made of it, and say what that is: `assert_eq!(y.shape(), [batch, 8]);` behind it",
            );
        }
        let is_setting = fields.type_of(place).is_some_and(is_plain) || !is_whole && !place.is_model();
        let is_skipped = fields.is_skipped(place);
        let is_size = is_whole && fields.type_of(place).is_some_and(is_usize);
        if !is_setting && !is_skipped {
            return Ok(Value::field(place.clone()));
        }
        match fields.setting(place) {
            Some(tokens) if is_size => Ok(Value::size(tokens)),
            Some(tokens) => Ok(Value::plain(tokens)),
            None => cannot_but(
                at,
                &format!("it does not know the value of `{}`", place.text()),
                "a setting is a field whose spec is its value, such as `#[init(heads)] heads: usize`",
            ),
        }
    }
}

/// The operation on sizes that may have no result.
fn checked(op: &BinOp) -> Option<Ident> {
    let name = match op {
        BinOp::Sub(_) | BinOp::SubAssign(_) => "minus",
        BinOp::Div(_) | BinOp::DivAssign(_) => "quotient",
        BinOp::Rem(_) | BinOp::RemAssign(_) => "remainder",
        _ => return None,
    };
    Some(Ident::new(name, Span::call_site()))
}

fn compares(op: &BinOp) -> bool {
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

/// The operation at the user's place, so that an overflow is an error there.
fn at_place(binary: &ExprBinary, x: &TokenStream, y: &TokenStream) -> TokenStream {
    let over = |expr: &Expr, tokens: &TokenStream| match expr {
        Expr::Lit(_) | Expr::Path(_) => tokens.clone(),
        expr => Ends::of(expr).over(tokens),
    };
    let (x, y, op) = (over(&binary.left, x), over(&binary.right, y), &binary.op);
    quote!(#x #op #y)
}

/// Whether a type holds elements, by its name.
pub(super) fn holds_elements(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else { return false };
    path.path
        .segments
        .last()
        .is_some_and(|last| ["Tensor", "Param", "Buffer"].contains(&last.ident.to_string().as_str()))
}

fn is_usize(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.is_ident("usize"))
}
