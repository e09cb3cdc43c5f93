//! The stub beside errors: an implementation that does nothing, so that no error is about its absence.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Generics, Token, WhereClause, braced, token};

use crate::attr::ContainerAttrs;
use crate::ctxt::Ctxt;

/// An empty implementation of `Module`.
pub(crate) fn module(
    ident: &Ident,
    generics: &Generics,
    lints: &[TokenStream],
    krate: &TokenStream,
) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #(#lints)*
        impl #impl_generics #krate::Module for #ident #ty_generics #where_clause {
            fn visit(&self, _: &#krate::Path<'_>, _: &mut #krate::Visit<'_>) {}

            fn visit_mut(&mut self, _: &#krate::Path<'_>, _: &mut #krate::VisitMut<'_>) {}
        }
    }
}

/// The error about an item that cannot be read, and the stub if it has a name.
pub(crate) fn unread(item: TokenStream) -> TokenStream {
    let error = error(&item).to_compile_error();
    let attrs = Parser::parse2(attributes, item.clone()).unwrap_or_default();
    let krate = ContainerAttrs::parse(&mut Ctxt::default(), &attrs).krate();
    let stub = Head::find(item).map(|head| module(&head.ident, &head.generics, &[], &krate));
    quote!(#error #stub)
}

/// What is wrong with an item. It is read inside a group that ends with it, so that its end has a place as well.
fn error(item: &TokenStream) -> syn::Error {
    let last = item.clone().into_iter().last().map_or_else(Span::call_site, |tree| tree.span());
    let mut group = Group::new(Delimiter::Brace, item.clone());
    group.set_span(last);
    let inside = |input: ParseStream<'_>| {
        let content;
        braced!(content in input);
        content.parse::<DeriveInput>()
    };
    match inside.parse2(TokenTree::from(group).into()) {
        Ok(_) => syn::Error::new(last, "`Module` cannot be derived for this item"),
        Err(error) => error,
    }
}

/// The attributes that an item begins with.
fn attributes(input: ParseStream<'_>) -> syn::Result<Vec<Attribute>> {
    let attrs = input.call(Attribute::parse_outer)?;
    input.parse::<TokenStream>()?;
    Ok(attrs)
}

/// What the stub must know of an item.
struct Head {
    ident: Ident,
    generics: Generics,
}

impl Head {
    /// The head of an item of which the rest may be unreadable.
    fn find(item: TokenStream) -> Option<Self> {
        let rest: TokenStream = item.into_iter().skip_while(|tree| !is_keyword(tree)).skip(1).collect();
        let bare = rest.clone().into_iter().take(1).collect();
        syn::parse2(rest).or_else(|_| syn::parse2(bare)).ok()
    }
}

fn is_keyword(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "union")
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.parse()?;
        let mut generics: Generics = readable(input);
        if input.peek(token::Paren) {
            input.parse::<Group>()?;
        }
        if input.peek(Token![where]) {
            generics.where_clause = readable::<Option<WhereClause>>(input);
        }
        input.parse::<TokenStream>()?;
        Ok(Head { ident, generics })
    }
}

/// What stands next, or nothing where it cannot be read.
fn readable<T: Parse + Default>(input: ParseStream<'_>) -> T {
    match input.fork().parse::<T>() {
        Ok(_) => input.parse().unwrap_or_default(),
        Err(_) => T::default(),
    }
}
