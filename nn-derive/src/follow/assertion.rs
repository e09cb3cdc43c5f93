//! Macros: assertions, which may say what a variable is, and what never comes back.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Macro, Stmt, Token};

use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot, cannot_but};
use crate::span::Ends;

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
            "assert" | "assert_eq" | "assert_ne" | "debug_assert" | "debug_assert_eq" | "debug_assert_ne" => {
                match arguments(mac) {
                    Some(arguments) => self.asserted(mac, name.trim_start_matches("debug_"), &arguments),
                    None => cannot(mac, "it does not read this assertion"),
                }
            }
            "println" | "eprintln" | "print" | "eprint" => match arguments(mac) {
                Some(arguments) if !arguments.iter().any(computes) => Ok(Value::unit(quote!(()))),
                _ => cannot_but(
                    mac,
                    "it does not read what is printed here",
                    "bind what this computes before it",
                ),
            },
            "panic" | "unreachable" | "todo" | "unimplemented" => {
                Ok(Value::new(quote!(panic!("the forward panics here")), Kind::Never))
            }
            _ => cannot(&mac.path, "it does not follow this macro"),
        }
    }

    /// An assertion about sizes is one in constants as well; what it computes fits, or is an error.
    fn asserted(&mut self, mac: &Macro, name: &str, arguments: &[Expr]) -> Followed<Value> {
        let count = if name == "assert" { 1 } else { 2 };
        let mut values = Vec::new();
        for argument in arguments.iter().take(count) {
            values.push(self.plain_field(argument)?);
        }
        let holds = match (values.as_slice(), name) {
            ([Value { kind: Kind::Plain(_), tokens, .. }], "assert") => quote!(#tokens),
            ([a, b], _) => {
                let not = (name == "assert_ne").then(|| quote!(!));
                let (x, y) = (&a.tokens, &b.tokens);
                match (&a.kind, &b.kind) {
                    (Kind::Sizes, Kind::Sizes) if name == "assert_eq" => {
                        let step = self.step(&quote!(__follow::asserted_shape(#x, #y)), Ends::of(mac));
                        return Ok(Value::unit(quote!({ #step; })));
                    }
                    (Kind::Plain(true), Kind::Plain(_)) | (Kind::Plain(_), Kind::Plain(true)) => {
                        quote!(#not (#x == #y))
                    }
                    _ => quote!({ let _ = #x; let _ = #y; true }),
                }
            }
            (values, _) => {
                let tokens = values.iter().map(|value| &value.tokens);
                quote!({ #(let _ = #tokens;)* true })
            }
        };
        let ends = Ends::of(mac);
        let text = arguments.get(count).and_then(plain_text);
        let text = text.unwrap_or_else(|| "what the forward asserts does not hold".to_owned());
        let step = self.step(&quote!(__follow::asserted(#holds, #text)), ends);
        Ok(Value::unit(quote!({ #step; })))
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

/// The text that a failed assertion gives, if nothing is put into it.
fn plain_text(expr: &Expr) -> Option<String> {
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = expr else { return None };
    Some(text.value()).filter(|text| !text.contains(['{', '}']))
}

/// Methods that tell something and make no tensor.
const TELLING: &[&str] = &["shape", "len", "rank", "is_empty", "device", "name", "kind", "to_string"];

/// Whether an expression may make a tensor, which may not fit.
pub(super) fn computes(expr: &Expr) -> bool {
    struct Found(bool);
    impl<'e> Visit<'e> for Found {
        fn visit_expr_method_call(&mut self, call: &'e syn::ExprMethodCall) {
            self.0 |= !TELLING.contains(&call.method.to_string().as_str());
            visit::visit_expr_method_call(self, call);
        }

        fn visit_expr_call(&mut self, _: &'e syn::ExprCall) {
            self.0 = true;
        }
    }
    let mut found = Found(false);
    found.visit_expr(expr);
    found.0
}
