//! What `#[shapes]` writes behind an implementation.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{FnArg, GenericArgument, ImplItem, ImplItemFn, ItemImpl, PathArguments, Type};

use super::attribute::Attributes;
use super::expression::{Follow, Form};
use super::fields::Fields;
use super::function::{body, gives_tensor, is_tensor};
use super::unused::mentions;
use super::value::{Followed, Kind, Value, cannot_but};
use crate::shape_attr::has_init;
use crate::shapes::{asking, local, shape};
use crate::span::Ends;

pub(super) struct Expansion<'a> {
    pub(super) attributes: &'a Attributes,
    pub(super) item: &'a ItemImpl,
}

impl Expansion<'_> {
    pub(super) fn expand(&self, mut fields: Fields<'_>) -> TokenStream {
        let krate = fields.krate.clone();
        if !has_init(fields.input) && !fields.layers.is_empty() {
            let text = "the check of the shapes reads the specs of the fields\n\
                        derive `Init`, and write `#[init(..)]` on each field";
            return syn::Error::new_spanned(&self.item.self_ty, text).to_compile_error();
        }
        let made = match (fields.spec.is_constant(), &self.item.trait_) {
            (false, _) => not_constant(&fields),
            (true, Some(_)) => self.forward(&mut fields),
            (true, None) => self.methods(&mut fields),
        };
        let made = made.unwrap_or_else(|error| self.refused(&fields, &error));
        let (asking, functions) = (asking(&krate), fields.functions());
        quote! {
            #[doc(hidden)]
            #[allow(warnings, clippy::all, clippy::pedantic, arithmetic_overflow, unconditional_panic)]
            const _: () = {
                use #krate::shape::follow as __follow;
                #asking
                #(#functions)*
                #made
            };
        }
    }

    fn forward(&self, fields: &mut Fields<'_>) -> Followed<TokenStream> {
        let function = self.functions().find(|function| function.sig.ident == "forward");
        let Some(function) = function else {
            return Err(syn::Error::new_spanned(&self.item.self_ty, "there is no `forward` to follow"));
        };
        self.check_types()?;
        let (followed, methods) = self.followed(fields, function)?;
        let constant = match &self.attributes.input {
            Some(sizes) if self.is_alone(fields) => self.constant(fields, function, sizes)?,
            _ => TokenStream::new(),
        };
        let (output_shape, checked) = (self.output_shape(fields), self.checked(fields));
        let unused = fields.unused(&methods, &self.attributes.unused);
        let implementation = on_spec(fields, &quote!(#followed #output_shape #checked));
        let traits = methods.iter().map(knows_method);
        let outputs = self.outputs(fields);
        Ok(quote!(#(#traits)* #implementation #constant #outputs #unused))
    }

    /// Whether there is one spec that a constant can check.
    fn is_alone(&self, fields: &Fields<'_>) -> bool {
        let has_none = fields.spec.names().next().is_none() && fields.input.generics.params.is_empty();
        has_none || self.attributes.spec.is_some()
    }

    fn functions(&self) -> impl Iterator<Item = &ImplItemFn> {
        self.item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
    }

    /// Forwards of one tensor that give one are followed.
    fn check_types(&self) -> Followed<()> {
        let remedy =
            "write the shape function of the spec by hand: `pub const fn output_shape(&self, input: Shape)`";
        if let Some(input) = self.input_type()
            && !is_tensor(input)
        {
            return cannot_but(input, "it follows forwards of one tensor", remedy);
        }
        match self.output_type() {
            Some(output) if !is_tensor(output) => {
                cannot_but(output, "it follows forwards that give one tensor", remedy)
            }
            _ => Ok(()),
        }
    }

    fn output_type(&self) -> Option<&Type> {
        self.item.items.iter().find_map(|item| match item {
            ImplItem::Type(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
    }

    /// `X` of `Forward<X>`.
    fn input_type(&self) -> Option<&Type> {
        let (path, _) = self.item.trait_.as_ref()?;
        let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
        match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }
    }

    /// The constant function of a forward or a method, and the methods that it calls.
    fn followed(
        &self,
        fields: &mut Fields<'_>,
        function: &ImplItemFn,
    ) -> Followed<(TokenStream, Vec<(Ident, usize)>)> {
        let mut follow = Follow::new(Form::Function, Some(fields), &self.attributes.functions, Kind::Tensor);
        let (parameters, body) = body(&mut follow, &function.sig, &function.block)?;
        let (methods, name) = (follow.methods, format_ident!("__follow_{}", function.sig.ident));
        let made = quote! {
            #[doc(hidden)]
            pub const fn #name(#parameters) -> __follow::Made {
                let __spec = self;
                #body
            }
        };
        Ok((made, methods))
    }

    /// What the spec says of the shape of a sample.
    fn output_shape(&self, fields: &Fields<'_>) -> TokenStream {
        let (krate, shape) = (&fields.krate, shape());
        let told = match &self.attributes.input {
            Some(sizes) if self.is_alone(fields) && self.attributes.spec.is_none() => {
                quote!(#shape.is(&__follow::Shape::new(&#sizes)))
            }
            _ => quote!(false),
        };
        quote! {
            /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
            pub const fn output_shape(
                &self,
                #shape: #krate::shape::Shape,
            ) -> ::core::result::Result<#krate::shape::Shape, #krate::shape::Message> {
                let [__first, __second] = __follow::BATCHES;
                let __is_followed = #shape.batch() > 0;
                let __first = if __is_followed { #shape.batch() } else { __first };
                let __made = self.__follow_forward(__follow::with_batch(__first, #shape));
                let __again = if __is_followed { __made } else { self.__follow_forward(__follow::with_batch(__second, #shape)) };
                __follow::told_as(#told, __follow::both(__made, __again, __is_followed))
            }
        }
    }

    /// The forward in a constant, for the declared input.
    fn constant(
        &self,
        fields: &mut Fields<'_>,
        function: &ImplItemFn,
        sizes: &syn::ExprArray,
    ) -> Followed<TokenStream> {
        let Some(FnArg::Typed(input)) = function.sig.inputs.get(1) else {
            return Err(syn::Error::new_spanned(&function.sig, "a forward takes an input"));
        };
        let x = local("input");
        let mut follow = Follow::new(Form::Constant, Some(fields), &self.attributes.functions, Kind::Tensor);
        let bind = follow.bind(&input.pat, Value::tensor(x.to_token_stream()))?;
        let body = follow.block(&function.block)?.of(&Kind::Tensor, function.block.stmts.last())?;
        let last = function.block.stmts.last().map_or_else(|| Ends::of(&function.block), Ends::of);
        let (first, second) =
            (quote!(::core::result::Result::Ok(__made[0])), quote!(::core::result::Result::Ok(__made[1])));
        let both = follow.step(&quote!(__follow::both(#first, #second, false)), last);
        let declared = self.attributes.output.as_ref().map(|output| {
            let shapes = quote!(&::core::result::Result::Ok(__output), &__follow::Shape::new(&#output));
            Ends::of(output).call(&quote!(__follow), "declared", shapes)
        });
        let model = &self.item.self_ty;
        let spec =
            self.attributes.spec.as_ref().map_or_else(|| quote!(<#model>::spec()), ToTokens::to_token_stream);
        Ok(quote! {
            #[allow(long_running_const_eval)]
            const _: () = '__told: {
                let __spec = &#spec;
                let mut __made = [__follow::Shape::new(&[]); 2];
                let mut __turn = 0;
                while __turn < 2 {
                    let __batch = __follow::BATCHES[__turn];
                    let #x = __follow::with_batch(__batch, __follow::Shape::new(&#sizes));
                    __made[__turn] = '__body: { #bind #body };
                    __turn += 1;
                }
                let __batch = 0;
                let __output = #both;
                #declared;
            };
        })
    }

    /// `Model::OUTPUT_SHAPE`.
    fn outputs(&self, fields: &Fields<'_>) -> TokenStream {
        let Some(sizes) = self.attributes.input.as_ref() else { return TokenStream::new() };
        if !self.is_alone(fields) || self.attributes.spec.is_some() {
            return TokenStream::new();
        }
        let (krate, model, vis) = (&fields.krate, &fields.input.ident, &fields.input.vis);
        let output = match &self.attributes.output {
            Some(output) => quote!(__follow::Shape::new(&#output)),
            None => {
                quote!(#krate::shape::known(&<#model>::spec().output_shape(__follow::Shape::new(&#sizes))))
            }
        };
        let rank = self.output_type().and_then(tensor_rank);
        quote! {
            impl #model {
                /// The shape of a sample of the output, without the batch.
                #vis const OUTPUT_SHAPE: [usize; #rank - 1] = #output.to_array();
            }
        }
    }

    /// The check that the constructor calls, where no constant can stand for the model.
    fn checked(&self, fields: &Fields<'_>) -> Option<TokenStream> {
        let has_none = fields.spec.names().next().is_none() && fields.input.generics.params.is_empty();
        let sizes = self.attributes.input.as_ref().filter(|_| !has_none && self.attributes.spec.is_none())?;
        let (krate, unpack) = (&fields.krate, fields.spec.unpack_copied());
        let declared =
            self.attributes.output.as_ref().map(
                |output| quote!(#krate::shape::declared(&__made, &#krate::shape::Shape::new(&#output));),
            );
        Some(quote! {
            #[doc(hidden)]
            #[track_caller]
            pub fn __check_shapes(&self) {
                #unpack
                let __made = self.output_shape(#krate::shape::Shape::new(&#sizes));
                __follow::fits(&__made);
                #declared
            }
        })
    }

    /// The constant functions of methods that forwards call.
    fn methods(&self, fields: &mut Fields<'_>) -> Followed<TokenStream> {
        let (mut followed, mut called) = (TokenStream::new(), Vec::new());
        for function in self
            .functions()
            .filter(|function| function.sig.receiver().is_some() && gives_tensor(&function.sig))
        {
            fields.mentioned.clear();
            let (made, methods) = self.followed(fields, function)?;
            let mentions = fields.mentioning(&function.sig.ident, &methods);
            followed.extend(quote!(#made #mentions));
            called.extend(methods);
        }
        called.sort();
        called.dedup();
        let traits = called.iter().map(knows_method);
        let implementation = on_spec(fields, &followed);
        Ok(quote!(#(#traits)* #implementation))
    }

    /// The error, and a shape function of a type that the compiler does not know, so that no use of it is one as well.
    fn refused(&self, fields: &Fields<'_>, error: &syn::Error) -> TokenStream {
        let (krate, error) = (&fields.krate, error.to_compile_error());
        if self.item.trait_.is_none() || !fields.spec.is_constant() {
            return error;
        }
        let unknown = quote!(<() as #krate::module::Proved<(), { #error true }>>::Output);
        let function = quote! {
            pub const fn output_shape(&self, _: #krate::shape::Shape) -> __Unknown {
                loop {}
            }
        };
        let function = on_spec(fields, &function);
        let outputs = self.attributes.input.as_ref().map(|_| {
            let (model, (impl_generics, ty_generics, where_clause)) = (&fields.input.ident, fields.input.generics.split_for_impl());
            quote!(impl #impl_generics #model #ty_generics #where_clause { pub const OUTPUT_SHAPE: __Unknown = loop {}; })
        });
        quote!(type __Unknown = #unknown; #function #outputs)
    }
}

/// `N` of `Tensor<N>`.
fn tensor_rank(ty: &Type) -> Option<&GenericArgument> {
    let Type::Path(path) = ty else { return None };
    match &path.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    }
}

/// Functions of the spec.
fn on_spec(fields: &Fields<'_>, functions: &TokenStream) -> TokenStream {
    let generics = fields.spec.generics_where_copied();
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let spec = &fields.spec.ident;
    quote!(impl #impl_generics #spec #ty_generics #where_clause { #functions })
}

fn not_constant(fields: &Fields<'_>) -> Followed<TokenStream> {
    cannot_but(
        &fields.input.ident,
        "this model is generic over its layers, or an argument of its constructor is not `Copy`",
        "name the layers, or write the shape function of the spec by hand",
    )
}

/// What makes a method that is not followed an error that says so; and what it mentions unknown by then.
fn knows_method((method, arguments): &(Ident, usize)) -> TokenStream {
    let (name, unknown, function) = (
        format_ident!("__Knows_{}", method),
        format_ident!("__Unknown_{}", method),
        Follow::method_function(method),
    );
    let message =
        format!("the check of the shapes stops here: it does not know what `{method}` makes of a shape");
    let label = format!("write `#[shapes]` above the implementation with `fn {method}`");
    let mentions = mentions(method);
    let parameters: Vec<Ident> = (0..*arguments).map(|i| format_ident!("__X{}", i)).collect();
    quote! {
        trait #unknown {
            const #mentions: ::core::option::Option<&'static __follow::Mentions> = ::core::option::Option::None;
        }
        impl<__S: ?Sized> #unknown for __S {}

        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        trait #name<#(#parameters),*> {
            fn #function(&self, #(_: #parameters),*) -> __follow::Made;
        }
        #[diagnostic::do_not_recommend]
        impl<__S: ?Sized, #(#parameters: __follow::Never),*> #name<#(#parameters),*> for __S {
            fn #function(&self, #(_: #parameters),*) -> __follow::Made {
                ::core::unreachable!()
            }
        }
    }
}
