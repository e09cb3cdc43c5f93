//! What is said of a forward's shapes for every input: functions and constants of the spec.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{ImplItemFn, Type};

use super::attribute::Attributes;
use super::fields::Fields;
use super::port::Port;
use super::sizes::{PROBES, Turn, batch_in, begin_with_batch, has_range};
use super::value::Followed;
use crate::shapes::shape;

/// A forward, and what is declared of it.
pub(super) struct Declared<'a> {
    pub(super) attributes: &'a Attributes,
    pub(super) model: &'a Type,
    pub(super) input: &'a Port<'a>,
    pub(super) output: &'a Port<'a>,
}

impl Declared<'_> {
    /// Whether the constructor has no arguments, so that there is one spec.
    pub(super) fn has_one_spec(fields: &Fields<'_>) -> bool {
        fields.spec.names().next().is_none() && fields.input.generics.params.is_empty()
    }

    /// Whether a constant follows the forward, for the one spec, or for that which is named.
    pub(super) fn has_constant(&self, fields: &Fields<'_>) -> bool {
        self.attributes.input.is_some() && (Self::has_one_spec(fields) || self.attributes.spec.is_some())
    }

    /// The name of the batch, if it stands among the sizes that are declared. An argument of the constructor may have it too.
    pub(super) fn batch(&self, fields: &Fields<'_>) -> Option<Ident> {
        let is_argument = fields.spec.names().any(|name| name == "batch");
        self.attributes.input.as_ref().filter(|_| !is_argument).and_then(batch_in)
    }

    /// How many arguments the forward has.
    pub(super) fn arguments(function: &ImplItemFn) -> usize {
        function.sig.inputs.len() - 1
    }

    pub(super) fn probes(&self) -> usize {
        if self.attributes.input.as_ref().is_some_and(has_range) { PROBES } else { 1 }
    }

    /// What the spec says of the shape of a sample.
    pub(super) fn output_shape(&self, fields: &Fields<'_>, function: &ImplItemFn) -> Followed<TokenStream> {
        let is_first = self.attributes.input.as_ref().is_none_or(begin_with_batch);
        let body = match self.batch(fields) {
            Some(_) if !is_first => quote! {
                ::core::result::Result::Err(__follow::Message::new(
                    "its batch is not the first axis: run it in a function, and say what that gives",
                ))
            },
            _ => self.by_samples(fields, function)?,
        };
        let (krate, shape) = (&fields.krate, shape());
        let (takes, gives) = (self.input.shapes(), self.output.shapes());
        Ok(quote! {
            /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
            pub const fn output_shape(&self, #shape: #takes) -> ::core::result::Result<#gives, #krate::shape::Message> {
                #body
            }
        })
    }

    fn by_samples(&self, fields: &Fields<'_>, function: &ImplItemFn) -> Followed<TokenStream> {
        let shape = shape();
        let told = self.told(fields, &shape.to_token_stream())?;
        let (batch, followed) = (self.input.kind().batch(&shape.to_token_stream()), quote!(__is_followed));
        let [first, second] =
            [quote!(__first), quote!(__second)].map(|batch| self.input.batched(&quote!(#shape), &batch));
        let taken = |made: &TokenStream, message: TokenStream| {
            quote!(match #made {
                ::core::result::Result::Ok(__made) => __made,
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(#message.told(__is_told));
                }
            })
        };
        let step = |made: &TokenStream| taken(made, quote!(__message));
        let (first, second) = (Self::call(function, &first), Self::call(function, &second));
        let forward = step(&first);
        let again = taken(&second, quote!(__follow::in_a_batch(__message)));
        let samples = self.output.samples([&quote!(__made), &quote!(__again)], &followed, &step);
        Ok(quote! {
            let [__first, __second] = __follow::BATCHES;
            let __is_told = #told;
            let __is_followed = #batch > 0;
            let __first = if __is_followed { #batch } else { __first };
            let __made = #forward;
            let __again = if __is_followed { __made } else { #again };
            ::core::result::Result::Ok(#samples)
        })
    }

    /// A call of the function that follows the forward.
    pub(super) fn call(function: &ImplItemFn, shapes: &TokenStream) -> TokenStream {
        match Self::arguments(function) {
            // A method takes them one by one.
            count @ 2.. => {
                let parts = (0..count).map(syn::Index::from);
                quote!({ let __shapes = #shapes; self.__follow_forward(#(__shapes.#parts),*) })
            }
            _ => quote!(self.__follow_forward(#shapes)),
        }
    }

    /// Whether a constant says what is wrong with a shape.
    fn told(&self, fields: &Fields<'_>, shape: &TokenStream) -> Followed<TokenStream> {
        let sizes = match &self.attributes.input {
            Some(sizes) if self.attributes.spec.is_none() && self.batch(fields).is_none() => sizes,
            _ => return Ok(quote!(false)),
        };
        if !Self::has_one_spec(fields) {
            return Ok(quote!(false));
        }
        let probes = (0..self.probes()).map(|probe| {
            let turn = Turn { probe: quote!(#probe), ..Turn::first() };
            self.input.is(shape, sizes, &turn)
        });
        let probes = probes.collect::<Followed<Vec<_>>>()?;
        Ok(quote!(#(#probes)||*))
    }

    /// `Model::OUTPUT_SHAPE`, where there is one.
    pub(super) fn outputs(&self, fields: &Fields<'_>) -> Followed<TokenStream> {
        let sizes = match &self.attributes.input {
            Some(sizes) if Self::has_one_spec(fields) && self.attributes.spec.is_none() => sizes,
            _ => return Ok(TokenStream::new()),
        };
        if has_range(sizes) || self.batch(fields).is_some() {
            return Ok(TokenStream::new());
        }
        let (krate, model, vis) = (&fields.krate, &fields.input.ident, &fields.input.vis);
        let output = match &self.attributes.output {
            Some(output) => self.output.declared(output, &Turn::first())?,
            None => {
                let input = self.input.declared(sizes, &Turn::first())?;
                quote!(#krate::shape::known(&<#model>::spec().output_shape(#input)))
            }
        };
        let Some([ty, value]) = self.output.array(&output) else { return Ok(TokenStream::new()) };
        Ok(quote! {
            impl #model {
                /// The shape of a sample of the output, without the batch.
                #vis const OUTPUT_SHAPE: #ty = #value;
            }
        })
    }
}
