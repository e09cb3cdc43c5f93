//! What a field's type depends on, and the bounds that follow from it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    ConstParam, GenericArgument, Generics, Lifetime, PathArguments, PredicateType, Token, Type, TypeMacro,
    TypeParamBound, TypeParen, TypePath, WherePredicate, parse_quote, token,
};

use crate::ast::Container;
use crate::span::respanned;

/// The parameters of an item.
pub(crate) struct Params<'a> {
    ident: &'a Ident,
    types: Vec<&'a Ident>,
    consts: Vec<&'a ConstParam>,
    lifetimes: Vec<&'a Lifetime>,
}

impl<'a> Params<'a> {
    pub(crate) fn of(ident: &'a Ident, generics: &'a Generics) -> Self {
        Params {
            ident,
            types: generics.type_params().map(|param| &param.ident).collect(),
            consts: generics.const_params().collect(),
            lifetimes: generics.lifetimes().map(|param| &param.lifetime).collect(),
        }
    }

    pub(crate) fn of_container(container: &'a Container) -> Self {
        Params::of(&container.ident, &container.generics)
    }

    /// Whether the type depends on a type parameter: if not, it can be asked about in a constant. A macro in it may
    /// stand for any parameter, and so does `Self`.
    pub(crate) fn depends(&self, ty: &Type) -> bool {
        if self.types.is_empty() {
            return false;
        }
        let words = words(ty.to_token_stream());
        let hides = has_macro(ty) || words.iter().any(|word| word == "Self");
        hides || self.types.iter().any(|name| words.contains(&name.unraw()))
    }

    /// Constants that stand for the const parameters in a type outside of the item, where the type is asked about.
    pub(crate) fn constants(&self, ty: &Type, krate: &TokenStream) -> TokenStream {
        if self.consts.is_empty() {
            return TokenStream::new();
        }
        let words = words(ty.to_token_stream());
        let hides = has_macro(ty) || words.iter().any(|word| word == "Self");
        let used = self.consts.iter().filter(|param| hides || words.contains(&param.ident.unraw()));
        used.map(|param| constant(param, krate)).collect()
    }

    /// Constants that stand for all const parameters.
    pub(crate) fn all_constants(&self, krate: &TokenStream) -> TokenStream {
        self.consts.iter().map(|param| constant(param, krate)).collect()
    }

    /// The same type where the item's lifetimes and `Self` are unknown.
    pub(crate) fn outside(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        Outside(self).visit_type_mut(&mut ty);
        ty
    }

    /// The bounds under which a registered field of this type is a module: on the type itself, or on its parts if
    /// it contains the item, which would be a circle.
    pub(crate) fn module_bounds(&self, ty: &Type, krate: &TokenStream, out: &mut Vec<WherePredicate>) {
        if !self.depends(ty) || self.is_item(ty) {
            return;
        }
        if self.mentions_item(ty) {
            inside(ty).into_iter().for_each(|part| self.module_bounds(part, krate, out));
        } else {
            out.push(bound(ty, &quote!(#krate::Module)));
        }
    }

    /// Whether what looks like a type is a const parameter.
    pub(crate) fn is_constant(&self, ty: &Type) -> bool {
        match ty {
            Type::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.consts.iter().any(|param| param.ident.unraw() == name.unraw())),
            _ => false,
        }
    }

    /// Whether the item itself stands in a type.
    pub(crate) fn mentions_item(&self, ty: &Type) -> bool {
        words(ty.to_token_stream()).iter().any(|word| *word == self.ident.unraw() || word == "Self")
    }

    /// Whether a type is the item itself.
    fn is_item(&self, ty: &Type) -> bool {
        match ty {
            Type::Path(TypePath { qself: None, path, .. }) => path
                .segments
                .last()
                .is_some_and(|last| last.ident.unraw() == self.ident.unraw() || last.ident == "Self"),
            _ => false,
        }
    }
}

/// All names in a type, without the mark of raw ones.
fn words(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => found.push(ident.unraw()),
            TokenTree::Group(group) => found.extend(words(group.stream())),
            _ => {}
        }
    }
    found
}

/// Whether a macro stands anywhere in a type.
fn has_macro(ty: &Type) -> bool {
    struct Find(bool);
    impl Visit<'_> for Find {
        fn visit_type_macro(&mut self, _: &TypeMacro) {
            self.0 = true;
        }
    }
    let mut find = Find(false);
    visit::visit_type(&mut find, ty);
    find.0
}

fn constant(param: &ConstParam, krate: &TokenStream) -> TokenStream {
    let (name, ty) = (&param.ident, &param.ty);
    quote! {
        #[allow(dead_code, non_upper_case_globals)]
        const #name: #ty = <#ty as #krate::module::probe::Constant>::ANY;
    }
}

struct Outside<'p>(&'p Params<'p>);

impl VisitMut for Outside<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.0.lifetimes.contains(&&*lifetime) {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && path.path.is_ident("Self")
        {
            let ident = self.0.ident;
            let lifetimes = self.0.lifetimes.iter().map(|_| quote!('static));
            let consts = self.0.consts.iter().map(|param| param.ident.to_token_stream());
            let arguments = lifetimes.chain(consts);
            *ty = parse_quote!(#ident<#(#arguments),*>);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// The types that are written inside a type and whose values it may hold: not those that a function takes, and
/// not what is behind a trait object.
pub(crate) fn inside(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Array(array) => vec![&array.elem],
        Type::Group(group) => vec![&group.elem],
        Type::Paren(paren) => vec![&paren.elem],
        Type::Path(path) => {
            path.path.segments.iter().flat_map(|segment| arguments(&segment.arguments)).collect()
        }
        Type::Ptr(pointer) => vec![&pointer.elem],
        Type::Reference(reference) => vec![&reference.elem],
        Type::Slice(slice) => vec![&slice.elem],
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        _ => Vec::new(),
    }
}

fn arguments(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(list) = arguments else { return Vec::new() };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// The bound of a type, at the type, where errors about it should point.
pub(crate) fn bound(ty: &Type, wanted: &TokenStream) -> WherePredicate {
    let span = ty.to_token_stream().into_iter().next().map_or_else(Span::call_site, |tree| tree.span());
    let wanted = TypeParamBound::Verbatim(respanned(wanted.clone(), span));
    WherePredicate::Type(PredicateType {
        attrs: Vec::new(),
        lifetimes: None,
        bounded_ty: bounded(ty),
        colon_token: Token![:](span),
        bounds: Punctuated::from_iter([wanted]),
    })
}

/// A type as it may stand before the colon of a bound: a list of traits would run into it.
fn bounded(ty: &Type) -> Type {
    match ty {
        Type::TraitObject(_) | Type::ImplTrait(_) => Type::Paren(TypeParen {
            attrs: Vec::new(),
            paren_token: token::Paren::default(),
            elem: Box::new(ty.clone()),
        }),
        _ => ty.clone(),
    }
}
