//! A forward's statements and expressions over shapes.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Lit, UnOp};

use super::fields::Fields;
use super::scope::{Names, Scope};
use super::unseen::Unseen;
use super::value::{Closure, Followed, Kind, Value, cannot};
use crate::shapes::local;
use crate::span::Ends;

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A function, which gives what does not fit to its caller.
    Function,
    /// A constant, which stops the compiler at what does not fit.
    Constant,
}

/// Reads a forward.
pub(super) struct Follow<'f, 'a> {
    pub(super) form: Form,
    pub(super) fields: Option<&'f mut Fields<'a>>,
    pub(super) scope: Scope,
    pub(super) names: Names,
    /// Free functions that carry `#[shapes]`.
    pub(super) functions: &'f [Ident],
    /// The model's own methods that are called, and with how many arguments.
    pub(super) methods: Vec<(Ident, usize)>,
    /// What is returned.
    pub(super) output: Kind,
    /// Arguments of types that are not seen.
    pub(super) unseen: Unseen,
}

impl<'f, 'a> Follow<'f, 'a> {
    pub(super) fn new(
        form: Form,
        fields: Option<&'f mut Fields<'a>>,
        functions: &'f [Ident],
        output: Kind,
    ) -> Self {
        Follow {
            form,
            fields,
            scope: Scope::new(),
            names: Names::default(),
            functions,
            methods: Vec::new(),
            output,
            unseen: Unseen::new(),
        }
    }

