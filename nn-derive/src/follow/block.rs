//! Blocks, and the statements in them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, Stmt};

use super::expression::Follow;
use super::value::{Followed, Kind, Value};

impl Follow<'_, '_> {
    pub(super) fn block(&mut self, block: &Block) -> Followed<Value> {
        let outer = self.scope.clone();
        let made = self.statements(&block.stmts);
        self.scope = outer;
        made
    }

    fn statements(&mut self, stmts: &[Stmt]) -> Followed<Value> {
        let (mut tokens, mut last) = (TokenStream::new(), Value::unit(quote!(())));
        let mut i = 0;
        while let Some(stmt) = stmts.get(i) {
            i += 1;
            let value = match stmt {
                Stmt::Local(found) => {
                    let (statement, used) = self.declared(found, stmts.get(i))?;
                    tokens.extend(statement);
                    i += usize::from(used);
                    continue;
                }
                Stmt::Expr(expr, semi) => (self.expr(expr)?, semi.is_none()),
                Stmt::Macro(found) => (self.macro_call(&found.mac)?, found.semi_token.is_none()),
                Stmt::Item(item) => {
                    tokens.extend(item.to_token_stream());
                    continue;
                }
            };
            match value {
                (value, true) if i == stmts.len() => last = value,
                (value, _) => {
                    let (inner, is_never) = (&value.tokens, matches!(value.kind, Kind::Never));
                    tokens.extend(quote!(let _ = #inner;));
                    if is_never && i == stmts.len() {
                        last = Value::new(quote!(()), Kind::Never);
                    }
                }
            }
        }
        if tokens.is_empty() {
            return Ok(last);
        }
        let Value { tokens: value, kind, .. } = last;
        let value = if matches!(kind, Kind::Never) { quote!() } else { value };
        Ok(Value::new(quote!({ #tokens #value }), kind))
    }
}
