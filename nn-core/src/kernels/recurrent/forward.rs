//! A recurrent layer in one direction, step by step.

use super::sequence::{Recurrence, Weights, part, part_mut, parts_mut};
use crate::kernels::matmul::{Addend, Threads, product_into, product_with};
use crate::kernels::matrix::Matrix;
use crate::kernels::packed::Packed;
use crate::storage::{Float, scratch, zeros};

/// What comes out, and what the way back needs.
pub(crate) struct Forward<A> {
    /// The hidden state after each step, that after the last step of each sequence, and the cell state after it.
    pub(crate) y: Vec<A>,
    pub(crate) kept: Kept<A>,
}

/// What the way back needs of each step.
pub(crate) struct Kept<A> {
    /// What the cell keeps.
    pub(super) gates: Vec<A>,
    /// The hidden and the cell state before it.
    pub(super) h: Vec<A>,
    pub(super) c: Vec<A>,
    /// The hidden state after it, before it is projected.
    pub(super) unprojected: Vec<A>,
}

/// What a step is computed from.
#[derive(Clone, Copy)]
struct Step<'a, A> {
    x: &'a [A],
    w: &'a [A],
    keep: bool,
}

/// What a step writes of a sequence: its states, and what is kept of them, of the states before and of the unprojected one.
struct Sequence<'a, A> {
    sequence: usize,
    h: &'a mut [A],
    c: &'a mut [A],
    gates: &'a mut [A],
    before: Option<[&'a mut [A]; 2]>,
    unprojected: &'a mut [A],
}

impl Recurrence {
    /// All steps, from the input's part `x` of each row and the states before the first, or
    /// zeros. Without a way back, what is
    /// kept of a step is overwritten by the next.
    pub(crate) fn forward<A: Float>(
        &self,
        x: &[A],
        weights: &Weights<'_, A>,
        [h, c]: [Option<&[A]>; 2],
        keep: bool,
    ) -> Forward<A> {
        let rows = if keep { self.rows() } else { self.batch };
        let keeping = |size: usize| zeros(rows * size);
        let mut kept = Kept {
            gates: keeping(self.cell.kept() * self.hidden),
            h: if keep { keeping(self.output) } else { Vec::new() },
            c: if keep { keeping(self.memory()) } else { Vec::new() },
            unprojected: if weights.projection.is_some() { keeping(self.hidden) } else { Vec::new() },
        };
        let mut y = zeros(self.len());
        let start =
            |state: Option<&[A]>, size: usize| state.map_or_else(|| zeros(self.batch * size), <[A]>::to_vec);
        let (mut h, mut c) = (start(h, self.output), start(c, self.memory()));
        let packed = self.packed(weights.hidden);
        let mut w = scratch(self.batch * self.width());
        for step in self.order() {
            self.hidden_part(weights, packed.as_ref(), &h, &mut w);
            self.step(step, Step { x, w: &w, keep }, weights.projection, (&mut h, &mut c), &mut kept);
            self.write(step, &h, &mut y);
        }
        let states = &mut y[self.rows() * self.output..];
        states[..h.len()].copy_from_slice(&h);
        states[h.len()..].copy_from_slice(&c);
        Forward { y, kept }
    }

    /// The weights as each step wants them, if there are several.
    fn packed<A: Float>(&self, weights: &[A]) -> Option<Packed<A>> {
        let columns = || Matrix::new(weights, self.width(), self.output).t();
        (self.steps > 1 && self.width() > 0).then(|| Packed::new(columns()))
    }

    /// `h · Wᵀ + b`.
    fn hidden_part<A: Float>(
        &self,
        weights: &Weights<'_, A>,
        packed: Option<&Packed<A>>,
        h: &[A],
        w: &mut [A],
    ) {
        let (width, output) = (self.width(), self.output);
        let h = Matrix::new(h, self.batch, output);
        let columns = Matrix::new(weights.hidden, width, output).t();
        let addend = weights.bias.map_or(Addend::Zero, Addend::Row);
        match packed {
            Some(packed) => packed.product(h, w, width, addend),
            None => product_with(h, columns, addend, w),
        }
    }

    fn step<A: Float>(
        &self,
        step: usize,
        given: Step<'_, A>,
        projection: Option<&[A]>,
        states: (&mut [A], &mut [A]),
        kept: &mut Kept<A>,
    ) {
        let (output, width) = (self.output, self.width());
        let sequences = self.sequences(step, given.keep, states, kept);
        self.each(sequences.filter(|of| self.has(step, of.sequence)), |of: Sequence<'_, A>| {
            let Sequence { sequence, h, c, gates, before, unprojected } = of;
            if let Some([h_before, c_before]) = before {
                h_before.copy_from_slice(h);
                c_before.copy_from_slice(c);
            }
            let (x, w) = (part(given.x, self.row(step, sequence), width), part(given.w, sequence, width));
            match projection {
                None => self.cell.step(x, w, gates, h, c),
                Some(projection) => {
                    self.cell.step(x, w, gates, unprojected, c);
                    let weights = Matrix::new(projection, output, self.hidden).t();
                    let unprojected = Matrix::new(unprojected, 1, self.hidden);
                    product_into(unprojected, weights, h, output, false, Threads::One);
                }
            }
        });
    }

    /// What a step writes of each sequence.
    fn sequences<'a, A: Float>(
        &'a self,
        step: usize,
        keep: bool,
        (h, c): (&'a mut [A], &'a mut [A]),
        kept: &'a mut Kept<A>,
    ) -> impl Iterator<Item = Sequence<'a, A>> {
        // Without a way back, what a step keeps is overwritten by the next.
        let rows = if keep { [self.row(step, 0), self.apart()] } else { [0, 1] };
        let mut gates = parts_mut(&mut kept.gates, self.cell.kept() * self.hidden, rows);
        let mut unprojected = parts_mut(&mut kept.unprojected, self.hidden, rows);
        let mut before =
            [parts_mut(&mut kept.h, self.output, rows), parts_mut(&mut kept.c, self.memory(), rows)];
        let (mut h, mut c) = (parts_mut(h, self.output, [0, 1]), parts_mut(c, self.memory(), [0, 1]));
        (0..self.batch).map(move |sequence| Sequence {
            sequence,
            h: h.next().unwrap_or_default(),
            c: c.next().unwrap_or_default(),
            gates: gates.next().unwrap_or_default(),
            before: keep.then(|| before.each_mut().map(|rows| rows.next().unwrap_or_default())),
            unprojected: unprojected.next().unwrap_or_default(),
        })
    }

    /// Writes the hidden states after a step. Behind the end of a sequence they stay 0.
    fn write<A: Float>(&self, step: usize, h: &[A], y: &mut [A]) {
        for sequence in (0..self.batch).filter(|&sequence| self.has(step, sequence)) {
            part_mut(y, self.row(step, sequence), self.output).copy_from_slice(part(
                h,
                sequence,
                self.output,
            ));
        }
    }
}
