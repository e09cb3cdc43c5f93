//! `RnnCell`, `LstmCell` and `GruCell`: one step.

use rand::Rng;

use super::network::step;
use super::settings::{RnnNonlinearity, Settings};
use super::state::{Pair, State};
use super::weights::RecurrentWeights;
use crate::init::Init;
use crate::kernels::recurrent::{Cell, Recurrence};
use crate::nn::forward::forward;
use crate::nn::layer::layer_by;
use crate::nn::spec::setters;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Path, Tensor, Visit, VisitMut};

/// One step of a recurrent layer, from a state or from zeros.
#[track_caller]
fn one_step(
    settings: &Settings,
    weights: &RecurrentWeights,
    x: Tensor<2>,
    states: Option<(Tensor<2>, Option<Tensor<2>>)>,
    describe: impl Fn() -> String,
) -> [Tensor<2>; 2] {
    let ([batch, features], expected, hidden) = (x.shape(), settings.input_size, settings.hidden_size);
    fits!(
        x.place(),
        features == expected,
        "{}: expected an input of shape [batch, {expected}], got {:?}",
        describe(),
        x.shape()
    );
    let memory = if settings.cell.has_memory() { hidden } else { 0 };
    let sizes = [[batch, hidden], [batch, memory]];
    let states = states.map(|(h, c)| [h, c.unwrap_or_else(|| Tensor::zeros(sizes[1]))]);
    for (state, expected) in states.iter().flatten().zip(sizes) {
        let got = state.shape();
        fits!(
            x.place(),
            got == expected,
            "{}: expected a state of shape {expected:?}, got {got:?}",
            describe()
        );
    }
    let x = match &states {
        Some([hidden, cell]) => x.beside(hidden).beside(cell).insert_axis(0),
        None => x.insert_axis(0),
    };
    weights.check(&x, settings, expected, &describe);
    let recurrence = Recurrence {
        cell: settings.cell,
        steps: 1,
        batch,
        hidden,
        output: hidden,
        batch_first: false,
        reverse: false,
        lengths: None,
    };
    step(recurrence, x, weights, states).1
}

/// The cell `$cell` with the states `$states` of a batch and `$state` alone.
macro_rules! cell {
    ($(#[$doc:meta])* $cell:ident, $spec:ident, $kind:expr, $states:ty, $state:ty, { $($setters:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $cell {
            /// The weights, which a state dict has without the name of this field.
            pub weights: RecurrentWeights,
            settings: Settings,
        }

        layer_by!($cell, visit_weights, visit_weights_mut |layer| "{}", layer.settings.describe());

        impl $cell {
            /// A cell with bias.
            #[track_caller]
            pub fn new(input_size: usize, hidden_size: usize, rng: &mut impl Rng) -> Self {
                Self::spec(input_size, hidden_size).init(rng)
            }

            /// The settings of a cell, from which [`init`](Init::init) makes one.
            pub const fn spec(input_size: usize, hidden_size: usize) -> $spec {
                $spec { settings: Settings::new($kind, input_size, hidden_size) }
            }

            fn visit_weights(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
                self.weights.visit(at, "", visit);
            }

            fn visit_weights_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
                self.weights.visit_mut(at, "", visit);
            }

            #[track_caller]
            fn step(&self, x: Tensor<2>) -> $states {
                self.run(x, None)
            }

            #[track_caller]
            fn step_from<S: Into<Option<$states>>>(&self, (x, states): (Tensor<2>, S)) -> $states {
                self.run(x, states.into())
            }

            #[track_caller]
            fn single(&self, x: Tensor<1>) -> $state {
                self.run(x.insert_axis(0), None).remove_batch(0)
            }

            #[track_caller]
            fn single_from<S: Into<Option<$state>>>(&self, (x, state): (Tensor<1>, S)) -> $state {
                let states = state.into().map(|state| state.insert_batch(0));
                self.run(x.insert_axis(0), states).remove_batch(0)
            }

            #[track_caller]
            fn run(&self, x: Tensor<2>, states: Option<$states>) -> $states {
                let states = states.map(State::split);
                let [hidden, cell] = one_step(&self.settings, &self.weights, x, states, || self.describe());
                State::join(hidden, cell)
            }
        }

        #[doc = concat!("The settings of a [`", stringify!($cell), "`], from which [`init`](Init::init) makes one.")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec {
            settings: Settings,
        }

        setters!($spec {
            /// Sets whether there are biases; by default there are.
            bias: bool => settings.bias,
            $($setters)*
        });

        impl $spec {
            /// The states behind a step, for `#[shapes]`.
            #[doc(hidden)]
            pub const fn __of_several(
                &self,
                x: Shape,
                hidden: Option<Shape>,
                cell: Option<Shape>,
            ) -> Result<(Shape, Shape), Message> {
                self.settings.step(stringify!($cell), x, [hidden, cell])
            }
        }

        #[diagnostic::do_not_recommend]
        impl Init for $spec {
            type Module = $cell;

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> $cell {
                let inputs = self.settings.input_size;
                let weights = RecurrentWeights::new(stringify!($cell), &self.settings, inputs, rng);
                $cell { weights, settings: self.settings }
            }
        }

        impl Forward<Tensor<2>> for $cell {
            forward!(step(Tensor<2>) -> $states);
        }

        #[diagnostic::do_not_recommend]
        impl<S: Into<Option<$states>>> Forward<(Tensor<2>, S)> for $cell {
            forward!(step_from((Tensor<2>, S)) -> $states);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<1>> for $cell {
            forward!(single(Tensor<1>) -> $state);
        }

        #[diagnostic::do_not_recommend]
        impl<S: Into<Option<$state>>> Forward<(Tensor<1>, S)> for $cell {
            forward!(single_from((Tensor<1>, S)) -> $state);
        }
    };
}

