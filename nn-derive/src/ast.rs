//! The item under the derive: a struct is an item with one variant.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, Index, Member, Meta, Type};

use crate::attr::{ContainerAttrs, FieldAttrs, refuse_on_variant};
use crate::ctxt::Ctxt;
use crate::pattern::Pattern;

/// A struct or an enum.
pub(crate) struct Container {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) attrs: ContainerAttrs,
    /// What the item allows, its implementations may do as well: they repeat its names and types.
    pub(crate) lints: Vec<TokenStream>,
    pub(crate) variants: Vec<Variant>,
}

/// A variant of an enum, or all of a struct, which has no variant's name.
pub(crate) struct Variant {
    pub(crate) ident: Option<Ident>,
    pub(crate) fields: Vec<Field>,
}

/// A field of a struct or of a variant.
pub(crate) struct Field {
    /// The name or the index.
    pub(crate) member: Member,
    /// The variable that a pattern binds it to.
    pub(crate) binding: Ident,
    pub(crate) ty: Type,
    pub(crate) attrs: FieldAttrs,
    /// Whether its own attributes are without errors.
    pub(crate) is_valid: bool,
    /// Whether it is the only field of a tuple variant, which adds no segment to the path.
    pub(crate) is_newtype: bool,
}

impl Container {
    /// The item, with errors reported to `cx`. A union has no variants.
    pub(crate) fn of(cx: &mut Ctxt, input: &DeriveInput) -> Self {
        let attrs = ContainerAttrs::parse(cx, &input.attrs);
        let variants = match &input.data {
            Data::Struct(data) => vec![Variant { ident: None, fields: fields(cx, &data.fields, false) }],
            Data::Enum(data) => data.variants.iter().map(|variant| Variant::of(cx, variant)).collect(),
            Data::Union(data) => {
                let (token, ident) = (&data.union_token, &input.ident);
                cx.error(
                    quote!(#token #ident),
                    "`Module` cannot be derived for a union: nobody knows which of its fields holds parameters\n\
                     write an enum, which knows its active variant",
                );
                Vec::new()
            }
        };
        let (ident, generics) = (input.ident.clone(), input.generics.clone());
        Container { ident, generics, attrs, lints: lints(input), variants }
    }

    /// All fields of all variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }
}

/// The lints that an item allows. What is deprecated in it may be registered all the same.
fn lints(input: &DeriveInput) -> Vec<TokenStream> {
    let allowed = input.attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::List(list) if attr.path().is_ident("allow") || attr.path().is_ident("expect") => {
            let lints = &list.tokens;
            Some(quote!(#[allow(#lints)]))
        }
        _ => None,
    });
    let is_deprecated = attributes(input).any(|attr| attr.path().is_ident("deprecated"));
    allowed.chain(is_deprecated.then(|| quote!(#[allow(deprecated)]))).collect()
}

/// The attributes of an item, of its variants and of its fields.
fn attributes(input: &DeriveInput) -> impl Iterator<Item = &Attribute> {
    let (variants, fields): (Vec<&syn::Variant>, Vec<&syn::Field>) = match &input.data {
        Data::Struct(data) => (Vec::new(), data.fields.iter().collect()),
        Data::Enum(data) => {
            (data.variants.iter().collect(), data.variants.iter().flat_map(|v| &v.fields).collect())
        }
        Data::Union(_) => (Vec::new(), Vec::new()),
    };
    let inside = variants.into_iter().flat_map(|v| &v.attrs).chain(fields.into_iter().flat_map(|f| &f.attrs));
    input.attrs.iter().chain(inside)
}

impl Variant {
    fn of(cx: &mut Ctxt, variant: &syn::Variant) -> Self {
        refuse_on_variant(cx, &variant.attrs);
        Variant { ident: Some(variant.ident.clone()), fields: fields(cx, &variant.fields, true) }
    }
}

fn fields(cx: &mut Ctxt, fields: &Fields, is_variant: bool) -> Vec<Field> {
    let is_newtype = is_variant && matches!(fields, Fields::Unnamed(_)) && fields.len() == 1;
    fields.iter().enumerate().map(|(index, field)| Field::of(cx, field, index, is_newtype)).collect()
}

impl Field {
    fn of(cx: &mut Ctxt, field: &syn::Field, index: usize, is_newtype: bool) -> Self {
        let mut own = Ctxt::default();
        let attrs = FieldAttrs::parse(&mut own, field);
        let is_valid = !own.is_err();
        cx.append(own);
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: index as u32, span: Span::call_site() }),
        };
        let binding = format_ident!("__field{}", index, span = Span::mixed_site());
        Field { member, binding, ty: field.ty.clone(), attrs, is_valid, is_newtype }
    }

    /// The field's name as the user knows it.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }

    /// How the elements of a list are called in paths, if not by their index.
    pub(crate) fn pattern(&self) -> Option<Pattern> {
        Pattern::of(&self.attrs.rename.as_ref()?.value.value()).ok()?
    }

    /// The segment that the field adds to the paths of what is inside, if it adds one.
    pub(crate) fn segment(&self) -> Option<String> {
        match &self.attrs.rename {
            Some(rename) => Some(rename.value.value()),
            None if self.attrs.flatten.is_some() || self.is_newtype => None,
            None => Some(self.name()),
        }
    }
}
