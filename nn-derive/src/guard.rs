//! The proof that nothing gets lost: what is asked about the type of each field.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Type, TypePath, WherePredicate};

use crate::ast::{Container, Field};
use crate::generics::{Depends, Params, bound, inside, respanned};
use crate::spell::spell;

/// The proofs for an item.
#[derive(Default)]
pub(crate) struct Guard {
    /// Constants that stop the compiler, one for each field, so that every mistake is reported.
    pub(crate) constants: Vec<TokenStream>,
    /// Bounds of the implementation, for types that depend on a type parameter.
    pub(crate) bounds: Vec<WherePredicate>,
    /// Statements inside the implementation, for types that depend on a const parameter.
    pub(crate) statements: Vec<TokenStream>,
}

impl Guard {
    /// The proofs for all fields whose attributes are without errors.
    pub(crate) fn of(container: &Container, krate: &TokenStream) -> Self {
        let params = Params::of_container(container);
        let mut guard = Guard::default();
        for field in container.fields().filter(|field| field.is_valid) {
            let asks = Asks { krate, params: &params, lints: &container.lints, field };
            match &field.attrs.skip {
                Some(key) => {
                    asks.skipped(&field.ty, key.value, &mut guard);
                    asks.skipped_inside(key.value, &mut guard);
                }
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
    /// Is the type a module? Where it depends on a parameter, a bound of the implementation says so.
    fn registered(&self, guard: &mut Guard) {
        if self.params.depends(&self.field.ty) == Depends::Not {
            guard.constants.push(self.constant("registered", &self.field.ty));
        }
    }

    /// Does the type hold no parameter, nor any type that is written inside it?
    fn skipped(&self, ty: &Type, has_reason: bool, guard: &mut Guard) {
        let krate = self.krate;
        match self.params.depends(ty) {
            Depends::Not => return guard.constants.push(self.constant(question(has_reason), ty)),
            // With a reason, what is behind an object is taken on trust.
            _ if has_reason && matches!(ty, Type::TraitObject(_)) => return,
            Depends::OnConst if has_reason => {
                guard.statements.push(quote!(#krate::module::guard::skippable::<#ty>();));
            }
            Depends::OnConst => {
                guard.statements.push(quote!(#krate::module::guard::parameter_free::<#ty>();))
            }
            Depends::OnType if has_reason && !self.is_leaf(ty) => {
                guard.bounds.push(bound(ty, &quote!(#krate::module::guard::Skippable)));
            }
            Depends::OnType => guard.bounds.push(bound(ty, &quote!(#krate::module::guard::ParameterFree))),
        }
        let parts = inside(ty).into_iter().filter(|part| !self.params.is_constant(part));
        parts.for_each(|part| self.skipped(part, has_reason, guard));
    }

    /// The bounds do not see behind a lock. The constant that does stands inside the implementation if the type depends
    /// on a const parameter, and is evaluated where the model is used: `cargo check` does not get there.
    ///
    /// ```compile_fail,E0080
    /// # use std::sync::{Arc, Mutex};
    /// # use nn_core::prelude::*;
    /// type Hidden<const N: usize> = Arc<Mutex<[Linear; N]>>;
    ///
    /// #[derive(Module)]
    /// struct Net<const N: usize> {
    ///     #[module(skip)]
    ///     layers: Hidden<N>, // with `[usize; N]` it compiles
    /// }
    ///
    /// let count: fn(&Net<3>) -> usize = Net::num_parameters;
    /// ```
    fn skipped_inside(&self, has_reason: bool, guard: &mut Guard) {
        if self.params.depends(&self.field.ty) == Depends::OnConst {
            let (krate, name, fact) = (self.krate, self.field.name(), self.fact(&self.field.ty));
            let call = spanned_call(krate, question(has_reason), quote!(#name, &#fact), &self.field.ty);
            guard.statements.push(quote! {
                const {
                    use #krate::module::probe::Fallback as _;
                    #call;
                };
            });
        }
    }

    /// Whether the type depends on a parameter not through a type that is written inside it.
    fn is_leaf(&self, ty: &Type) -> bool {
        inside(ty).into_iter().all(|part| self.params.depends(part) != Depends::OnType)
    }

    /// A constant that stops the compiler, at the type, unless the answer is right.
    fn constant(&self, question: &str, ty: &Type) -> TokenStream {
        let (krate, lints) = (self.krate, self.lints);
        let name = self.field.name();
        let fact = self.fact(ty);
        let call = spanned_call(krate, question, quote!(#name, &#fact), ty);
        quote! {
            #(#lints)*
            const _: () = {
                use #krate::module::probe::Fallback as _;
                #call;
            };
        }
    }

    fn fact(&self, ty: &Type) -> TokenStream {
        let (krate, deep, name) = (self.krate, self.deep(), spell(ty));
        let outside = self.params.outside(ty);
        let is_object = matches!(ty, Type::TraitObject(_));
        let inside =
            inside(ty).into_iter().filter(|part| !self.params.is_constant(part)).map(|part| {
                match (ty, may_be_constant(part)) {
                    (Type::Path(_), Some(name)) => self.argument(name),
                    _ => self.fact(part),
                }
            });
        quote!(#krate::module::probe::fact!(#deep #name, #is_object, #outside, [#(#inside),*]))
    }

    /// What is registered need not be free of parameters, so that no more has to be asked about it.
    fn deep(&self) -> Option<TokenStream> {
        self.field.attrs.skip.is_some().then(|| quote!(deep))
    }

    /// The facts about an argument that may be a constant: `Matrix<ROWS>` and `Arc<MLP>` look the same. An import
    /// brings the type of that name, if there is one.
    fn argument(&self, name: &Ident) -> TokenStream {
        let (krate, deep, text) = (self.krate, self.deep(), name.to_string());
        quote!({
            #[allow(unused_imports)]
            use #krate::module::probe::constant::*;
            #[allow(unused_imports)]
            use #name as Argument;
            #krate::module::probe::fact!(#deep #text, false, Argument, [])
        })
    }
}

/// What is asked about a skipped field.
fn question(has_reason: bool) -> &'static str {
    if has_reason { "skipped_because" } else { "skipped" }
}

/// The name of what may be a constant or a type.
fn may_be_constant(ty: &Type) -> Option<&Ident> {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
    path.get_ident().filter(|name| !name.to_string().contains(char::is_lowercase))
}

/// A call whose span is all of the type, which is what the compiler underlines.
pub(crate) fn spanned_call(
    krate: &TokenStream,
    function: &str,
    arguments: TokenStream,
    ty: &Type,
) -> TokenStream {
    let mut spans = ty.to_token_stream().into_iter().map(|tree| match tree {
        TokenTree::Group(group) => (group.span_open(), group.span_close()),
        tree => (tree.span(), tree.span()),
    });
    let first = spans.next().unwrap_or((Span::call_site(), Span::call_site()));
    let last = spans.last().unwrap_or(first);
    let function = Ident::new(function, first.0);
    let path = respanned(quote!(#krate::module::probe::), first.0);
    let mut group = Group::new(proc_macro2::Delimiter::Parenthesis, arguments);
    group.set_span(last.1);
    quote_spanned!(first.0=> #path #function #group)
}
