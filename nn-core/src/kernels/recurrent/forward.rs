//! A recurrent layer in one direction, step by step.

use super::rows::{Parts, Per, each_sequence, row, rows, rows_at, rows_mut};
use super::sequence::{Recurrence, Weights};
use crate::kernels::matmul::{Threads, product_into, product_with};
use crate::kernels::matrix::Matrix;
use crate::kernels::packed::Packed;
use crate::kernels::parallel::each;
use crate::storage::{Float, recycle, scratch, zeros};

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

/// Some sequences of the batch, with their rows of what is read and written.
struct Part<'a, A> {
    of: Recurrence,
    /// Who computes a step.
    threads: Threads,
    /// Whether there is a way back. Without one, what a step keeps is overwritten by the next.
    keep: bool,
    x: Vec<&'a [A]>,
    w: Vec<&'a mut [A]>,
    h: Vec<&'a mut [A]>,
    c: Vec<&'a mut [A]>,
    y: Vec<&'a mut [A]>,
    gates: Vec<&'a mut [A]>,
    before: [Vec<&'a mut [A]>; 2],
    unprojected: Vec<&'a mut [A]>,
}

/// A step of a sequence: what it is computed from, and its states, what comes out, and what is kept.
struct Sequence<'a, A> {
    x: &'a [A],
    w: &'a [A],
    h: &'a mut [A],
    c: &'a mut [A],
    y: &'a mut [A],
    gates: &'a mut [A],
    before: Option<[&'a mut [A]; 2]>,
    unprojected: &'a mut [A],
}

impl Recurrence {
    /// All steps, from the input's part `x` of each row and the states before the first, or zeros.
    pub(crate) fn forward<A: Float>(
        &self,
        x: &[A],
        weights: &Weights<'_, A>,
        [h, c]: [Option<&[A]>; 2],
        keep: bool,
    ) -> Forward<A> {
        let mut kept = self.kept(weights.projection.is_some(), keep);
        let mut y = self.unwritten(self.len());
        let (of_steps, states) = y.split_at_mut(self.rows() * self.output);
        let (h_after, c_after) = states.split_at_mut(self.batch * self.output);
        begin(h_after, h);
        begin(c_after, c);
        let mut w = scratch(self.batch * self.width());
        let packed = match (weights.packed, self.wants_packed()) {
            (None, true) => Some(&self.packed(weights.hidden)),
            (packed, _) => packed,
        };
        if packed.is_none() {
            // There is one step, or the state has no elements and each step wants the same of it.
            let columns = Matrix::new(weights.hidden, self.width(), self.output).t();
            product_with(Matrix::new(h_after, self.batch, self.output), columns, weights.addend(), &mut w);
        }
        let parts = Parts::new::<A>(self);
        let threads = parts.threads();
        let all = self.in_parts(&parts, x, &mut w, [of_steps, h_after, c_after], &mut kept, keep);
        let one = |part: Part<'_, A>| part.run(weights, packed);
        match threads {
            Threads::One => each(all, one),
            Threads::All => all.for_each(one),
        }
        recycle(w);
        Forward { y, kept }
    }

    /// Room for what is kept of all rows or, without a way back, of a step.
    fn kept<A: Float>(&self, projected: bool, keep: bool) -> Kept<A> {
        let rows = if keep { self.rows() } else { self.batch };
        let before = |size: usize| if keep { self.unwritten(rows * size) } else { Vec::new() };
        Kept {
            gates: scratch(rows * self.cell.kept() * self.hidden),
            h: before(self.output),
            c: before(self.memory()),
            unprojected: if projected { self.unwritten(rows * self.hidden) } else { Vec::new() },
        }
    }

    /// Room for what each step of a sequence writes. Behind the end of a sequence it stays 0.
    pub(super) fn unwritten<A: Float>(&self, len: usize) -> Vec<A> {
        if self.lengths.is_some() { zeros(len) } else { scratch(len) }
    }

