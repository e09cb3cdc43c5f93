//! Parameters: tensors that are trained.

use std::marker::PhantomData;
use std::panic::Location;

use super::guard::Marker;
use super::{Module, Parameter, Path, Visit, VisitMut};
use crate::autodiff::{Gradients, Origin, ParamId, Place};
use crate::device::Device;
use crate::storage::{Element, Float, FloatsMut};
use crate::tensor::{AnyTensor, Tensor};

/// A trainable tensor of rank `N`: what an optimizer changes and a checkpoint keeps.
///
/// A parameter has an identity: cloning one makes another parameter with the same values, so that a cloned
/// model is an independent model. It remembers the line of source that made it, which the error about a
/// parameter that no model registers names.
///
/// ```
/// use nn_core::prelude::*;
///
/// let scale = Param::new(Tensor::from([1.0, 2.0]));
/// let tape = Tape::new(0);
/// let x = tape.input(ndarray::array![[3.0, 4.0]]);
/// let loss = (x * &scale).sum();
/// let gradients = loss.backward();
/// assert_eq!(gradients.get(&scale).unwrap().as_slice(), [3.0, 4.0]);
/// ```
#[doc(alias = "Parameter")]
pub struct Param<const N: usize, A: Float = f32> {
    id: ParamId,
    value: Tensor<N, A>,
    trainable: bool,
    made_at: &'static Location<'static>,
    /// Makes every type around a parameter recognisable: see [`guard`](super::guard).
    marker: PhantomData<Marker>,
}

impl<const N: usize, A: Float> Param<N, A> {
    /// A trainable parameter with the given initial value.
    #[track_caller]
    pub fn new(value: impl Into<Tensor<N, A>>) -> Self {
        let made_at = Location::caller();
        let value = Param::place(value.into(), true, made_at);
        Param { id: ParamId::new(), value, trainable: true, made_at, marker: PhantomData }
    }

    /// The value, on no tape: what is computed from it does not train the parameter, and panics where it meets a tape
    /// unless it is [detached](Tensor::detach). For a forward, take [`on`](Self::on) or hand the parameter to an
    /// operation.
    pub fn value(&self) -> &Tensor<N, A> {
        &self.value
    }

    /// The value where it stands in the parameter: off the tape, and if it is trained, not without a word.
    fn place(value: Tensor<N, A>, trainable: bool, made_at: &'static Location<'static>) -> Tensor<N, A> {
        let value = Tensor::from_storage(value.shape(), value.into_storage());
        value.put_at(if trainable { Place::Untracked(Origin::Param(made_at)) } else { Place::Off })
    }

    fn hold(&mut self, value: Tensor<N, A>) {
        self.value = Param::place(value, self.trainable, self.made_at);
    }

    /// Gives the parameter another value, of any shape.
    #[doc(alias("zeros_", "constant_", "copy_"))]
    pub fn set_value(&mut self, value: impl Into<Tensor<N, A>>) {
        self.hold(value.into());
    }

    /// The size of each axis.
    pub fn shape(&self) -> [usize; N] {
        self.value.shape()
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The parameter's identity.
    pub fn id(&self) -> ParamId {
        self.id
    }

    /// Whether the parameter is trained.
    #[doc(alias = "requires_grad")]
    pub fn is_trainable(&self) -> bool {
        self.trainable
    }

    /// Sets whether the parameter is trained; a frozen one keeps its value in every step.
    #[doc(alias = "requires_grad_")]
    pub fn set_trainable(&mut self, trainable: bool) {
        self.trainable = trainable;
        self.hold(self.value.clone());
    }

    /// The parameter as a tensor beside `x`: if `x` is on a tape, so is the result, and gradients reach the
    /// parameter through it, unless it is frozen or inside a [`Frozen`](super::Frozen); else it is the
    /// [`value`](Self::value).
    ///
    /// # Panics
    ///
    /// If the two are on different devices: see [`Module::to`](super::Module::to).
    #[track_caller]
    pub fn on<const M: usize, B: Element>(&self, x: &Tensor<M, B>) -> Tensor<N, A> {
        if !(self.value.storage().is_here() && x.storage().is_here()) {
            self.check_device(x);
        }
        let place = match x.place() {
            Place::Off | Place::Untracked(_) => return self.value.clone(),
            Place::On(tape) | Place::Node(tape, _) if self.trainable && !tape.is_frozen() => {
                Place::Node(tape.clone(), tape.param_leaf(self.id, &self.shape(), self.made_at))
            }
            Place::On(tape) | Place::Node(tape, _) => Place::On(tape.clone()),
            Place::Traced(recorder, _) => {
                let constant = || self.value.as_constant(Some(self.id));
                Place::Traced(recorder.clone(), recorder.param(self.id, constant))
            }
        };
        self.value.clone().put_at(place)
    }
}

impl<const N: usize, A: Float> Param<N, A> {
    /// Refuses an input on another device; in a trace there are no values that could be on one.
    #[cold]
    #[track_caller]
    fn check_device<const M: usize, B: Element>(&self, x: &Tensor<M, B>) {
        assert!(
            matches!(x.place(), Place::Traced(..)) || self.value.storage().device() == x.storage().device(),
            "a parameter of shape {:?}, made at {}, is on {}, but the input of shape {:?} is on {}; move the model, \
             `model.to(&device)`, or the input, `x.to(&device)`",
            self.shape(),
            self.made_at,
            self.value.device().name(),
            x.shape(),
            x.device().name()
        );
    }
}

impl<const N: usize, A: Float> Clone for Param<N, A> {
    fn clone(&self) -> Self {
        Param { id: ParamId::new(), value: self.value.clone(), ..*self }
    }
}

impl<const N: usize, A: Float> std::fmt::Debug for Param<N, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let frozen = if self.trainable { "" } else { ", frozen" };
        write!(f, "Param({:?}{frozen})", self.shape())
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> Module for Param<N, A> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.param(at, self);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        visit.param(at, self);
    }
}

