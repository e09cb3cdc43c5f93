//! A derive that is written twice: what it writes would be at odds with itself in many places.

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Path, Token};

use crate::ctxt::Ctxt;

/// The error about the same derive in an attribute below, if there is one: that one writes all.
pub(crate) fn derived_below(input: &DeriveInput, name: &str) -> Option<TokenStream> {
    let derives = input.attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let mut paths = derives.filter_map(|attr| attr.parse_args_with(list).ok()).flatten();
    let again = paths.find(|path| is_ours(path, name))?;
    let mut cx = Ctxt::default();
    cx.error(again, format!("`{name}` is derived twice\nremove one of the two"));
    Some(cx.into_tokens())
}

fn list(input: syn::parse::ParseStream<'_>) -> syn::Result<Punctuated<Path, Token![,]>> {
    Punctuated::parse_terminated(input)
}

/// Whether a path leads to our derive: a macro does not see where, so that another crate's path is another derive.
fn is_ours(path: &Path, name: &str) -> bool {
    let is_from_here = path.segments.len() == 1 || path.segments[0].ident == "nn_core";
    is_from_here && path.segments.last().is_some_and(|last| last.ident == name)
}
