//! Back through time.

use super::cell::{Before, Cell};
use super::forward::Kept;
use super::rows::{Parts, Per, each_sequence, row, rows, rows_at, rows_mut};
use super::sequence::{Recurrence, Weights};
use crate::kernels::linear::Affine;
use crate::kernels::matmul::{Addend, Threads, product_into};
use crate::kernels::matrix::Matrix;
use crate::kernels::packed::Packed;
use crate::kernels::parallel::each;
use crate::storage::{Float, zeros};

/// The gradients of everything.
pub(crate) struct Gradients<A> {
    pub(crate) x: Vec<A>,
    pub(crate) h: Vec<A>,
    pub(crate) c: Vec<A>,
    pub(crate) hidden: Vec<A>,
    pub(crate) bias: Vec<A>,
    pub(crate) projection: Vec<A>,
}

/// Some sequences of the batch, with their rows of what is read and written.
struct Part<'a, A> {
    of: Recurrence,
    /// Who computes a step.
    threads: Threads,
    dy: Vec<&'a [A]>,
    /// What was kept.
    gates: Vec<&'a [A]>,
    h: Vec<&'a [A]>,
    c: Vec<&'a [A]>,
    /// What goes from a step to the one before it.
    dh: Vec<&'a mut [A]>,
    dc: Vec<&'a mut [A]>,
    dx: Vec<&'a mut [A]>,
    /// The gradient of the hidden state's part, where it is not that of the input's.
    dw: Vec<&'a mut [A]>,
    projected: Vec<&'a mut [A]>,
    unprojected: Vec<&'a mut [A]>,
}

/// A step of a sequence: what was kept of it, and what the way back writes.
struct Sequence<'a, A> {
    before: Before<'a, A>,
    dy: &'a [A],
    dh: &'a mut [A],
    dc: &'a mut [A],
    dx: &'a mut [A],
    dw: &'a mut [A],
    projected: &'a mut [A],
    unprojected: &'a mut [A],
}

/// The gradients of all rows and states.
struct Written<A> {
    dh: Vec<A>,
    dc: Vec<A>,
    dx: Vec<A>,
    dw: Vec<A>,
    projected: Vec<A>,
    unprojected: Vec<A>,
}

impl Recurrence {
    /// Back through all steps, from the gradient of what came out.
    pub(crate) fn backward<A: Float>(
        &self,
        kept: &Kept<A>,
        weights: &Weights<'_, A>,
        dy: &[A],
    ) -> Gradients<A> {
        let (dy, states) = dy.split_at(self.rows() * self.output);
        let mut back = self.written(states, weights.projection.is_some());
        let packed = Packed::new(Matrix::new(weights.hidden, self.width(), self.output));
        let parts = Parts::new::<A>(self);
        let all = self.parts_back(&parts, dy, kept, &mut back);
        let one = |part: Part<'_, A>| part.run(weights.projection, &packed);
        match parts.threads() {
            Threads::One => each(all, one),
            Threads::All => all.for_each(one),
        }
        let dw = if self.cell == Cell::Gru { &back.dw } else { &back.dx };
        let map = Affine { rows: self.rows(), inputs: self.output, outputs: self.width() };
        let projection = Affine { rows: self.rows(), inputs: self.hidden, outputs: self.output };
        Gradients {
            hidden: map.weight_backward(dw, &kept.h),
            bias: if weights.bias.is_some() { map.bias_backward(dw) } else { Vec::new() },
            projection: match weights.projection {
                Some(_) => projection.weight_backward(&back.projected, &kept.unprojected),
                None => Vec::new(),
            },
            x: back.dx,
            h: back.dh,
            c: back.dc,
        }
    }

    /// Room for the gradients, and those of the states after the last step.
    fn written<A: Float>(&self, states: &[A], projected: bool) -> Written<A> {
        let (dh, dc) = states.split_at(self.batch * self.output);
        let rows = |size: usize| self.unwritten(self.rows() * size);
        Written {
            dh: dh.to_vec(),
            dc: dc.to_vec(),
            dx: rows(self.width()),
            dw: if self.cell == Cell::Gru { rows(self.width()) } else { Vec::new() },
            projected: if projected { rows(self.output) } else { Vec::new() },
            unprojected: zeros(self.batch * self.hidden),
        }
    }