/// A parameter of any rank and element type, as visitors see it.
pub trait AnyParam: Send + Sync {
    /// The parameter's identity.
    fn id(&self) -> ParamId;
    /// The size of each axis.
    fn shape(&self) -> &[usize];
    /// The number of elements.
    fn num_elements(&self) -> usize;
    /// Whether the parameter is trained.
    fn is_trainable(&self) -> bool;
    /// Sets whether the parameter is trained; a frozen one keeps its value in every step.
    fn set_trainable(&mut self, trainable: bool);
    /// Where in the source the parameter was made.
    fn made_at(&self) -> &'static Location<'static>;
    /// The value; shares the parameter's memory until either is written.
    fn value(&self) -> AnyTensor;
    /// Appends all of the above, for a parameter inside a [`Frozen`](super::Frozen) or not.
    #[doc(hidden)]
    fn describe_into(&self, frozen: bool, list: &mut Vec<Parameter>) {
        // Makes the entry in its place, where `push` would make it on the stack and move it: a list of thousands of
        // parameters spends its time on that.
        list.resize_with(list.len() + 1, || Parameter::of(self, frozen));
    }
    /// Gives the parameter another value. `Err` gives back one of another shape or element type.
    fn set_value(&mut self, value: AnyTensor) -> Result<(), AnyTensor>;
    /// Moves the value to a device.
    #[doc(hidden)]
    fn move_to(&mut self, device: &Device);
    /// The elements, for changes that keep their number.
    #[doc(hidden)]
    fn floats_mut(&mut self) -> FloatsMut<'_>;
}

impl<const N: usize, A: Float> AnyParam for Param<N, A> {
    fn id(&self) -> ParamId {
        self.id
    }

    fn shape(&self) -> &[usize] {
        self.value.shape_ref()
    }

    fn num_elements(&self) -> usize {
        self.value.len()
    }

    fn is_trainable(&self) -> bool {
        self.trainable
    }

    fn set_trainable(&mut self, trainable: bool) {
        Param::set_trainable(self, trainable);
    }

    fn made_at(&self) -> &'static Location<'static> {
        self.made_at
    }

    #[inline]
    fn value(&self) -> AnyTensor {
        self.value.erased()
    }

    fn set_value(&mut self, value: AnyTensor) -> Result<(), AnyTensor> {
        self.value.assign(value)?;
        self.hold(self.value.clone());
        Ok(())
    }

    fn move_to(&mut self, device: &Device) {
        self.hold(self.value.clone().placed_on(device));
    }

    fn floats_mut(&mut self) -> FloatsMut<'_> {
        A::floats_mut(self.value.storage_mut())
    }
}

impl Gradients {
    /// The gradient of a parameter, if it took part in the loss: in the shape that the parameter had then. Like that
    /// of [an input](Self::wrt), it must be [detached](Tensor::detach) before it meets a tape.
    #[doc(alias = "grad")]
    pub fn get<const N: usize, A: Float>(&self, param: &Param<N, A>) -> Option<Tensor<N, A>> {
        let gradient = self.of(param.id())?;
        let shape = gradient.shape().try_into().ok()?;
        let gradient = Tensor::from_storage(shape, A::reveal(&gradient.value)?.clone());
        Some(gradient.put_at(Place::Untracked(Origin::Gradient)))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn a_gradient_has_the_shape_of_the_value_that_took_part() {
        let mut scale = Param::new(Tensor::from([1.0, 2.0]));
        let gradients = (Tape::new(0).input(Tensor::from([3.0, 4.0])) * &scale).sum().backward();
        scale.set_value(Tensor::from([1.0, 2.0, 3.0]));
        assert_eq!(gradients.get(&scale).unwrap().as_slice(), [3.0, 4.0]);
    }
}
