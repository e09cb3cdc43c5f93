//! Calls of functions and closures.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprClosure};

use super::branch::without_borrow;
use super::expression::Follow;
use super::scope::Scope;
use super::value::{Closure, Followed, Kind, Value, cannot, cannot_but};
use crate::span::Ends;

impl Follow<'_, '_> {
    pub(super) fn call(&mut self, expr: &Expr, call: &ExprCall) -> Followed<Value> {
        let Expr::Path(path) = &*call.func else {
            return cannot(&call.func, "it does not know what is called");
        };
        let segments: Vec<String> =
            path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = segments.iter().map(String::as_str).collect();
        let arguments: Vec<&Expr> = call.args.iter().collect();
        match (names.as_slice(), arguments.as_slice()) {
            ([name], _) if matches!(self.scope.get(*name), Some(Kind::Closure(_))) => {
                let values = self.values(&arguments)?;
                self.applied(&call.func, expr, values)
            }
            ([.., "Tensor", "concat" | "cat"], [list, axis]) => {
                self.joined_tensors(expr, "concat", list, axis)
            }
            ([.., "Tensor", "stack"], [list, axis]) => self.joined_tensors(expr, "stack", list, axis),
            ([.., "Tensor", "einsum"], [equation, operands]) => self.einsum(expr, equation, operands),
            ([.., "Tensor", "zeros" | "ones" | "full" | "from_fn" | "new"], [sizes, others @ ..]) => {
                if let Some(closure) = others.iter().find(|other| runs_layers(other)) {
                    return cannot(closure, "a layer runs for each element");
                }
                let sizes = self.sizes(sizes)?;
                Ok(Value::tensor(quote!(#sizes.of_batch(__batch))))
            }
            ([.., "Tensor", "eye"], [n]) => {
                let n = self.plain(n)?;
                Ok(Value::tensor(quote!(__follow::Shape::new(&[#n, #n]).of_batch(__batch))))
            }
            ([.., "Tensor", "arange"], [start, end]) => {
                let (start, end) = (self.plain(start)?, self.plain(end)?);
                let len = self.step(&quote!(__follow::minus(#end, #start)), Ends::of(expr));
                Ok(Value::tensor(quote!(__follow::Shape::new(&[#len]).of_batch(__batch))))
            }
            ([.., "Some"], [inner]) => self.some(expr, inner),
            (["Vec", "new" | "with_capacity"], _) => {
                Ok(Value::new(quote!(__follow::List::new()), Kind::List))
            }
            ([.., "forward"], [layer, x]) => {
                let (layer, x) = (self.expr(layer)?, self.tensor(x)?);
                self.run(expr, layer, &x)
            }
            _ => self.function(expr, call, &arguments),
        }
    }

    fn joined_tensors(&mut self, expr: &Expr, name: &str, list: &Expr, axis: &Expr) -> Followed<Value> {
        let list = self.expr(list)?.of(&Kind::List, list)?;
        let axis = self.axis(axis)?;
        let name = Ident::new(name, proc_macro2::Span::call_site());
        Ok(Value::tensor(self.step(&quote!(__follow::#name(#list, #axis)), Ends::of(expr))))
    }

    /// The operands stand in an array, or in a tuple.
    fn einsum(&mut self, expr: &Expr, equation: &Expr, operands: &Expr) -> Followed<Value> {
        let operands = match without_borrow(operands) {
            Expr::Tuple(tuple) => self.array(tuple, tuple.elems.iter())?,
            operands => self.expr(operands)?,
        };
        let operands = operands.of(&Kind::List, expr)?;
        if !self.is_constant(equation) {
            return cannot_but(
                equation,
                "it does not know this equation",
                "write the equation out, or keep it in a constant: `const EQUATION: &str = \"bi,oi->bo\";`",
            );
        }
        let made = quote!(__follow::einsum(#equation, #operands));
        Ok(Value::tensor(self.step(&made, Ends::of(expr))))
    }

    /// Whether it is a literal or, by its name, a constant.
    fn is_constant(&self, expr: &Expr) -> bool {
        let Expr::Path(path) = expr else { return matches!(expr, Expr::Lit(_)) };
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let is_upper = name.contains(char::is_uppercase) && !name.contains(char::is_lowercase);
        is_upper && !self.scope.contains_key(&name) && path.path.segments[0].ident != "Self"
    }

    /// The values of arguments, of which a field that is a setting is its value.
    pub(super) fn values(&mut self, arguments: &[&Expr]) -> Followed<Vec<Value>> {
        arguments.iter().map(|argument| self.plain_field(argument)).collect()
    }

    /// A function of the user's: of tensors, if it carries `#[shapes]`, or of sizes, if it is constant.
    fn function(&mut self, expr: &Expr, call: &ExprCall, arguments: &[&Expr]) -> Followed<Value> {
        let (function, name) = (&call.func, call.func.to_token_stream().to_string().replace(' ', ""));
        let short = name.rsplit("::").next().unwrap_or(&name);
        let is_named = self.functions.iter().any(|named| named == short);
        if name.contains(char::is_uppercase) && !is_named {
            // A value of another type, such as options: it is no tensor, or an error where it is used as one.
            if !arguments.iter().any(|argument| self.touches(argument)) {
                return Ok(Value::new(quote!(()), Kind::Unknown));
            }
            return cannot(expr, &format!("it does not know what `{name}` gives"));
        }
        let mut values = self.values(arguments)?;
        if is_named {
            let settled = values.into_iter().zip(arguments).map(|(value, at)| self.settled(value, at));
            values = settled.collect::<Followed<Vec<_>>>()?;
        }
        let tokens = values.iter().map(|value| &value.tokens);
        if values.iter().all(|value| matches!(value.kind, Kind::Plain(_))) && !values.is_empty() {
            if is_named {
                return Ok(Value::plain(called(call, tokens)));
            }
            return cannot_but(
                expr,
                &format!("it does not know what `{name}` gives"),
                &format!("if it is a `const fn` of sizes, name it here: `#[shapes(functions = [{short}])]`"),
            );
        }
        let is_followed = |value: &Value| {
            value.kind.is_tensors() || matches!(value.kind, Kind::Plain(_) | Kind::List | Kind::Absent)
        };
        if is_named && values.iter().all(is_followed) {
            return Ok(Value::tensor(self.step(&quote!(#function::shapes(#(#tokens),*)), Ends::of(expr))));
        }
        if values.iter().any(|value| matches!(value.kind, Kind::Tensor))
            && !values.iter().any(|value| matches!(value.kind, Kind::Field(_)))
        {
            return cannot_but(
                expr,
                &format!("it does not know what `{name}` makes of a shape"),
                &format!(
                    "write `#[shapes]` above `fn {short}`, and name it here: `#[shapes(functions = [{short}])]`"
                ),
            );
        }
        cannot(expr, &format!("it does not know what `{name}` gives"))
    }

    /// Whether an expression has to do with tensors or layers.
    pub(super) fn touches(&self, expr: &Expr) -> bool {
        struct Found<'s>(&'s Scope, bool);
        impl<'e> Visit<'e> for Found<'_> {
            fn visit_expr_path(&mut self, path: &'e syn::ExprPath) {
                let kind = path.path.get_ident().and_then(|ident| self.0.get(&ident.to_string()));
                self.1 |= matches!(
                    kind,
                    Some(Kind::Tensor | Kind::List | Kind::Optional(_) | Kind::Field(_) | Kind::Closure(_))
                );
            }
        }
        let mut found = Found(&self.scope, false);
        found.visit_expr(expr);
        found.1 || runs_layers(expr)
    }

    /// A closure where it is called, or a variable that holds one.
    pub(super) fn applied(&mut self, closure: &Expr, at: &Expr, values: Vec<Value>) -> Followed<Value> {
        let closure = match closure {
            Expr::Closure(closure) => {
                Closure { closure: closure.clone(), scope: self.scope.clone(), kept: Vec::new() }
            }
            _ => match self.expr(closure)?.kind {
                Kind::Closure(closure) => *closure,
                _ => return cannot(closure, "it follows closures that stand in this forward"),
            },
        };
        if let Some(changed) = changes(&closure.closure) {
            return cannot(changed, "it does not follow a closure that changes something");
        }
        if closure.closure.inputs.len() != values.len() {
            return cannot(at, "a closure of other arguments");
        }
        let mut made = TokenStream::new();
        let values = self.stored(values, &mut made);
        let outer = std::mem::replace(&mut self.scope, closure.scope.clone());
        for (name, kept) in &closure.kept {
            made.extend(quote!(let #name = #kept;));
        }
        for (pat, value) in closure.closure.inputs.iter().zip(values) {
            made.extend(self.bind(pat, value)?);
        }
        let value = self.expr(&closure.closure.body);
        self.scope = outer;
        let Value { tokens, kind, .. } = value?;
        Ok(Value::new(quote!({ #made #tokens }), kind))
    }
}

/// Whether a forward is called in an expression.
pub(super) fn runs_layers(expr: &Expr) -> bool {
    struct Found(bool);
    impl<'e> Visit<'e> for Found {
        fn visit_expr_method_call(&mut self, call: &'e syn::ExprMethodCall) {
            let is_own = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
            self.0 |= is_own || call.method == "forward";
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut found = Found(false);
    found.visit_expr(expr);
    found.0
}

/// A call that the compiler underlines as the user's.
fn called<'t>(call: &ExprCall, arguments: impl Iterator<Item = &'t TokenStream>) -> TokenStream {
    let (function, arguments) = (&call.func, quote!(#(#arguments),*));
    let mut group = Group::new(Delimiter::Parenthesis, arguments);
    group.set_span(call.paren_token.span.join());
    quote!(#function #group)
}

/// Where a closure changes what is outside of it, or returns by itself.
fn changes(closure: &ExprClosure) -> Option<TokenStream> {
    struct Found(Option<TokenStream>);
    impl<'e> Visit<'e> for Found {
        fn visit_expr_assign(&mut self, assign: &'e syn::ExprAssign) {
            self.0.get_or_insert(assign.left.to_token_stream());
        }

        fn visit_expr_return(&mut self, found: &'e syn::ExprReturn) {
            self.0.get_or_insert(found.to_token_stream());
        }

        fn visit_expr_method_call(&mut self, call: &'e syn::ExprMethodCall) {
            if call.method == "push" || call.method == "pop" {
                self.0.get_or_insert(call.method.to_token_stream());
            }
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut found = Found(None);
    found.visit_expr(&closure.body);
    found.0
}
