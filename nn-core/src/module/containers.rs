//! Lists, options, boxes and maps of modules: PyTorch's `ModuleList` and `ModuleDict`.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Display;

use super::{Module, Path, Visit, VisitMut};

macro_rules! list {
    ($([$($generics:tt)*] $list:ty),* $(,)?) => {$(
        /// A list registers its elements under their indices; it has no `forward`. `vec![layer; 3]` clones the layer:
        /// that makes three, with parameters of their own, which begin equal.
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Module for $list {
            fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
                visit.module(at, "ModuleList", &"", |visit| {
                    for (i, module) in self.iter().enumerate() {
                        module.visit(&at.index(i), visit);
                    }
                });
            }

            fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
                for (i, module) in self.iter_mut().enumerate() {
                    module.visit_mut(&at.index(i), visit);
                }
            }
        }
    )*};
}

list!([M: Module] Vec<M>, [M: Module] [M], [M: Module] VecDeque<M>, [M: Module, const N: usize] [M; N]);

/// A box adds no segment to the path.
#[diagnostic::do_not_recommend]
impl<M: Module + ?Sized> Module for Box<M> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        (**self).visit(at, visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        (**self).visit_mut(at, visit);
    }
}

/// An option adds no segment to the path; `None` registers nothing.
#[diagnostic::do_not_recommend]
impl<M: Module> Module for Option<M> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        if let Some(module) = self {
            module.visit(at, visit);
        }
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        if let Some(module) = self {
            module.visit_mut(at, visit);
        }
    }
}

/// A map registers its values under their keys, in the order of the keys; it has no `forward`.
#[diagnostic::do_not_recommend]
impl<K: Display, M: Module> Module for BTreeMap<K, M> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.module(at, "ModuleDict", &"", |visit| {
            for (key, module) in self {
                module.visit(&at.field(&key.to_string()), visit);
            }
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        for (key, module) in self {
            module.visit_mut(&at.field(&key.to_string()), visit);
        }
    }
}
