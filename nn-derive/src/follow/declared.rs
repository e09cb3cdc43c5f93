//! What is said of a forward's shapes: for every input by a function of the spec, for the declared one by constants.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{FnArg, ImplItemFn, Type};

use super::attribute::Attributes;
use super::expression::{Follow, Form};
use super::fields::Fields;
use super::port::{PROBES, Port, has_range};
use super::value::{Followed, Kind, Value};
use crate::shapes::{local, shape};
use crate::span::Ends;

/// A forward, and what is declared of it.
pub(super) struct Declared<'a> {
    pub(super) attributes: &'a Attributes,
    pub(super) model: &'a Type,
    pub(super) input: &'a Port<'a>,
    pub(super) output: &'a Port<'a>,
}

impl Declared<'_> {
    /// Whether the constructor has no arguments, so that there is one spec.
    fn has_one_spec(fields: &Fields<'_>) -> bool {
        fields.spec.names().next().is_none() && fields.input.generics.params.is_empty()
    }

    /// What the spec says of the shape of a sample.
    pub(super) fn output_shape(&self, fields: &Fields<'_>, function: &ImplItemFn) -> Followed<TokenStream> {
        let (krate, shape) = (&fields.krate, shape());
        let (takes, gives) = (self.input.shapes(), self.output.shapes());
        let told = self.told(fields, &shape.to_token_stream())?;
        let (batch, followed) = (self.input.batch(&quote!(#shape)), quote!(__is_followed));
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
        let call = |samples: &TokenStream| match self.arguments(function) {
            // A method takes them one by one.
            count @ 2.. => {
                let parts = (0..count).map(syn::Index::from);
                quote!({ let __samples = #samples; self.__follow_forward(#(__samples.#parts),*) })
            }
            _ => quote!(self.__follow_forward(#samples)),
        };
        let (first, second) = (call(&first), call(&second));
        let forward = step(&first);
        let again = taken(&second, quote!(__follow::in_a_batch(__message)));
        let samples = self.output.samples([&quote!(__made), &quote!(__again)], &followed, &step);
        Ok(quote! {
            /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
            pub const fn output_shape(&self, #shape: #takes) -> ::core::result::Result<#gives, #krate::shape::Message> {
                let [__first, __second] = __follow::BATCHES;
                let __is_told = #told;
                let __is_followed = #batch > 0;
                let __first = if __is_followed { #batch } else { __first };
                let __made = #forward;
                let __again = if __is_followed { __made } else { #again };
                ::core::result::Result::Ok(#samples)
            }
        })
    }

    /// How many arguments the forward has.
    fn arguments(&self, function: &ImplItemFn) -> usize {
        function.sig.inputs.len() - 1
    }

    /// Whether a constant says what is wrong with a shape.
    fn told(&self, fields: &Fields<'_>, shape: &TokenStream) -> Followed<TokenStream> {
        match &self.attributes.input {
            Some(sizes) if Self::has_one_spec(fields) && self.attributes.spec.is_none() => {
                let probes = (0..self.probes()).map(|probe| self.input.is(shape, sizes, &quote!(#probe)));
                let probes = probes.collect::<Followed<Vec<_>>>()?;
                Ok(quote!(#(#probes)||*))
            }
            _ => Ok(quote!(false)),
        }
    }

    fn probes(&self) -> usize {
        if self.attributes.input.as_ref().is_some_and(has_range) { PROBES } else { 1 }
    }

    /// The forward in a constant, for the declared input.
    pub(super) fn constant(&self, fields: &mut Fields<'_>, function: &ImplItemFn) -> Followed<TokenStream> {
        let Some(sizes) = &self.attributes.input else { return Ok(TokenStream::new()) };
        if !Self::has_one_spec(fields) && self.attributes.spec.is_none() {
            return Ok(TokenStream::new());
        }
        let (x, probes, output) = (local("input"), self.probes(), self.output.kind());
        let mut follow =
            Follow::new(Form::Constant, Some(fields), &self.attributes.functions, output.clone());
        let bind = self.bound(&mut follow, function, &x.to_token_stream())?;
        let body = follow.block(&function.block)?.of(&output, function.block.stmts.last())?;
        let last = function.block.stmts.last().map_or_else(|| Ends::of(&function.block), Ends::of);
        let made = [&quote!(__made[0]), &quote!(__made[1])];
        let samples = self.output.samples(made, &quote!(false), &|made| follow.step(made, last));
        let declared = self.attributes.output.as_ref();
        let declared = declared.map(|sizes| self.output.assert(&quote!(__output), sizes)).transpose()?;
        let (sized, empty) = (self.input.declared(sizes, &quote!(__probe))?, self.output.empty());
        let batched = self.input.batched(&quote!(__sample), &quote!(__batch));
        let model = self.model;
        let spec =
            self.attributes.spec.as_ref().map_or_else(|| quote!(<#model>::spec()), ToTokens::to_token_stream);
        Ok(quote! {
            #[allow(long_running_const_eval)]
            const _: () = '__told: {
                let __spec = &#spec;
                let mut __probe = 0;
                while __probe < #probes {
                    let __sample = #sized;
                    let mut __made = [#empty; 2];
                    let mut __turn = 0;
                    while __turn < 2 {
                        let __batch = __follow::BATCHES[__turn];
                        let #x = #batched;
                        __made[__turn] = '__body: { #bind #body };
                        __turn += 1;
                    }
                    let __batch = 0;
                    let __output = #samples;
                    #declared
                    __probe += 1;
                }
            };
        })
    }

    /// The arguments of the forward, bound to the parts of a value.
    fn bound(
        &self,
        follow: &mut Follow<'_, '_>,
        function: &ImplItemFn,
        x: &TokenStream,
    ) -> Followed<TokenStream> {
        let typed = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => Some(&*input.pat),
            FnArg::Receiver(_) => None,
        });
        let mut bind = TokenStream::new();
        match (self.arguments(function), self.input.kind()) {
            (2.., Kind::Tuple(kinds)) => {
                for (i, (pat, kind)) in typed.zip(kinds).enumerate() {
                    let i = syn::Index::from(i);
                    bind.extend(follow.bind(pat, Value::new(quote!(#x.#i), kind))?);
                }
            }
            (_, kind) => {
                for pat in typed {
                    bind.extend(follow.bind(pat, Value::new(x.clone(), kind.clone()))?);
                }
            }
        }
        Ok(bind)
    }

    /// `Model::OUTPUT_SHAPE`, where there is one.
    pub(super) fn outputs(&self, fields: &Fields<'_>) -> Followed<TokenStream> {
        let Some(sizes) = self.attributes.input.as_ref() else { return Ok(TokenStream::new()) };
        if !Self::has_one_spec(fields) || self.attributes.spec.is_some() || has_range(sizes) {
            return Ok(TokenStream::new());
        }
        let (krate, model, vis) = (&fields.krate, &fields.input.ident, &fields.input.vis);
        let output = match &self.attributes.output {
            Some(output) => self.output.declared(output, &quote!(0))?,
            None => {
                let input = self.input.declared(sizes, &quote!(0))?;
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

    /// The check that the constructor calls, where no constant can stand for the model.
    pub(super) fn checked(&self, fields: &Fields<'_>) -> Followed<Option<TokenStream>> {
        let sizes = match &self.attributes.input {
            Some(sizes) if !Self::has_one_spec(fields) && self.attributes.spec.is_none() => sizes,
            _ => return Ok(None),
        };
        let (unpack, input) = (fields.spec.unpack_copied(), self.input.declared(sizes, &quote!(0))?);
        let declared = self.attributes.output.as_ref();
        let declared = declared.map(|sizes| self.output.assert(&quote!(__made), sizes)).transpose()?;
        Ok(Some(quote! {
            #[doc(hidden)]
            #[track_caller]
            pub fn __check_shapes(&self) {
                #unpack
                let __made = match self.output_shape(#input) {
                    ::core::result::Result::Ok(__made) => __made,
                    ::core::result::Result::Err(__message) => return __follow::stop(&__message, 0),
                };
                #declared
            }
        }))
    }
}
