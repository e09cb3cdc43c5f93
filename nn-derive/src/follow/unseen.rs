//! Arguments whose types are names of the user's: settings, or tensors under another name, which the attribute does not see.

use syn::{Expr, FnArg, Pat, Signature, Type};

use super::expression::Follow;
use super::port::carried;
use super::value::{Kind, cannot_but};
use crate::cascade::is_plain;
use crate::spell::spell;

/// Names and types of such arguments.
pub(super) type Unseen = Vec<(String, String)>;

/// The arguments of a signature that are such.
pub(super) fn unseen(signature: &Signature) -> Unseen {
    let argument = |input: &FnArg| {
        let FnArg::Typed(input) = input else { return None };
        let Pat::Ident(name) = &*input.pat else { return None };
        is_unseen(&input.ty).then(|| (name.ident.to_string(), spell(&input.ty)))
    };
    signature.inputs.iter().filter_map(argument).collect()
}

/// Whether a type may be that of a tensor under another name.
pub(super) fn is_unseen(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_unseen(&reference.elem),
        Type::Path(_) => carried(ty).is_none() && !is_plain(ty),
        _ => false,
    }
}

/// What to do about such a type.
pub(super) const REMEDY: &str =
    "if that is a tensor under another name, write its type out, as `Tensor<4>` is";

/// Methods of tensors that other types have as well.
const SHARED: &[&str] = &["clone", "to_owned", "value", "to", "on", "cast", "beside", "len"];

impl Follow<'_, '_> {
    /// The error at an argument of such a type that stands for a tensor.
    pub(super) fn unseen(&self, expr: &Expr) -> Option<syn::Error> {
        let name = named(expr)?;
        let (_, ty) = self.unseen.iter().find(|(argument, _)| *argument == name)?;
        let is_argument = matches!(self.scope.get(&name), Some(Kind::Plain(_)));
        let error =
            cannot_but::<()>(expr, &format!("it does not see what the `{ty}` of `{name}` is"), REMEDY);
        error.err().filter(|_| is_argument)
    }

    /// The same where one of the methods of tensors is called.
    pub(super) fn unseen_receiver(&self, expr: &Expr, method: &str) -> Option<syn::Error> {
        if SHARED.contains(&method) || !super::elementwise::is_operation(method) {
            return None;
        }
        self.unseen(expr)
    }
}

/// The variable that an expression is, or a copy of.
fn named(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Reference(reference) => named(&reference.expr),
        Expr::Paren(paren) => named(&paren.expr),
        Expr::MethodCall(call) if call.method == "clone" => named(&call.receiver),
        _ => None,
    }
}
