//! Weights in the order in which they are needed.

use std::ops::Range;

use crate::storage::Float;

/// The weights by which inputs become outputs.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a, A> {
    pub(super) weight: &'a [A],
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// How many elements a kernel has.
    pub(super) elements: usize,
    /// Whether the kernels of an input stand together, and not those of an output.
    pub(super) turned: bool,
}

/// For each group of outputs the weights of each element of the kernels of some inputs.
pub(super) struct Panels<A> {
    data: Vec<A>,
    /// How many elements there are.
    pub(super) rows: usize,
}

impl<A> Panels<A> {
    /// Those of the outputs from one on that begins a group.
    pub(super) fn from(&self, output: usize) -> &[A] {
        &self.data[output * self.rows..]
    }
}

impl<A: Float> Weights<'_, A> {
    /// Of the given elements, in groups of so many outputs. The last group is filled up with its last output.
    pub(super) fn panels(&self, inputs: Range<usize>, elements: &[usize], group: usize) -> Panels<A> {
        let (input, output) = if self.turned { (self.outputs, 1) } else { (1, self.inputs) };
        let rows = inputs.len() * elements.len();
        let mut data = Vec::with_capacity(self.outputs.next_multiple_of(group) * rows);
        for first in (0..self.outputs).step_by(group) {
            let place = |i: usize| (first + i).min(self.outputs - 1) * output * self.elements;
            for i in inputs.clone() {
                let weight = &self.weight[i * input * self.elements..];
                for element in elements {
                    data.extend((0..group).map(|i| weight[place(i) + element]));
                }
            }
        }
        Panels { data, rows }
    }
}
