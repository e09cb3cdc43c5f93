//! What a model that derives `Forward` must fulfil.

use quote::quote;
use syn::{Data, DeriveInput};

use crate::cascade::{Branch, is_list};
use crate::ctxt::Ctxt;
use crate::shape_attr::{ForwardAttrs, has_init};
use crate::shapes::hidden_list;
use crate::spell::spell;
use crate::tied;

/// What is wrong with the model.
pub(crate) fn errors(input: &DeriveInput) -> Ctxt {
    let mut cx = Ctxt::default();
    let attrs = ForwardAttrs::parse(&mut cx, &input.attrs);
    let branches = Branch::all(&mut cx, input);
    check(&mut cx, input, &attrs, &branches);
    cx
}

fn refuse_lists(cx: &mut Ctxt, branches: &[Branch]) {
    for layer in branches.iter().flat_map(Branch::running).filter(|layer| is_list(&layer.ty)) {
        let (name, ty) = (layer.name(), spell(&layer.ty));
        cx.error(
            &layer.ty,
            format!(
                "field `{name}`: a `{ty}` is a list of modules: it registers their parameters, but it has no `forward`\n\
                 {}write the model's `forward` by hand",
                in_order(&ty)
            ),
        );
    }
}

/// The check of the shapes goes through lists that it sees.
fn refuse_hidden_lists(cx: &mut Ctxt, branches: &[Branch]) {
    for layer in branches.iter().flat_map(Branch::running) {
        let (name, list) = (layer.name(), layer.spec.as_ref().and_then(hidden_list));
        if let Some(list) = list {
            cx.error(
                list,
                format!(
                    "field `{name}`: the check of the shapes cannot look into this list\n\
                     write it in full, as `repeat(3, |i| ..)` or `[..]`\n\
                     or fix the type of the input alone, as in `#[forward(input = Tensor<2>, unchecked)]`"
                ),
            );
        }
    }
}

/// What a field is tied to was checked where it was made, for another input.
fn refuse_tied(cx: &mut Ctxt, branches: &[Branch]) {
    for layer in branches.iter().flat_map(Branch::running) {
        if let Some(spec) = layer.spec.as_ref().filter(|spec| tied::of(spec).is_some()) {
            let name = layer.name();
            cx.error(
                spec,
                format!(
                    "field `{name}`: the check of the shapes does not know what a tied field makes of its input\n\
                     fix the type of the input alone, as in `#[forward(input = Tensor<2>, unchecked)]`"
                ),
            );
        }
    }
}

/// How a list can be run in order, if it can.
fn in_order(ty: &str) -> String {
    match ty.split(['<', '[']).next().and_then(|path| path.rsplit("::").next()) {
        Some("BTreeMap") => String::new(),
        Some("VecDeque") => "make it a `Sequential<Vec<..>>`, which runs it in order, or ".to_owned(),
        _ => format!("wrap it as `Sequential<{ty}>`, which runs it in order, or "),
    }
}

fn check(cx: &mut Ctxt, input: &DeriveInput, attrs: &ForwardAttrs, branches: &[Branch]) {
    if let Data::Union(data) = &input.data {
        let (token, ident) = (&data.union_token, &input.ident);
        cx.error(
            quote!(#token #ident),
            "`Forward` cannot be derived for a union: nobody knows which field runs",
        );
        return;
    }
    refuse_lists(cx, branches);
    if has_init(input) && !attrs.unchecked {
        refuse_hidden_lists(cx, branches);
        refuse_tied(cx, branches);
    }
    if branches.iter().all(|branch| branch.running().next().is_none()) {
        cx.error(
            &input.ident,
            "`Forward` has nothing to run: no field is a layer\nwrite the `forward` by hand",
        );
    }
    match (attrs.shape(), &attrs.output) {
        (Some(shape), _) if !has_init(input) => cx.error(
            shape,
            "the shapes are checked by the fields' specs: derive `Init` and write `#[init(..)]` on each field\n\
             or fix the type alone, as in `input = Tensor<4>`",
        ),
        (None, Some(output)) => cx.error(
            output,
            "the shape of the output follows from that of the input: write `input = [3, 32, 32]` as well",
        ),
        (Some(shape), _) if attrs.unchecked => {
            cx.error(shape, "`unchecked` and a shape exclude each other: remove one, or fix the type of the input alone");
        }
        _ => {}
    }
}
