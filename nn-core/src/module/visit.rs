//! The walk over a model, and who goes along.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{AnyBuffer, AnyParam, Path};

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
#[doc(alias("modules", "named_modules", "children", "apply"))]
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

    /// A layer of the library, before it begins: its kind, and where it stands in memory.
    #[doc(hidden)]
    fn layer(&mut self, at: &Path<'_>, kind: &'static str, address: usize) {
        let _ = (at, kind, address);
    }

    /// A parameter, or `None` for a buffer, that would be trained here or at `of`, where its [`Shared`](super::Shared)
    /// module was visited before, and is [frozen](super::Frozen) at the other. Told once, and counted as frozen.
    #[doc(hidden)]
    fn contested(&mut self, at: &Path<'_>, of: &str, param: Option<&dyn AnyParam>) {
        let _ = (at, of, param);
    }

    /// The module that began last ends.
    fn leave(&mut self) {}

    /// Whether [`enter`](Visitor::enter) and [`leave`](Visitor::leave) do anything.
    fn wants_modules(&self) -> bool {
        false
    }
}

/// Like [`Visitor`], but may change what it sees.
#[doc(alias = "apply")]
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
    /// Shared modules that were visited.
    seen: BTreeMap<usize, Seen>,
    /// Shared modules that the walk is inside of.
    open: Vec<usize>,
    /// Set inside a shared module that was visited before.
    alias: Option<Alias>,
}

impl<'v> Visit<'v> {
    /// A walk for `visitor`.
    pub fn new(visitor: &'v mut dyn Visitor) -> Self {
        let wants_modules = visitor.wants_modules();
        Visit { visitor, wants_modules, seen: BTreeMap::new(), open: Vec::new(), alias: None }
    }

    /// Meets a parameter.
    #[inline]
    pub fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        match &self.alias {
            None => self.visitor.param(at, param),
            Some(alias) => {
                let of = alias.of(at);
                if alias.is_contested && param.is_trainable() {
                    self.visitor.contested(at, &of, Some(param));
                }
                self.visitor.alias(at, &of);
            }
        }
    }

    /// Meets a buffer.
    #[inline]
    pub fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        match &self.alias {
            None => self.visitor.buffer(at, buffer),
            Some(alias) => {
                let of = alias.of(at);
                if alias.is_contested && !buffer.is_frozen() {
                    self.visitor.contested(at, &of, None);
                }
                self.visitor.alias(at, &of);
            }
        }
    }

    /// Meets a layer of the library.
    #[inline]
    pub(crate) fn layer(&mut self, at: &Path<'_>, kind: &'static str, address: usize) {
        if self.wants_modules {
            self.visitor.layer(at, kind, address);
        }
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

    /// Meets a shared module, known by the address `id`: goes inside the first time as usual, and afterwards to
    /// name the aliases of its parameters and buffers. Where a module contains itself, the walk does not go round.
    pub(crate) fn shared(&mut self, at: &Path<'_>, id: usize, inside: impl FnOnce(&mut Self)) {
        if self.open.contains(&id) {
            return;
        }
        self.open.push(id);
        match self.seen.get_mut(&id) {
            None => {
                let seen = Seen { first: at.into(), is_frozen: at.is_frozen(), is_contested: false };
                self.seen.insert(id, seen);
                inside(self);
            }
            Some(seen) => {
                let is_contested = seen.is_frozen != at.is_frozen() && !seen.is_contested;
                seen.is_contested |= is_contested;
                let alias = Alias { here: at.into(), first: seen.first.clone(), is_contested };
                let outer = self.alias.replace(alias);
                inside(self);
                self.alias = outer;
            }
        }
        self.open.pop();
    }
}

/// A shared module that was visited.
struct Seen {
    /// The path of the first visit, and whether it is frozen there.
    first: String,
    is_frozen: bool,
    /// Whether the visitor knows that it is frozen in one place and not in another.
    is_contested: bool,
}

/// Where a shared module stands, and where it stood when it was first visited.
struct Alias {
    here: String,
    first: String,
    /// Whether it is frozen in one of the two places.
    is_contested: bool,
}

impl Alias {
    /// The first path of what is inside the module.
    fn of(&self, at: &Path<'_>) -> String {
        let at = String::from(at);
        let below = at.strip_prefix(&self.here).expect("a path inside a module begins with the module's");
        format!("{}.{}", self.first, below.trim_start_matches('.')).trim_matches('.').to_owned()
    }
}

/// Like [`Visit`], for a [`VisitorMut`].
pub struct VisitMut<'v> {
    visitor: &'v mut dyn VisitorMut,
    seen: BTreeSet<usize>,
    /// Whether shared modules are left out.
    owned_only: bool,
}

impl<'v> VisitMut<'v> {
    /// A walk for `visitor`.
    pub fn new(visitor: &'v mut dyn VisitorMut) -> Self {
        VisitMut { visitor, seen: BTreeSet::new(), owned_only: false }
    }

    /// A walk that leaves out [`Shared`](super::Shared) modules, which others hold as well.
    pub(super) fn of_owned(visitor: &'v mut dyn VisitorMut) -> Self {
        VisitMut { owned_only: true, ..VisitMut::new(visitor) }
    }

    /// Meets a parameter. Inside a [`Frozen`](super::Frozen), whether it is trainable stays as it is: what the model
    /// owns is not, and what it shares is up to others.
    #[inline]
    pub fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        let was_trainable = at.is_frozen().then(|| param.is_trainable());
        self.visitor.param(at, param);
        if let Some(trainable) = was_trainable {
            param.set_trainable(trainable);
        }
    }

    /// Meets a buffer. Inside a [`Frozen`](super::Frozen), whether it is frozen itself stays as it is.
    #[inline]
    pub fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        let was_frozen = at.is_frozen().then(|| buffer.is_frozen());
        self.visitor.buffer(at, buffer);
        if let Some(frozen) = was_frozen {
            buffer.set_frozen(frozen);
        }
    }

    /// Whether a shared module, known by the address `id`, is to be visited: it is met for the first time.
    pub(crate) fn first(&mut self, id: usize) -> bool {
        !self.owned_only && self.seen.insert(id)
    }
}
