//! Fields of fields: what a model's spec tells other models of its layers, and what they ask of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, Expr, Field, GenericArgument, PathArguments, Type};

use super::fields::Fields;
use super::operator::holds_elements;
use super::place::{Place, Step, without_wrapper};
use crate::cascade::Layer;
use crate::shapes::local;
use crate::span::Ends;
use crate::tied;

/// What a spec is asked of a layer inside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// What it makes of a shape.
    Layer,
    /// What its `attend` makes of a shape, if it is an embedding.
    Attend,
    /// How many there are.
    Len,
    /// Whether it is there.
    Some,
    /// The value of a setting.
    Setting,
}

impl Asked {
    pub(super) fn name(self) -> &'static str {
        match self {
            Asked::Layer => "layer",
            Asked::Attend => "attend",
            Asked::Len => "len",
            Asked::Some => "some",
            Asked::Setting => "setting",
        }
    }

    pub(super) fn gives(self) -> TokenStream {
        match self {
            Asked::Layer | Asked::Attend => quote!(__follow::Made),
            Asked::Len => quote!(usize),
            Asked::Some => quote!(bool),
            // Whatever its type is.
            Asked::Setting => quote!(__Y),
        }
    }

    fn what(self) -> &'static str {
        match self {
            Asked::Layer | Asked::Attend => "makes of a shape",
            Asked::Len => "has for a length",
            Asked::Some => "is: a layer or none",
            Asked::Setting => "is: a setting, or something else",
        }
    }

    /// What it takes besides the indices.
    pub(super) fn takes(self) -> Option<Ident> {
        matches!(self, Asked::Layer | Asked::Attend).then(|| local("x"))
    }

    /// The name of the spec's function.
    pub(super) fn function(self, steps: &[Step], span: Span) -> Ident {
        let steps = steps.iter().map(|step| match step {
            Step::Name(name) => name.as_str(),
            Step::Index(_) => "each",
            Step::Some => "some",
        });
        format_ident!("__{}__{}", self.name(), steps.collect::<Vec<_>>().join("__"), span = span)
    }
}

/// The function of the spec that tells other models of a layer, by the function `of` of this model's own. It takes one
/// value, so that there is one error where it is missing.
pub(super) fn told(asked: Asked, place: &Place, of: &Ident, gives: &TokenStream) -> TokenStream {
    let (name, takes) = (asked.function(&place.path, Span::call_site()), asked.takes());
    let types =
        place.parameters().map(|_| quote!(usize)).chain(takes.iter().map(|_| quote!(__follow::Shape)));
    let arguments: Vec<&Ident> = place.parameters().chain(&takes).collect();
    quote! {
        #[doc(hidden)]
        #[track_caller]
        pub const fn #name(&self, (#(#arguments,)*): (#(#types,)*)) -> #gives {
            #of(self, #(#arguments),*)
        }
    }
}

fn told_by(asked: Asked, place: &Place, of: &Ident) -> TokenStream {
    told(asked, place, of, &asked.gives())
}

/// A question to the spec of another model, underlined as the expression in the forward that asks it.
pub(super) fn question(asked: Asked, place: &Place, spec: &Expr, at: Ends) -> TokenStream {
    let (spec, name) = (without_wrapper(spec), asked.function(&place.within, at.first));
    let indices = place.within.iter().filter_map(|step| match step {
        Step::Index(index) => Some(index),
        Step::Name(_) | Step::Some => None,
    });
    let takes = asked.takes();
    let arguments = indices.chain(&takes);
    let call = at.method(&quote!(__of), &name.to_string(), at.over(quote!((#(#arguments,)*))));
    quote!({ let __of = &#spec; #call })
}

/// What makes a spec that does not tell an error that says so.
pub(super) fn knows(asked: Asked, place: &Place, model: &str) -> TokenStream {
    let (name, gives, text) = (asked.function(&place.within, Span::call_site()), asked.gives(), place.text());
    let knows = format_ident!("__Knows_{}", name);
    let any = (asked == Asked::Setting).then(|| quote!(<__Y>));
    let message =
        format!("the check of the shapes stops here: it does not know what `{text}` {}", asked.what());
    let label = format!("write `#[shapes] impl {model} {{}}` below `struct {model}`");
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #knows<__X> {
            fn #name #any(&self, _: __X) -> #gives;
        }
        #[diagnostic::do_not_recommend]
        impl<__S: ?Sized, __X: __follow::Never> #knows<__X> for __S {
            fn #name #any(&self, _: __X) -> #gives {
                ::core::unreachable!()
            }
        }
    }
}

impl Fields<'_> {
    /// The functions of the spec that tell other models of each layer, but for some.
    pub(super) fn told(&mut self, but: &[Ident]) -> TokenStream {
        let Data::Struct(data) = &self.input.data else { return TokenStream::new() };
        let layers = self.layers.iter().zip(&data.fields).filter(|(layer, field)| {
            layer.runs && !holds_elements(&field.ty) && !but.iter().any(|field| *field == layer.name())
        });
        let place = |(layer, field): (&Layer, &Field)| {
            let spec = layer.spec.as_ref().filter(|spec| tied::of(spec).is_none())?;
            Some((Place::field(layer.name(), spec), is_embedding(&field.ty)))
        };
        let (places, mut made): (Vec<(Place, bool)>, _) =
            (layers.filter_map(place).collect(), TokenStream::new());
        for (place, is_embedding) in &places {
            made.extend(self.told_of(place));
            if *is_embedding && place.is_value() {
                made.extend(told_by(Asked::Attend, place, &self.attend_function(place)));
            }
        }
        made.extend(self.told_settings(but));
        made
    }

    /// Those of a place, and of what is inside of it.
    fn told_of(&mut self, place: &Place) -> TokenStream {
        let (mut made, mut inner) = (TokenStream::new(), Vec::new());
        if let Some((function, layer)) = self.some_function(place) {
            made.extend(told_by(Asked::Some, place, &function));
            inner.push(layer);
        }
        if let Some(function) = self.len_function(place) {
            made.extend(told_by(Asked::Len, place, &function));
            inner.extend(place.element(&quote!(0)));
        }
        inner.extend(place.parts());
        if !place.is_bare_list() {
            made.extend(told_by(Asked::Layer, place, &self.layer_function(place)));
        }
        made.extend(inner.iter().map(|place| self.told_of(place)));
        made
    }
}

/// Whether it is an embedding, or a shared one, by its name.
pub(super) fn is_embedding(ty: &Type) -> bool {
    inner_type(ty) == "Embedding"
}

/// The model whose fields are meant, by its name: that in a list or in a box too.
pub(super) fn inner_type(ty: &Type) -> String {
    let inner = match ty {
        Type::Array(array) => Some(&*array.elem),
        Type::Path(path) => path.path.segments.last().and_then(|last| match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(inner) => Some(inner),
                    _ => None,
                })
            }
            _ => None,
        }),
        _ => None,
    };
    match (inner, ty) {
        (Some(inner), _) => inner_type(inner),
        (None, ty) => ty.to_token_stream().to_string().replace(' ', ""),
    }
}
