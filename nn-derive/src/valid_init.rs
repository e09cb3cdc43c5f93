//! What a model that derives `Init` must fulfil.

use syn::{Data, DeriveInput, Expr};

use crate::cascade::{Branch, Layer};
use crate::ctxt::Ctxt;
use crate::shape_attr::arguments;
use crate::spell::spell;
use crate::tied;

/// What is wrong with the model.
pub(crate) fn errors(input: &DeriveInput) -> Ctxt {
    let mut cx = Ctxt::default();
    arguments(&mut cx, &input.attrs);
    let branches = Branch::all(&mut cx, input);
    check(&mut cx, input, &branches);
    cx
}

fn check(cx: &mut Ctxt, input: &DeriveInput, branches: &[Branch]) {
    if !matches!(input.data, Data::Struct(_)) {
        return cx.error(
            &input.ident,
            "`Init` is derived for a struct alone: an enum's `init` would not know which variant to make\n\
             write a function that chooses one",
        );
    }
    for layer in branches.iter().flat_map(|branch| &branch.layers) {
        if let Some((call, inner)) = layer.spec.as_ref().and_then(frozen_module) {
            let (name, inner) = (layer.name(), spell(inner));
            cx.error(
                call,
                format!("field `{name}`: a spec is no module yet, so that nothing can be frozen\nwrite `frozen({inner})`"),
            );
        }
    }
    branches.iter().for_each(|branch| check_tied(cx, &branch.layers));
    for layer in branches.iter().flat_map(|branch| &branch.layers).filter(|layer| !layer.has_init) {
        let (name, ty) = (layer.name(), spell(&layer.ty));
        cx.error(
            &layer.ty,
            format!("field `{name}` has no spec\nsay how to make it, as in `#[init({})]`", example(&ty)),
        );
    }
}

/// What a field is tied to has to be made before it.
fn check_tied(cx: &mut Ctxt, layers: &[Layer]) {
    for (i, layer) in layers.iter().enumerate() {
        let argument = layer.spec.as_ref().and_then(tied::of);
        if let Some(argument) = argument.filter(|argument| !tied::is_made_before(argument, &layers[..i])) {
            let (name, given) = (layer.name(), spell(argument));
            cx.error(
                argument,
                format!(
                    "field `{name}`: `{given}` is no field that is made before it\n\
                     `tied(..)` names one, such as `tied(encoder)`, or a part of one, such as `tied(body.encoder)`"
                ),
            );
        }
    }
}

/// The spec in a `Frozen::new(spec)`, which wants a module.
fn frozen_module(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let Expr::Call(call) = expr else { return None };
    let (Expr::Path(function), Some(inner)) = (&*call.func, call.args.first()) else { return None };
    let names: Vec<String> = function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    names.ends_with(&["Frozen".to_owned(), "new".to_owned()]).then_some((expr, inner))
}

/// A spec for a type that is often used.
fn example(ty: &str) -> String {
    match ty {
        "Linear" => "Linear::spec(64, 10)".to_owned(),
        "Conv2d" => "Conv2d::spec(3, 32, 7)".to_owned(),
        "Relu" | "Flatten" | "Tanh" | "Sigmoid" | "Gelu" | "Silu" => ty.to_owned(),
        _ => format!("{}::spec(..)", ty.split('<').next().unwrap_or(ty)),
    }
}
