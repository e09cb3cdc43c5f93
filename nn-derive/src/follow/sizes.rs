//! The shapes that `input = [..]` and `output = [..]` declare.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Index};

use super::port::Port;
use super::value::Followed;
use crate::span::Ends;

/// With how many sizes each a forward is followed where a range is declared.
pub(super) const PROBES: usize = 3;

/// What stands for the sizes of ranges, and for what is there of options: constants or variables.
#[derive(Clone)]
pub(super) struct Turn {
    pub(super) probe: TokenStream,
    /// A bit for each option: whether it is missing.
    pub(super) missing: TokenStream,
}

impl Turn {
    /// The largest sizes, and all that may be there.
    pub(super) fn first() -> Self {
        Turn { probe: quote!(0), missing: quote!(0usize) }
    }

    fn behind(&self, options: usize) -> Self {
        let missing = &self.missing;
        Turn { missing: quote!((#missing >> #options)), ..self.clone() }
    }
}

impl Port<'_> {
    /// The shapes that are declared: one array, or a tuple of them.
    pub(super) fn declared(&self, sizes: &Expr, turn: &Turn) -> Followed<TokenStream> {
        match (self, sizes) {
            (Port::One(_), Expr::Array(array)) => {
                let probe = &turn.probe;
                let sizes = array.elems.iter().map(|size| match size {
                    Expr::Range(range) => {
                        let (least, most) = (&range.start, &range.end);
                        quote!(__follow::probe(#least, #most, #probe))
                    }
                    Expr::Infer(_) => quote!(__follow::ANY),
                    size => size.to_token_stream(),
                });
                Ok(quote!(__follow::Shape::new(&[#(#sizes),*])))
            }
            (Port::Several(parts), Expr::Tuple(tuple)) if parts.len() == tuple.elems.len() => {
                let (mut made, mut options) = (Vec::new(), 0);
                for (part, sizes) in parts.iter().zip(&tuple.elems) {
                    made.push(part.declared(sizes, &turn.behind(options))?);
                    options += part.options();
                }
                Ok(quote!((#(#made,)*)))
            }
            (Port::Optional(inner), sizes) => {
                let (missing, inner) = (&turn.missing, inner.declared(sizes, &turn.behind(1))?);
                Ok(quote!(if #missing & 1 == 0 {
                    ::core::option::Option::Some(#inner)
                } else {
                    ::core::option::Option::None
                }))
            }
            (Port::One(_), _) => {
                Err(syn::Error::new_spanned(sizes, "this is one tensor: write `[3, 32, 32]`"))
            }
            (Port::Several(parts), _) => {
                let text = format!("these are {} tensors: write a tuple of as many shapes", parts.len());
                Err(syn::Error::new_spanned(sizes, text))
            }
        }
    }

    /// Whether the shapes are those that are declared.
    pub(super) fn is(&self, shapes: &TokenStream, sizes: &Expr, turn: &Turn) -> Followed<TokenStream> {
        match (self, sizes) {
            (Port::Several(parts), Expr::Tuple(tuple)) => {
                let all = parts.iter().zip(&tuple.elems).enumerate().map(|(i, (part, sizes))| {
                    let i = Index::from(i);
                    part.is(&quote!(#shapes.#i), sizes, turn)
                });
                let all = all.collect::<Followed<Vec<_>>>()?;
                Ok(quote!((true #(&& #all)*)))
            }
            (Port::Optional(inner), sizes) => {
                let inner = inner.is(&quote!(__some), sizes, turn)?;
                Ok(quote!(match #shapes {
                    ::core::option::Option::Some(__some) => #inner,
                    ::core::option::Option::None => true,
                }))
            }
            _ => {
                let declared = self.declared(sizes, turn)?;
                Ok(quote!(#shapes.is(&#declared)))
            }
        }
    }

    /// Statements that stop the compiler where the shapes are not those that are declared.
    pub(super) fn assert(&self, shapes: &TokenStream, sizes: &Expr) -> Followed<TokenStream> {
        match (self, sizes) {
            (Port::Several(parts), Expr::Tuple(tuple)) if parts.len() == tuple.elems.len() => {
                let all = parts.iter().zip(&tuple.elems).enumerate().map(|(i, (part, sizes))| {
                    let i = Index::from(i);
                    part.assert(&quote!(#shapes.#i), sizes)
                });
                let all = all.collect::<Followed<Vec<_>>>()?;
                Ok(quote!(#(#all)*))
            }
            _ => {
                let declared = self.declared(sizes, &Turn::first())?;
                let arguments = quote!(&#shapes, &#declared.of_batch(#shapes.batch()));
                let call = Ends::of(sizes).call(&quote!(__follow), "declares", arguments);
                Ok(quote!(#call;))
            }
        }
    }
}

/// Whether a size is declared as a range.
pub(super) fn has_range(sizes: &Expr) -> bool {
    match sizes {
        Expr::Array(array) => array.elems.iter().any(|size| matches!(size, Expr::Range(_))),
        Expr::Tuple(tuple) => tuple.elems.iter().any(has_range),
        _ => false,
    }
}

/// Where `batch` stands in sizes, which then have the batch among them: `[20, batch, 64]`.
pub(super) fn batch_in(sizes: &Expr) -> Option<Ident> {
    fn found(tokens: TokenStream) -> Option<Ident> {
        tokens.into_iter().find_map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "batch" => Some(ident),
            TokenTree::Group(group) => found(group.stream()),
            _ => None,
        })
    }
    found(sizes.to_token_stream())
}

/// Whether each shape begins with the batch.
pub(super) fn begin_with_batch(sizes: &Expr) -> bool {
    match sizes {
        Expr::Tuple(tuple) => tuple.elems.iter().all(begin_with_batch),
        Expr::Array(array) => {
            matches!(array.elems.first(), Some(Expr::Path(path)) if path.path.is_ident("batch"))
        }
        _ => false,
    }
}
