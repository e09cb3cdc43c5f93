//! `Rnn`, `Lstm` and `Gru`.

use rand::Rng;

use super::network::{self, Network, Sequences};
use super::padded::Padded;
use super::settings::{RnnNonlinearity, Settings};
use super::state::{Pair, State};
use super::weights::RecurrentWeights;
use crate::init::Init;
use crate::kernels::recurrent::Cell;
use crate::nn::forward::forward;
use crate::nn::layer::layer_by;
use crate::nn::spec::setters;
use crate::shape::{Message, Shape};
use crate::{Forward, Path, Tensor, Visit, VisitMut};

/// The layer `$layer` with the states `$states` of a batch and `$state` of a single sequence.
macro_rules! recurrent {
    ($(#[$doc:meta])* $layer:ident, $spec:ident, $cell:expr, $states:ty, $state:ty, { $($setters:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $layer {
            /// The weights of each layer, those of its second direction after those of its first.
            pub weights: Vec<RecurrentWeights>,
            settings: Settings,
        }

        layer_by!($layer, visit_weights, visit_weights_mut |layer| "{}", layer.settings.describe());

        impl $layer {
            /// One layer in one direction, with bias, which takes `[length, batch, input_size]`.
            #[track_caller]
            pub fn new(input_size: usize, hidden_size: usize, rng: &mut impl Rng) -> Self {
                Self::spec(input_size, hidden_size).init(rng)
            }

            /// The settings of a layer, from which [`init`](Init::init) makes one.
            pub const fn spec(input_size: usize, hidden_size: usize) -> $spec {
                $spec { settings: Settings::new($cell, input_size, hidden_size) }
            }

            fn visit_weights(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
                network::visit(&self.weights, &self.settings, at, visit);
            }

            fn visit_weights_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
                network::visit_mut(&mut self.weights, &self.settings, at, visit);
            }

            #[track_caller]
            fn run(&self, x: Tensor<3>, states: Option<$states>, lengths: Option<Vec<usize>>) -> (Tensor<3>, $states) {
                let states = states.map(State::split);
                let describe = &|| self.describe();
                let network = Network { settings: &self.settings, weights: &self.weights, describe };
                let (y, [hidden, cell]) = network.run(Sequences { x, states, lengths });
                (y, State::join(hidden, cell))
            }

            #[track_caller]
            fn sequences(&self, x: Tensor<3>) -> (Tensor<3>, $states) {
                self.run(x, None, None)
            }

            #[track_caller]
            fn sequences_from<S: Into<Option<$states>>>(&self, (x, states): (Tensor<3>, S)) -> (Tensor<3>, $states) {
                self.run(x, states.into(), None)
            }

            #[track_caller]
            fn padded(&self, x: Padded) -> (Tensor<3>, $states) {
                self.run(x.values, None, Some(x.lengths))
            }

            #[track_caller]
            fn padded_from<S: Into<Option<$states>>>(&self, (x, states): (Padded, S)) -> (Tensor<3>, $states) {
                self.run(x.values, states.into(), Some(x.lengths))
            }

            #[track_caller]
            fn sequence(&self, x: Tensor<2>) -> (Tensor<2>, $state) {
                self.single(x, None)
            }

            #[track_caller]
            fn sequence_from<S: Into<Option<$state>>>(&self, (x, state): (Tensor<2>, S)) -> (Tensor<2>, $state) {
                self.single(x, state.into())
            }

            /// A sequence alone, as a batch of one.
            #[track_caller]
            fn single(&self, x: Tensor<2>, state: Option<$state>) -> (Tensor<2>, $state) {
                let axis = usize::from(!self.settings.batch_first);
                let states = state.map(|state| state.insert_batch(1));
                let (y, states) = self.run(x.insert_axis(axis), states, None);
                (y.remove_axis(axis), states.remove_batch(1))
            }
        }

        #[doc = concat!("The settings of a [`", stringify!($layer), "`], from which [`init`](Init::init) makes one.")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec {
            settings: Settings,
        }

        setters!($spec {
            /// Sets how many layers there are, each of which takes the output of the one before it; by default one.
            num_layers: usize => settings.num_layers,
            /// Sets whether there are biases; by default there are.
            bias: bool => settings.bias,
            /// Sets whether the batch is the first axis of what comes in and goes out, rather than the second; by default it
            /// is not. It is the second of the states in any case.
            batch_first: bool => settings.batch_first,
            /// Sets the probability of the [dropout](crate::nn::Dropout) between two layers; by default 0.
            dropout: f64 => settings.dropout,
            /// Sets whether each layer runs in both directions, which gives both outputs side by side; by default it does
            /// not.
            bidirectional: bool => settings.bidirectional,
            $($setters)*
        });

        impl $spec {
            /// The shape of a sample's output behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.settings.output_shape(stringify!($layer), input)
            }

            /// The output and the states of whole sequences, for `#[shapes]`.
            #[doc(hidden)]
            pub const fn __of_several(
                &self,
                x: Shape,
                hidden: Option<Shape>,
                cell: Option<Shape>,
            ) -> Result<(Shape, Shape, Shape), Message> {
                self.settings.outputs(stringify!($layer), x, [hidden, cell])
            }
        }

        #[diagnostic::do_not_recommend]
        impl Init for $spec {
            type Module = $layer;

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> $layer {
                $layer { weights: self.settings.weights(stringify!($layer), rng), settings: self.settings }
            }
        }

        impl Forward<Tensor<3>> for $layer {
            forward!(sequences(Tensor<3>) -> (Tensor<3>, $states));
        }

        #[diagnostic::do_not_recommend]
        impl<S: Into<Option<$states>>> Forward<(Tensor<3>, S)> for $layer {
            forward!(sequences_from((Tensor<3>, S)) -> (Tensor<3>, $states));
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Padded> for $layer {
            forward!(padded(Padded) -> (Tensor<3>, $states));
        }

        #[diagnostic::do_not_recommend]
        impl<S: Into<Option<$states>>> Forward<(Padded, S)> for $layer {
            forward!(padded_from((Padded, S)) -> (Tensor<3>, $states));
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<2>> for $layer {
            forward!(sequence(Tensor<2>) -> (Tensor<2>, $state));
        }

        #[diagnostic::do_not_recommend]
        impl<S: Into<Option<$state>>> Forward<(Tensor<2>, S)> for $layer {
            forward!(sequence_from((Tensor<2>, S)) -> (Tensor<2>, $state));
        }
    };
}

