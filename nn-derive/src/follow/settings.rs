//! Settings of the models inside: `self.attention.heads`, which the other model's spec tells.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Expr, Pat, UnOp};

use super::expression::Follow;
use super::fields::Fields;
use super::method::CONSTANT;
use super::place::Place;
use super::value::{Followed, Kind, Value, cannot};
use super::within::{Asked, inner_type, knows, question, told};
use crate::cascade::PLAIN;
use crate::span::Ends;
use crate::tied;

/// Plain values that constants do not copy.
const OWNED: &[&str] = &["String", "str"];

impl Follow<'_, '_> {
    /// The value, which is that of the setting if it is a field of this model or of one inside.
    pub(super) fn valued(&mut self, expr: &Expr) -> Followed<Value> {
        let value = self.plain_field(expr)?;
        self.settled(value, expr)
    }

    /// The same of a value that is known already.
    pub(super) fn settled(&mut self, value: Value, at: &Expr) -> Followed<Value> {
        let Kind::Field(place) = &value.kind else { return Ok(value) };
        if place.within.is_empty() || !place.is_model() {
            return Ok(value);
        }
        let Some(fields) = &mut self.fields else { return cannot(at, "there is no model here") };
        Ok(Value::plain(fields.inner_setting(place, Ends::of(at))))
    }
}

impl Fields<'_> {
    /// The question to the spec of the other model, where the forward asks it: its type is known there alone.
    fn inner_setting(&mut self, place: &Place, at: Ends) -> TokenStream {
        // Once for both forms of the forward, whose errors are the same then.
        let knows = self.function("knows", place, |fields, name| {
            let model = fields.type_of(place).map(inner_type);
            let (krate, knows) =
                (&fields.krate, knows(Asked::Setting, place, model.as_deref().unwrap_or("..")));
            quote!(mod #name { use #krate::shape::follow as __follow; #knows })
        });
        let asked = self.chosen(place, |spec| question(Asked::Setting, place, spec, at));
        let (names, indices) = (place.parameters(), &place.indices);
        let binds = place.binds.iter().map(|(pat, index): &(Pat, Ident)| quote!(let #pat = #index;));
        let unpack = self.spec.unpack_from(&quote!(__spec));
        quote!({
            use #knows::*;
            #(let #names: usize = #indices;)*
            #unpack
            #(#binds)*
            #asked
        })
    }

    /// The functions of the spec that tell other models of each setting whose value constants can compute.
    pub(super) fn told_settings(&mut self, but: &[Ident]) -> TokenStream {
        let settings = self.layers.iter().filter(|layer| {
            let is_told =
                matches!(&layer.ty, syn::Type::Path(path) if path.path.get_ident().is_some_and(is_copied));
            is_told && !but.iter().any(|field| *field == layer.name())
        });
        let place = |layer: &crate::cascade::Layer| {
            let spec = layer.spec.as_ref().filter(|spec| tied::of(spec).is_none() && is_constant(spec))?;
            Some((Place::field(layer.name(), spec), layer.ty.clone()))
        };
        let places: Vec<_> = settings.filter_map(place).collect();
        let one = |(place, ty): &(Place, syn::Type)| {
            let function = self.setting_function(place)?;
            Some(told(Asked::Setting, place, &function, &quote!(#ty)))
        };
        places.iter().filter_map(one).collect()
    }
}

fn is_copied(name: &Ident) -> bool {
    let name = name.to_string();
    PLAIN.contains(&name.as_str()) && !OWNED.contains(&name.as_str())
}

/// Whether constants can compute it, as far as is seen.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Paren(paren) => is_constant(&paren.expr),
        Expr::Cast(cast) => is_constant(&cast.expr),
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_constant(&unary.expr),
        Expr::Binary(binary) => is_constant(&binary.left) && is_constant(&binary.right),
        Expr::MethodCall(call) => {
            CONSTANT.contains(&call.method.to_string().as_str())
                && is_constant(&call.receiver)
                && call.args.iter().all(is_constant)
        }
        _ => false,
    }
}
