//! Tuples: PyTorch's `Sequential(a, b, c)`, with the types of what passes between the layers checked.

use super::names::{Name, Names};
use super::{Forward, Module, Path, Visit, VisitMut};

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

tuple!(A 0; A);
tuple!(A 0, B 1 A; B);
tuple!(A 0, B 1 A, C 2 B; C);
tuple!(A 0, B 1 A, C 2 B, D 3 C; D);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D; E);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E; F);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F; G);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G; H);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H; I);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I; J);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J; K);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K; L);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K, M 12 L; M);
tuple!(A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K, M 12 L, N 13 M; N);
tuple!(
    A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K, M 12 L, N 13 M, O 14 N; O
);
tuple!(
    A 0, B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K, M 12 L, N 13 M, O 14 N,
    P 15 O; P
);
