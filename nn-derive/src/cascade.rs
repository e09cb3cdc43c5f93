//! Which fields of an item run, one after another.

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{
    Data, DeriveInput, Expr, Fields, GenericArgument, Ident, Index, Member, PathArguments, Type, parse_quote,
};

use crate::ctxt::Ctxt;
use crate::shape_attr;
use crate::spell::spell;

/// A field as the cascade and the constructor see it.
pub(crate) struct Layer {
    pub(crate) member: Member,
    /// The variable that holds it.
    pub(crate) binding: Ident,
    pub(crate) ty: Type,
    /// `#[init(EXPR)]`.
    pub(crate) spec: Option<Expr>,
    /// Whether there is an `#[init(..)]`, with or without errors, or an argument in its place.
    pub(crate) has_init: bool,
    /// Whether it takes part in the forward: not a plain value, and not left out.
    pub(crate) runs: bool,
}

/// A struct, whose name is `None`, or a variant of an enum.
pub(crate) struct Branch {
    pub(crate) name: Option<Ident>,
    pub(crate) layers: Vec<Layer>,
}

impl Branch {
    /// The branches of an item; errors in the fields' attributes go to `cx`.
    pub(crate) fn all(cx: &mut Ctxt, input: &DeriveInput) -> Vec<Branch> {
        match &input.data {
            Data::Struct(data) => {
                let arguments = shape_attr::arguments(&mut Ctxt::default(), &input.attrs);
                let mut layers = layers(cx, &data.fields);
                layers.iter_mut().for_each(|layer| layer.take_argument(&arguments));
                vec![Branch { name: None, layers }]
            }
            Data::Enum(data) => data
                .variants
                .iter()
                .map(|variant| Branch {
                    name: Some(variant.ident.clone()),
                    layers: layers(cx, &variant.fields),
                })
                .collect(),
            Data::Union(_) => Vec::new(),
        }
    }

    /// The layers that run, in order.
    pub(crate) fn running(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(|layer| layer.runs)
    }
}

fn layers(cx: &mut Ctxt, fields: &Fields) -> Vec<Layer> {
    let layer = |(index, field): (usize, &syn::Field)| {
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: index as u32, span: Span::call_site() }),
        };
        let skips = shape_attr::skips(cx, &field.attrs);
        Layer {
            member,
            binding: format_ident!("__layer{}", index, span = Span::mixed_site()),
            ty: field.ty.clone(),
            spec: shape_attr::spec(cx, &field.attrs),
            has_init: field.attrs.iter().any(|attr| attr.path().is_ident("init")),
            runs: !skips && !is_plain(&field.ty),
        }
    };
    fields.iter().enumerate().map(layer).collect()
}

impl Layer {
    /// Without a spec, a field takes the argument of its name, as in a struct expression. An argument of another type is
    /// meant for something else.
    fn take_argument(&mut self, arguments: &[(Ident, Type)]) {
        let Member::Named(field) = &self.member else { return };
        let fits = |ty: &Type| matches!(ty, Type::ImplTrait(_)) || spell(ty) == spell(&self.ty);
        if !self.has_init && arguments.iter().any(|(name, ty)| name == field && fits(ty)) {
            self.spec = Some(parse_quote!(#field));
            self.has_init = true;
        }
    }

    /// The field's name as paths have it.
    pub(crate) fn name(&self) -> String {
        member_name(&self.member)
    }
}

/// A field's name as paths have it.
pub(crate) fn member_name(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Whether a type is a plain value by its name, which takes no part in a forward. A plain value that is not seen, such
/// as one behind an alias, is an error that names the field, since it takes no tensor: nothing is left out in silence.
pub(crate) fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_plain(&group.elem),
        Type::Paren(paren) => is_plain(&paren.elem),
        Type::Reference(reference) => is_plain(&reference.elem),
        Type::Array(array) => is_plain(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            match (&last.arguments, name.as_str()) {
                (PathArguments::None, name) => PLAIN.contains(&name),
                (_, "PhantomData") => true,
                (PathArguments::AngleBracketed(list), "Option" | "Vec") => list
                    .args
                    .iter()
                    .all(|argument| matches!(argument, GenericArgument::Type(ty) if is_plain(ty))),
                _ => false,
            }
        }),
        _ => false,
    }
}

/// Whether a type is a list by its name. One that is not seen is an error of the compiler, with less advice.
pub(crate) fn is_list(ty: &Type) -> bool {
    match ty {
        Type::Array(_) => true,
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            ["Vec", "VecDeque", "BTreeMap"].contains(&last.ident.to_string().as_str())
                && !last.arguments.is_none()
        }),
        _ => false,
    }
}

/// Plain values, by name.
pub(crate) const PLAIN: &[&str] = &[
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "String", "u128", "u16",
    "u32", "u64", "u8", "usize",
];
