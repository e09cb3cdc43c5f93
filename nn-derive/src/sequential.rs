//! The expansion of `sequential!`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprArray, Token, parenthesized};

use crate::chain::Chain;

/// `(path of nn-core) [3, 32, 32] => layer, layer, layer`.
pub(crate) struct Layers {
    krate: TokenStream,
    sizes: ExprArray,
    specs: Vec<Expr>,
}

impl Parse for Layers {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate;
        parenthesized!(krate in input);
        let krate = krate.parse()?;
        let wanted = "`sequential!` wants the shape of a sample and the layers: \
                      `sequential!([3, 32, 32] => Flatten, Linear::to(10))`";
        let sizes = input.parse().map_err(|error| syn::Error::new(error.span(), wanted))?;
        input.parse::<Token![=>]>().map_err(|error| syn::Error::new(error.span(), wanted))?;
        let specs: Vec<Expr> = Punctuated::<Expr, Token![,]>::parse_terminated(input)?.into_iter().collect();
        if specs.is_empty() || specs.len() > 16 {
            return Err(syn::Error::new_spanned(&sizes, format!("{wanted}\na chain has 1 to 16 layers")));
        }
        Ok(Layers { krate, sizes, specs })
    }
}

/// A chain of specs whose shapes were checked in constants.
pub(crate) fn expand(layers: &Layers) -> TokenStream {
    let (krate, sizes, specs) = (&layers.krate, &layers.sizes, &layers.specs);
    let names = specs.iter().enumerate().map(|(index, spec)| (index.to_string(), spec));
    let Chain { checks, behind, .. } = Chain::of(names, &quote!(#krate::shape::Shape::new(&#sizes)), krate);
    quote!({
        #checks
        #krate::init::Chain::new(
            (#(#specs,)*),
            [#krate::shape::known(&__SHAPE), #(#krate::shape::known(&#behind)),*],
        )
    })
}
