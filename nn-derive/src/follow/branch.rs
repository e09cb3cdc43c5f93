//! `if` and `match`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprIf, ExprMatch, Pat};

use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};

/// A branch: what stands before it, what it binds, and its value.
struct Branch {
    head: TokenStream,
    bind: TokenStream,
    value: Value,
}

impl Follow<'_, '_> {
    pub(super) fn branch(&mut self, expr: &Expr, found: &ExprIf) -> Followed<Value> {
        let outer = self.scope.clone();
        let (condition, bind) = match &*found.cond {
            Expr::Let(test) => self.option(&test.pat, &test.expr)?,
            condition => (self.condition(condition)?, TokenStream::new()),
        };
        let yes = self.block(&found.then_branch)?;
        self.scope = outer;
        let Some((_, no)) = &found.else_branch else {
            let yes = yes.tokens;
            return Ok(Value::unit(quote!(if #condition { #bind let _ = #yes; })));
        };
        let no = self.expr(no)?;
        let branches = vec![
            Branch { head: quote!(if #condition), bind, value: yes },
            Branch { head: quote!(else), bind: TokenStream::new(), value: no },
        ];
        self.joined(expr, branches)
    }

    /// A condition that is known in constants.
    pub(super) fn condition(&mut self, condition: &Expr) -> Followed<TokenStream> {
        let value = self.valued(condition)?;
        if matches!(value.kind, Kind::Number | Kind::Unknown) {
            return cannot(condition, "this depends on what the model computes when it runs");
        }
        value.of(&Kind::PLAIN, condition)
    }

    /// Branches whose values are of one kind.
    fn joined(&mut self, at: &Expr, branches: Vec<Branch>) -> Followed<Value> {
        let kinds = branches.iter().map(|branch| &branch.value.kind);
        let kind = kinds.clone().find(|kind| !matches!(kind, Kind::Never)).cloned();
        let kind = match kind {
            None => Kind::Never,
            Some(Kind::Field(_) | Kind::Closure(_)) => {
                return cannot(at, "it does not know which layer this is");
            }
            Some(Kind::Plain(_)) if kinds.clone().any(|kind| matches!(kind, Kind::Number)) => Kind::Number,
            Some(Kind::Absent) => {
                let other = kinds.clone().find(|kind| !matches!(kind, Kind::Never | Kind::Absent));
                match other {
                    Some(other) => other.clone(),
                    None => return cannot(at, "it does not know the type of this `None`"),
                }
            }
            Some(kind) => kind,
        };
        let mut tokens = TokenStream::new();
        for Branch { head, bind, value } in branches {
            let value = match (&kind, &value.kind) {
                (Kind::Number, Kind::Plain(_) | Kind::Number) => {
                    let inner = &value.tokens;
                    quote!(let _ = #inner;)
                }
                _ => value.of(&kind, at)?,
            };
            tokens.extend(quote!(#head { #bind #value }));
        }
        Ok(Value::new(tokens, kind))
    }

    pub(super) fn matched(&mut self, expr: &Expr, found: &ExprMatch) -> Followed<Value> {
        if let Some(guarded) = found.arms.iter().find(|arm| matches!(arm.pat, Pat::Guard(_))) {
            return cannot(&guarded.pat, "it does not follow a pattern with a condition");
        }
        if found.arms.iter().any(|arm| is_optional(&arm.pat)) {
            return self.matched_option(expr, found);
        }
        let on = self.condition(&found.expr)?;
        let (mut branches, outer) = (Vec::new(), self.scope.clone());
        for arm in &found.arms {
            for name in bound(&arm.pat) {
                self.scope.insert(name, Kind::PLAIN);
            }
            let (pat, value) = (&arm.pat, self.expr(&arm.body)?);
            self.scope = outer.clone();
            branches.push(Branch { head: quote!(#pat =>), bind: TokenStream::new(), value });
        }
        let value = self.joined(expr, branches)?;
        let arms = &value.tokens;
        Ok(Value::new(quote!(match #on { #arms }), value.kind.clone()))
    }

    fn matched_option(&mut self, expr: &Expr, found: &ExprMatch) -> Followed<Value> {
        let (mut branches, outer, last) = (Vec::new(), self.scope.clone(), found.arms.len() - 1);
        for (i, arm) in found.arms.iter().enumerate() {
            let (condition, bind) = self.option(&arm.pat, &found.expr)?;
            let value = self.expr(&arm.body)?;
            self.scope = outer.clone();
            let head = match i {
                0 => quote!(if #condition),
                _ if i == last => quote!(else),
                _ => quote!(else if #condition),
            };
            branches.push(Branch { head, bind, value });
        }
        self.joined(expr, branches)
    }
}

/// The field, without `.as_ref()`.
pub(super) fn without_borrow(expr: &Expr) -> &Expr {
    match expr {
        Expr::MethodCall(call) if call.method == "as_ref" => without_borrow(&call.receiver),
        Expr::Reference(reference) => without_borrow(&reference.expr),
        Expr::Paren(paren) => without_borrow(&paren.expr),
        _ => expr,
    }
}

fn is_optional(pat: &Pat) -> bool {
    match pat {
        Pat::TupleStruct(some) => some.path.is_ident("Some"),
        Pat::Ident(ident) => ident.ident == "None",
        _ => false,
    }
}

/// The names that a pattern binds.
fn bound(pat: &Pat) -> Vec<String> {
    struct Found(Vec<String>);
    impl<'p> syn::visit::Visit<'p> for Found {
        fn visit_pat_ident(&mut self, pat: &'p syn::PatIdent) {
            if pat
                .ident
                .to_token_stream()
                .to_string()
                .starts_with(|first: char| first.is_lowercase() || first == '_')
            {
                self.0.push(pat.ident.to_string());
            }
        }
    }
    let mut found = Found(Vec::new());
    syn::visit::Visit::visit_pat(&mut found, pat);
    found.0
}
