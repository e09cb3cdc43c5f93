//! `#[module(..)]`, parsed into typed keys.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta, Path, Token, WherePredicate};

use crate::ctxt::Ctxt;
use crate::nearest::nearest;
use crate::pattern::{Pattern, has_indices};
use crate::spell::spell;

/// A key with the tokens that gave it, for errors about it.
pub(crate) struct Key<T> {
    pub(crate) tokens: TokenStream,
    pub(crate) value: T,
}

/// The keys on a struct or an enum.
#[derive(Default)]
pub(crate) struct ContainerAttrs {
    /// `crate = "path"`: where nn-core is found, if it was renamed or is re-exported.
    pub(crate) krate: Option<Key<Path>>,
    /// `bound = "T: Module"`: stands in for the bounds that are inferred.
    pub(crate) bound: Option<Key<Vec<WherePredicate>>>,
}

/// The keys on a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    /// `skip`, `skip = "reason"`: the field is left out, since it holds no parameter. The value tells whether
    /// there is a reason.
    pub(crate) skip: Option<Key<bool>>,
    /// `rename = "name"`: the field's name in paths; `rename = "name{}"`: those of a list's elements.
    pub(crate) rename: Option<Key<LitStr>>,
    /// `flatten`: what is inside the field stands in paths as if it were inside the struct.
    pub(crate) flatten: Option<Key<()>>,
    /// `with = path`: functions `path::visit` and `path::visit_mut` that visit the field.
    pub(crate) with: Option<Key<Path>>,
}

const CONTAINER: &[&str] = &["crate", "bound"];
const FIELD: &[&str] = &["skip", "rename", "flatten", "with"];

impl ContainerAttrs {
    /// The keys among the attributes of a struct or an enum.
    pub(crate) fn parse(cx: &mut Ctxt, attrs: &[Attribute]) -> Self {
        let mut keys = Self::default();
        for (name, meta) in metas(cx, attrs) {
            match name.as_str() {
                "crate" => {
                    let path = string(cx, &meta, "crate = \"path\"");
                    let path = path.and_then(|s| parsed(cx, &s, Path::parse_mod_style));
                    set(cx, &mut keys.krate, &meta, path);
                }
                "bound" => {
                    let bound = string(cx, &meta, "bound = \"T: Module\"");
                    let bound = bound.and_then(|s| parsed(cx, &s, predicates));
                    set(cx, &mut keys.bound, &meta, bound);
                }
                "frozen" | "Frozen" | "freeze" => cx.error(
                    &meta,
                    "a model that is not trained is told by its type\nwrite `Frozen::new(model)` where it is made",
                ),
                _ => unknown(cx, &meta, &name, ("a struct or an enum", CONTAINER), ("a field", FIELD)),
            }
        }
        keys
    }
}

impl FieldAttrs {
    /// The keys among the attributes of a field.
    pub(crate) fn parse(cx: &mut Ctxt, field: &syn::Field) -> Self {
        let mut keys = Self::default();
        for (name, meta) in metas(cx, &field.attrs) {
            match name.as_str() {
                "skip" => {
                    let reason = match &meta {
                        Meta::Path(_) => Some(false),
                        _ => reason(cx, &meta),
                    };
                    set(cx, &mut keys.skip, &meta, reason);
                }
                "rename" => {
                    let rename = string(cx, &meta, "rename = \"name\"");
                    let rename = rename.filter(|name| is_segment(cx, name) && is_pattern(cx, name, field));
                    set(cx, &mut keys.rename, &meta, rename);
                }
                "flatten" => {
                    let given = flag(cx, &meta, "flatten");
                    set(cx, &mut keys.flatten, &meta, given);
                }
                "frozen" | "Frozen" | "freeze" => frozen(cx, &meta, field),
                "with" => {
                    let with = path(cx, &meta);
                    set(cx, &mut keys.with, &meta, with);
                }
                _ => unknown(cx, &meta, &name, ("a field", FIELD), ("a struct or an enum", CONTAINER)),
            }
        }
        keys
    }
}

