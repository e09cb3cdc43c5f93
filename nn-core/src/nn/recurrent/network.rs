//! A recurrent network of several layers, in one direction or two.

use super::settings::Settings;
use super::weights::RecurrentWeights;
use crate::kernels::recurrent::Recurrence;
use crate::ops::{Recurrent, States, recurrent};
use crate::tensor::fits;
use crate::{Param, Path, Tensor, Visit, VisitMut};

/// A recurrent layer of the library, whatever its cell is.
#[derive(Clone, Copy)]
pub(super) struct Network<'a> {
    pub(super) settings: &'a Settings,
    pub(super) weights: &'a [RecurrentWeights],
    pub(super) describe: &'a dyn Fn() -> String,
}

/// What a network runs over.
pub(super) struct Sequences {
    pub(super) x: Tensor<3>,
    /// The states before the first step, of each layer and direction; zeros without it.
    pub(super) states: Option<(Tensor<3>, Option<Tensor<3>>)>,
    pub(super) lengths: Option<Vec<usize>>,
}

impl Network<'_> {
    /// The hidden state after each step, and all states after the last.
    #[track_caller]
    pub(super) fn run(&self, sequences: Sequences) -> (Tensor<3>, [Tensor<3>; 2]) {
        let sizes = self.sizes(&sequences.x);
        self.check_lengths(&sequences, sizes);
        let directions = self.settings.directions();
        let (mut x, mut last) = (sequences.x, Vec::new());
        let states = self.states(sequences.states, &x, sizes[1]);
        if let Some([hidden, cell]) = &states {
            x = x.beside(hidden).beside(cell);
        }
        for layer in 0..self.settings.num_layers {
            if layer > 0 && self.settings.dropout > 0.0 {
                x = x.dropout(self.settings.dropout);
            }
            let mut outputs = Vec::with_capacity(directions);
            for direction in 0..directions {
                let at = layer * directions + direction;
                let recurrence = self.recurrence(sizes, direction == 1, sequences.lengths.clone());
                let (y, states) = self.direction(at, recurrence, &x, states.as_ref());
                outputs.push(y);
                last.push(states);
            }
            x = joined(outputs);
        }
        let (hidden, cell): (Vec<_>, Vec<_>) = last.into_iter().map(|[hidden, cell]| (hidden, cell)).unzip();
        (x, [Tensor::stack(&hidden, 0), Tensor::stack(&cell, 0)])
    }

    /// How many steps there are, and how many sequences.
    #[track_caller]
    fn sizes(&self, x: &Tensor<3>) -> [usize; 2] {
        let ([first, second, features], expected) = (x.shape(), self.settings.input_size);
        let order = if self.settings.batch_first { "batch, length" } else { "length, batch" };
        fits!(
            x.place(),
            features == expected,
            "{}: expected an input of shape [{order}, {expected}], got {:?}",
            (self.describe)(),
            x.shape()
        );
        if self.settings.batch_first { [second, first] } else { [first, second] }
    }

    #[track_caller]
    fn check_lengths(&self, sequences: &Sequences, [steps, batch]: [usize; 2]) {
        let Some(lengths) = &sequences.lengths else { return };
        let longest = lengths.iter().copied().max().unwrap_or(0);
        fits!(
            sequences.x.place(),
            lengths.len() == batch && longest <= steps,
            "{}: expected {batch} lengths of at most {steps}, got {lengths:?}",
            (self.describe)()
        );
    }

    /// The states before the first step, if they are given; a cell without memory has one of no columns.
    #[track_caller]
    fn states(
        &self,
        given: Option<(Tensor<3>, Option<Tensor<3>>)>,
        x: &Tensor<3>,
        batch: usize,
    ) -> Option<[Tensor<3>; 2]> {
        let count = self.settings.num_layers * self.settings.directions();
        let memory = if self.settings.cell.has_memory() { self.settings.hidden_size } else { 0 };
        let expected = [self.settings.state_size(), memory].map(|size| [count, batch, size]);
        let (hidden, cell) = given?;
        let states = [hidden, cell.unwrap_or_else(|| Tensor::zeros(expected[1]))];
        for (state, expected) in states.iter().zip(expected) {
            let got = state.shape();
            fits!(
                x.place(),
                got == expected,
                "{}: expected an initial state of shape {expected:?}, got {got:?}",
                (self.describe)()
            );
        }
        Some(states)
    }

    fn recurrence(
        &self,
        [steps, batch]: [usize; 2],
        reverse: bool,
        lengths: Option<Vec<usize>>,
    ) -> Recurrence {
        let Settings { cell, hidden_size, batch_first, .. } = *self.settings;
        let output = self.settings.state_size();
        Recurrence { cell, steps, batch, hidden: hidden_size, output, batch_first, reverse, lengths }
    }

    /// One layer in one direction.
    #[track_caller]
    fn direction(
        &self,
        at: usize,
        recurrence: Recurrence,
        x: &Tensor<3>,
        states: Option<&[Tensor<3>; 2]>,
    ) -> (Tensor<3>, States<f32>) {
        let weights = &self.weights[at];
        weights.check(x, self.settings, x.shape()[2], self.describe);
        let states = states.map(|[hidden, cell]| [layer_of(hidden, at), layer_of(cell, at)]);
        step(recurrence, x.clone(), weights, states)
    }
}

/// The states of one layer in one direction, of those of all.
#[track_caller]
fn layer_of(states: &Tensor<3>, at: usize) -> Tensor<2> {
    states.clone().slice(0, at..at + 1).remove_axis(0)
}

/// A layer in one direction, whose states know no layers.
#[track_caller]
pub(super) fn step(
    recurrence: Recurrence,
    x: Tensor<3>,
    weights: &RecurrentWeights,
    states: Option<States<f32>>,
) -> (Tensor<3>, States<f32>) {
    let hidden = weights.weight_hh.on(&x);
    let bias = on(&weights.bias_hh, &x);
    let projection = on(&weights.weight_hr, &x);
    let x = x.linear(&weights.weight_ih, weights.bias_ih.as_ref());
    recurrent(recurrence, x, Recurrent { hidden, bias, projection }, states)
}

#[track_caller]
fn on<const N: usize>(param: &Option<Param<N>>, x: &Tensor<3>) -> Option<Tensor<N>> {
    Some(param.as_ref()?.on(x))
}

#[track_caller]
fn joined(mut outputs: Vec<Tensor<3>>) -> Tensor<3> {
    match outputs.len() {
        1 => outputs.remove(0),
        _ => Tensor::concat(&outputs, 2),
    }
}

/// The layer's and the direction's part of a parameter's name.
fn suffix(settings: &Settings, at: usize) -> String {
    let (layer, reverse) = (at / settings.directions(), !at.is_multiple_of(settings.directions()));
    format!("_l{layer}{}", if reverse { "_reverse" } else { "" })
}

pub(super) fn visit(weights: &[RecurrentWeights], settings: &Settings, at: &Path<'_>, visit: &mut Visit<'_>) {
    for (i, weights) in weights.iter().enumerate() {
        weights.visit(at, &suffix(settings, i), visit);
    }
}

pub(super) fn visit_mut(
    weights: &mut [RecurrentWeights],
    settings: &Settings,
    at: &Path<'_>,
    visit: &mut VisitMut<'_>,
) {
    for (i, weights) in weights.iter_mut().enumerate() {
        weights.visit_mut(at, &suffix(settings, i), visit);
    }
}