    /// What an operation makes; what does not fit is said at the operation.
    pub(super) fn step(&self, made: &TokenStream, ends: Ends) -> TokenStream {
        let (value, message) = (local("value"), local("message"));
        let misfit = match self.form {
            Form::Function => {
                let placed = ends.call(&quote!(__follow), "at_place", quote!(#message));
                quote!(return ::core::result::Result::Err(#placed))
            }
            Form::Constant => {
                let stop = ends.call(&quote!(__follow), "stop", quote!(&#message, __batch));
                quote!({ #stop; break '__told })
            }
        };
        quote!(match #made {
            ::core::result::Result::Ok(#value) => #value,
            ::core::result::Result::Err(#message) => #misfit,
        })
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Followed<Value> {
        match expr {
            Expr::Paren(paren) => self.parenthesised(paren),
            Expr::Group(group) => self.expr(&group.expr),
            Expr::Reference(reference) => self.expr(&reference.expr),
            Expr::Lit(lit) => Ok(match &lit.lit {
                Lit::Str(_) | Lit::ByteStr(_) => Value::new(quote!(()), Kind::Unknown),
                _ => Value::plain(expr.to_token_stream()),
            }),
            Expr::Path(path) => Ok(self.path(path)),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Binary(binary) => self.binary(expr, binary),
            Expr::MethodCall(call) => self.method(expr, call),
            Expr::Call(call) => self.call(expr, call),
            Expr::Field(field) => self.field(expr, field),
            Expr::Index(index) => self.index(index),
            Expr::Array(array) => self.array(expr, array.elems.iter()),
            Expr::Repeat(repeat) => self.copies(repeat),
            Expr::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|part| self.expr(part)).collect::<Followed<Vec<_>>>()?;
                Ok(Value::tuple(parts))
            }
            Expr::Block(block) if block.label.is_none() => self.block(&block.block),
            Expr::If(found) => self.branch(expr, found),
            Expr::Match(found) => self.matched(expr, found),
            Expr::ForLoop(found) => self.for_loop(found),
            Expr::While(found) => self.while_loop(found),
            Expr::Loop(found) => {
                let (body, label) = (self.block(&found.body)?.tokens, &found.label);
                Ok(Value::unit(quote!(#label loop { let _ = #body; })))
            }
            Expr::Assign(assign) => self.assign(assign),
            Expr::Return(found) => self.returned(expr, found),
            Expr::Break(found) if found.expr.is_none() => Ok(Value::new(expr.to_token_stream(), Kind::Never)),
            Expr::Continue(_) => Ok(Value::new(expr.to_token_stream(), Kind::Never)),
            Expr::Closure(closure) => Ok(self.closure(closure)),
            Expr::Range(range) => self.range(range),
            Expr::Cast(cast) => self.cast(cast),
            Expr::Macro(found) => self.macro_call(&found.mac),
            other => cannot(other, "it does not follow this kind of expression"),
        }
    }

    fn parenthesised(&mut self, paren: &syn::ExprParen) -> Followed<Value> {
        let value = self.expr(&paren.expr)?;
        if matches!(value.kind, Kind::Plain(_)) {
            let tokens = &value.tokens;
            return Ok(Value::new(quote!((#tokens)), value.kind));
        }
        Ok(value)
    }

    fn path(&self, path: &syn::ExprPath) -> Value {
        let tokens = path.to_token_stream();
        match path.path.get_ident().and_then(|ident| self.scope.get(&ident.to_string())) {
            Some(Kind::Absent) => Value::absent(),
            Some(kind) => Value::new(tokens, kind.clone()),
            None if path.path.is_ident("None") => Value::absent(),
            None => Value::plain(tokens),
        }
    }

    fn unary(&mut self, unary: &syn::ExprUnary) -> Followed<Value> {
        let value = match unary.op {
            UnOp::Deref(_) => self.plain_field(&unary.expr)?,
            _ => self.valued(&unary.expr)?,
        };
        let (op, tokens) = (&unary.op, &value.tokens);
        match (&value.kind, op) {
            (_, UnOp::Deref(_)) | (Kind::Tensor | Kind::Number, _) => Ok(value),
            (Kind::Plain(_), _) => Ok(Value::plain(quote!(#op #tokens))),
            (kind, _) => cannot(unary, &format!("an operator of {}", kind.text())),
        }
    }

    /// The value, which is that of the setting if it is a field.
    pub(super) fn plain_field(&mut self, expr: &Expr) -> Followed<Value> {
        let value = self.expr(expr)?;
        let Kind::Field(place) = &value.kind else { return Ok(value) };
        let place = place.clone();
        self.setting(expr, &place)
    }

    /// A size or a setting.
    pub(super) fn plain(&mut self, expr: &Expr) -> Followed<TokenStream> {
        self.valued(expr)?.of(&Kind::PLAIN, expr)
    }

    pub(super) fn tensor(&mut self, expr: &Expr) -> Followed<TokenStream> {
        let value = self.plain_field(expr)?;
        self.as_tensor(value, expr)
    }

    pub(super) fn as_tensor(&self, value: Value, expr: &Expr) -> Followed<TokenStream> {
        self.unseen(expr).map_or_else(|| value.of(&Kind::Tensor, expr), Err)
    }

    /// An axis or an index, which may be negative.
    pub(super) fn axis(&mut self, expr: &Expr) -> Followed<TokenStream> {
        let axis = self.plain(expr)?;
        Ok(quote!((#axis) as isize))
    }

    pub(super) fn sizes(&mut self, expr: &Expr) -> Followed<TokenStream> {
        let value = self.expr(expr)?;
        if matches!(value.kind, Kind::Unknown) {
            return cannot(expr, "a size here is a number that is known when the model runs");
        }
        value.of(&Kind::Sizes, expr)
    }

    fn assign(&mut self, assign: &syn::ExprAssign) -> Followed<Value> {
        let Expr::Path(_) = &*assign.left else {
            return cannot(&assign.left, "it follows assignments to variables");
        };
        let (to, value) = (self.expr(&assign.left)?, self.expr(&assign.right)?);
        let (place, tokens) = (to.tokens, value.of(&to.kind, &assign.right)?);
        Ok(Value::unit(quote!({ #place = #tokens; })))
    }

    fn returned(&mut self, at: &Expr, found: &syn::ExprReturn) -> Followed<Value> {
        let Some(inner) = &found.expr else { return cannot(at, "nothing is returned") };
        let tokens = self.expr(inner)?.of(&self.output.clone(), inner)?;
        Ok(Value::new(quote!(break '__body #tokens), Kind::Never))
    }

    fn closure(&self, closure: &syn::ExprClosure) -> Value {
        let kept = Closure { closure: closure.clone(), scope: self.scope.clone(), kept: Vec::new() };
        Value::new(quote!(()), Kind::Closure(Box::new(kept)))
    }

    pub(super) fn range(&mut self, range: &syn::ExprRange) -> Followed<Value> {
        let mut end_of = |end: &Option<Box<Expr>>| match end {
            Some(end) => self.axis(end).map(|end| quote!(::core::option::Option::Some(#end))),
            None => Ok(quote!(::core::option::Option::None)),
        };
        let (start, end) = (end_of(&range.start)?, end_of(&range.end)?);
        let is_closed = matches!(range.limits, syn::RangeLimits::Closed(_));
        Ok(Value::new(
            quote!(__follow::Span { start: #start, end: #end, is_closed: #is_closed }),
            Kind::Range,
        ))
    }

    fn cast(&mut self, cast: &syn::ExprCast) -> Followed<Value> {
        let (value, ty) = (self.valued(&cast.expr)?, &cast.ty);
        let tokens = &value.tokens;
        match value.kind {
            Kind::Plain(_) if ty.to_token_stream().to_string() == "usize" => {
                Ok(Value::size(quote!((#tokens as #ty))))
            }
            Kind::Plain(_) => Ok(Value::plain(quote!((#tokens as #ty)))),
            Kind::Number => Ok(value),
            other => cannot(cast, &format!("a conversion of {}", other.text())),
        }
    }
}