cell! {
    /// One step of an [`Rnn`](super::Rnn):
    /// [`torch.nn.RNNCell`](https://pytorch.org/docs/stable/generated/torch.nn.RNNCell.html).
    ///
    /// # Shapes
    ///
    /// `[batch, input_size]` gives the hidden state `[batch, hidden_size]`; a pair with the state before begins there
    /// instead of at zeros. The batch may be left out.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the state have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let cell = RnnCell::new(8, 16, &mut rng(0));
    /// let h = cell.forward(Tensor::<2>::zeros([3, 8]));
    /// let h = cell.forward((Tensor::<2>::zeros([3, 8]), h));
    /// assert_eq!(h.shape(), [3, 16]);
    /// ```
    #[doc(alias = "RNNCell")]
    RnnCell, RnnCellSpec, Cell::Tanh, Tensor<2>, Tensor<1>, {
        /// Sets what is made of the sum of both parts; by default its tanh.
        nonlinearity: RnnNonlinearity => settings.cell = nonlinearity.cell(),
    }
}

cell! {
    /// One step of an [`Lstm`](super::Lstm):
    /// [`torch.nn.LSTMCell`](https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html).
    ///
    /// # Shapes
    ///
    /// `[batch, input_size]` gives the states `(h, c)` of shape `[batch, hidden_size]`; a pair with the states before begins
    /// there instead of at zeros. The batch may be left out.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the states have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let cell = LstmCell::new(8, 16, &mut rng(0));
    /// let states = cell.forward(Tensor::<2>::zeros([3, 8]));
    /// let (h, c) = cell.forward((Tensor::<2>::zeros([3, 8]), states));
    /// assert_eq!((h.shape(), c.shape()), ([3, 16], [3, 16]));
    /// ```
    #[doc(alias = "LSTMCell")]
    LstmCell, LstmCellSpec, Cell::Lstm, Pair<2>, Pair<1>, {}
}

cell! {
    /// One step of a [`Gru`](super::Gru):
    /// [`torch.nn.GRUCell`](https://pytorch.org/docs/stable/generated/torch.nn.GRUCell.html).
    ///
    /// # Shapes
    ///
    /// `[batch, input_size]` gives the hidden state `[batch, hidden_size]`; a pair with the state before begins there
    /// instead of at zeros. The batch may be left out.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the state have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let cell = GruCell::new(8, 16, &mut rng(0));
    /// let h = cell.forward(Tensor::<2>::zeros([3, 8]));
    /// let h = cell.forward((Tensor::<2>::zeros([3, 8]), h));
    /// assert_eq!(h.shape(), [3, 16]);
    /// ```
    #[doc(alias = "GRUCell")]
    GruCell, GruCellSpec, Cell::Gru, Tensor<2>, Tensor<1>, {}
}
