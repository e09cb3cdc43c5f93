//! The struct of the model, which reaches its forward through a macro.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, ItemImpl, Path, braced};

use super::attribute::Attributes;
use super::expand::Expansion;
use super::fields::Fields;
use crate::cascade::Branch;
use crate::ctxt::Ctxt;
use crate::shape_attr::arguments;
use crate::spec::Spec;

/// The macro that adds a struct to the implementations which `#[shapes]` hands it.
pub(crate) fn macro_of(input: &DeriveInput, given: Option<&Path>, krate: &TokenStream) -> TokenStream {
    if !matches!(input.data, Data::Struct(_)) {
        return TokenStream::new();
    }
    let krate = given.map_or_else(|| krate.clone(), ToTokens::to_token_stream);
    let name = format_ident!("__shapes_of_{}", input.ident, span = Span::call_site());
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #name {
            ($($item:tt)*) => { #krate::__followed! { { #krate } { #input } $($item)* } };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use #name;
    }
}

/// What the macro hands on.
pub(crate) struct Handed {
    krate: TokenStream,
    input: TokenStream,
    attributes: TokenStream,
    item: ItemImpl,
}

impl Parse for Handed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Handed {
            krate: group(input)?,
            input: group(input)?,
            attributes: group(input)?,
            item: syn::parse2(group(input)?)?,
        })
    }
}

fn group(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let inside;
    braced!(inside in input);
    inside.parse()
}

/// What follows a forward, or the model's methods.
pub(crate) fn expand(handed: Handed) -> TokenStream {
    let Handed { krate, input, attributes, item } = handed;
    let place = syn::spanned::Spanned::span(&item.impl_token);
    let input = match syn::parse2::<DeriveInput>(resolved(input, place)) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let attributes = match syn::parse2::<Attributes>(attributes) {
        Ok(attributes) => attributes,
        Err(error) => return error.to_compile_error(),
    };
    let arguments = arguments(&mut Ctxt::default(), &input.attrs);
    let spec = Spec::of(&input, &arguments);
    let layers =
        Branch::all(&mut Ctxt::default(), &input).into_iter().flat_map(|branch| branch.layers).collect();
    let fields = Fields::new(krate, &input, spec, layers);
    Expansion { attributes: &attributes, item: &item }.expand(fields)
}

/// The tokens where they stand, as if no macro had handed them on: errors point to them alone.
fn resolved(tokens: TokenStream, like: Span) -> TokenStream {
    let each = |tree: TokenTree| match tree {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), resolved(group.stream(), like));
            inner.set_span(group.span().resolved_at(like));
            TokenTree::Group(inner)
        }
        mut tree => {
            tree.set_span(tree.span().resolved_at(like));
            tree
        }
    };
    tokens.into_iter().map(each).collect()
}
