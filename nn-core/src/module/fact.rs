//! What is known about the type of a field, and which type an error about it names.

/// What is known about a type as it is written in a field, and about the types that are written inside it.
#[doc(hidden)]
pub struct Fact {
    /// The type as it is written.
    pub name: &'static str,
    /// What kind of type it is.
    pub kind: Kind,
    /// Whether it is a module.
    pub module: bool,
    /// Whether the auto traits see no parameter in it.
    pub free: bool,
    /// Whether the auto traits see all that is in it: a lock hides it from them.
    pub open: bool,
    /// Whether what is locked provably holds no parameter.
    pub unlocked: bool,
    /// Whether what is locked is a module.
    pub locked: bool,
    /// Whether it holds a parameter by value.
    pub holds: bool,
    /// Whether it is a pointer or a reference to a module.
    pub shares: bool,
    /// Whether it only names a type and holds nothing.
    pub phantom: bool,
    /// What would be lost: `the parameters in`, or `the value of` a buffer.
    pub loss: &'static str,
    /// What to do if it is not a module.
    pub advice: Advice,
    /// The arguments, elements and referents that are written inside it.
    pub inside: &'static [Fact],
}

/// What to write instead of a type.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Advice {
    /// The lines of the message; empty if there is nothing special about the type.
    pub text: &'static str,
    /// Whether the type is data or a function, which an error names rather than what is around it.
    pub data: bool,
    /// Whether the type hides from the auto traits what is in it, as a lock does.
    pub hides: bool,
}

impl Advice {
    /// Of types that nothing is known about.
    pub const NONE: Advice = Advice { text: "", data: false, hides: false };
}

/// The kinds of types that are written without a name, and all others.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Kind {
    /// A trait object, into which nobody sees.
    Object,
    /// A trait object that is called, as `dyn Fn(X) -> Y`.
    Closure,
    /// A pointer to a function, which holds nothing.
    Function,
    /// A tuple.
    Tuple,
    /// A slice, which a field cannot hold by itself.
    Slice,
    /// All others.
    Named,
}

impl Fact {
    /// Answers to questions that are not asked about a field.
    pub const NOT_ASKED: Fact = Fact {
        name: "",
        kind: Kind::Named,
        module: false,
        free: false,
        open: true,
        unlocked: false,
        locked: false,
        holds: true,
        shares: false,
        phantom: false,
        loss: "",
        advice: Advice::NONE,
        inside: &[],
    };

    /// What [`registered`](super::probe::registered) asks about a type.
    pub const fn registered(
        name: &'static str,
        kind: Kind,
        module: bool,
        free: bool,
        advice: Advice,
        inside: &'static [Fact],
    ) -> Fact {
        Fact { name, kind, module, free, advice, inside, ..Fact::NOT_ASKED }
    }

    pub(super) const fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object | Kind::Closure)
    }

    /// The type that an error names if this one is not a module: data or an object that stands somewhere in it, or else the
    /// innermost type that is none.
    pub(super) const fn unregistered(&self) -> &Fact {
        match self.misplaced() {
            Some(fact) => fact,
            None => self.unknown(),
        }
    }

    const fn misplaced(&self) -> Option<&Fact> {
        if self.advice.data || (self.is_object() && !self.module) {
            return Some(self);
        }
        let mut i = 0;
        while i < self.inside.len() {
            if let Some(fact) = self.inside[i].misplaced() {
                return Some(fact);
            }
            i += 1;
        }
        None
    }

    /// The type itself, or the last of those inside that is no module either.
    const fn unknown(&self) -> &Fact {
        let mut i = self.inside.len();
        while self.advice.text.is_empty() && i > 0 {
            i -= 1;
            if !self.inside[i].module {
                return self.inside[i].unknown();
            }
        }
        self
    }

    /// The type itself if it is a module, or the module that it hides.
    pub(super) const fn module_within(&self) -> &Fact {
        match self.inside {
            [first, ..] if !self.module => first.module_within(),
            _ => self,
        }
    }

    /// The innermost type that certainly holds parameters.
    pub(super) const fn holder(&self) -> Option<&Fact> {
        let mut i = 0;
        while !self.is_object() && !self.phantom && i < self.inside.len() {
            if let Some(holder) = self.inside[i].holder() {
                return Some(holder);
            }
            i += 1;
        }
        // A trait object is not `Unpin` for want of knowledge; if it is a module, then its parameters count.
        let holds = self.module || self.shares || self.locked || (self.holds && !self.is_object());
        if holds && !self.unlocked && !self.outside_is_free() && !self.phantom { Some(self) } else { None }
    }

    /// Whether the type and everything that is written inside it provably hold no parameter.
    pub(super) const fn is_free(&self) -> bool {
        self.phantom || (self.outside_is_free() && self.inside_is_free())
    }

    const fn outside_is_free(&self) -> bool {
        // What is written inside a type that hides it is asked itself; behind an alias nothing is written.
        let hidden = self.advice.hides && self.inside.is_empty();
        self.free && (self.open || self.unlocked) && !hidden
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
    pub(super) const fn has_object(&self) -> bool {
        let mut i = 0;
        while i < self.inside.len() {
            if self.inside[i].has_object() {
                return true;
            }
            i += 1;
        }
        self.is_object()
    }
}
