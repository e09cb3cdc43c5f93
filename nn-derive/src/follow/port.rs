//! What a forward takes or gives: a tensor, or several side by side.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, GenericArgument, Index, PathArguments, Type};

use super::function::is_tensor;
use super::value::{Followed, Kind};
use crate::span::Ends;

/// A tensor, whose type it has, or several.
pub(super) enum Port<'a> {
    One(&'a Type),
    Several(Vec<Port<'a>>),
}

/// With how many sizes each a forward is followed where a range is declared.
pub(super) const PROBES: usize = 3;

impl<'a> Port<'a> {
    pub(super) fn of(ty: &'a Type) -> Option<Self> {
        match ty {
            Type::Tuple(tuple) => tuple.elems.iter().map(Port::of).collect::<Option<_>>().map(Port::Several),
            ty => is_tensor(ty).then_some(Port::One(ty)),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Port::One(_) => Kind::Tensor,
            Port::Several(parts) => Kind::Tuple(parts.iter().map(Port::kind).collect()),
        }
    }

    /// The type of its shapes.
    pub(super) fn shapes(&self) -> TokenStream {
        self.each(&|_| quote!(__follow::Shape), &TokenStream::new())
    }

    /// Shapes that nothing has.
    pub(super) fn empty(&self) -> TokenStream {
        self.each(&|_| quote!(__follow::Shape::new(&[])), &TokenStream::new())
    }

    /// Samples with a batch before them.
    pub(super) fn batched(&self, samples: &TokenStream, batch: &TokenStream) -> TokenStream {
        self.each(&|sample| quote!(__follow::with_batch(#batch, #sample)), samples)
    }

    /// The batch of the first tensor.
    pub(super) fn batch(&self, of: &TokenStream) -> TokenStream {
        match self {
            Port::One(_) => quote!(#of.batch()),
            Port::Several(parts) => match parts.first() {
                Some(first) => first.batch(&quote!(#of.0)),
                None => quote!(0),
            },
        }
    }

    /// The samples of what a forward gives for the two batches; `step` takes each from its result.
    pub(super) fn samples(
        &self,
        [first, second]: [&TokenStream; 2],
        is_followed: &TokenStream,
        step: &dyn Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        match self {
            Port::One(_) => step(&quote!(__follow::both(#first, #second, #is_followed))),
            Port::Several(parts) => {
                let parts = parts.iter().enumerate().map(|(i, part)| {
                    let i = Index::from(i);
                    part.samples([&quote!(#first.#i), &quote!(#second.#i)], is_followed, step)
                });
                quote!((#(#parts,)*))
            }
        }
    }

    /// Something for each tensor, from its part of a value.
    fn each(&self, make: &dyn Fn(&TokenStream) -> TokenStream, value: &TokenStream) -> TokenStream {
        match self {
            Port::One(_) => make(value),
            Port::Several(parts) => {
                let parts = parts.iter().enumerate().map(|(i, part)| {
                    let i = Index::from(i);
                    part.each(make, &quote!(#value.#i))
                });
                quote!((#(#parts,)*))
            }
        }
    }

    /// The shapes that are declared: one array, or a tuple of them.
    pub(super) fn declared(&self, sizes: &Expr, probe: &TokenStream) -> Followed<TokenStream> {
        match (self, sizes) {
            (Port::One(_), Expr::Array(array)) => {
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
                let parts = parts.iter().zip(&tuple.elems).map(|(part, sizes)| part.declared(sizes, probe));
                let parts = parts.collect::<Followed<Vec<_>>>()?;
                Ok(quote!((#(#parts,)*)))
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
    pub(super) fn is(
        &self,
        shapes: &TokenStream,
        sizes: &Expr,
        probe: &TokenStream,
    ) -> Followed<TokenStream> {
        match (self, sizes) {
            (Port::Several(parts), Expr::Tuple(tuple)) => {
                let all = parts.iter().zip(&tuple.elems).enumerate().map(|(i, (part, sizes))| {
                    let i = Index::from(i);
                    part.is(&quote!(#shapes.#i), sizes, probe)
                });
                let all = all.collect::<Followed<Vec<_>>>()?;
                Ok(quote!((true #(&& #all)*)))
            }
            _ => {
                let declared = self.declared(sizes, probe)?;
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
                let declared = self.declared(sizes, &quote!(0))?;
                let call = Ends::of(sizes).call(&quote!(__follow), "declares", quote!(&#shapes, &#declared));
                Ok(quote!(#call;))
            }
        }
    }

    /// The constant of the shape of a sample, as an array, and its type.
    pub(super) fn array(&self, shape: &TokenStream) -> Option<[TokenStream; 2]> {
        let Port::One(Type::Path(path)) = self else { return None };
        let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
            return None;
        };
        match arguments.args.first()? {
            rank @ (GenericArgument::Const(_) | GenericArgument::Type(_)) => {
                Some([quote!([usize; #rank - 1]), quote!(#shape.to_array())])
            }
            _ => None,
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
