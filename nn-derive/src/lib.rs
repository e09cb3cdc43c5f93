//! Derive macros.

mod ast;
mod attr;
mod ctxt;
mod fallback;
mod generics;
mod guard;
mod module;
mod nearest;
mod spell;
mod valid;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Registers every field of a struct or an enum.
#[proc_macro_derive(Module, attributes(module))]
pub fn derive_module(input: TokenStream) -> TokenStream {
    module::derive(&parse_macro_input!(input as DeriveInput)).into()
}
