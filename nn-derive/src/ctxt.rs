//! Collects errors, so that all mistakes of an item are reported at once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: Vec<Error>,
}

impl Ctxt {
    /// Reports an error that underlines all of `tokens`.
    pub(crate) fn error(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.errors.push(Error::new_spanned(tokens, message));
    }

    /// Reports an error of the parser.
    pub(crate) fn push(&mut self, error: Error) {
        self.errors.push(error);
    }

    /// Takes over the errors of another.
    pub(crate) fn append(&mut self, other: Ctxt) {
        self.errors.extend(other.errors);
    }

    /// Whether there is an error.
    pub(crate) fn is_err(&self) -> bool {
        !self.errors.is_empty()
    }

    /// One `compile_error!` for each error.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(Error::to_compile_error).collect()
    }
}
