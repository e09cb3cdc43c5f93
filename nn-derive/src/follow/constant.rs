//! The checks of a forward for the input that is declared: by a constant, or by the constructor.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, ImplItemFn};

use super::declared::Declared;
use super::expression::{Follow, Form};
use super::fields::Fields;
use super::sizes::Turn;
use super::value::{Followed, Kind, Value};
use crate::shapes::local;
use crate::span::Ends;

impl Declared<'_> {
    /// The forward in a constant, for the declared input.
    pub(super) fn constant(&self, fields: &mut Fields<'_>, function: &ImplItemFn) -> Followed<TokenStream> {
        if !self.has_constant(fields) {
            return Ok(TokenStream::new());
        }
        let (batch, model) = (self.batch(fields), self.model);
        let (x, output) = (local("input"), self.output.kind());
        let mut follow =
            Follow::new(Form::Constant, Some(fields), &self.attributes.functions, output.clone());
        let bind = self.bound(&mut follow, function, &x.to_token_stream())?;
        let body = follow.block(&function.block)?.of(&output, function.block.stmts.last())?;
        let followed = quote!('__body: { #bind #body });
        let checked = match batch {
            Some(batch) => self.whole(&batch, &quote!(let #x = __input;), &followed)?,
            None => self.sampled(&follow, function, &x, &followed)?,
        };
        let turns = self.turns(&checked);
        let spec =
            self.attributes.spec.as_ref().map_or_else(|| quote!(<#model>::spec()), ToTokens::to_token_stream);
        Ok(quote! {
            #[allow(long_running_const_eval)]
            const _: () = '__told: {
                let __spec = &#spec;
                #turns
            };
        })
    }

    /// The check for each size of a range, and with and without what may be missing.
    fn turns(&self, check: &TokenStream) -> TokenStream {
        let (probes, ways) = (self.probes(), 1usize << self.input.options().min(8));
        let ways = match ways {
            1 => quote!(let __missing = 0usize; #check),
            _ => quote! {
                let mut __missing = 0usize;
                while __missing < #ways {
                    #check
                    __missing += 1;
                }
            },
        };
        quote! {
            let mut __probe = 0;
            while __probe < #probes {
                #ways
                __probe += 1;
            }
        }
    }

    /// What is declared of the input, in a turn.
    fn input(&self) -> Followed<TokenStream> {
        let Some(sizes) = &self.attributes.input else { return Ok(TokenStream::new()) };
        self.input.declared(sizes, &Turn { probe: quote!(__probe), missing: quote!(__missing) })
    }

    /// What is declared of the output, as statements.
    fn asserted(&self, made: &TokenStream) -> Followed<Option<TokenStream>> {
        self.attributes.output.as_ref().map(|sizes| self.output.assert(made, sizes)).transpose()
    }

    /// The forward with each batch, of which the samples of what it gives are the same.
    fn sampled(
        &self,
        follow: &Follow<'_, '_>,
        function: &ImplItemFn,
        x: &Ident,
        followed: &TokenStream,
    ) -> Followed<TokenStream> {
        let last = function.block.stmts.last().map_or_else(|| Ends::of(&function.block), Ends::of);
        let made = [&quote!(__made[0]), &quote!(__made[1])];
        let samples = self.output.samples(made, &quote!(false), &|made| follow.step(made, last));
        let (sized, empty, declared) =
            (self.input()?, self.output.empty(), self.asserted(&quote!(__output))?);
        let batched = self.input.batched(&quote!(__sample), &quote!(__batch));
        Ok(quote! {
            let __sample = #sized;
            let mut __made = [#empty; 2];
            let mut __turn = 0;
            while __turn < 2 {
                let __batch = __follow::BATCHES[__turn];
                let #x = #batched;
                __made[__turn] = #followed;
                __turn += 1;
            }
            let __batch = 0;
            let __output = #samples;
            #declared
        })
    }

    /// The forward with each batch, which stands among the declared sizes.
    fn whole(&self, batch: &Ident, bind: &TokenStream, followed: &TokenStream) -> Followed<TokenStream> {
        let (sized, declared) = (self.input()?, self.asserted(&quote!(__output))?);
        let input = self.input.kind().each(&quote!(__sizes), &|sizes| quote!(#sizes.of_batch(__batch)));
        Ok(quote! {
            let mut __turn = 0;
            while __turn < 2 {
                let __batch = __follow::BATCHES[__turn];
                let #batch = __batch;
                let __sizes = #sized;
                let __input = #input;
                #bind
                let __output = #followed;
                #declared
                __turn += 1;
            }
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
        match (Self::arguments(function), self.input.kind()) {
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

    /// The check that the constructor calls, where no constant can stand for the model.
    pub(super) fn checked(
        &self,
        fields: &Fields<'_>,
        function: &ImplItemFn,
    ) -> Followed<Option<TokenStream>> {
        if self.attributes.input.is_none() || self.has_constant(fields) {
            return Ok(None);
        }
        let made = |call: TokenStream| {
            quote!(match #call {
                ::core::result::Result::Ok(__made) => __made,
                ::core::result::Result::Err(__message) => return __follow::stop(&__message, __batch),
            })
        };
        let check = match self.batch(fields) {
            Some(batch) => {
                let call = Self::call(function, &quote!(__input));
                self.whole(&batch, &TokenStream::new(), &made(call))?
            }
            None => {
                let (sized, declared) = (self.input()?, self.asserted(&quote!(__made))?);
                let made = made(quote!(self.output_shape(#sized)));
                quote!(let __batch = 0; let __made = #made; #declared)
            }
        };
        let (unpack, turns) = (fields.spec.unpack_copied(), self.turns(&check));
        Ok(Some(quote! {
            #[doc(hidden)]
            #[track_caller]
            pub fn __check_shapes(&self) {
                #unpack
                #turns
            }
        }))
    }
}