recurrent! {
    /// `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)` for each step of a sequence
    /// ([Elman 1990](https://doi.org/10.1207/s15516709cog1402_1)):
    /// [`torch.nn.RNN`](https://pytorch.org/docs/stable/generated/torch.nn.RNN.html).
    ///
    /// # Shapes
    ///
    /// `[length, batch, input_size]`, or with the batch first, gives the output `[length, batch, hidden_size]`, which is the
    /// last layer's `h` after each step, and the state `[num_layers, batch, hidden_size]`, each layer's `h` after the last
    /// step. In both directions there are twice as many features and states. A pair with an initial state begins there
    /// instead of at zeros, a [`Padded`] holds sequences of different lengths, and `[length, input_size]` is one sequence.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`. In a state dict the weights of the first layer are `weight_ih_l0`, `weight_hh_l0`,
    /// `bias_ih_l0` and `bias_hh_l0`, with `_reverse` behind it those of the second direction.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the states have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let rnn = Rnn::spec(8, 16).num_layers(2).nonlinearity(RnnNonlinearity::RELU).init(&mut rng(0));
    /// let (y, h) = rnn.forward(Tensor::<3>::zeros([5, 3, 8]));
    /// assert_eq!((y.shape(), h.shape()), ([5, 3, 16], [2, 3, 16]));
    /// let (y, _) = rnn.forward((Tensor::<3>::zeros([1, 3, 8]), h));
    /// assert_eq!(y.shape(), [1, 3, 16]);
    /// ```
    #[doc(alias = "RNN")]
    Rnn, RnnSpec, Cell::Tanh, Tensor<3>, Tensor<2>, {
        /// Sets what is made of the sum of both parts; by default its tanh.
        nonlinearity: RnnNonlinearity => settings.cell = nonlinearity.cell(),
    }
}