/// Refuses every key on a variant: there are none.
pub(crate) fn refuse_on_variant(cx: &mut Ctxt, attrs: &[Attribute]) {
    for attr in attrs.iter().filter(|a| a.path().is_ident("module")) {
        cx.error(
            attr,
            "`#[module(..)]` means nothing on a variant\nwrite it on the variant's fields, or on the enum",
        );
    }
}

/// One argument of `#[module(..)]`: its key, which may be a keyword, and all of it.
struct Argument(Meta);

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        let Ok(name) = ahead.call(Ident::parse_any) else {
            return Err(input.error("expected an argument, such as `flatten`"));
        };
        if ahead.peek(Token![:]) && !ahead.peek(Token![::]) {
            return Err(ahead.error(format!("expected `=`: `{name} = ..`")));
        }
        if ahead.peek(Token![=]) {
            let equals: Token![=] = ahead.parse()?;
            if ahead.is_empty() || ahead.peek(Token![,]) {
                let message = format!("`{name} =` wants a value");
                return Err(syn::Error::new_spanned(
                    TokenStream::from_iter([name.to_token_stream(), equals.to_token_stream()]),
                    message,
                ));
            }
        }
        input.parse().map(Argument)
    }
}

/// The arguments of all `#[module(..)]`, each with its key's name.
fn metas(cx: &mut Ctxt, attrs: &[Attribute]) -> Vec<(String, Meta)> {
    let mut metas = Vec::new();
    for attr in attrs.iter().filter(|a| a.path().is_ident("module")) {
        let Meta::List(list) = &attr.meta else {
            cx.error(attr, "`#[module]` wants arguments in parentheses, such as `#[module(flatten)]`");
            continue;
        };
        if list.tokens.is_empty() {
            cx.error(
                attr,
                "`#[module()]` says nothing: give it an argument, such as `#[module(flatten)]`, or remove it",
            );
            continue;
        }
        match list.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated) {
            Ok(found) => metas.extend(found.into_iter().map(|Argument(meta)| (name(&meta), meta))),
            Err(error) => cx.push(error),
        }
    }
    metas
}

fn name(meta: &Meta) -> String {
    meta.path().to_token_stream().to_string().replace(' ', "")
}

/// Keeps a value, unless the key was given before.
fn set<T>(cx: &mut Ctxt, slot: &mut Option<Key<T>>, meta: &Meta, value: Option<T>) {
    match value {
        Some(_) if slot.is_some() => cx.error(meta, format!("`{}` is given twice", name(meta))),
        Some(value) => *slot = Some(Key { tokens: meta.to_token_stream(), value }),
        None => {}
    }
}

