//! A list of run-time length that runs in order: PyTorch's `nn.Sequential(*layers)`.

use super::{Forward, Module, Path, Visit, VisitMut};

/// Runs a list of modules one after another. Each gives back what it takes, since nobody knows at compile time
/// how many there are.
///
/// The list's paths are its indices: `Sequential` adds no segment of its own.
///
/// ```
/// use nn_core::prelude::*;
///
/// let mut rng = rng(0);
/// let blocks: Vec<_> = (0..3).map(|_| (Linear::new(8, 8, &mut rng), Relu)).collect();
/// let net = Sequential(blocks);
/// assert_eq!(net.forward(Tensor::<2>::zeros([1, 8])).shape(), [1, 8]);
/// assert_eq!(net.named_parameters()["1.0.weight"].shape(), [8, 8]);
/// ```
#[derive(Clone, Debug)]
pub struct Sequential<L>(pub L);

#[diagnostic::do_not_recommend]
impl<M: Module> Module for Sequential<Vec<M>> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.module(at, "Sequential", &"", |visit| {
            for (i, module) in self.0.iter().enumerate() {
                module.visit(&at.index(i), visit);
            }
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.visit_mut(at, visit);
    }
}

#[diagnostic::do_not_recommend]
impl<M: Module, const N: usize> Module for Sequential<[M; N]> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.module(at, "Sequential", &"", |visit| {
            for (i, module) in self.0.iter().enumerate() {
                module.visit(&at.index(i), visit);
            }
        });
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.visit_mut(at, visit);
    }
}

impl<X, M: Forward<X, Output = X>> Forward<X> for Sequential<Vec<M>> {
    type Output = X;

    #[track_caller]
    fn forward(&self, x: X) -> X {
        cascade(&self.0, x)
    }
}

impl<X, M: Forward<X, Output = X>, const N: usize> Forward<X> for Sequential<[M; N]> {
    type Output = X;

    #[track_caller]
    fn forward(&self, x: X) -> X {
        cascade(&self.0, x)
    }
}

#[track_caller]
fn cascade<X, M: Forward<X, Output = X>>(modules: &[M], mut x: X) -> X {
    for module in modules {
        x = module.forward(x);
    }
    x
}
