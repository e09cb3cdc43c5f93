//! What is known of a value in a forward.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ExprClosure;

use super::place::Place;
use super::scope::Scope;

pub(super) type Followed<T> = Result<T, syn::Error>;

/// What a value is.
#[derive(Clone)]
pub(super) enum Kind {
    /// A tensor: a `Shape` with the batch.
    Tensor,
    /// Several sizes: a `Shape`.
    Sizes,
    /// A number or a setting that is known in constants, as it is; whether it is a `usize`.
    Plain(bool),
    /// A number that is known when the model runs.
    Number,
    /// A list of tensors: a `List`.
    List,
    /// A range: a `Span`.
    Range,
    /// Values side by side.
    Tuple(Vec<Kind>),
    /// A value that may be missing: an `Option`.
    Optional(Box<Kind>),
    /// `None`, of whatever type.
    Absent,
    /// A field, or what is inside of one.
    Field(Box<Place>),
    /// A closure, which is followed where it is called.
    Closure(Box<Closure>),
    /// What is not followed, and may not be used.
    Unknown,
    /// What never ends: `return`, `panic!`.
    Never,
}

/// A closure, and what was in scope where it stands.
#[derive(Clone)]
pub(super) struct Closure {
    pub(super) closure: ExprClosure,
    pub(super) scope: Scope,
    /// Variables of the user's, and those that keep what they held.
    pub(super) kept: Vec<(Ident, Ident)>,
}

impl Kind {
    /// A setting of any type.
    pub(super) const PLAIN: Kind = Kind::Plain(false);

    /// How messages call it.
    pub(super) fn text(&self) -> &'static str {
        match self {
            Kind::Tensor => "a tensor",
            Kind::Sizes => "several sizes",
            Kind::Plain(_) => "a size or a setting",
            Kind::Number => "a number that is known when the model runs",
            Kind::List => "a list of tensors",
            Kind::Range => "a range",
            Kind::Tuple(_) => "a tuple",
            Kind::Optional(_) => "an option",
            Kind::Absent => "`None`",
            Kind::Field(_) => "a field",
            Kind::Closure(_) => "a closure",
            Kind::Unknown => "something else",
            Kind::Never => "nothing",
        }
    }

    fn is_like(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Tuple(a), Kind::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_like(b))
            }
            (Kind::Optional(a), Kind::Optional(b)) => a.is_like(b),
            // A setting may be an option as well.
            (Kind::Absent, Kind::Optional(_) | Kind::Plain(_)) => true,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Whether it stands in a variable of the constant.
    pub(super) fn is_stored(&self) -> bool {
        !matches!(self, Kind::Field(_) | Kind::Closure(_) | Kind::Absent | Kind::Never)
    }
}

/// An expression over shapes.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) tokens: TokenStream,
    pub(super) kind: Kind,
    /// The parts of a tuple that is written out.
    pub(super) parts: Vec<Value>,
}

impl Value {
    pub(super) fn new(tokens: TokenStream, kind: Kind) -> Self {
        Value { tokens, kind, parts: Vec::new() }
    }

    pub(super) fn tensor(tokens: TokenStream) -> Self {
        Value::new(tokens, Kind::Tensor)
    }

    pub(super) fn plain(tokens: TokenStream) -> Self {
        Value::new(tokens, Kind::PLAIN)
    }

    /// A `usize`.
    pub(super) fn size(tokens: TokenStream) -> Self {
        Value::new(tokens, Kind::Plain(true))
    }

    pub(super) fn number(tokens: TokenStream) -> Self {
        Value::new(tokens, Kind::Number)
    }

    /// A statement.
    pub(super) fn unit(tokens: TokenStream) -> Self {
        Value::new(tokens, Kind::Tuple(Vec::new()))
    }

    pub(super) fn absent() -> Self {
        Value::new(quote!(::core::option::Option::None), Kind::Absent)
    }

    /// `None` where there may be something of this kind.
    pub(super) fn absent_of(kind: Kind) -> Self {
        let ty = kind.shapes();
        Value::new(quote!({ let __none: #ty = ::core::option::Option::None; __none }), kind)
    }

    pub(super) fn field(place: Place) -> Self {
        Value::new(quote!(()), Kind::Field(Box::new(place)))
    }

    pub(super) fn tuple(parts: Vec<Value>) -> Self {
        let tokens = parts.iter().map(|part| &part.tokens);
        let tokens = quote!((#(#tokens,)*));
        Value { tokens, kind: Kind::Tuple(parts.iter().map(|part| part.kind.clone()).collect()), parts }
    }

    /// The tokens, if it is a value of this kind.
    pub(super) fn of(self, kind: &Kind, at: impl ToTokens) -> Followed<TokenStream> {
        if self.kind.is_like(kind) || matches!(self.kind, Kind::Never) {
            return Ok(self.tokens);
        }
        let (wanted, found) = (kind.text(), self.kind.text());
        cannot(at, &format!("this is {found}, where {wanted} is expected"))
    }
}

/// What to do about an expression that is not followed.
const REMEDY: &str =
    "bind its result with `let` and say what it is: `assert_eq!(y.shape(), [batch, 64]);` behind it";

/// The error at an expression that is not followed.
pub(super) fn cannot<T>(at: impl ToTokens, why: &str) -> Followed<T> {
    Err(syn::Error::new_spanned(at, format!("the check of the shapes stops here: {why}\n{REMEDY}")))
}

/// The error at an expression that is not followed, with what to do instead.
pub(super) fn cannot_but<T>(at: impl ToTokens, why: &str, remedy: &str) -> Followed<T> {
    Err(syn::Error::new_spanned(at, format!("the check of the shapes stops here: {why}\n{remedy}")))
}
