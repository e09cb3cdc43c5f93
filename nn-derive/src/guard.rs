//! The proof that nothing gets lost: what is asked about the type of each field.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, PathArguments, Type, TypeParamBound, TypePath, WherePredicate};

use crate::ast::{Container, Field};
use crate::generics::{Params, bound, inside};
use crate::refused::is_refused;
use crate::span::Ends;
use crate::spell::spell;

/// The proofs for an item.
#[derive(Default)]
pub(crate) struct Guard {
    /// Constants that stop the compiler, one for each field, so that every mistake is reported.
    pub(crate) constants: Vec<TokenStream>,
    /// Bounds of the implementation, for types that depend on a type parameter.
    pub(crate) bounds: Vec<WherePredicate>,
}

impl Guard {
    /// The proofs for all fields whose attributes are without errors.
    pub(crate) fn of(container: &Container, krate: &TokenStream) -> Self {
        let params = Params::of_container(container);
        let mut guard = Guard::default();
        for field in container.fields().filter(|field| field.is_valid && !is_refused(&field.ty)) {
            let asks = Asks { krate, params: &params, lints: &container.lints, field };
            match &field.attrs.skip {
                Some(key) => asks.skipped(&field.ty, key.value, &mut guard),
                None if field.attrs.with.is_none() => asks.registered(&mut guard),
                None => {}
            }
        }
        guard
    }
}

struct Asks<'a> {
    krate: &'a TokenStream,
    params: &'a Params<'a>,
    lints: &'a [TokenStream],
    field: &'a Field,
}

impl Asks<'_> {
    /// Is the type a module? Where it depends on a type parameter, a bound of the implementation says so.
    fn registered(&self, guard: &mut Guard) {
        if !self.params.depends(&self.field.ty) {
            guard.constants.push(self.constant("registered", "registered_fact", &self.field.ty));
        }
    }

    /// Does the type hold no parameter, nor any type that is written inside it?
    fn skipped(&self, ty: &Type, has_reason: bool, guard: &mut Guard) {
        let krate = self.krate;
        if !self.params.depends(ty) {
            let question = if has_reason { "skipped_because" } else { "skipped" };
            return guard.constants.push(self.constant(question, "skipped_fact", ty));
        }
        // With a reason, what is behind an object is taken on trust.
        if has_reason && matches!(ty, Type::TraitObject(_)) {
            return;
        }
        let wanted = if has_reason && !self.is_leaf(ty) { "Skippable" } else { "ParameterFree" };
        let wanted = Ident::new(wanted, Span::call_site());
        guard.bounds.push(bound(ty, &quote!(#krate::module::guard::#wanted)));
        let parts = inside(ty).into_iter().filter(|part| !self.params.is_constant(part));
        parts.for_each(|part| self.skipped(part, has_reason, guard));
    }

    /// Whether the type depends on a parameter not through a type that is written inside it.
    fn is_leaf(&self, ty: &Type) -> bool {
        inside(ty).into_iter().all(|part| !self.params.depends(part))
    }

    /// A constant that stops the compiler, at the type, unless the answer is right.
    fn constant(&self, question: &str, macro_name: &str, ty: &Type) -> TokenStream {
        let (krate, lints) = (self.krate, self.lints);
        let name = self.field.name();
        let fact = Ident::new(macro_name, Span::call_site());
        let facts = self.facts(&fact, ty);
        let call = Ends::of(ty).call(
            &quote!(#krate::module::probe),
            question,
            quote!(#name, &#krate::module::probe::#fact!(#facts)),
        );
        let constants = self.params.constants(ty, krate);
        quote! {
            #(#lints)*
            const _: () = {
                use #krate::module::probe::Fallback as _;
                #constants
                #call;
            };
        }
    }

    /// What the macro `fact` takes: the type, and the same of the types that are written inside it.
    fn facts(&self, fact: &Ident, ty: &Type) -> TokenStream {
        let (name, kind) = (spell(ty), kind(ty));
        let outside = self.params.outside(ty);
        let inside = inside(ty).into_iter().map(|part| match (ty, may_be_constant(part)) {
            (Type::Path(_), Some(name)) => self.argument(fact, name),
            _ => self.facts(fact, part),
        });
        quote!(#name, #kind, #outside, [#((#inside)),*])
    }

    /// The facts about an argument that may be a constant: `Matrix<ROWS>` and `Arc<MLP>` look the same. An import
    /// brings the type of that name, if there is one.
    fn argument(&self, fact: &Ident, name: &Ident) -> TokenStream {
        let (krate, text) = (self.krate, name.to_string());
        quote!({
            #[allow(unused_imports)]
            use #krate::module::probe::constant::*;
            #[allow(unused_imports)]
            use #name as __Argument;
            #krate::module::probe::#fact!(#text, Named, __Argument, [])
        })
    }
}

/// What is special about the type, as far as it shows.
fn kind(ty: &Type) -> Ident {
    let kind = match ty {
        Type::TraitObject(object) if object.bounds.iter().any(is_called) => "Closure",
        Type::TraitObject(_) => "Object",
        Type::FnPtr(_) => "Function",
        Type::Tuple(_) => "Tuple",
        Type::Slice(_) => "Slice",
        _ => "Named",
    };
    Ident::new(kind, Span::call_site())
}

/// Whether a bound is written as `Fn(X) -> Y`.
fn is_called(bound: &TypeParamBound) -> bool {
    let TypeParamBound::Trait(bound) = bound else { return false };
    bound.path.segments.iter().any(|segment| matches!(segment.arguments, PathArguments::Parenthesized(_)))
}

/// The name of what may be a constant or a type.
fn may_be_constant(ty: &Type) -> Option<&Ident> {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
    path.get_ident().filter(|name| !name.to_string().contains(char::is_lowercase))
}
