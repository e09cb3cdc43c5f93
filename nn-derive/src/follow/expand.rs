//! What `#[shapes]` writes behind an implementation.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericArgument, ImplItem, ImplItemFn, ItemImpl, PathArguments, Type};

use super::attribute::Attributes;
use super::called::knows_method;
use super::declared::Declared;
use super::expression::{Follow, Form};
use super::fields::Fields;
use super::function::{body, unknown};
use super::port::Port;
use super::unseen::{self, is_unseen};
use super::value::{Followed, cannot_but};
use crate::shape_attr::has_init;
use crate::shapes::asking;
use crate::spell::spell;

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
        let [input, output] = self.ports()?;
        let Stated { on_spec: functions, beside, methods } =
            self.stated(fields, function, &input, &output)?;
        let (implementation, traits) = (on_spec(fields, &functions), methods.iter().map(knows_method));
        Ok(quote!(#(#traits)* #implementation #beside))
    }

    /// What is written for a forward.
    pub(super) fn stated(
        &self,
        fields: &mut Fields<'_>,
        function: &ImplItemFn,
        input: &Port<'_>,
        output: &Port<'_>,
    ) -> Followed<Stated> {
        let (followed, methods) = self.followed(fields, function, output)?;
        let (attributes, model) = (self.attributes, &*self.item.self_ty);
        let declared = Declared { attributes, model, input, output };
        let constant = declared.constant(fields, function)?;
        let (output_shape, checked) =
            (declared.output_shape(fields, function)?, declared.checked(fields, function)?);
        let (unused, outputs) = (fields.unused(&methods, &attributes.unused), declared.outputs(fields)?);
        Ok(Stated {
            on_spec: quote!(#followed #output_shape #checked),
            beside: quote!(#constant #outputs #unused),
            methods,
        })
    }

    pub(super) fn functions(&self) -> impl Iterator<Item = &ImplItemFn> {
        self.item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
    }

    /// What goes in, and what comes out.
    fn ports(&self) -> Followed<[Port<'_>; 2]> {
        let output = self.item.items.iter().find_map(|item| match item {
            ImplItem::Type(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        });
        match (self.input_type(), output) {
            (Some(input), Some(output)) => Ok([port(input)?, port(output)?]),
            _ => Err(syn::Error::new_spanned(&self.item.self_ty, "this is no implementation of `Forward`")),
        }
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
    pub(super) fn followed(
        &self,
        fields: &mut Fields<'_>,
        function: &ImplItemFn,
        output: &Port<'_>,
    ) -> Followed<(TokenStream, Vec<(Ident, usize)>)> {
        let mut follow = Follow::new(Form::Function, Some(fields), &self.attributes.functions, output.kind());
        let (parameters, body) = body(&mut follow, &function.sig, &function.block)?;
        let (methods, name) = (follow.methods, Follow::method_function(&function.sig.ident));
        let shapes = output.shapes();
        let made = quote! {
            #[doc(hidden)]
            pub const fn #name(#parameters) -> ::core::result::Result<#shapes, __follow::Message> {
                let __spec = self;
                #body
            }
        };
        Ok((made, methods))
    }

    /// The error, and a shape function of a type that the compiler does not know, so that no use of it is one as well.
    fn refused(&self, fields: &Fields<'_>, error: &syn::Error) -> TokenStream {
        let krate = &fields.krate;
        if self.item.trait_.is_none() {
            return error.to_compile_error();
        }
        let unknown = unknown(krate, error);
        let function = quote! {
            pub const fn output_shape(&self, _: impl ::core::marker::Copy) -> __Unknown {
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

/// What is written for a forward: functions of the spec, what stands beside them, and the methods that it calls.
pub(super) struct Stated {
    pub(super) on_spec: TokenStream,
    pub(super) beside: TokenStream,
    pub(super) methods: Vec<(Ident, usize)>,
}

/// What goes in or out, which is followed if it is tensors.
pub(super) fn port(ty: &Type) -> Followed<Port<'_>> {
    if is_unseen(ty) {
        return cannot_but(ty, &format!("it does not see what `{}` is", spell(ty)), unseen::REMEDY);
    }
    let remedy =
        "write the shape function of the spec by hand: `pub const fn output_shape(&self, input: Shape)`";
    Port::of(ty).map_or_else(|| cannot_but(ty, "it follows forwards from tensors to tensors", remedy), Ok)
}

/// Functions of the spec.
pub(super) fn on_spec(fields: &Fields<'_>, functions: &TokenStream) -> TokenStream {
    let spec = &fields.spec;
    let generics = if spec.is_constant() { spec.generics_where_copied() } else { spec.generics() };
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let spec = &spec.ident;
    quote!(impl #impl_generics #spec #ty_generics #where_clause { #functions })
}

fn not_constant(fields: &Fields<'_>) -> Followed<TokenStream> {
    cannot_but(
        &fields.input.ident,
        "this model is generic over its layers, or an argument of its constructor is not `Copy`",
        "name the layers, or write the shape function of the spec by hand",
    )
}
