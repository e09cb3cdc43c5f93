//! What `#[derive(Module)]` asks about the type of a field, and the errors that it gives.
//!
//! A [`Probe`] answers at compile time: an inherent constant whose `where` clause holds hides the one of the same
//! name in [`Fallback`]. So a question about a trait never fails to compile, and the answer can go into one
//! message that names the field, the type and the remedy.

use std::marker::PhantomData;
use std::panic::UnwindSafe;

#[doc(hidden)]
pub use super::fact::{Advice, Fact, Kind};
use super::guard::ParameterFree;
use super::locks::Locks;
use super::names::Name;
use super::text::Text;
use super::{Module, Path, Visit, VisitMut};

/// Answers questions about the type `T`.
#[doc(hidden)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized + Module> Probe<T> {
    /// Whether the type is a module.
    pub const MODULE: bool = true;

    /// Visits a field of this type.
    #[inline]
    pub fn visit_field(field: &T, at: &Path<'_>, visit: &mut Visit<'_>) {
        field.visit(at, visit);
    }

    /// Visits a field of this type.
    #[inline]
    pub fn visit_field_mut(field: &mut T, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        field.visit_mut(at, visit);
    }
}

impl<T: ?Sized + Unpin + UnwindSafe> Probe<T> {
    /// Whether the auto traits see no parameter in the type.
    pub const FREE: bool = true;
}

impl<T: ?Sized + Unpin> Probe<T> {
    /// Whether the type holds a parameter by value.
    pub const HOLDS: bool = false;
}

impl<T: ?Sized + Locks> Probe<T> {
    /// Whether the auto traits see all that is inside the type.
    pub const OPEN: bool = false;
}

impl<T: ?Sized + Locks> Probe<T>
where
    T::Inside: ParameterFree,
{
    /// Whether what is locked provably holds no parameter.
    pub const UNLOCKED: bool = true;
}

impl<T: ?Sized + Locks> Probe<T>
where
    T::Inside: Module,
{
    /// Whether what is locked is a module.
    pub const LOCKED: bool = true;
}

impl<T: ?Sized> Probe<PhantomData<T>> {
    /// Whether the type only names a type and holds nothing.
    pub const PHANTOM: bool = true;
}

/// The answers for all other types.
#[doc(hidden)]
pub trait Fallback {
    const MODULE: bool = false;
    const FREE: bool = false;
    const HOLDS: bool = true;
    const OPEN: bool = true;
    const UNLOCKED: bool = false;
    const LOCKED: bool = false;
    const SHARES: bool = false;
    const PHANTOM: bool = false;
    const LOSS: &'static str = "the parameters in";
    const ADVICE: Advice = Advice::NONE;
    const NAMES: &'static [Name] = &[];

    /// Is never called: where this is what `visit_field` means, [`registered`] has stopped the compiler.
    fn visit_field<F: ?Sized>(_: &F, _: &Path<'_>, _: &mut Visit<'_>) {}

    /// Is never called, as [`Fallback::visit_field`].
    fn visit_field_mut<F: ?Sized>(_: &mut F, _: &Path<'_>, _: &mut VisitMut<'_>) {}
}

impl<T: ?Sized> Fallback for Probe<T> {}

/// The types of const parameters, each with a value that stands for any: a type with a const parameter is a module,
/// or free of parameters, whatever the value is.
#[doc(hidden)]
pub trait Constant {
    const ANY: Self;
}

macro_rules! constants {
    ($($type:ty: $any:expr),* $(,)?) => {$(
        impl Constant for $type {
            const ANY: Self = $any;
        }
    )*};
}

constants!(bool: false, char: ' ', u8: 1, u16: 1, u32: 1, u64: 1, u128: 1, usize: 1);
constants!(i8: 1, i16: 1, i32: 1, i64: 1, i128: 1, isize: 1);

/// Collects what [`registered`] asks about a type. Each question costs the compiler time, in every model and for every
/// field, and so does each repetition of the type.
#[doc(hidden)]
#[macro_export]
macro_rules! __nn_registered_fact {
    ($known:block) => {
        $known
    };
    ($name:literal, $kind:ident, $type:ty, [$($inside:tt),*]) => {{
        type __Probe = $crate::module::probe::Probe<$type>;
        $crate::module::probe::Fact::registered(
            $name,
            $crate::module::probe::Kind::$kind,
            __Probe::MODULE,
            __Probe::FREE,
            __Probe::ADVICE,
            &[$($crate::module::probe::registered_fact! $inside),*],
        )
    }};
}
#[doc(hidden)]
pub use crate::__nn_registered_fact as registered_fact;

/// Collects what [`skipped`] asks about a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __nn_skipped_fact {
    ($known:block) => {
        $known
    };
    ($name:literal, $kind:ident, $type:ty, [$($inside:tt),*]) => {{
        type __Probe = $crate::module::probe::Probe<$type>;
        $crate::module::probe::Fact {
            name: $name,
            kind: $crate::module::probe::Kind::$kind,
            module: __Probe::MODULE,
            free: __Probe::FREE,
            open: __Probe::OPEN,
            unlocked: __Probe::UNLOCKED,
            holds: __Probe::HOLDS,
            locked: __Probe::LOCKED,
            shares: __Probe::SHARES,
            phantom: __Probe::PHANTOM,
            loss: __Probe::LOSS,
            inside: &[$($crate::module::probe::skipped_fact! $inside),*],
            ..$crate::module::probe::Fact::NOT_ASKED
        }
    }};
}
#[doc(hidden)]
pub use crate::__nn_skipped_fact as skipped_fact;

