//! `#[forward(..)]` and `#[init(..)]`, parsed.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprArray, Ident, PatType, Token, Type, token};

use crate::ctxt::Ctxt;
use crate::nearest::nearest;

/// The keys of `#[forward(..)]` on a struct or an enum.
#[derive(Default)]
pub(crate) struct ForwardAttrs {
    /// `input = Tensor<4>` or `input = [3, 32, 32]`.
    pub(crate) input: Option<Input>,
    /// `output = [10]`: the shape of a sample of the output.
    pub(crate) output: Option<ExprArray>,
    /// `element = usize`: of the tensors whose shape `input` gives.
    pub(crate) element: Option<Box<Type>>,
    /// `unchecked`: there is no shape function, since a layer has none.
    pub(crate) unchecked: bool,
}

/// What a model takes.
pub(crate) enum Input {
    Type(Box<Type>),
    /// The sizes of one sample.
    Shape(ExprArray),
}

/// One key of `#[forward(..)]`.
enum ForwardKey {
    Input(Input),
    Output(ExprArray),
    Element(Box<Type>),
    Unchecked,
}

const FORWARD: &[&str] = &["input", "output", "element", "unchecked"];

impl Parse for ForwardKey {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if name == "unchecked" {
            return Ok(ForwardKey::Unchecked);
        }
        if !FORWARD.contains(&name.to_string().as_str()) {
            return Err(syn::Error::new_spanned(&name, unknown(&name.to_string())));
        }
        let equals: Token![=] = input.parse().map_err(|_| wants_a_value(&name, &name))?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(wants_a_value(quote::quote!(#name #equals), &name));
        }
        match name.to_string().as_str() {
            "input" if input.peek(token::Bracket) => Ok(ForwardKey::Input(Input::Shape(input.parse()?))),
            "input" => Ok(ForwardKey::Input(Input::Type(Box::new(input.parse()?)))),
            "output" => Ok(ForwardKey::Output(input.parse()?)),
            _ => Ok(ForwardKey::Element(Box::new(input.parse()?))),
        }
    }
}

fn wants_a_value(tokens: impl ToTokens, name: &Ident) -> syn::Error {
    let value = if name == "input" { "[3, 32, 32]` or `input = Tensor<4>" } else { "[10]" };
    let value = if name == "element" { "usize" } else { value };
    syn::Error::new_spanned(tokens, format!("`{name}` wants a value: `{name} = {value}`"))
}

fn unknown(name: &str) -> String {
    let hint = nearest(name, FORWARD).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("unknown argument `{name}`{hint}\na model takes `input`, `output`, `element`, `unchecked`")
}

impl ForwardAttrs {
    /// The keys among the attributes of a struct or an enum.
    pub(crate) fn parse(cx: &mut Ctxt, attrs: &[Attribute]) -> Self {
        let mut keys = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("forward")) {
            match attr.parse_args_with(Punctuated::<ForwardKey, Token![,]>::parse_terminated) {
                Ok(found) => found.into_iter().for_each(|key| keys.set(cx, attr, key)),
                Err(error) => cx.push(error),
            }
        }
        keys
    }

    fn set(&mut self, cx: &mut Ctxt, attr: &Attribute, key: ForwardKey) {
        let twice = match key {
            ForwardKey::Input(input) => self.input.replace(input).map(|_| "input"),
            ForwardKey::Output(output) => self.output.replace(output).map(|_| "output"),
            ForwardKey::Element(element) => self.element.replace(element).map(|_| "element"),
            ForwardKey::Unchecked => std::mem::replace(&mut self.unchecked, true).then_some("unchecked"),
        };
        if let Some(name) = twice {
            cx.error(attr, format!("`{name}` is given twice"));
        }
    }

    /// The sizes of one sample of the input, if they are given.
    pub(crate) fn shape(&self) -> Option<&ExprArray> {
        match &self.input {
            Some(Input::Shape(shape)) => Some(shape),
            _ => None,
        }
    }
}

/// Whether a field has `#[forward(skip)]`: it takes no part in the cascade.
pub(crate) fn skips(cx: &mut Ctxt, attrs: &[Attribute]) -> bool {
    let mut skips = false;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("forward")) {
        match attr.parse_args::<Ident>() {
            Ok(word) if word == "skip" => skips = true,
            _ => {
                cx.error(attr, "a field takes `#[forward(skip)]` alone: it then takes no part in the forward")
            }
        }
    }
    skips
}

/// The arguments of the constructor: `#[init(width: usize)]` on a struct.
pub(crate) fn arguments(cx: &mut Ctxt, attrs: &[Attribute]) -> Vec<(Ident, Type)> {
    let mut arguments = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("init")) {
        match attr.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated) {
            Ok(found) => arguments.extend(found.into_iter().map(|argument| (argument.name, argument.ty))),
            Err(_) => cx.error(
                attr,
                "on a struct, `#[init(..)]` names the arguments of the constructor: `#[init(width: usize)]`\n\
                 on a field, it gives the field's spec: `#[init(Linear::spec(64, 10))]`",
            ),
        }
    }
    arguments
}

struct Argument {
    name: Ident,
    ty: Type,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Argument { name, ty: input.parse()? })
    }
}

/// The spec of a field: `#[init(EXPR)]`.
pub(crate) fn spec(cx: &mut Ctxt, attrs: &[Attribute]) -> Option<Expr> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("init")) {
        if found.is_some() {
            cx.error(attr, "the field has a spec already");
        }
        match attr.parse_args::<Expr>() {
            Ok(expr) => found = Some(expr),
            Err(_) if attr.parse_args::<PatType>().is_ok() => cx.error(
                attr,
                "an argument of the constructor is named on the struct: write `#[init(..)]` with it above the struct",
            ),
            Err(_) => cx.error(
                attr,
                "`#[init(..)]` wants the field's spec: `#[init(Linear::spec(64, 10))]`, `#[init(Relu)]`",
            ),
        }
    }
    found
}

/// Whether `#[forward(..)]` stands on an item, so that `Forward` is derived.
pub(crate) fn has_forward(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("forward"))
}

/// Whether `#[init(..)]` stands somewhere in the item, so that `Init` is derived beside.
pub(crate) fn has_init(input: &syn::DeriveInput) -> bool {
    let has = |attrs: &[Attribute]| attrs.iter().any(|attr| attr.path().is_ident("init"));
    let syn::Data::Struct(data) = &input.data else { return false };
    has(&input.attrs) || data.fields.iter().any(|field| has(&field.attrs))
}

/// The number of axes with the batch, as the type of the tensor needs it.
pub(crate) fn rank(shape: &ExprArray) -> TokenStream {
    let rank = proc_macro2::Literal::usize_unsuffixed(shape.elems.len() + 1);
    rank.to_token_stream()
}
