//! A layer made from a closure.

use super::guard::ParameterFree;
use super::{Forward, Module, Path, Visit, VisitMut};

/// A layer without parameters, made from a closure or a function.
///
/// ```
/// use nn_core::prelude::*;
///
/// let square = Lambda::new(|x: Tensor<2>| &x * &x);
/// assert_eq!(square.forward(Tensor::full([1, 2], 3.0)).as_slice(), [9.0, 9.0]);
/// ```
#[derive(Clone)]
pub struct Lambda<F> {
    function: F,
}

impl<F: ParameterFree> Lambda<F> {
    /// A layer that calls `function`. A closure that captured a layer is refused: its parameters would be lost.
    pub fn new(function: F) -> Self {
        Lambda { function }
    }
}

impl<F> std::fmt::Debug for Lambda<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lambda")
    }
}

#[diagnostic::do_not_recommend]
impl<F> Module for Lambda<F> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.module(at, "Lambda", &"", |_| {});
    }

    fn visit_mut(&mut self, _: &Path<'_>, _: &mut VisitMut<'_>) {}
}

impl<X, Y, F: Fn(X) -> Y> Forward<X> for Lambda<F> {
    type Output = Y;

    #[track_caller]
    fn forward(&self, x: X) -> Y {
        (self.function)(x)
    }
}
