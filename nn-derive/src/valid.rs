//! Rules that look at several keys or several fields at once.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::ast::{Container, Field, Variant};
use crate::ctxt::Ctxt;

/// Checks all rules.
pub(crate) fn check(cx: &mut Ctxt, container: &Container) {
    for variant in &container.variants {
        for field in &variant.fields {
            conflicts(cx, field);
        }
        paths(cx, variant);
    }
}

/// A skipped field has no path and is not visited; a flattened one has no name.
fn conflicts(cx: &mut Ctxt, field: &Field) {
    let attrs = &field.attrs;
    let given: [(&str, Option<&TokenStream>); 4] = [
        ("skip", attrs.skip.as_ref().map(|key| &key.tokens)),
        ("rename", attrs.rename.as_ref().map(|key| &key.tokens)),
        ("flatten", attrs.flatten.as_ref().map(|key| &key.tokens)),
        ("with", attrs.with.as_ref().map(|key| &key.tokens)),
    ];
    let rules = [
        ("rename", "skip", "a skipped field has no path"),
        ("flatten", "skip", "a skipped field has no path"),
        ("with", "skip", "a skipped field is not visited"),
        ("flatten", "rename", "a flattened field adds no name to the paths"),
    ];
    let find = |key| given.iter().find(|(name, _)| *name == key).and_then(|(_, tokens)| *tokens);
    for (one, other, why) in rules {
        if let (Some(tokens), Some(_)) = (find(one), find(other)) {
            cx.error(tokens, format!("`{one}` and `{other}` exclude each other: {why}\nremove one of them"));
        }
    }
}

/// Two fields with one path would overwrite each other in a file.
fn paths(cx: &mut Ctxt, variant: &Variant) {
    let mut seen: HashMap<String, &Field> = HashMap::new();
    for field in variant.fields.iter().filter(|field| field.attrs.skip.is_none()) {
        let Some(segment) = field.segment() else { continue };
        if let Some(first) = seen.values().find(|first| elements_meet(first, field)) {
            let message = format!(
                "an element of `{}` and `{}` could both be saved under one name\ngive one of them another name",
                first.name(),
                field.name()
            );
            cx.error(culprit(first, field), message);
        } else if let Some(first) = seen.get(&segment) {
            let message = format!(
                "the fields `{}` and `{}` would both be saved as `{segment}`\ngive one of them another name",
                first.name(),
                field.name()
            );
            cx.error(culprit(first, field), message);
        } else {
            seen.insert(segment, field);
        }
    }
}

/// Whether a list names one of its elements as another field is named, or one of its elements.
fn elements_meet(one: &Field, other: &Field) -> bool {
    let meets = |one: &Field, other: &Field| Some(one.pattern()?.meets(&other.segment()?));
    meets(one, other).or_else(|| meets(other, one)).unwrap_or(false)
}

/// What gave the field its name: an argument, or the field itself.
fn culprit(first: &Field, second: &Field) -> TokenStream {
    match (&second.attrs.rename, &first.attrs.rename) {
        (Some(rename), _) | (None, Some(rename)) => rename.tokens.clone(),
        (None, None) => second.ty.to_token_stream(),
    }
}
