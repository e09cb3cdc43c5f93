//! Loops, and the iterators that they run over.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprForLoop, ExprMethodCall, ExprWhile};

use super::branch::without_borrow;
use super::expression::Follow;
use super::value::{Followed, Kind, Value, cannot};
use crate::span::Ends;

/// What a loop runs over.
pub(super) struct Source {
    setup: TokenStream,
    count: TokenStream,
    /// The item of a turn.
    item: Box<dyn Fn(&TokenStream) -> Value>,
    /// The closures that the item goes through, in order.
    maps: Vec<Expr>,
}

impl Source {
    fn new(setup: TokenStream, count: TokenStream, item: impl Fn(&TokenStream) -> Value + 'static) -> Self {
        Source { setup, count, item: Box::new(item), maps: Vec::new() }
    }
}

impl Follow<'_, '_> {
    pub(super) fn for_loop(&mut self, found: &ExprForLoop) -> Followed<Value> {
        let outer = self.scope.clone();
        let source = self.source(&found.expr)?;
        let turn = self.names.fresh("turn");
        let item = self.item(&source, &turn)?;
        let bind = self.bind(&found.pat, item)?;
        let body = self.block(&found.body)?.tokens;
        self.scope = outer;
        let label = &found.label;
        let turns = self.turns(&source, &turn, label.to_token_stream(), &quote!(#bind let _ = #body;));
        Ok(Value::unit(quote!({ #turns })))
    }

    fn turns(
        &mut self,
        source: &Source,
        turn: &Ident,
        label: TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let (next, count) = (self.names.fresh("next"), self.names.fresh("count"));
        let Source { setup, count: counted, .. } = source;
        quote! {
            #setup
            let #count: usize = #counted;
            let mut #next: usize = 0;
            #label while #next < #count {
                let #turn: usize = #next;
                #next += 1;
                #body
            }
        }
    }

    pub(super) fn while_loop(&mut self, found: &ExprWhile) -> Followed<Value> {
        let (condition, label) = (self.condition(&found.cond)?, &found.label);
        let body = self.block(&found.body)?.tokens;
        Ok(Value::unit(quote!(#label while #condition { let _ = #body; })))
    }

    fn source(&mut self, expr: &Expr) -> Followed<Source> {
        let expr = without_borrow(expr);
        if let Expr::MethodCall(call) = expr
            && let Some(source) = self.adapted(call)
        {
            return source;
        }
        if let Expr::Index(index) = expr
            && let Expr::Range(range) = &*index.index
        {
            return self.section(&index.expr, range);
        }
        let value = self.expr(expr)?;
        let (over, tokens) = (self.names.fresh("over"), value.tokens);
        let setup = quote!(let #over = #tokens;);
        let name = over.clone();
        Ok(match value.kind {
            Kind::Range => {
                Source::new(setup, quote!(#over.len()), move |turn| Value::size(quote!(#name.get(#turn))))
            }
            // The turns are counted, so that there is a tensor.
            Kind::List => Source::new(setup, quote!(#over.len()), move |turn| {
                Value::tensor(quote!(#name.as_slice()[#turn]))
            }),
            Kind::Sizes => {
                Source::new(setup, quote!(#over.rank()), move |turn| Value::size(quote!(#name.size(#turn))))
            }
            Kind::Field(place) => {
                let len = self.fields.as_mut().and_then(|fields| fields.len(&place, Ends::of(expr)));
                let (Some(count), Some(_)) = (len, place.element(&quote!(0))) else {
                    return cannot(expr, &format!("it does not know how many layers `{}` has", place.text()));
                };
                let unknown = || Value::new(quote!(()), Kind::Unknown);
                let item = move |turn: &TokenStream| place.element(turn).map_or_else(unknown, Value::field);
                Source::new(TokenStream::new(), count, item)
            }
            other => return cannot(expr, &format!("a loop over {}", other.text())),
        })
    }

    /// The item of a turn, behind the closures that it goes through.
    fn item(&mut self, source: &Source, turn: &Ident) -> Followed<Value> {
        let mut value = (source.item)(&turn.to_token_stream());
        for closure in &source.maps {
            value = self.applied(closure, closure, vec![value])?;
        }
        Ok(value)
    }

    /// The source of an iterator that is not mapped yet.
    fn unmapped(&mut self, expr: &Expr) -> Followed<Source> {
        let source = self.source(expr)?;
        match source.maps.first() {
            Some(closure) => cannot(closure, "it follows `map` as the last step of an iterator"),
            None => Ok(source),
        }
    }

    /// What an iterator's method makes of another iterator, if it is one that is known.
    fn adapted(&mut self, call: &ExprMethodCall) -> Option<Followed<Source>> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        match (call.method.to_string().as_str(), arguments.as_slice()) {
            ("iter" | "into_iter" | "copied" | "cloned", []) => Some(self.source(&call.receiver)),
            ("enumerate", []) => Some(self.unmapped(&call.receiver).map(enumerated)),
            ("map", [closure]) => Some(self.source(&call.receiver).map(|mut source| {
                source.maps.push((*closure).clone());
                source
            })),
            ("zip", [other]) => Some(self.zipped(&call.receiver, other)),
            ("rev", []) => Some(self.reversed(&call.receiver)),
            ("skip", [n]) => Some(self.skipped(&call.receiver, n)),
            ("take", [n]) => Some(self.taken(&call.receiver, n)),
            _ => None,
        }
    }

    /// A part of a list: `&self.layers[1..]`.
    fn section(&mut self, of: &Expr, range: &syn::ExprRange) -> Followed<Source> {
        let (Source { setup, count, item, .. }, bounds) = (self.unmapped(of)?, self.names.fresh("bounds"));
        let within = self.range(range)?.tokens;
        let checked = self.step(&quote!(__follow::bounds(#within, #count)), Ends::of(range));
        let (setup, count) =
            (quote!(#setup let #bounds: [usize; 2] = #checked;), quote!((#bounds[1] - #bounds[0])));
        Ok(Source::new(setup, count, move |turn| item(&quote!((#turn + #bounds[0])))))
    }

    fn zipped(&mut self, a: &Expr, b: &Expr) -> Followed<Source> {
        let (a, b) = (self.unmapped(a)?, self.unmapped(b)?);
        let (setup_a, setup_b, n, m) = (a.setup, b.setup, a.count, b.count);
        let (setup, count) = (
            quote!(#setup_a #setup_b),
            quote!({ let (__n, __m): (usize, usize) = (#n, #m); if __n < __m { __n } else { __m } }),
        );
        let (first, second) = (a.item, b.item);
        Ok(Source::new(setup, count, move |turn| Value::tuple(vec![first(turn), second(turn)])))
    }

    fn reversed(&mut self, of: &Expr) -> Followed<Source> {
        let (Source { setup, count, item, .. }, len) = (self.unmapped(of)?, self.names.fresh("len"));
        let (setup, count) = (quote!(#setup let #len: usize = #count;), quote!(#len));
        Ok(Source::new(setup, count, move |turn| item(&quote!((#len - 1 - #turn)))))
    }

    fn skipped(&mut self, of: &Expr, n: &Expr) -> Followed<Source> {
        let (n, skipped) = (self.plain(n)?, self.names.fresh("skipped"));
        let Source { setup, count, item, .. } = self.unmapped(of)?;
        let (setup, count) =
            (quote!(#setup let #skipped: usize = #n;), quote!((#count).saturating_sub(#skipped)));
        Ok(Source::new(setup, count, move |turn| item(&quote!((#turn + #skipped)))))
    }

    fn taken(&mut self, of: &Expr, n: &Expr) -> Followed<Source> {
        let (n, most) = (self.plain(n)?, self.names.fresh("most"));
        let Source { setup, count, item, .. } = self.unmapped(of)?;
        let least =
            quote!({ let (__n, __m): (usize, usize) = (#count, #most); if __n < __m { __n } else { __m } });
        Ok(Source::new(quote!(#setup let #most: usize = #n;), least, item))
    }

    /// `iter.fold(x, |x, layer| ..)`.
    pub(super) fn fold(&mut self, source: &Expr, start: &Expr, closure: &Expr) -> Followed<Value> {
        let (start, source) = (self.expr(start)?, self.source(source)?);
        let (turn, made, kind) = (self.names.fresh("turn"), self.names.fresh("made"), start.kind);
        let item = self.item(&source, &turn)?;
        let before = Value::new(made.to_token_stream(), kind.clone());
        let next = self.applied(closure, closure, vec![before, item])?.of(&kind, closure)?;
        let (begin, turns) =
            (start.tokens, self.turns(&source, &turn, TokenStream::new(), &quote!(#made = #next;)));
        Ok(Value::new(quote!({ let mut #made = #begin; #turns #made }), kind))
    }

    /// `iter.reduce(|sum, x| ..).unwrap()` of tensors.
    pub(super) fn reduced(&mut self, call: &ExprMethodCall) -> Followed<Value> {
        let Some(closure) = call.args.first() else { return cannot(call, "a method without arguments") };
        let source = self.source(&call.receiver)?;
        let (turn, made, list) =
            (self.names.fresh("turn"), self.names.fresh("made"), self.names.fresh("list"));
        let item = self.item(&source, &turn)?.of(&Kind::Tensor, closure)?;
        let stored = self.names.fresh("item");
        let parts = [made.to_token_stream(), stored.to_token_stream()].map(Value::tensor);
        let next = self.applied(closure, closure, parts.to_vec())?.of(&Kind::Tensor, closure)?;
        let body = quote! {
            let #stored = #item;
            #made = if #list { #next } else { #stored };
            #list = true;
        };
        let turns = self.turns(&source, &turn, TokenStream::new(), &body);
        let none = self.step(&quote!(__follow::reduced(#list, #made)), Ends::of(call));
        let begin = quote!(let mut #made = __follow::Shape::new(&[]); let mut #list = false;);
        Ok(Value::tensor(quote!({ #begin #turns #none })))
    }

    /// `array.map(|x| ..)`: a list of tensors, or sizes.
    pub(super) fn mapped(&mut self, array: &Expr, closure: &Expr) -> Followed<Value> {
        let mut source = self.source(array)?;
        source.maps.push(closure.clone());
        let (turn, made) = (self.names.fresh("turn"), self.names.fresh("made"));
        let value = self.item(&source, &turn)?;
        if matches!(value.kind, Kind::Tensor) {
            return self.listed(&source, &turn, &value.tokens, closure);
        }
        let size = value.of(&Kind::PLAIN, closure)?;
        let turns =
            self.turns(&source, &turn, TokenStream::new(), &quote!(#made = #made.and((#size) as usize);));
        Ok(Value::new(quote!({ let mut #made = __follow::Shape::new(&[]); #turns #made }), Kind::Sizes))
    }

    /// `iter.map(|x| ..).collect()`: a list of tensors.
    pub(super) fn collected(&mut self, iterator: &Expr) -> Followed<Value> {
        let source = self.source(iterator)?;
        let turn = self.names.fresh("turn");
        let value = self.item(&source, &turn)?.of(&Kind::Tensor, iterator)?;
        self.listed(&source, &turn, &value, iterator)
    }

    /// The list of the values of each turn.
    fn listed(&mut self, source: &Source, turn: &Ident, value: &TokenStream, at: &Expr) -> Followed<Value> {
        let made = self.names.fresh("made");
        let longer = self.step(&quote!(#made.and(#value)), Ends::of(at));
        let turns = self.turns(source, turn, TokenStream::new(), &quote!(#made = #longer;));
        Ok(Value::new(quote!({ let mut #made = __follow::List::new(); #turns #made }), Kind::List))
    }
}

fn enumerated(source: Source) -> Source {
    let Source { setup, count, item, .. } = source;
    Source::new(setup, count, move |turn| Value::tuple(vec![Value::size(turn.clone()), item(turn)]))
}
