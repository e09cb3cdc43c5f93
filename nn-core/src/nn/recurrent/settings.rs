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
}
