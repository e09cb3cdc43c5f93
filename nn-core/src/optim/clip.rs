//! Clipping of gradients.

use crate::autodiff::Gradients;
use crate::device::{self, Kernel};
use crate::kernels::clip;
use crate::kernels::unary::Unary;
use crate::storage::{AnyStorage, Float, SharedStorage, dispatch};

impl Gradients {
    /// Scales all parameters' gradients together so that their norm is at most `max_norm`, and gives the norm
    /// that they had: `g ← g · min(1, max_norm / (‖g‖₂ + 10⁻⁶))`, with the 2-norm over all elements of all
    /// gradients, as PyTorch's
    /// [`clip_grad_norm_`](https://docs.pytorch.org/docs/2.8/generated/torch.nn.utils.clip_grad_norm_.html).
    ///
    /// A norm that is not a number makes all gradients so, as there; look at the result to notice it.
    ///
    /// # Panics
    ///
    /// If `max_norm` is negative or not a number.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let w = Param::new(Tensor::from([1.0, 1.0]));
    /// let x = Tape::new(0).input([3.0, 4.0]);
    /// let mut gradients = (x * &w).sum().backward();
    /// assert_eq!(gradients.clip_grad_norm(1.0), 5.0);
    /// let clipped = gradients.get(&w).unwrap();
    /// for (g, want) in clipped.as_slice().iter().zip([0.6f32, 0.8]) {
    ///     assert!((g - want).abs() < 1e-6);
    /// }
    /// ```
    #[doc(alias = "clip_grad_norm_")]
    #[track_caller]
    pub fn clip_grad_norm(&mut self, max_norm: f64) -> f64 {
        assert!(max_norm >= 0.0, "clip_grad_norm: max_norm must be at least 0, got {max_norm}");
        let squares: f64 = self.params.iter().map(|g| squares(&g.value)).sum();
        let norm = squares.sqrt();
        let factor = max_norm / (norm + 1e-6);
        if factor < 1.0 || factor.is_nan() {
            self.params.iter_mut().for_each(|gradient| scale(&mut gradient.value, factor));
        }
        norm
    }

    /// Bounds every element of all parameters' gradients to `-clip_value ..= clip_value`, as PyTorch's
    /// [`clip_grad_value_`](https://docs.pytorch.org/docs/2.8/generated/torch.nn.utils.clip_grad_value_.html).
    ///
    /// # Panics
    ///
    /// If `clip_value` is negative or not a number.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let w = Param::new(Tensor::from([1.0, 1.0]));
    /// let x = Tape::new(0).input([3.0, -0.5]);
    /// let mut gradients = (x * &w).sum().backward();
    /// gradients.clip_grad_value(1.0);
    /// assert_eq!(gradients.get(&w).unwrap().as_slice(), [1.0, -0.5]);
    /// ```
    #[doc(alias = "clip_grad_value_")]
    #[track_caller]
    pub fn clip_grad_value(&mut self, clip_value: f64) {
        assert!(clip_value >= 0.0, "clip_grad_value: clip_value must be at least 0, got {clip_value}");
        self.params.iter_mut().for_each(|gradient| clamp(&mut gradient.value, clip_value));
    }
}

const FLOATS: &str = "gradients are floats";

/// Multiplies a gradient, where it is.
pub(super) fn scale(gradient: &mut AnyStorage, factor: f64) {
    let on_device = Unary::Scale { scale: factor };
    dispatch!(gradient,
        floats g => change(g, on_device, |g| clip::scale(g, factor)),
        others _ => unreachable!("{FLOATS}"))
}

fn clamp(gradient: &mut AnyStorage, bound: f64) {
    let on_device = Unary::Clamp { min: -bound, max: bound };
    dispatch!(gradient,
        floats g => change(g, on_device, |g| clip::clamp(g, bound)),
        others _ => unreachable!("{FLOATS}"))
}

/// Changes a gradient by a kernel of the device that it is on, or in place on the host.
fn change<A: Float>(gradient: &mut SharedStorage<A>, kernel: Unary, on_host: impl FnOnce(&mut [A])) {
    match device::run(&[&*gradient], || Some(Kernel::Unary(kernel))) {
        Some(mut changed) => *gradient = changed.next(),
        None => on_host(gradient.make_mut()),
    }
}

fn squares(gradient: &AnyStorage) -> f64 {
    dispatch!(gradient, floats g => clip::sum_of_squares(g.as_slice()), others _ => unreachable!("{FLOATS}"))
}
