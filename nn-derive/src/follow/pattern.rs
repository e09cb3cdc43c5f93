//! `let`, and the patterns that take values apart.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Expr, Local, Pat, Stmt};

use super::assertion::declared_sizes;
use super::expression::Follow;
use super::port::Port;
use super::value::{Closure, Followed, Kind, Value, cannot, cannot_but};

impl Follow<'_, '_> {
    /// The statement for a `let`, and whether the next one was read with it: the assertion that says what is bound.
    pub(super) fn declared(&mut self, found: &Local, next: Option<&Stmt>) -> Followed<(TokenStream, bool)> {
        let Some(init) = &found.init else {
            return cannot(found, "give the variable its value where it is declared");
        };
        if let Some((_, diverge)) = &init.diverge {
            return Ok((self.otherwise(&found.pat, &init.expr, diverge)?, false));
        }
        let name = bound_name(untyped(&found.pat));
        let outer = self.scope.clone();
        let made = match self.taken_apart(untyped(&found.pat), &init.expr) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => self.expr(&init.expr),
            Err(error) => Err(error),
        };
        let error = match made {
            Ok(value) => return Ok((self.bind(&found.pat, value)?, false)),
            Err(error) => error,
        };
        self.scope = outer;
        match name.zip(next.and_then(declared_sizes)) {
            Some((name, (asserted, sizes))) if *name == asserted => {
                let sizes = self.sizes(&sizes)?;
                let shape = quote!(#sizes.of_batch(__batch));
                Ok((self.bind(&found.pat, Value::tensor(shape))?, true))
            }
            _ => Err(error),
        }
    }

