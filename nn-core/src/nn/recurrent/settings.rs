//! What a recurrent layer is made of.

use rand::Rng;

use super::weights::RecurrentWeights;
use crate::kernels::recurrent::Cell;
use crate::nn::layer::unless_default;
use crate::shape::{Message, Shape};

/// What an [`Rnn`](super::Rnn) makes of the sum of both parts; by default its tanh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RnnNonlinearity {
    cell: Cell,
}

impl RnnNonlinearity {
    /// `tanh(x)`.
    pub const TANH: RnnNonlinearity = RnnNonlinearity { cell: Cell::Tanh };
    /// `max(x, 0)`.
    pub const RELU: RnnNonlinearity = RnnNonlinearity { cell: Cell::Relu };

    pub(super) const fn cell(self) -> Cell {
        self.cell
    }
}

impl Default for RnnNonlinearity {
    fn default() -> Self {
        RnnNonlinearity::TANH
    }
}

/// The settings of any recurrent layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) cell: Cell,
    pub(super) input_size: usize,
    pub(super) hidden_size: usize,
    pub(super) num_layers: usize,
    pub(super) bias: bool,
    pub(super) batch_first: bool,
    pub(super) dropout: f64,
    pub(super) bidirectional: bool,
    /// The size that the hidden state is projected to; 0 if it is not.
    pub(super) proj_size: usize,
}

impl Settings {
    pub(super) const fn new(cell: Cell, input_size: usize, hidden_size: usize) -> Self {
        Settings {
            cell,
            input_size,
            hidden_size,
            num_layers: 1,
            bias: true,
            batch_first: false,
            dropout: 0.0,
            bidirectional: false,
            proj_size: 0,
        }
    }

    /// The size of the hidden state.
    pub(super) const fn state_size(&self) -> usize {
        if self.proj_size > 0 { self.proj_size } else { self.hidden_size }
    }

    pub(super) const fn directions(&self) -> usize {
        if self.bidirectional { 2 } else { 1 }
    }

    pub(super) const fn output_size(&self) -> usize {
        self.directions() * self.state_size()
    }

    /// The weights of each layer, those of its second direction after those of its first.
    #[track_caller]
    pub(super) fn weights(&self, name: &str, rng: &mut impl Rng) -> Vec<RecurrentWeights> {
        assert!(self.num_layers > 0, "{name}: expected num_layers of at least 1, got 0");
        assert!(
            self.proj_size == 0 || self.proj_size < self.hidden_size,
            "{name}: expected a proj_size smaller than the hidden_size {}, got {}",
            self.hidden_size,
            self.proj_size
        );
        let mut weights = Vec::with_capacity(self.num_layers * self.directions());
        for layer in 0..self.num_layers {
            let inputs = if layer == 0 { self.input_size } else { self.output_size() };
            for _ in 0..self.directions() {
                weights.push(RecurrentWeights::new(name, self, inputs, rng));
            }
        }
        weights
    }

    /// The settings as PyTorch prints them: those that differ from their defaults.
    pub(super) fn describe(&self) -> String {
        let first = format!("{}, {}", self.input_size, self.hidden_size);
        let nonlinearity = if self.cell == Cell::Relu { ", nonlinearity=relu" } else { "" };
        let rest = [
            unless_default("num_layers", self.num_layers, 1),
            unless_default("bias", self.bias, true),
            unless_default("batch_first", self.batch_first, false),
            unless_default("dropout", self.dropout, 0.0),
            unless_default("bidirectional", self.bidirectional, false),
            unless_default("proj_size", self.proj_size, 0),
        ];
        first + nonlinearity + &rest.concat()
    }

    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        match input.last() {
            Some(features) if input.rank() == 2 && features == self.input_size => {
                Ok(input.with(1, self.output_size()))
            }
            _ => {
                let takes =
                    Message::new(name).text(" takes steps of ").number(self.input_size).text(" features");
                Err(takes.text(", but gets ").shape(&input))
            }
        }
    }

    /// What a layer makes of sequences with their batch and of the states before them, if they are given: the output, and
    /// the hidden and the cell states behind the last step.
    pub(super) const fn outputs(
        &self,
        name: &str,
        x: Shape,
        [hidden, cell]: [Option<Shape>; 2],
    ) -> Result<(Shape, Shape, Shape), Message> {
        let last = x.rank().wrapping_sub(1);
        if x.rank() < 2 || x.rank() > 3 || x.size(last) != self.input_size {
            let takes = Message::new(name).text(" takes steps of ").number(self.input_size).text(" features");
            return Err(takes.text(", but gets ").shape(&x));
        }
        let layers = Shape::new(&[self.num_layers * self.directions()]);
        let layers = match x.rank() {
            3 => layers.and(x.size(if self.batch_first { 0 } else { 1 })),
            _ => layers,
        };
        let [behind, memory] = [
            layers.and(self.state_size()).of_batch(x.batch()),
            layers.and(self.hidden_size).of_batch(x.batch()),
        ];
        match checked_states(name, [hidden, cell], [&behind, &memory]) {
            Ok(()) => Ok((x.with(last, self.output_size()), behind, memory)),
            Err(message) => Err(message),
        }
    }

    /// The same of one step of a cell: the hidden and the cell states.
    pub(super) const fn step(
        &self,
        name: &str,
        x: Shape,
        states: [Option<Shape>; 2],
    ) -> Result<(Shape, Shape), Message> {
        let last = x.rank().wrapping_sub(1);
        if x.rank() < 1 || x.rank() > 2 || x.size(last) != self.input_size {
            let takes = Message::new(name).text(" takes ").number(self.input_size).text(" features");
            return Err(takes.text(", but gets ").shape(&x));
        }
        let behind = x.with(last, self.hidden_size);
        match checked_states(name, states, [&behind, &behind]) {
            Ok(()) => Ok((behind, behind)),
            Err(message) => Err(message),
        }
    }
}

const fn checked_states(
    name: &str,
    states: [Option<Shape>; 2],
    expected: [&Shape; 2],
) -> Result<(), Message> {
    let mut i = 0;
    while i < 2 {
        match states[i] {
            Some(state) if !state.is(expected[i]) => {
                let message = Message::new(name).text(" takes a state of ").shape(expected[i]);
                return Err(message.text(", but gets ").shape(&state));
            }
            _ => i += 1,
        }
    }
    Ok(())
}
