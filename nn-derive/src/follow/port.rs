//! What a forward takes or gives: a tensor, several side by side, or one that may be missing.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, Index, PathArguments, Type};

use super::value::Kind;

/// A tensor, whose type it has, or several, or an option of such.
pub(super) enum Port<'a> {
    One(&'a Type),
    Several(Vec<Port<'a>>),
    Optional(Box<Port<'a>>),
}

impl<'a> Port<'a> {
    pub(super) fn of(ty: &'a Type) -> Option<Self> {
        match ty {
            Type::Tuple(tuple) => tuple.elems.iter().map(Port::of).collect::<Option<_>>().map(Port::Several),
            Type::Reference(reference) => Port::of(&reference.elem),
            Type::Paren(paren) => Port::of(&paren.elem),
            ty if is_tensor(ty) => Some(Port::One(ty)),
            ty => Some(Port::Optional(Box::new(Port::of(inside_of_option(ty)?)?))),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Port::One(_) => Kind::Tensor,
            Port::Several(parts) => Kind::Tuple(parts.iter().map(Port::kind).collect()),
            Port::Optional(inner) => Kind::Optional(Box::new(inner.kind())),
        }
    }

    /// How many of its parts may be missing.
    pub(super) fn options(&self) -> usize {
        match self {
            Port::One(_) => 0,
            Port::Several(parts) => parts.iter().map(Port::options).sum(),
            Port::Optional(inner) => 1 + inner.options(),
        }
    }

    /// The type of its shapes.
    pub(super) fn shapes(&self) -> TokenStream {
        self.kind().shapes()
    }

    /// Shapes that nothing has.
    pub(super) fn empty(&self) -> TokenStream {
        self.kind().each(&TokenStream::new(), &|_| quote!(__follow::Shape::new(&[])))
    }

    /// Samples with a batch before them.
    pub(super) fn batched(&self, samples: &TokenStream, batch: &TokenStream) -> TokenStream {
        self.kind().each(samples, &|sample| quote!(__follow::with_batch(#batch, #sample)))
    }

    /// The samples of what a forward gives for the two batches; `step` takes each from its result.
    pub(super) fn samples(
        &self,
        [first, second]: [&TokenStream; 2],
        is_followed: &TokenStream,
        step: &dyn Fn(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        match self {
            Port::Several(parts) => {
                let parts = parts.iter().enumerate().map(|(i, part)| {
                    let i = Index::from(i);
                    part.samples([&quote!(#first.#i), &quote!(#second.#i)], is_followed, step)
                });
                quote!((#(#parts,)*))
            }
            Port::One(_) | Port::Optional(_) => step(&quote!(__follow::both(#first, #second, #is_followed))),
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

/// The type inside of an `Option`.
fn inside_of_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// What an argument carries, if that is tensors.
pub(super) fn carried(ty: &Type) -> Option<Kind> {
    tensors(ty).or_else(|| Port::of(ty).map(|port| port.kind()))
}

/// Whether a type is a tensor, or a list of some.
fn tensors(ty: &Type) -> Option<Kind> {
    match ty {
        Type::Reference(reference) => tensors(&reference.elem),
        Type::Slice(slice) => tensors(&slice.elem).map(|_| Kind::List),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if last.ident == "Tensor" {
                return Some(Kind::Tensor);
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match arguments.args.first() {
                Some(GenericArgument::Type(inner)) if last.ident == "Vec" => {
                    tensors(inner).map(|_| Kind::List)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a type is that of one tensor.
pub(super) fn is_tensor(ty: &Type) -> bool {
    matches!(tensors(ty), Some(Kind::Tensor))
}
