//! `#[shapes(..)]`, parsed.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprArray, Ident, Item, LitStr, Token, Type, parenthesized};

use crate::nearest::nearest;

/// What `#[shapes(..)]` says.
#[derive(Default)]
pub(super) struct Attributes {
    /// `input = [3, 32, 32]`: the shape of a sample, for which a constant checks the forward; a tuple of several.
    pub(super) input: Option<Expr>,
    /// `output = [10]`: the shape of a sample of the output.
    pub(super) output: Option<Expr>,
    /// `spec = Block::spec(8, 16)`: the instance that the constant checks, for a model with arguments.
    pub(super) spec: Option<Expr>,
    /// `functions = [doubled]`: functions that carry `#[shapes]` as well.
    pub(super) functions: Vec<Ident>,
    /// `unused(decoder = "it runs in `decode`")`: fields that the forward does not use, and why.
    pub(super) unused: Vec<Ident>,
}

const KEYS: &[&str] = &["input", "output", "spec", "functions", "unused"];

impl Parse for Attributes {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attributes = Attributes::default();
        while !input.is_empty() {
            attributes.key(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        match (&attributes.input, &attributes.output, &attributes.spec) {
            (None, Some(output), _) => Err(syn::Error::new_spanned(
                output,
                "the shape of the output follows from that of the input: write `input = [3, 32, 32]` as well",
            )),
            (None, _, Some(spec)) => Err(syn::Error::new_spanned(
                spec,
                "what the model is checked for is missing: write `input = [3, 32, 32]` as well",
            )),
            _ => Ok(attributes),
        }
    }
}

impl Attributes {
    fn key(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name: Ident = input.parse()?;
        if name == "unused" {
            let fields;
            parenthesized!(fields in input);
            let reasons = Punctuated::<Reason, Token![,]>::parse_terminated(&fields)?;
            self.unused.extend(reasons.into_iter().map(|reason| reason.field));
            return Ok(());
        }
        if !KEYS.contains(&name.to_string().as_str()) {
            return Err(syn::Error::new_spanned(&name, unknown(&name.to_string())));
        }
        input.parse::<Token![=]>()?;
        match name.to_string().as_str() {
            "input" => self.input = Some(input.parse()?),
            "output" => self.output = Some(input.parse()?),
            "spec" => self.spec = Some(input.parse()?),
            _ => self.functions.extend(names(input)?),
        }
        Ok(())
    }
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let list: ExprArray = input.parse()?;
    let name = |elem: &Expr| syn::parse2::<Ident>(elem.to_token_stream());
    list.elems.iter().map(name).collect()
}

struct Reason {
    field: Ident,
}

impl Parse for Reason {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let field: Ident = input.parse()?;
        let reason = |_| {
            let text = format!("say why nobody uses it: `unused({field} = \"it runs in `decode`\")`");
            syn::Error::new_spanned(&field, text)
        };
        input.parse::<Token![=]>().map_err(reason)?;
        input.parse::<LitStr>().map_err(reason)?;
        Ok(Reason { field })
    }
}

fn unknown(name: &str) -> String {
    let hint = nearest(name, KEYS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!(
        "unknown argument `{name}`{hint}\n`#[shapes]` takes `input`, `output`, `spec`, `functions`, `unused`"
    )
}

/// The item as it is, and what follows it: of an implementation with the struct, which the model's derive hands on.
pub(crate) fn expand(attr: &TokenStream, item: &TokenStream) -> TokenStream {
    let made = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(function)) => super::function::expand(attr, &function),
        Ok(Item::Impl(block)) => handed_on(attr, item, &block.self_ty),
        _ => Err(syn::Error::new_spanned(
            item,
            "`#[shapes]` stands on an implementation of `Forward`, on one with methods that it calls, or on a function",
        )),
    };
    let made = made.unwrap_or_else(|error| error.to_compile_error());
    quote!(#item #made)
}

fn handed_on(attr: &TokenStream, item: &TokenStream, model: &Type) -> syn::Result<TokenStream> {
    let Type::Path(path) = model else {
        return Err(syn::Error::new_spanned(model, "`#[shapes]` follows the forward of a struct"));
    };
    let mut path = path.path.clone();
    if let Some(last) = path.segments.last_mut() {
        last.ident = Ident::new(&format!("__shapes_of_{}", last.ident), last.ident.span());
        last.arguments = syn::PathArguments::None;
    }
    Ok(quote!(#path! { { #attr } { #item } }))
}