    /// `let Some(layer) = &self.layer else { return x };`
    fn otherwise(&mut self, pat: &Pat, of: &Expr, diverge: &Expr) -> Followed<TokenStream> {
        let outside = self.expr(diverge)?.tokens;
        let (is_there, bind) = self.option(pat, of)?;
        Ok(quote!(if !(#is_there) { #outside } #bind))
    }

    /// Statements that bind a pattern.
    pub(super) fn bind(&mut self, pat: &Pat, value: Value) -> Followed<TokenStream> {
        match pat {
            Pat::Type(typed) => {
                let port = Port::of(&typed.ty).filter(|_| matches!(value.kind, Kind::Absent));
                self.bind(&typed.pat, port.map_or(value, |port| Value::absent_of(port.kind())))
            }
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(paren) => self.bind(&paren.pat, value),
            Pat::Wild(_) => {
                let tokens = value.tokens;
                Ok(quote!(let _ = #tokens;))
            }
            Pat::Ident(ident) if ident.mutability.is_some() && matches!(value.kind, Kind::Absent) => {
                cannot_but(
                    pat,
                    "it does not know the type of this variable",
                    "write it: `let mut state: Option<Tensor<3>> = None;`",
                )
            }
            Pat::Ident(ident) if ident.subpat.is_none() => Ok(self.bind_name(ident, value)),
            Pat::Tuple(tuple) => self.bind_tuple(tuple, value),
            Pat::Slice(slice) => self.bind_slice(slice, value),
            other => cannot(other, "it does not follow this pattern"),
        }
    }

    fn bind_name(&mut self, pat: &syn::PatIdent, value: Value) -> TokenStream {
        let (name, mutability, tokens) = (&pat.ident, &pat.mutability, value.tokens);
        let (made, kind) = match value.kind {
            Kind::Field(mut place) => {
                // The indices stay what they are here.
                let mut made = TokenStream::new();
                for index in &mut place.indices {
                    let kept = self.names.fresh("kept");
                    made.extend(quote!(let #kept: usize = #index;));
                    *index = kept.to_token_stream();
                }
                (made, Kind::Field(place))
            }
            Kind::Closure(closure) => self.kept(*closure),
            Kind::Absent => (TokenStream::new(), Kind::Absent),
            kind => (quote!(let #mutability #name = #tokens;), kind),
        };
        self.scope.insert(name.to_string(), kind);
        made
    }

    /// A closure, with what it takes from its surroundings as it is here.
    fn kept(&mut self, mut closure: Closure) -> (TokenStream, Kind) {
        let mut made = TokenStream::new();
        for name in names_in(&closure.closure.body) {
            if self.scope.get(&name.to_string()).is_some_and(Kind::is_stored) {
                let kept = self.names.fresh("kept");
                made.extend(quote!(let #kept = #name;));
                closure.kept.push((name, kept));
            }
        }
        (made, Kind::Closure(Box::new(closure)))
    }

    fn bind_tuple(&mut self, pat: &syn::PatTuple, value: Value) -> Followed<TokenStream> {
        let mut made = TokenStream::new();
        let parts = match value.kind {
            Kind::Field(ref place) => {
                let parts = (0..pat.elems.len()).map(|i| place.part(i).map(Value::field));
                match parts.collect::<Option<Vec<_>>>() {
                    Some(parts) => parts,
                    None => return cannot(pat, &format!("it does not look into `{}`", place.text())),
                }
            }
            // A layer such as `Lstm` gives its states as well.
            Kind::Tensor => {
                let whole = self.names.fresh("whole");
                let tokens = &value.tokens;
                made.extend(quote!(let #whole = #tokens;));
                let others = pat.elems.iter().skip(1).map(|_| Value::new(quote!(()), Kind::Unknown));
                std::iter::once(Value::tensor(whole.to_token_stream())).chain(others).collect()
            }
            Kind::Unknown => pat.elems.iter().map(|_| Value::new(quote!(()), Kind::Unknown)).collect(),
            Kind::Tuple(kinds) if value.parts.is_empty() => {
                let whole = self.names.fresh("whole");
                let tokens = &value.tokens;
                made.extend(quote!(let #whole = #tokens;));
                let part = |(i, kind): (usize, &Kind)| {
                    let index = syn::Index::from(i);
                    Value::new(quote!(#whole.#index), kind.clone())
                };
                kinds.iter().enumerate().map(part).collect()
            }
            Kind::Tuple(_) => self.stored(value.parts, &mut made),
            other => return cannot(pat, &format!("{} is taken apart as a tuple", other.text())),
        };
        if parts.len() != pat.elems.len() {
            return cannot(pat, "it follows patterns that name each part of a tuple");
        }
        for (pat, part) in pat.elems.iter().zip(parts) {
            made.extend(self.bind(pat, part)?);
        }
        Ok(made)
    }

    /// Values in variables, so that each is computed before the first is bound.
    pub(super) fn stored(&mut self, parts: Vec<Value>, made: &mut TokenStream) -> Vec<Value> {
        let mut store = |part: Value| {
            if !part.kind.is_stored() {
                return part;
            }
            let (name, tokens) = (self.names.fresh("part"), &part.tokens);
            made.extend(quote!(let #name = #tokens;));
            Value { tokens: name.to_token_stream(), ..part }
        };
        parts.into_iter().map(&mut store).collect()
    }

    fn bind_slice(&mut self, pat: &syn::PatSlice, value: Value) -> Followed<TokenStream> {
        let (whole, tokens) = (self.names.fresh("whole"), &value.tokens);
        let mut made = quote!(let #whole = #tokens;);
        let rest = pat.elems.iter().position(|pat| matches!(pat, Pat::Rest(_)));
        let len = pat.elems.len();
        for (i, elem) in pat.elems.iter().enumerate() {
            let at = match rest {
                Some(rest) if i == rest => continue,
                Some(rest) if i > rest => {
                    let back = len - i;
                    quote!(__len - #back)
                }
                _ => quote!(#i),
            };
            let part = match value.kind {
                Kind::Sizes => Value::size(quote!({ let __len = #whole.rank(); #whole.size(#at) })),
                Kind::List => {
                    let got = self.step(
                        &quote!({ let __len = #whole.len(); #whole.get(#at) }),
                        crate::span::Ends::of(elem),
                    );
                    Value::tensor(got)
                }
                ref other => return cannot(pat, &format!("{} is taken apart as an array", other.text())),
            };
            made.extend(self.bind(elem, part)?);
        }
        Ok(made)
    }
}

/// The pattern in front of a type.
fn untyped(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(typed) => &typed.pat,
        pat => pat,
    }
}

fn bound_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(ident) => Some(&ident.ident),
        _ => None,
    }
}

/// The single names in an expression, each once.
fn names_in(expr: &Expr) -> Vec<Ident> {
    struct Found(Vec<Ident>);
    impl<'e> Visit<'e> for Found {
        fn visit_expr_path(&mut self, path: &'e syn::ExprPath) {
            if let Some(ident) = path.path.get_ident()
                && !self.0.contains(ident)
            {
                self.0.push(ident.clone());
            }
            visit::visit_expr_path(self, path);
        }
    }
    let mut found = Found(Vec::new());
    found.visit_expr(expr);
    found.0
}