/// What a name means that may be a type or a constant: where an import as `__Argument` brings no type, this one stays.
#[doc(hidden)]
pub mod constant {
    /// A constant holds no parameter.
    pub type __Argument = ();
}

/// Stops the compiler if a field's type is not a module.
#[doc(hidden)]
#[track_caller]
pub const fn registered(field: &str, fact: &Fact) {
    if fact.module {
        return;
    }
    let culprit = fact.unregistered();
    let text = Text::of(&["field `", field, "`: `", culprit.name, "` is not a module"]);
    match culprit.kind {
        Kind::Tuple => text.and(&[TOO_LONG]).panic(),
        _ if culprit.is_free() && !culprit.advice.data => text.and(&[plain(culprit)]).panic(),
        _ if !culprit.advice.text.is_empty() => text.advice(culprit).panic(),
        Kind::Closure => text.and(&[A_CLOSURE]).panic(),
        Kind::Object => text.and(&[AN_OBJECT]).panic(),
        _ => text
            .and(&[", so parameters inside it would be lost"])
            .and(&["\nwrite `#[derive(Module)]` on `", culprit.name, "`,"])
            .and(&["\nor, if the type is not yours, visit it by hand: `#[module(with = path)]`"])
            .panic(),
    }
}

const TOO_LONG: &str = "\n\
    a tuple registers at most 16 layers\n\
    nest tuples, as in `((a, b), (c, d))`, or write a struct with `#[derive(Module)]`";
const A_CLOSURE: &str = "\n\
    it may have captured layers, whose parameters nobody would see\n\
    write `Lambda<F>` with a parameter `F` of the struct, or an enum of the functions";
const AN_OBJECT: &str = "\n\
    nobody sees which parameters are behind an object, unless its trait asks for them:\n\
    write `Module` among what the trait requires: `trait Layer: Module + Forward<X, Output = Y> {}`";

/// What to write for a type that provably holds no parameter.
const fn plain(fact: &Fact) -> &'static str {
    match fact.kind {
        Kind::Function => "\na function holds no parameter: write `#[module(skip)]` on the field",
        _ if !fact.advice.text.is_empty() => "\nit holds no parameter: write `#[module(skip)]` on the field",
        _ => {
            "\nit holds no parameter: write `#[derive(Module)]` on it,\n\
             or `#[module(skip)]` on the field if the type is not yours"
        }
    }
}

/// Stops the compiler if a field with `#[module(skip)]` is not proved to hold no parameter.
#[doc(hidden)]
#[track_caller]
pub const fn skipped(field: &str, fact: &Fact) {
    if fact.is_free() {
        return;
    }
    refuse_holder(field, fact);
    let text = Text::of(&["field `", field, "`: "]);
    if fact.has_object() || fact.unlocked {
        text.and(&[
            "nobody can prove that `",
            fact.name,
            "` holds no parameter",
            "\nif you know that it holds none, say why: `#[module(skip = \"reason\")]`",
        ])
        .panic();
    }
    text.and(&[
        "`",
        fact.name,
        "` may hold parameters, which would be lost",
        "\nremove the `skip`, and write `#[derive(Module)]` on the type if it is not a module yet",
    ])
    .panic();
}

/// Stops the compiler if a field with `#[module(skip = "reason")]` certainly holds a parameter.
#[doc(hidden)]
#[track_caller]
pub const fn skipped_because(field: &str, fact: &Fact) {
    refuse_holder(field, fact);
}

/// Stops the compiler if what a flattened field saves stands below the path of another field as well, which is
/// flattened itself or not.
#[doc(hidden)]
#[track_caller]
pub const fn apart(field: &str, own: Name, others: &[(&str, bool, Name)]) {
    let mut i = 0;
    while i < others.len() {
        let (other, is_flattened, names) = others[i];
        if let Some(name) = own.common(names) {
            let text = Text::of(&["the fields `", other, "` and `", field, "` would both be saved "]);
            let text = match name.is_empty() {
                true => text.and(&["under the path of the struct itself"]),
                false => text.and(&["as `", name, "`"]),
            };
            if is_flattened {
                text.and(&["\nremove `flatten` from one of them"]).panic();
            }
            text.and(&[
                "\nwrite `#[module(rename = \"..\")]` on `",
                other,
                "`, or remove `flatten` from `",
                field,
            ])
            .and(&["`"])
            .panic();
        }
        i += 1;
    }
}

#[track_caller]
const fn refuse_holder(field: &str, fact: &Fact) {
    if let Some(holder) = fact.holder() {
        Text::of(&["field `", field, "`: skipping it would lose ", holder.loss, " `", holder.name, "`"])
            .and(&["\nremove the `skip`, so that the field is registered"])
            .and(&["\nto keep its parameters as they are, write its type as `Frozen<..>`"])
            .panic();
    }
}