    fn parts_back<'a, A: Float>(
        &self,
        parts: &Parts<'_>,
        dy: &'a [A],
        kept: &'a Kept<A>,
        back: &'a mut Written<A>,
    ) -> impl Iterator<Item = Part<'a, A>> {
        let (width, threads) = (self.width(), parts.threads());
        let mut dy = parts.of(Per::Step, rows(dy, self.output));
        let mut gates = parts.of(Per::Step, rows(&kept.gates, self.cell.kept() * self.hidden));
        let mut h = parts.of(Per::Step, rows(&kept.h, self.output));
        let mut c = parts.of(Per::Step, rows(&kept.c, self.memory()));
        let mut dh = parts.of(Per::Sequence, rows_mut(&mut back.dh, self.output));
        let mut dc = parts.of(Per::Sequence, rows_mut(&mut back.dc, self.memory()));
        let mut dx = parts.of(Per::Step, rows_mut(&mut back.dx, width));
        let mut dw = parts.of(Per::Step, rows_mut(&mut back.dw, width));
        let mut projected = parts.of(Per::Step, rows_mut(&mut back.projected, self.output));
        let mut unprojected = parts.of(Per::Sequence, rows_mut(&mut back.unprojected, self.hidden));
        parts.layers().map(move |of| Part {
            of,
            threads,
            dy: dy.next().unwrap_or_default(),
            gates: gates.next().unwrap_or_default(),
            h: h.next().unwrap_or_default(),
            c: c.next().unwrap_or_default(),
            dh: dh.next().unwrap_or_default(),
            dc: dc.next().unwrap_or_default(),
            dx: dx.next().unwrap_or_default(),
            dw: dw.next().unwrap_or_default(),
            projected: projected.next().unwrap_or_default(),
            unprojected: unprojected.next().unwrap_or_default(),
        })
    }
}

impl<A: Float> Part<'_, A> {
    fn run(mut self, projection: Option<&[A]>, packed: &Packed<A>) {
        for step in self.of.order().rev() {
            let (threads, &Recurrence { cell, batch, hidden, .. }) = (self.threads, &self.of);
            let one = |sequence| sequence_back(cell, sequence, projection);
            each_sequence(threads, [batch, hidden], self.sequences(step), one);
            if self.of.width() == 0 {
                continue;
            }
            let dw = if cell == Cell::Gru { &self.dw } else { &self.dx };
            let of_step = dw.iter().skip(self.of.row(step, 0)).step_by(self.of.apart());
            let dw: Vec<&[A]> = of_step.take(batch).map(|dw| &**dw).collect();
            packed.product_of_rows(&dw, &mut self.dh, Addend::Output, threads);
        }
    }

    /// The sequences that have the step.
    fn sequences(&mut self, step: usize) -> impl Iterator<Item = Sequence<'_, A>> {
        let Part { of, dy, gates, h, c, dh, dc, dx, dw, projected, unprojected, .. } = self;
        let (of_step, own) = ([of.row(step, 0), of.apart()], [0, 1]);
        let (mut dh, mut dc, mut unprojected) =
            (rows_at(dh, own), rows_at(dc, own), rows_at(unprojected, own));
        let (mut dx, mut dw, mut projected) =
            (rows_at(dx, of_step), rows_at(dw, of_step), rows_at(projected, of_step));
        let (of, dy, gates, h, c) = (&*of, &*dy, &*gates, &*h, &*c);
        let sequences = (0..of.batch).map(move |sequence| {
            let at = of.row(step, sequence);
            Sequence {
                before: Before { kept: row(gates, at), h: row(h, at), c: row(c, at) },
                dy: row(dy, at),
                dh: dh.next().unwrap_or_default(),
                dc: dc.next().unwrap_or_default(),
                dx: dx.next().unwrap_or_default(),
                dw: dw.next().unwrap_or_default(),
                projected: projected.next().unwrap_or_default(),
                unprojected: unprojected.next().unwrap_or_default(),
            }
        });
        sequences.enumerate().filter(move |(i, _)| of.has(step, *i)).map(|(_, sequence)| sequence)
    }
}

/// The cell of one sequence. Its gradients stay 0 behind the end of the sequence.
fn sequence_back<A: Float>(cell: Cell, sequence: Sequence<'_, A>, projection: Option<&[A]>) {
    let Sequence { before, dy, dh, dc, dx, dw, projected, unprojected } = sequence;
    for (dh, &dy) in dh.iter_mut().zip(dy) {
        *dh += dy;
    }
    match projection {
        None => cell.back(before, dx, dw, dh, dc),
        Some(projection) => {
            projected.copy_from_slice(dh);
            let (output, hidden) = (dh.len(), unprojected.len());
            let (dh_of, weights) = (Matrix::new(dh, 1, output), Matrix::new(projection, output, hidden));
            product_into(dh_of, weights, unprojected, hidden, false, Threads::One);
            cell.back(before, dx, dw, unprojected, dc);
            dh.fill(A::zero());
        }
    }
}
