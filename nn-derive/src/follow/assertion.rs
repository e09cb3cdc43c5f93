//! Macros: assertions, which may say what a variable is, and what never comes back.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Macro, Stmt, Token};

use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};

/// `assert_eq!(y.shape(), [batch, 64]);`: the variable, and its sizes.
pub(super) fn declared_sizes(stmt: &Stmt) -> Option<(Ident, Expr)> {
    let Stmt::Macro(found) = stmt else { return None };
    let arguments = arguments(&found.mac)?;
    let (Expr::MethodCall(call), sizes @ Expr::Array(_)) = (arguments.first()?, arguments.get(1)?) else {
        return None;
    };
    let Expr::Path(variable) = &*call.receiver else { return None };
    let is_declaration =
        found.mac.path.is_ident("assert_eq") && call.method == "shape" && call.args.is_empty();
    Some((variable.path.get_ident().filter(|_| is_declaration)?.clone(), sizes.clone()))
}

fn arguments(mac: &Macro) -> Option<Vec<Expr>> {
    let list = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    Some(list.into_iter().collect())
}

impl Follow<'_, '_> {
    pub(super) fn macro_call(&mut self, mac: &Macro) -> Followed<Value> {
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        match name.as_str() {
            "vec" => self.vec(mac),
            "assert" | "assert_eq" | "assert_ne" | "debug_assert" | "debug_assert_eq" | "debug_assert_ne"
            | "println" | "eprintln" | "print" | "eprint" => match arguments(mac) {
                Some(arguments) if !arguments.iter().any(computes) => Ok(Value::unit(quote!(()))),
                _ => cannot(mac, "bind what this computes before it"),
            },
            "panic" | "unreachable" | "todo" | "unimplemented" => {
                Ok(Value::new(quote!(panic!("the forward panics here")), Kind::Never))
            }
            _ => cannot(&mac.path, "it does not follow this macro"),
        }
    }

    fn vec(&mut self, mac: &Macro) -> Followed<Value> {
        let Some(elems) = arguments(mac) else {
            return cannot(mac, "it follows `vec![a, b]`");
        };
        if elems.is_empty() {
            return Ok(Value::new(quote!(__follow::List::new()), Kind::List));
        }
        self.array(mac.to_token_stream(), elems.iter())
    }
}

/// Whether an expression makes a tensor, which may not fit: a forward is called in it.
fn computes(expr: &Expr) -> bool {
    struct Found(bool);
    impl<'e> Visit<'e> for Found {
        fn visit_expr_method_call(&mut self, call: &'e syn::ExprMethodCall) {
            self.0 |= call.method == "forward";
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut found = Found(false);
    found.visit_expr(expr);
    found.0
}
