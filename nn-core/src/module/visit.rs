//! The walk over a model, and who goes along.

use std::fmt;

use super::{AnyBuffer, AnyParam, Module, Path};

/// Looks at everything that a model registers, in the order of declaration. Implement what you need.
///
/// ```
/// use nn_core::prelude::*;
///
/// struct Largest(usize);
///
/// impl Visitor for Largest {
///     fn param(&mut self, _at: &Path<'_>, param: &dyn AnyParam) {
///         self.0 = self.0.max(param.num_elements());
///     }
/// }
///
/// let mut largest = Largest(0);
/// let model = (Linear::new(4, 3, &mut rng(0)), Relu, Linear::new(3, 2, &mut rng(0)));
/// model.visit(&Path::ROOT, &mut Visit::new(&mut largest));
/// assert_eq!(largest.0, 12);
/// ```
pub trait Visitor {
    /// A parameter. It is not trained if the path [is frozen](Path::is_frozen), whatever it says itself.
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let _ = (at, param);
    }

    /// A buffer.
    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        let _ = (at, buffer);
    }

    /// A parameter of a module that is [`Shared`](super::Shared) and was visited before, under another path.
    fn alias(&mut self, at: &Path<'_>, of: &str) {
        let _ = (at, of);
    }

    /// A module begins: its kind, such as `Linear`, and its settings, such as `64, 10`.
    fn enter(&mut self, at: &Path<'_>, kind: &str, settings: &dyn fmt::Display) {
        let _ = (at, kind, settings);
    }

    /// The module that began last ends.
    fn leave(&mut self) {}

    /// Whether [`enter`](Visitor::enter) and [`leave`](Visitor::leave) do anything.
    fn wants_modules(&self) -> bool {
        false
    }
}

/// Like [`Visitor`], but may change what it sees.
pub trait VisitorMut {
    /// A parameter.
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        let _ = (at, param);
    }

    /// A buffer.
    fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        let _ = (at, buffer);
    }
}

/// A walk under way: hands what it meets to a [`Visitor`], shared modules once.
pub struct Visit<'v> {
    visitor: &'v mut dyn Visitor,
    wants_modules: bool,
    /// Shared modules that were visited, with the path of the first visit.
    seen: Vec<(usize, String)>,
}

impl<'v> Visit<'v> {
    /// A walk for `visitor`.
    pub fn new(visitor: &'v mut dyn Visitor) -> Self {
        let wants_modules = visitor.wants_modules();
        Visit { visitor, wants_modules, seen: Vec::new() }
    }

    /// Meets a parameter.
    #[inline]
    pub fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.visitor.param(at, param);
    }

    /// Meets a buffer.
    #[inline]
    pub fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.visitor.buffer(at, buffer);
    }

    /// Meets a module: its kind and settings, and what is inside.
    #[inline]
    pub fn module(
        &mut self,
        at: &Path<'_>,
        kind: &str,
        settings: &dyn fmt::Display,
        inside: impl FnOnce(&mut Self),
    ) {
        if self.wants_modules {
            self.visitor.enter(at, kind, settings);
            inside(self);
            self.visitor.leave();
        } else {
            inside(self);
        }
    }

    /// Meets a shared module, known by the address `id`: goes inside the first time, and names the aliases of
    /// its parameters and buffers afterwards.
    pub(crate) fn shared(&mut self, at: &Path<'_>, id: usize, module: &dyn Module) {
        match self.seen.iter().find(|(seen, _)| *seen == id) {
            None => {
                self.seen.push((id, String::from(at)));
                module.visit(at, self);
            }
            Some((_, first)) => {
                let mut aliases = Aliases { here: String::from(at), first: first.clone(), found: Vec::new() };
                module.visit(at, &mut Visit::new(&mut aliases));
                for (alias, of) in &aliases.found {
                    self.visitor.alias(&Path::ROOT.field(alias), of);
                }
            }
        }
    }
}

/// The second and further names of what is inside a shared module.
struct Aliases {
    here: String,
    first: String,
    found: Vec<(String, String)>,
}

impl Aliases {
    fn add(&mut self, at: &Path<'_>) {
        let alias = String::from(at);
        let below = alias.strip_prefix(&self.here).expect("a path inside a module begins with the module's");
        let of = format!("{}{below}", self.first);
        let of = of.strip_prefix('.').map(str::to_owned).unwrap_or(of);
        self.found.push((alias, of));
    }
}

impl Visitor for Aliases {
    fn param(&mut self, at: &Path<'_>, _: &dyn AnyParam) {
        self.add(at);
    }

    fn buffer(&mut self, at: &Path<'_>, _: &dyn AnyBuffer) {
        self.add(at);
    }

    /// A shared module twice inside a shared module.
    fn alias(&mut self, at: &Path<'_>, _: &str) {
        self.add(at);
    }
}

/// Like [`Visit`], for a [`VisitorMut`].
pub struct VisitMut<'v> {
    visitor: &'v mut dyn VisitorMut,
    seen: Vec<usize>,
}

impl<'v> VisitMut<'v> {
    /// A walk for `visitor`.
    pub fn new(visitor: &'v mut dyn VisitorMut) -> Self {
        VisitMut { visitor, seen: Vec::new() }
    }

    /// Meets a parameter. Inside a field that is declared frozen it is made so, whoever it was before.
    #[inline]
    pub fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        if at.is_frozen() {
            param.set_trainable(false);
        }
        self.visitor.param(at, param);
        if at.is_frozen() {
            param.set_trainable(false);
        }
    }

    /// Meets a buffer. Inside a field that is declared frozen it is made so.
    #[inline]
    pub fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        if at.is_frozen() {
            buffer.set_frozen(true);
        }
        self.visitor.buffer(at, buffer);
        if at.is_frozen() {
            buffer.set_frozen(true);
        }
    }

    /// Whether a shared module, known by the address `id`, is met for the first time.
    pub(crate) fn first(&mut self, id: usize) -> bool {
        let first = !self.seen.contains(&id);
        if first {
            self.seen.push(id);
        }
        first
    }
}