type Level = (&'static str, &'static [&'static str]);

fn unknown(cx: &mut Ctxt, meta: &Meta, name: &str, here: Level, elsewhere: Level) {
    if elsewhere.1.contains(&name) {
        let message = format!("`{name}` belongs on {}, not on {}", elsewhere.0, here.0);
        return cx.error(meta, message);
    }
    let known = here.1.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let hint = match nearest(name, here.1) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    cx.error(meta, format!("unknown argument `{name}`{hint}\n{} takes {known}", here.0));
}

/// The string of `key = "string"`.
fn string(cx: &mut Ctxt, meta: &Meta, usage: &str) -> Option<LitStr> {
    if let Meta::NameValue(pair) = meta
        && let Expr::Lit(literal) = &pair.value
        && let Lit::Str(text) = &literal.lit
    {
        return Some(text.clone());
    }
    cx.error(meta, format!("`{}` wants a string: `#[module({usage})]`", name(meta)));
    None
}

/// The reason of `skip = "reason"`.
fn reason(cx: &mut Ctxt, meta: &Meta) -> Option<bool> {
    let text = string(cx, meta, "skip = \"reason\"")?;
    if text.value().trim().is_empty() {
        cx.error(&text, "the reason is empty: say why the field holds no parameter");
        return None;
    }
    Some(true)
}

/// A key without a value.
fn flag(cx: &mut Ctxt, meta: &Meta, key: &str) -> Option<()> {
    match meta {
        Meta::Path(_) => Some(()),
        _ => {
            cx.error(meta, format!("`{key}` takes no value: `#[module({key})]`"));
            None
        }
    }
}

/// The path of `with = path`.
fn path(cx: &mut Ctxt, meta: &Meta) -> Option<Path> {
    if let Meta::NameValue(pair) = meta
        && let Expr::Path(path) = &pair.value
        && path.qself.is_none()
    {
        return Some(path.path.clone());
    }
    cx.error(
        meta,
        "`with` wants the path of a module with the functions `visit` and `visit_mut`: `#[module(with = path)]`",
    );
    None
}

/// A part that is not trained is told by its type, which is true from the moment the part is made.
fn frozen(cx: &mut Ctxt, meta: &Meta, field: &syn::Field) {
    let ty = spell(&field.ty);
    let remedy = match &field.ident {
        _ if ty.starts_with("Frozen<") => "remove it: the type of the field says so".to_owned(),
        Some(name) => format!("write `{name}: Frozen<{ty}>`, made by `Frozen::new(..)`"),
        None => format!("write `Frozen<{ty}>`, made by `Frozen::new(..)`"),
    };
    cx.error(meta, format!("a part that is not trained is told by its type\n{remedy}"));
}

/// Whether a name can stand between the dots of a path.
fn is_segment(cx: &mut Ctxt, name: &LitStr) -> bool {
    let value = match Pattern::of(&name.value()) {
        Ok(Some(pattern)) => pattern.around(),
        _ => name.value(),
    };
    if value.is_empty() {
        cx.error(name, "the name is empty; to leave it out of the paths, write `#[module(flatten)]`");
    } else if value.contains('.') {
        cx.error(name, "a name holds no dot, since dots join the names in a path");
    }
    !value.is_empty() && !value.contains('.')
}

/// Whether braces in a name stand for the index of an element.
fn is_pattern(cx: &mut Ctxt, name: &LitStr, field: &syn::Field) -> bool {
    let (pattern, ty) = (Pattern::of(&name.value()), spell(&field.ty));
    let fits = match &pattern {
        Ok(pattern) => pattern.is_none() || has_indices(&field.ty),
        Err(()) => false,
    };
    match pattern {
        _ if fits => {}
        Ok(_) => cx.error(
            name,
            format!(
                "`{{}}` stands for the index of an element, but a `{ty}` is no list by its name\n\
                 write a name without braces, or the type of the list in full"
            ),
        ),
        Err(()) => cx.error(
            name,
            "braces in a name stand for the index of a list's element, once\n\
             write `\"layer{}\"`, or `\"layer{1..}\"` if the first one is 1",
        ),
    }
    fits
}

/// What a string holds, with errors at the string.
fn parsed<T>(cx: &mut Ctxt, text: &LitStr, parser: fn(ParseStream<'_>) -> syn::Result<T>) -> Option<T> {
    match text.parse_with(parser) {
        Ok(value) => Some(value),
        Err(error) => {
            cx.error(text, format!("cannot read {:?}: {error}", text.value()));
            None
        }
    }
}

fn predicates(input: ParseStream<'_>) -> syn::Result<Vec<WherePredicate>> {
    Ok(Punctuated::<WherePredicate, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

impl ContainerAttrs {
    /// The path of nn-core.
    pub(crate) fn krate(&self) -> TokenStream {
        match &self.krate {
            Some(key) => key.value.to_token_stream(),
            None => quote::quote_spanned!(Span::call_site()=> ::nn_core),
        }
    }
}
