//! Where a tensor stands: how it gets onto a tape and off it, and back from a loss.

use super::Tensor;
use crate::autodiff::{Gradients, NodeId, Origin, ParamGradient, Place, Tape};
use crate::storage::{AnyStorage, Element, Float};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same values as a constant: no gradient goes back from here, as in
    /// [`torch.Tensor.detach`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.detach.html). A tensor that is
    /// on a tape stays on it, so that layers behind it are in training and learn; to leave the tape, take
    /// [`off_tape`](Self::off_tape).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (encoder, probe) = (Linear::new(3, 4, &mut rng(0)), Linear::new(4, 2, &mut rng(1)));
    /// let h = encoder.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0]]));
    /// let gradients = probe.forward(h.detach()).sum().backward();
    /// assert!(gradients.get(&probe.weight).is_some() && gradients.get(&encoder.weight).is_none());
    /// ```
    pub fn detach(&self) -> Self {
        let place = match &self.place {
            Place::Node(tape, _) => Place::On(tape.clone()),
            Place::Untracked(_) => Place::Off,
            place => place.clone(),
        };
        Tensor { shape: self.shape, storage: self.storage.clone(), place }
    }

    /// The same values as plain data on no tape: for what is kept, printed, or goes onto another tape.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (first, second) = (Tape::new(0), Tape::new(1));
    /// let fake = first.input(Tensor::<1>::from([1.0, 2.0])) * 2.0;
    /// assert!(second.input(fake.off_tape()).tape().is_some());
    /// ```
    pub fn off_tape(&self) -> Self {
        let place = match &self.place {
            traced @ Place::Traced(..) => traced.clone(),
            _ => Place::Off,
        };
        Tensor { shape: self.shape, storage: self.storage.clone(), place }
    }

    /// The tape that the tensor is on, if any: with one that is not [frozen](Tape::is_frozen), layers are in training.
    pub fn tape(&self) -> Option<&Tape> {
        self.place.tape()
    }

    /// The same values beside another tensor: on its tape (without a gradient of their own) if it is on one. For what a
    /// forward makes itself (the first state of a recurrent layer, positions, noise), and for what was
    /// [detached](Self::detach) in an earlier step. A result on a tape stays where it is. What is on the host goes to the
    /// device of the other, if it is on one.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tape::new(0).input(ndarray::array![[1.0, 2.0]]);
    /// let state = Tensor::<2>::zeros([1, 4]).beside(&x);
    /// assert!(state.tape().is_some());
    /// ```
    ///
    /// # Panics
    ///
    /// If the other is on a tape, and this was computed on none from a trainable parameter, which would get no gradient.
    #[track_caller]
    pub fn beside<const M: usize, B: Element>(mut self, other: &Tensor<M, B>) -> Self {
        match (&self.place, other.place()) {
            (Place::Untracked(origin), Place::On(_) | Place::Node(..)) => origin.refuse("beside"),
            // What has no gradient may go from tape to tape, as a state that is kept from one step to the next.
            (Place::Off | Place::On(_), Place::On(tape) | Place::Node(tape, _)) => {
                self.place = Place::On(tape.clone())
            }
            (Place::Off | Place::Untracked(_), Place::Traced(recorder, _)) => {
                self.place = Place::Traced(recorder.clone(), recorder.constant(|| self.as_constant(None)));
            }
            _ => {}
        }
        match other.storage().device() {
            Some(device) if self.storage.device().is_none() => self.placed_on(device),
            _ => self,
        }
    }

    /// The values of a setting called `name`, which gets no gradient: one that would be lost is refused.
    #[track_caller]
    pub(crate) fn constant(self, name: &str) -> Self {
        match self.place() {
            Place::Untracked(origin) => origin.refuse(name),
            Place::Node(..) => panic!(
                "{name}: this is a constant, which gets no gradient, but the tensor is a result on a tape; say that it is \
                 meant as data: `x.off_tape()`"
            ),
            _ => self.off_tape(),
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn put_at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}

impl<A: Float> Tensor<0, A> {
    /// The gradients of this loss. The record of the tape is consumed.
    ///
    /// # Panics
    ///
    /// If the loss is not on a tape, or belongs to a record that an earlier call has consumed.
    #[track_caller]
    pub fn backward(&self) -> Gradients {
        let (tape, node, seed) = self.recorded();
        tape.backward(node, seed)
    }

    /// Like [`backward`](Tensor::backward), but hands over the gradient of each parameter as soon as nothing more is added to
    /// it, and gives the rest.
    #[track_caller]
    pub(crate) fn backward_each(&self, finished: &mut dyn FnMut(ParamGradient)) -> Gradients {
        let (tape, node, seed) = self.recorded();
        tape.backward_each(node, seed, finished)
    }

    /// Where a backward pass begins, and with which gradient.
    #[track_caller]
    fn recorded(&self) -> (&Tape, NodeId, AnyStorage) {
        match self.place() {
            Place::Off | Place::Untracked(_) | Place::Traced(..) => panic!(
                "backward: the loss is on no tape, so nothing was recorded; put the input on one: \
                 `let tape = Tape::new(seed); model.forward(tape.input(x))`"
            ),
            Place::On(_) => panic!(
                "backward: the loss depends on no trainable parameter and on no input that `requires_grad`, so there \
                 is nothing to go back to; if the model is frozen, call `model.unfreeze()`, or take what is to learn out of its `Frozen`; in a forward, use \
                 `param.on(&x)` instead of `param.value()`"
            ),
            Place::Node(tape, id) => (tape, *id, A::erase(self.device().full(1, A::one()))),
        }
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Asks for the gradient of this input, to be read by [`Gradients::wrt`].
    ///
    /// # Panics
    ///
    /// If the tensor is on no tape: write `tape.input(x).requires_grad()`.
    #[doc(alias = "requires_grad_")]
    #[track_caller]
    pub fn requires_grad(self) -> Self {
        let tape = match self.place() {
            Place::Off | Place::Untracked(_) | Place::Traced(..) => panic!(
                "requires_grad: the tensor is on no tape; put it on one first: `tape.input(x).requires_grad()`"
            ),
            Place::Node(..) => return self,
            Place::On(tape) => tape.clone(),
        };
        let id = tape.input_leaf();
        self.put_at(Place::Node(tape, id))
    }
}

impl Tape {
    /// Puts data on the tape: what is computed from it is recorded, and layers are in training.
    ///
    /// Takes tensors, ndarray's arrays and everything else that converts into a tensor. No gradient of the
    /// data itself is computed unless it [`requires_grad`](Tensor::requires_grad).
    ///
    /// # Panics
    ///
    /// If the data is a result on a tape, or was computed on no tape from a trainable parameter: either would be cut off
    /// from what it was computed from. Where that is meant, say so: [`off_tape`](Tensor::off_tape).
    #[track_caller]
    pub fn input<const N: usize, A: Element>(&self, data: impl Into<Tensor<N, A>>) -> Tensor<N, A> {
        let data = data.into();
        match data.place() {
            Place::Untracked(origin @ Origin::Param(_)) => origin.refuse("input"),
            Place::Node(..) => panic!(
                "input: the tensor is a result on a tape, and what it was computed from would get no gradient through \
                 it; use it as it is or, if it is meant to be data, take it off the tape first: `x.off_tape()`"
            ),
            _ => data.put_at(Place::On(self.clone())),
        }
    }
}

impl Gradients {
    /// The gradient of an input that [`requires_grad`](Tensor::requires_grad), if it took part in the loss.
    ///
    /// There is no second derivative, so an operation that brings the gradient together with a tape panics: what it
    /// depends on would be taken for a constant without a word. [`detach`](Tensor::detach) it where that is meant.
    #[doc(alias = "grad")]
    pub fn wrt<const N: usize, A: Float>(&self, input: &Tensor<N, A>) -> Option<Tensor<N, A>> {
        let Place::Node(tape, id) = input.place() else { return None };
        let (_, _, value) = self.inputs.iter().find(|(t, i, _)| i == id && t.is(tape))?;
        let gradient = Tensor::from_storage(input.shape(), A::reveal(value)?.clone());
        Some(gradient.put_at(Place::Untracked(Origin::Gradient)))
    }
}
