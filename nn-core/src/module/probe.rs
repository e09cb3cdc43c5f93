//! What `#[derive(Module)]` asks about the type of a field, and the errors that it gives.
//!
//! A [`Probe`] answers at compile time: an inherent constant whose `where` clause holds hides the one of the same
//! name in [`Fallback`]. So a question about a trait never fails to compile, and the answer can go into one
//! message that names the field, the type and the remedy.

use std::marker::PhantomData;
use std::panic::UnwindSafe;

use super::names::{Name, Names};
use super::{Module, Path, Visit, VisitMut};

/// Answers questions about the type `T`.
#[doc(hidden)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized + Module> Probe<T> {
    /// Whether the type is a module.
    pub const MODULE: bool = true;

    /// Visits a field of this type.
    #[inline]
    pub fn visit(field: &T, at: &Path<'_>, visit: &mut Visit<'_>) {
        field.visit(at, visit);
    }

    /// Visits a field of this type.
    #[inline]
    pub fn visit_mut(field: &mut T, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        field.visit_mut(at, visit);
    }
}

impl<T: ?Sized + Unpin + UnwindSafe> Probe<T> {
    /// Whether the type provably holds no parameter.
    pub const FREE: bool = true;
}

impl<T: ?Sized + Unpin> Probe<T> {
    /// Whether the type holds a parameter by value.
    pub const HOLDS: bool = false;
}

impl<T: ?Sized + Names> Probe<T> {
    /// What stands below the type's path.
    pub const NAMES: &'static [Name] = T::NAMES;
}

/// The answers for all other types.
#[doc(hidden)]
pub trait Fallback {
    const MODULE: bool = false;
    const FREE: bool = false;
    const HOLDS: bool = true;
    const SHARES: bool = false;
    const HIDES: bool = false;
    const HIDDEN_FREE: bool = false;
    const HIDDEN_HOLDS: bool = true;
    const ADVICE: &'static str = "";
    const NAMES: &'static [Name] = &[];
    const BUFFER: bool = false;

    /// Is never called: where this is what `visit` means, [`registered`] has stopped the compiler.
    fn visit<F: ?Sized>(_: &F, _: &Path<'_>, _: &mut Visit<'_>) {}

    /// Is never called, as [`Fallback::visit`].
    fn visit_mut<F: ?Sized>(_: &mut F, _: &Path<'_>, _: &mut VisitMut<'_>) {}
}

impl<T: ?Sized> Fallback for Probe<T> {}

/// What is known about a type as it is written in a field, and about the types that are written inside it.
#[doc(hidden)]
pub struct Fact {
    /// The type as it is written.
    pub name: &'static str,
    /// Whether it is a module.
    pub module: bool,
    /// Whether it holds no parameter as far as the auto traits see.
    pub free: bool,
    /// Whether it holds a parameter by value.
    pub holds: bool,
    /// Whether the auto traits do not see all that is inside.
    pub hides: bool,
    /// Whether what they do not see provably holds no parameter.
    pub hidden_free: bool,
    /// Whether what they do not see holds a parameter by value.
    pub hidden_holds: bool,
    /// Whether it is a pointer or a reference to a module.
    pub shares: bool,
    /// Whether it is a trait object, into which nobody sees.
    pub object: bool,
    /// What to do if it is not a module.
    pub advice: &'static str,
    /// The arguments, elements and referents that are written inside it.
    pub inside: &'static [Fact],
}

/// Collects the facts about a type; with `deep` before them also what the auto traits do not see, which takes the
/// compiler longer.
#[doc(hidden)]
#[macro_export]
macro_rules! __nn_fact {
    (deep $name:literal, $object:literal, $type:ty, $inside:tt) => {
        $crate::module::probe::Fact {
            hides: <$crate::module::probe::Probe<$type>>::HIDES,
            hidden_free: <$crate::module::probe::Probe<$type>>::HIDDEN_FREE,
            hidden_holds: <$crate::module::probe::Probe<$type>>::HIDDEN_HOLDS,
            ..$crate::module::probe::fact!($name, $object, $type, $inside)
        }
    };
    ($name:literal, $object:literal, $type:ty, [$($inside:expr),*]) => {
        $crate::module::probe::Fact {
            name: $name,
            module: <$crate::module::probe::Probe<$type>>::MODULE,
            free: <$crate::module::probe::Probe<$type>>::FREE,
            holds: <$crate::module::probe::Probe<$type>>::HOLDS,
            hides: false,
            hidden_free: false,
            hidden_holds: true,
            shares: <$crate::module::probe::Probe<$type>>::SHARES,
            object: $object,
            advice: <$crate::module::probe::Probe<$type>>::ADVICE,
            inside: &[$($inside),*],
        }
    };
}
#[doc(hidden)]
pub use crate::__nn_fact as fact;