    fn in_parts<'a, A: Float>(
        &self,
        parts: &Parts<'_>,
        x: &'a [A],
        w: &'a mut [A],
        [y, h, c]: [&'a mut [A]; 3],
        kept: &'a mut Kept<A>,
        keep: bool,
    ) -> impl Iterator<Item = Part<'a, A>> {
        let gates = self.cell.kept() * self.hidden;
        let per = if keep { Per::Step } else { Per::Sequence };
        let mut x = parts.of(Per::Step, rows(x, self.width()));
        let mut w = parts.of(Per::Sequence, rows_mut(w, self.width()));
        let mut y = parts.of(Per::Step, rows_mut(y, self.output));
        let mut h = parts.of(Per::Sequence, rows_mut(h, self.output));
        let mut c = parts.of(Per::Sequence, rows_mut(c, self.memory()));
        let mut gates = parts.of(per, rows_mut(&mut kept.gates, gates));
        let mut before = [(&mut kept.h, self.output), (&mut kept.c, self.memory())]
            .map(|(x, size)| parts.of(Per::Step, rows_mut(x, size)));
        let mut unprojected = parts.of(per, rows_mut(&mut kept.unprojected, self.hidden));
        let threads = parts.threads();
        parts.layers().map(move |of| Part {
            of,
            threads,
            keep,
            x: x.next().unwrap_or_default(),
            w: w.next().unwrap_or_default(),
            h: h.next().unwrap_or_default(),
            c: c.next().unwrap_or_default(),
            y: y.next().unwrap_or_default(),
            gates: gates.next().unwrap_or_default(),
            before: before.each_mut().map(|rows| rows.next().unwrap_or_default()),
            unprojected: unprojected.next().unwrap_or_default(),
        })
    }
}

/// Makes the states those before the first step, or zeros.
fn begin<A: Float>(states: &mut [A], given: Option<&[A]>) {
    match given {
        Some(given) => states.copy_from_slice(given),
        None => states.fill(A::zero()),
    }
}

impl<A: Float> Part<'_, A> {
    fn run(mut self, weights: &Weights<'_, A>, packed: Option<&Packed<A>>) {
        for step in self.of.order() {
            if let Some(packed) = packed {
                let h: Vec<&[A]> = self.h.iter().map(|h| &**h).collect();
                packed.product_of_rows(&h, &mut self.w, weights.addend(), self.threads);
            }
            self.step(step, weights.projection);
        }
    }

    fn step(&mut self, step: usize, projection: Option<&[A]>) {
        let (threads, &Recurrence { cell, batch, hidden, output, .. }) = (self.threads, &self.of);
        each_sequence(threads, [batch, hidden], self.sequences(step), |sequence: Sequence<'_, A>| {
            let Sequence { x, w, h, c, y, gates, before, unprojected } = sequence;
            if let Some([h_before, c_before]) = before {
                h_before.copy_from_slice(h);
                c_before.copy_from_slice(c);
            }
            match projection {
                None => cell.step(x, w, gates, h, c),
                Some(projection) => {
                    cell.step(x, w, gates, unprojected, c);
                    let weights = Matrix::new(projection, output, hidden).t();
                    let unprojected = Matrix::new(unprojected, 1, hidden);
                    product_into(unprojected, weights, h, output, false, Threads::One);
                }
            }
            y.copy_from_slice(h);
        });
    }

    /// The sequences that have the step.
    fn sequences(&mut self, step: usize) -> impl Iterator<Item = Sequence<'_, A>> {
        let Part { of, keep, x, w, h, c, y, gates, before, unprojected, .. } = self;
        let (of_step, own, keep) = ([of.row(step, 0), of.apart()], [0, 1], *keep);
        // Without a way back, what a step keeps is overwritten by the next.
        let kept = if keep { of_step } else { own };
        let (mut h, mut c, mut y) = (rows_at(h, own), rows_at(c, own), rows_at(y, of_step));
        let (mut gates, mut unprojected) = (rows_at(gates, kept), rows_at(unprojected, kept));
        let mut before = before.each_mut().map(|rows| rows_at(rows, of_step));
        let (of, x, w) = (&*of, &*x, &*w);
        let sequences = (0..of.batch).map(move |sequence| Sequence {
            x: row(x, of.row(step, sequence)),
            w: w.get(sequence).map_or(&[], |w| &**w),
            h: h.next().unwrap_or_default(),
            c: c.next().unwrap_or_default(),
            y: y.next().unwrap_or_default(),
            gates: gates.next().unwrap_or_default(),
            before: keep.then(|| before.each_mut().map(|rows| rows.next().unwrap_or_default())),
            unprojected: unprojected.next().unwrap_or_default(),
        });
        sequences.enumerate().filter(move |(i, _)| of.has(step, *i)).map(|(_, sequence)| sequence)
    }
}
