//! The derive macros of [nn-core](https://docs.rs/nn-core), which re-exports them: depend on nn-core alone and write
//! `use nn_core::prelude::*;`.

#[cfg(test)]
mod any_item;
mod ast;
mod attr;
mod cascade;
mod chain;
mod ctxt;
#[cfg(test)]
mod expansions;
mod fallback;
mod follow;
mod forward;
mod generics;
mod grown;
mod guard;
mod init;
mod local;
mod module;
mod names;
mod nearest;
mod pattern;
mod proof;
mod refused;
mod sequential;
mod shape_attr;
mod shapes;
mod span;
mod spec;
mod spell;
mod tied;
mod twice;
mod unknown;
mod valid;
mod valid_forward;
mod valid_init;
mod written;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("module.md")]
#[proc_macro_derive(Module, attributes(module))]
pub fn derive_module(input: TokenStream) -> TokenStream {
    module::derive(input.into()).into()
}

#[doc = include_str!("forward.md")]
#[proc_macro_derive(Forward, attributes(forward, module))]
pub fn derive_forward(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    twice::derived_below(&input, "Forward").unwrap_or_else(|| forward::derive(&input)).into()
}

#[doc = include_str!("init.md")]
#[proc_macro_derive(Init, attributes(init, module))]
pub fn derive_init(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    twice::derived_below(&input, "Init").unwrap_or_else(|| init::derive(&input)).into()
}

#[doc = include_str!("shapes.md")]
#[proc_macro_attribute]
pub fn shapes(attr: TokenStream, item: TokenStream) -> TokenStream {
    follow::attribute(&attr.into(), &item.into()).into()
}

/// What the derive of `Module` hands on for `#[shapes]`.
#[doc(hidden)]
#[proc_macro]
pub fn followed(input: TokenStream) -> TokenStream {
    follow::followed(parse_macro_input!(input as follow::Handed)).into()
}

/// What `nn_core::sequential!` hands on, with the path of nn-core before it.
#[doc(hidden)]
#[proc_macro]
pub fn sequential(input: TokenStream) -> TokenStream {
    sequential::expand(&parse_macro_input!(input as sequential::Layers)).into()
}