/// What a name means that may be a type or a constant: where an import as `Argument` brings no type, this one stays.
#[doc(hidden)]
pub mod constant {
    /// A constant holds no parameter.
    pub type Argument = ();
}

impl Fact {
    /// The type to blame if this one is not a module: itself, or the last of those inside that is none either.
    const fn unregistered(&self) -> &Fact {
        let mut i = self.inside.len();
        while self.advice.is_empty() && !self.object && i > 0 {
            i -= 1;
            if !self.inside[i].module {
                return self.inside[i].unregistered();
            }
        }
        self
    }

    /// The innermost type that certainly holds parameters.
    const fn holder(&self) -> Option<&Fact> {
        let mut i = 0;
        while !self.object && i < self.inside.len() {
            if let Some(holder) = self.inside[i].holder() {
                return Some(holder);
            }
            i += 1;
        }
        // A trait object is not `Unpin` for want of knowledge; if it is a module, then its parameters count.
        if !self.is_proved() && (self.module || self.shares || (self.holds() && !self.object)) {
            Some(self)
        } else {
            None
        }
    }

    /// Whether the type itself provably holds no parameter.
    const fn is_proved(&self) -> bool {
        self.free && (!self.hides || self.hidden_free)
    }

    const fn holds(&self) -> bool {
        self.holds || (self.hides && self.hidden_holds)
    }

    /// Whether the type and everything that is written inside it provably hold no parameter.
    const fn is_free(&self) -> bool {
        self.is_proved() && self.inside_is_free()
    }

    const fn inside_is_free(&self) -> bool {
        let mut i = 0;
        while i < self.inside.len() {
            if !self.inside[i].is_free() {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Whether a trait object is written in the type.
    const fn has_object(&self) -> bool {
        let mut i = 0;
        while i < self.inside.len() {
            if self.inside[i].has_object() {
                return true;
            }
            i += 1;
        }
        self.object
    }
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
    if !culprit.advice.is_empty() {
        text.and(&[culprit.advice]).panic();
    }
    if culprit.object {
        text.and(&[
            "\nnobody sees which parameters are behind an object, unless its trait asks for them:",
            "\nwrite `Module` among what the trait requires, as in `trait Layer: Module { .. }`",
        ])
        .panic();
    }
    if fact.is_free() {
        text.and(&[
            "\nit holds no parameter: write `#[derive(Module)]` on it,",
            "\nor `#[module(skip)]` on the field if the type is not yours",
        ])
        .panic();
    }
    text.and(&[
        ", so the parameters inside it would be lost\nwrite `#[derive(Module)]` on `",
        culprit.name,
        "`",
    ])
    .panic();
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
    if fact.has_object() || (!fact.inside.is_empty() && fact.inside_is_free()) {
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
        Text::of(&["field `", field, "`: skipping it would lose the parameters in `", holder.name, "`"])
            .and(&["\nremove the `skip`, so that the field is registered"])
            .and(&["\nto keep its parameters as they are, write `#[module(frozen)]`"])
            .panic();
    }
}

/// A message that is put together at compile time.
struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    const fn of(parts: &[&str]) -> Self {
        Text { bytes: [0; 1024], len: 0 }.and(parts)
    }

    const fn and(mut self, parts: &[&str]) -> Self {
        let mut i = 0;
        while i < parts.len() {
            let part = parts[i].as_bytes();
            let end = self.len + part.len();
            // A type so long that its message does not fit is cut off as a whole, which keeps the text valid.
            if end <= self.bytes.len() {
                self.bytes.split_at_mut(self.len).1.split_at_mut(part.len()).0.copy_from_slice(part);
                self.len = end;
            }
            i += 1;
        }
        self
    }

    #[track_caller]
    const fn panic(&self) -> ! {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("a field is not registered"),
        }
    }
}
