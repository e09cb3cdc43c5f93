//! What a forward asks of the layers, parameters and settings: calls of constant functions of the spec.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Member;

use super::fields::Fields;
use super::parameter::shape_of;
use super::place::{Place, Step, without_wrapper};
use super::shipped::Shipped;
use super::value::Kind;
use super::within::{Asked, inner_type, knows, question};
use crate::shapes::{local, output_shape, shape};
use crate::span::Ends;
use crate::written::optional;

impl Fields<'_> {
    /// A call of the function that says what the layer at a place makes of `x`, which the forward asks for `at` a place.
    pub(super) fn layer(&mut self, place: &Place, x: &TokenStream, at: Ends) -> TokenStream {
        let function = if place.within.is_empty() {
            self.layer_function(place)
        } else {
            self.inside(Asked::Layer, place, at)
        };
        let indices = &place.indices;
        quote!(#function(__spec, #(#indices,)* #x))
    }

    pub(super) fn layer_function(&mut self, place: &Place) -> Ident {
        let asked = self.function("asks", place, |fields, name| {
            let (shape, body) = (shape(), fields.chosen(place, |spec| fields.asked(spec)));
            fields.definition(name, place, &quote!(#shape: __follow::Shape), &quote!(__follow::Made), &body)
        });
        self.function("layer", place, |fields, name| {
            let (x, inside) = (local("x"), inside(&place.path));
            let arguments = place.parameters();
            let arguments = quote!(__spec, #(#arguments,)*);
            let body = quote! {
                let __of_whole = #asked(#arguments #x);
                let __of_sample = if #x.rank() > 1 { #asked(#arguments __follow::sample(#x)) } else { __of_whole };
                match __follow::layer(#x, __of_sample, __of_whole) {
                    ::core::result::Result::Err(__message) => ::core::result::Result::Err(__message #inside),
                    __made => __made,
                }
            };
            fields.definition(name, place, &quote!(#x: __follow::Shape), &quote!(__follow::Made), &body)
        })
    }

    /// The function that asks the spec of another model about a layer of its own.
    fn inside(&mut self, asked: Asked, place: &Place, at: Ends) -> Ident {
        self.function(asked.name(), place, |fields, name| {
            let (inside, x) = (inside(&place.path), asked.takes());
            let model = fields.type_of(place).map(inner_type);
            let knows = knows(asked, place, model.as_deref().unwrap_or(".."));
            let told = fields.chosen(place, |spec| question(asked, place, spec, at));
            let body = match asked {
                Asked::Layer | Asked::Attend => quote! {
                    #knows
                    match #told {
                        ::core::result::Result::Err(__message) => ::core::result::Result::Err(__message #inside),
                        __made => __made,
                    }
                },
                Asked::Len | Asked::Some | Asked::Setting => quote!(#knows #told),
            };
            let x = x.map(|x| quote!(#x: __follow::Shape));
            fields.definition(name, place, &quote!(#x), &asked.gives(), &body)
        })
    }

    /// A call of the function that says what an embedding's `attend` makes of `x`.
    pub(super) fn attend(&mut self, place: &Place, x: &TokenStream, at: Ends) -> TokenStream {
        let function = if place.within.is_empty() {
            self.attend_function(place)
        } else {
            self.inside(Asked::Attend, place, at)
        };
        let indices = &place.indices;
        quote!(#function(__spec, #(#indices,)* #x))
    }

    pub(super) fn attend_function(&mut self, place: &Place) -> Ident {
        self.function("attend", place, |fields, name| {
            let (x, inside) = (local("x"), inside(&place.path));
            let made = fields.chosen(place, |spec| {
                let spec = without_wrapper(spec);
                if fields.is_tied_linear(place) {
                    return quote!((#spec).__tied_linear(#x));
                }
                quote!((#spec).__attend(#x))
            });
            let body = quote! {
                match #made {
                    ::core::result::Result::Err(__message) => ::core::result::Result::Err(__message #inside),
                    __made => __made,
                }
            };
            fields.definition(name, place, &quote!(#x: __follow::Shape), &quote!(__follow::Made), &body)
        })
    }

    /// The same of a model of the user's that takes or gives several tensors.
    pub(super) fn layer_of_several(
        &mut self,
        place: &Place,
        inputs: &Kind,
        outputs: &Kind,
        x: &TokenStream,
    ) -> TokenStream {
        let what = format!("several_{}_to_{}_", inputs.letters(), outputs.letters());
        let function = self.function(&what, place, |fields, name| {
            let (shape, inside) = (shape(), inside(&place.path));
            let samples = inputs.each(&quote!(#shape), &|x| quote!(__follow::sample(#x)));
            let body = fields.chosen(place, |spec| output_shape(spec, &fields.krate));
            let first = inputs.first(&quote!(__x)).unwrap_or_else(|| quote!(__follow::Shape::new(&[0])));
            let whole = outputs.each(
                &quote!(__made),
                &|made| quote!(__follow::with_batch(#first.size(0), #made).of_batch(#first.batch())),
            );
            let body = quote! {
                let __x = #shape;
                let #shape = #samples;
                match #body {
                    ::core::result::Result::Err(__message) => {
                        ::core::result::Result::Err(__message #inside)
                    }
                    ::core::result::Result::Ok(__made) => ::core::result::Result::Ok(#whole),
                }
            };
            let (takes, gives) = (inputs.shapes(), outputs.shapes());
            let gives = quote!(::core::result::Result<#gives, __follow::Message>);
            fields.definition(name, place, &quote!(#shape: #takes), &gives, &body)
        });
        let indices = &place.indices;
        quote!(#function(__spec, #(#indices,)* #x))
    }

    /// The same of a layer of the library's that takes several tensors, as they are.
    pub(super) fn shipped(&mut self, place: &Place, shipped: Shipped, taken: &[TokenStream]) -> TokenStream {
        let function = self.function("shipped", place, |fields, name| {
            let (inside, types) = (inside(&place.path), shipped.takes());
            let names: Vec<Ident> = (0..types.len()).map(|i| format_ident!("__taken{}", i)).collect();
            let gives = (0..shipped.count()).map(|_| quote!(__follow::Shape));
            let gives = if shipped.count() == 1 { quote!(#(#gives)*) } else { quote!((#(#gives),*)) };
            let made = fields.chosen(place, |spec| {
                let spec = without_wrapper(spec);
                quote!((#spec).__of_several(#(#names),*))
            });
            let body = quote! {
                match #made {
                    ::core::result::Result::Err(__message) => ::core::result::Result::Err(__message #inside),
                    __made => __made,
                }
            };
            let gives = quote!(::core::result::Result<#gives, __follow::Message>);
            fields.definition(name, place, &quote!(#(#names: #types),*), &gives, &body)
        });
        let indices = &place.indices;
        quote!(#function(__spec, #(#indices,)* #(#taken),*))
    }

    /// A call of the function for the number of elements of a list, which is asked for `at` a place.
    pub(super) fn len(&mut self, place: &Place, at: Ends) -> Option<TokenStream> {
        let function = if place.within.is_empty() {
            self.len_function(place)?
        } else {
            self.inside(Asked::Len, place, at)
        };
        let indices = &place.indices;
        Some(quote!(#function(__spec, #(#indices,)*)))
    }

    pub(super) fn len_function(&mut self, place: &Place) -> Option<Ident> {
        let len = place.len()?;
        Some(self.function("len", place, |fields, name| {
            fields.definition(name, place, &TokenStream::new(), &quote!(usize), &len)
        }))
    }

    /// A call of the function for whether an optional layer is there, which is asked for `at` a place, and the layer.
    pub(super) fn some(&mut self, place: &Place, at: Ends) -> Option<(TokenStream, Place)> {
        let (function, inner) = if place.within.is_empty() {
            self.some_function(place)?
        } else {
            (self.inside(Asked::Some, place, at), place.inside(Step::Some))
        };
        let indices = &place.indices;
        Some((quote!(#function(__spec, #(#indices,)*)), inner))
    }

    pub(super) fn some_function(&mut self, place: &Place) -> Option<(Ident, Place)> {
        let (is_there, inner) = place.some()?;
        let function = self.function("some", place, |fields, name| {
            fields.definition(name, place, &TokenStream::new(), &quote!(bool), &is_there)
        });
        Some((function, inner))
    }

    /// A call of the function for the value of a setting.
    pub(super) fn setting(&mut self, place: &Place) -> Option<TokenStream> {
        let function = self.setting_function(place)?;
        let (indices, fields) = (&place.indices, place.within.iter().map(inner_field));
        Some(quote!(#function(__spec, #(#indices,)*) #(#fields)*))
    }

    pub(super) fn setting_function(&mut self, place: &Place) -> Option<Ident> {
        let (value, ty) = (place.setting()?.to_token_stream(), self.type_of(place)?.to_token_stream());
        Some(self.function("setting", place, |fields, name| {
            fields.definition(name, place, &TokenStream::new(), &ty, &value)
        }))
    }

    /// A call of the function for the shape of a parameter, if the spec names it.
    pub(super) fn parameter(&mut self, place: &Place) -> Option<TokenStream> {
        place.specs.iter().map(shape_of).collect::<Option<Vec<_>>>()?;
        let function = self.function("parameter", place, |fields, name| {
            let body = fields.chosen(place, |spec| shape_of(spec).unwrap_or_default());
            fields.definition(name, place, &TokenStream::new(), &quote!(__follow::Shape), &body)
        });
        let indices = &place.indices;
        Some(quote!(#function(__spec, #(#indices,)*)))
    }

    /// A call of the function for a size that a layer tells, as its spec does.
    pub(super) fn size(&mut self, place: &Place, getter: &Ident) -> TokenStream {
        let function = self.function(&getter.to_string(), place, |fields, name| {
            let body = fields.chosen(place, |spec| quote!((#spec).#getter()));
            fields.definition(name, place, &TokenStream::new(), &quote!(usize), &body)
        });
        let indices = &place.indices;
        quote!(#function(__spec, #(#indices,)*))
    }

    /// What a layer makes of a sample; one that may be missing is passed by then.
    fn asked(&self, spec: &syn::Expr) -> TokenStream {
        let shape = shape();
        match optional(spec) {
            Some((is_there, inner)) => {
                let inner = output_shape(&inner, &self.krate);
                quote!(if #is_there { #inner } else { ::core::result::Result::Ok(#shape) })
            }
            None => output_shape(spec, &self.krate),
        }
    }
}

/// The way to a layer behind a message about it, from the layer outwards.
fn inside(path: &[Step]) -> TokenStream {
    let steps = path.iter().rev().map(|step| match step {
        Step::Name(name) => quote!(.inside(#name)),
        Step::Index(index) => quote!(.inside_index(#index)),
        Step::Some => TokenStream::new(),
    });
    steps.collect()
}

/// A field of a setting.
fn inner_field(step: &Step) -> TokenStream {
    match step {
        Step::Name(name) => {
            let member: Member =
                syn::parse_str(name).unwrap_or_else(|_| Member::Named(format_ident!("r#{}", name)));
            quote!(.#member)
        }
        Step::Index(index) => quote!([#index]),
        Step::Some => TokenStream::new(),
    }
}
