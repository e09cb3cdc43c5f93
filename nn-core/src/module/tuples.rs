//! Tuples: PyTorch's `Sequential(a, b, c)`, with the types of what passes between the layers checked.

use super::names::{Name, Names};
use super::{Forward, Module, Path, Visit, VisitMut};
use crate::tuples::for_each_tuple;

macro_rules! tuple {
    ($first:ident 0 $(, $name:ident $index:tt $before:ident)*; $last:ident) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Module $(, $name: Module)*> Module for ($first, $($name,)*) {
            fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
                visit.module(at, "Sequential", &"", |visit| {
                    self.0.visit(&at.index(0), visit);
                    $(self.$index.visit(&at.index($index), visit);)*
                });
            }

            fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
                self.0.visit_mut(&at.index(0), visit);
                $(self.$index.visit_mut(&at.index($index), visit);)*
            }
        }

        impl<$first $(, $name)*> Names for ($first, $($name,)*) {
            const NAMES: &'static [Name] = &[Name::Indices([0 $(, $index)*].len())];
        }

        // Without `do_not_recommend`, so that an error is about the layer that does not fit.
        impl<X, $first: Forward<X> $(, $name: Forward<$before::Output>)*> Forward<X> for ($first, $($name,)*) {
            type Output = $last::Output;

            #[track_caller]
            fn forward(&self, x: X) -> Self::Output {
                let x = self.0.forward(x);
                $(let x = self.$index.forward(x);)*
                x
            }
        }
    };
}

for_each_tuple!(tuple);
