//! A module that is not trained.

use std::ops::Deref;

use super::{AnyBuffer, AnyParam, Forward, Module, Path, Visit, VisitMut, VisitorMut};
use crate::tensor::{TapeView, Tensors};

/// A module that is part of a model but not trained: a pretrained body, or a network that only judges the output.
///
/// It is registered, saved and loaded under the same paths as without `Frozen`, and it stays frozen as long as it is in
/// here: `unfreeze`, on the model or on the field, passes it by. What is inside is a fixed function of its input:
/// - parameters get no gradient, so that nothing of them is clipped, stepped or counted as trainable, while gradients do
///   pass through to the input;
/// - batch norms use their running statistics, on a tape as well, and leave them as they are;
/// - dropout is the identity.
///
/// ```
/// use nn_core::prelude::*;
///
/// #[derive(Module, Forward)]
/// struct FineTuned {
///     body: Frozen<(Linear, BatchNorm1d)>,
///     head: Linear,
/// }
///
/// let mut rng = rng(0);
/// let body = Frozen::new((Linear::new(4, 8, &mut rng), BatchNorm1d::new(8)));
/// let model = FineTuned { body, head: Linear::new(8, 2, &mut rng) };
/// assert_eq!((model.num_parameters(), model.num_trainable_parameters()), (74, 18));
/// let gradients = model.forward(Tape::new(0).input(Tensor::<2>::zeros([3, 4]))).sum().backward();
/// assert_eq!(gradients.named(&model).len(), 2); // weight and bias of the head
/// ```
///
/// As a spec: [`frozen(Linear::spec(4, 8))`](crate::init::frozen). To train a part after some epochs, use
/// [`freeze`](Module::freeze) and [`unfreeze`](Module::unfreeze) on the plain module instead.
///
/// # Shared modules
///
/// A [`Shared`](super::Shared) module inside is frozen in this model alone: it can be trained by another one that holds
/// it. The forward of `Frozen` runs it without gradients for its parameters. Where one is called past that forward, as in
/// `model.body.read().forward(x)`, its parameters get gradients, and `step` says so. `step` also refuses a model that
/// holds one module in a `Frozen` and outside of one; its parameters do not count as trainable, in whichever order the
/// fields stand.
///
/// # What it takes and gives
///
/// The forward moves the tensors that it takes onto a frozen view of their tape, and those that it gives back: both are
/// [`Tensors`]. Other functions of the module than its forward are called by [`with`](Self::with). Called directly,
/// they find parameters and batch norms frozen all the same, but dropout drops.
#[doc(alias = "requires_grad_")]
#[derive(Clone, Debug)]
pub struct Frozen<M>(M);

impl<M: Module> Frozen<M> {
    /// Freezes all parameters and buffers that the module owns.
    pub fn new(mut module: M) -> Self {
        module.visit_mut(&Path::ROOT, &mut VisitMut::of_owned(&mut Own { frozen: true }));
        Frozen(module)
    }

    /// The module, with all parameters and buffers that it owns to be trained again, also those that were frozen
    /// one by one before.
    pub fn into_inner(self) -> M {
        let Frozen(mut module) = self;
        module.visit_mut(&Path::ROOT, &mut VisitMut::of_owned(&mut Own { frozen: false }));
        module
    }
}

impl<M> Frozen<M> {
    /// The module's forward, as [`Forward`] has it. It is here as well so that an input which cannot be moved is an error,
    /// where the compiler would go on to the forward of the module itself.
    #[track_caller]
    pub fn forward<X: Tensors>(&self, x: X) -> M::Output
    where
        M: Forward<X, Output: Tensors>,
    {
        // Without a closure, which would be the caller.
        let mut view = TapeView::default();
        self.0.forward(x.moved(&mut view)).moved(&mut view.back())
    }

    /// Calls `function` as the forward is called, with the tensors of `x` on the frozen view of their tape: for other
    /// functions of the module than its forward.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mut rng = rng(0);
    /// let judge = Frozen::new((Linear::new(3, 4, &mut rng), Linear::new(4, 1, &mut rng)));
    /// let x = Tape::new(0).input(Tensor::<2>::full([1, 3], 0.5)).requires_grad();
    /// let (hidden, verdict) = judge.with(x, |judge, x| {
    ///     let hidden = judge.0.forward(x).relu();
    ///     (hidden.clone(), judge.1.forward(hidden))
    /// });
    /// assert_eq!((hidden.shape(), verdict.shape()), ([1, 4], [1, 1]));
    /// ```
    pub fn with<X: Tensors, Y: Tensors>(&self, x: X, function: impl FnOnce(&M, X) -> Y) -> Y {
        let mut view = TapeView::default();
        function(&self.0, x.moved(&mut view)).moved(&mut view.back())
    }
}

/// What is inside can be read, but not changed: it stays frozen.
impl<M> Deref for Frozen<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

/// Adds no segment to the path.
#[diagnostic::do_not_recommend]
impl<M: Module> Module for Frozen<M> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.0.visit(&at.frozen(), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.visit_mut(&at.frozen(), visit);
    }
}

impl<X: Tensors, M: Forward<X, Output: Tensors>> Forward<X> for Frozen<M> {
    type Output = M::Output;

    #[track_caller]
    fn forward(&self, x: X) -> M::Output {
        self.forward(x)
    }
}

/// Freezes what a module owns, or sets it free.
struct Own {
    frozen: bool,
}

impl VisitorMut for Own {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        param.set_trainable(!self.frozen);
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        buffer.set_frozen(self.frozen);
    }
}