recurrent! {
    /// Long short-term memory ([Hochreiter and Schmidhuber 1997](https://doi.org/10.1162/neco.1997.9.8.1735)):
    /// [`torch.nn.LSTM`](https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html). With the gates
    /// `i, f, g, o = W_ih x + b_ih + W_hh h + b_hh`, of which `g` goes through tanh and the others through a sigmoid,
    /// each step gives `c' = f·c + i·g` and `h' = o·tanh(c')`, or `W_hr` times that with a `proj_size`.
    ///
    /// # Shapes
    ///
    /// `[length, batch, input_size]`, or with the batch first, gives the output `[length, batch, hidden_size]`, which is the
    /// last layer's `h` after each step, and the states `(h, c)` of shape `[num_layers, batch, hidden_size]`, those of each
    /// layer after the last step. In both directions there are twice as many features and states; with a `proj_size`, that
    /// is the size of each `h`. A pair with initial states begins there instead of at zeros, a [`Padded`] holds sequences of
    /// different lengths, and `[length, input_size]` is one sequence.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`. In a state dict the weights of the first layer are `weight_ih_l0`, `weight_hh_l0`,
    /// `bias_ih_l0`, `bias_hh_l0` and `weight_hr_l0`, with `_reverse` behind it those of the second direction.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the states have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let lstm = Lstm::spec(8, 16).num_layers(2).dropout(0.5).init(&mut rng(0));
    /// let mut states = None;
    /// for _ in 0..3 {
    ///     let (y, (h, c)) = lstm.forward((Tensor::<3>::zeros([5, 4, 8]), states));
    ///     assert_eq!(y.shape(), [5, 4, 16]);
    ///     states = Some((h.detach(), c.detach()));
    /// }
    /// ```
    #[doc(alias = "LSTM")]
    Lstm, LstmSpec, Cell::Lstm, Pair<3>, Pair<2>, {
        /// Sets the size that the hidden state is projected to ([Sak et al. 2014](https://arxiv.org/abs/1402.1128)); by
        /// default it is not.
        proj_size: usize => settings.proj_size,
    }
}

recurrent! {
    /// Gated recurrent units ([Cho et al. 2014](https://arxiv.org/abs/1406.1078)):
    /// [`torch.nn.GRU`](https://pytorch.org/docs/stable/generated/torch.nn.GRU.html). With
    /// `r, z, n = W_ih x + b_ih` and `r', z', n' = W_hh h + b_hh`, each step gives `h' = (1 − σ(z + z'))·m + σ(z + z')·h`,
    /// where `m = tanh(n + σ(r + r')·n')`.
    ///
    /// # Shapes
    ///
    /// `[length, batch, input_size]`, or with the batch first, gives the output `[length, batch, hidden_size]`, which is the
    /// last layer's `h` after each step, and the state `[num_layers, batch, hidden_size]`, each layer's `h` after the last
    /// step. In both directions there are twice as many features and states. A pair with an initial state begins there
    /// instead of at zeros, a [`Padded`] holds sequences of different lengths, and `[length, input_size]` is one sequence.
    ///
    /// # Initial values
    ///
    /// Uniform in `±1/√hidden_size`. In a state dict the weights of the first layer are `weight_ih_l0`, `weight_hh_l0`,
    /// `bias_ih_l0` and `bias_hh_l0`, with `_reverse` behind it those of the second direction.
    ///
    /// # Panics
    ///
    /// The forward, if the input or the states have other shapes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let gru = Gru::spec(8, 16).batch_first(true).bidirectional(true).init(&mut rng(0));
    /// let (y, h) = gru.forward(Tensor::<3>::zeros([3, 5, 8]));
    /// assert_eq!((y.shape(), h.shape()), ([3, 5, 32], [2, 3, 16]));
    /// ```
    #[doc(alias = "GRU")]
    Gru, GruSpec, Cell::Gru, Tensor<3>, Tensor<2>, {}
}
