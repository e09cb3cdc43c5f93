//! The shapes of several tensors, by the kind of what holds them: tuples and options.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Index, Pat};

use super::value::Kind;

impl Kind {
    /// Whether it is tensors and nothing else.
    pub(super) fn is_tensors(&self) -> bool {
        match self {
            Kind::Tensor => true,
            Kind::Tuple(parts) => !parts.is_empty() && parts.iter().all(Kind::is_tensors),
            Kind::Optional(inner) => inner.is_tensors(),
            _ => false,
        }
    }

    /// What a pattern takes apart, each name of which is a tensor.
    pub(super) fn of_pattern(pat: &Pat) -> Self {
        match pat {
            Pat::Tuple(tuple) => Kind::Tuple(tuple.elems.iter().map(Kind::of_pattern).collect()),
            Pat::Paren(paren) => Kind::of_pattern(&paren.pat),
            _ => Kind::Tensor,
        }
    }

    /// The type of its shapes.
    pub(super) fn shapes(&self) -> TokenStream {
        match self {
            Kind::Tuple(parts) => {
                let parts = parts.iter().map(Kind::shapes);
                quote!((#(#parts,)*))
            }
            Kind::Optional(inner) => {
                let inner = inner.shapes();
                quote!(::core::option::Option<#inner>)
            }
            Kind::List => quote!(__follow::List),
            Kind::Absent => quote!(()),
            _ => quote!(__follow::Shape),
        }
    }

    /// Something for each tensor, from its part of a value.
    pub(super) fn each(
        &self,
        value: &TokenStream,
        make: &dyn Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        match self {
            Kind::Tuple(parts) => {
                let parts = parts.iter().enumerate().map(|(i, part)| {
                    let i = Index::from(i);
                    part.each(&quote!(#value.#i), make)
                });
                quote!((#(#parts,)*))
            }
            Kind::Optional(inner) => {
                let inner = inner.each(&quote!(__some), make);
                quote!(match #value {
                    ::core::option::Option::Some(__some) => ::core::option::Option::Some(#inner),
                    ::core::option::Option::None => ::core::option::Option::None,
                })
            }
            Kind::Absent => quote!(::core::option::Option::None),
            _ => make(value),
        }
    }

    /// The first tensor that is there in any case.
    pub(super) fn first(&self, value: &TokenStream) -> Option<TokenStream> {
        match self {
            Kind::Tuple(parts) => parts.iter().enumerate().find_map(|(i, part)| {
                let i = Index::from(i);
                part.first(&quote!(#value.#i))
            }),
            Kind::Tensor | Kind::List => Some(value.clone()),
            _ => None,
        }
    }

    /// The batch of the forward that is followed, or 0.
    pub(super) fn batch(&self, of: &TokenStream) -> TokenStream {
        self.first(of).map_or_else(|| quote!(0), |first| quote!(#first.batch()))
    }

    /// What it holds, as a part of a name.
    pub(super) fn letters(&self) -> String {
        match self {
            Kind::Tuple(parts) => format!("t{}e", parts.iter().map(Kind::letters).collect::<String>()),
            Kind::Optional(inner) => format!("o{}", inner.letters()),
            Kind::Absent => "n".to_owned(),
            _ => "x".to_owned(),
        }
    }
}
