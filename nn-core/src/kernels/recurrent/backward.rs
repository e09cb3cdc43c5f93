//! Back through time.

use super::cell::{Before, Cell};
use super::forward::Kept;
use super::sequence::{Recurrence, Weights, part, parts_mut};
use crate::kernels::linear::Affine;
use crate::kernels::matmul::{Addend, Threads, product_into};
use crate::kernels::matrix::Matrix;
use crate::kernels::packed::Packed;
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

/// What goes from a step to the one before it, and the gradients of all rows.
struct Back<A> {
    dh: Vec<A>,
    dc: Vec<A>,
    dx: Vec<A>,
    /// The gradient of the hidden state's part, where it is not that of the input's.
    dw: Vec<A>,
    projected: Vec<A>,
    unprojected: Vec<A>,
}

/// What a step back writes of a sequence.
struct SequenceBack<'a, A> {
    sequence: usize,
    dh: &'a mut [A],
    dc: &'a mut [A],
    unprojected: &'a mut [A],
    dx: &'a mut [A],
    dw: &'a mut [A],
    projected: &'a mut [A],
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
        let (dh, dc) = states.split_at(self.batch * self.output);
        let mut back = Back {
            dh: dh.to_vec(),
            dc: dc.to_vec(),
            dx: zeros(self.rows() * self.width()),
            dw: if self.cell == Cell::Gru { zeros(self.rows() * self.width()) } else { Vec::new() },
            projected: if weights.projection.is_some() { zeros(dy.len()) } else { Vec::new() },
            unprojected: zeros(self.batch * self.hidden),
        };
        let packed = Packed::new(Matrix::new(weights.hidden, self.width(), self.output));
        for step in self.order().rev() {
            self.step_back(step, dy, kept, weights, &packed, &mut back);
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

    fn step_back<A: Float>(
        &self,
        step: usize,
        dy: &[A],
        kept: &Kept<A>,
        weights: &Weights<'_, A>,
        packed: &Packed<A>,
        back: &mut Back<A>,
    ) {
        let width = self.width();
        let sequences = self.sequences_back(step, back).filter(|of| self.has(step, of.sequence));
        self.each(sequences, |of| self.sequence_back(step, of, dy, kept, weights));
        let dw = if self.cell == Cell::Gru { &back.dw } else { &back.dx };
        if width > 0 && self.batch > 0 {
            let first = self.row(step, 0) * width;
            let dw = Matrix::strided(&dw[first..], self.batch, width, self.apart() * width, 1);
            packed.product(dw, &mut back.dh, self.output, Addend::Output);
        }
    }

    /// What a step back writes of each sequence.
    fn sequences_back<'a, A: Float>(
        &self,
        step: usize,
        back: &'a mut Back<A>,
    ) -> impl Iterator<Item = SequenceBack<'a, A>> + use<'a, A> {
        let (of_step, own) = ([self.row(step, 0), self.apart()], [0, 1]);
        let mut dh = parts_mut(&mut back.dh, self.output, own);
        let mut dc = parts_mut(&mut back.dc, self.memory(), own);
        let mut unprojected = parts_mut(&mut back.unprojected, self.hidden, own);
        let mut dx = parts_mut(&mut back.dx, self.width(), of_step);
        let mut dw = parts_mut(&mut back.dw, self.width(), of_step);
        let mut projected = parts_mut(&mut back.projected, self.output, of_step);
        (0..self.batch).map(move |sequence| SequenceBack {
            sequence,
            dh: dh.next().unwrap_or_default(),
            dc: dc.next().unwrap_or_default(),
            unprojected: unprojected.next().unwrap_or_default(),
            dx: dx.next().unwrap_or_default(),
            dw: dw.next().unwrap_or_default(),
            projected: projected.next().unwrap_or_default(),
        })
    }

    /// The cell of one sequence. Its gradients stay 0 behind the end of the sequence.
    fn sequence_back<A: Float>(
        &self,
        step: usize,
        of: SequenceBack<'_, A>,
        dy: &[A],
        kept: &Kept<A>,
        weights: &Weights<'_, A>,
    ) {
        let (row, hidden, output, memory) =
            (self.row(step, of.sequence), self.hidden, self.output, self.memory());
        let before = Before {
            kept: part(&kept.gates, row, self.cell.kept() * hidden),
            h: part(&kept.h, row, output),
            c: part(&kept.c, row, memory),
        };
        let SequenceBack { dh, dc, unprojected, dx, dw, projected, .. } = of;
        for (dh, &dy) in dh.iter_mut().zip(part(dy, row, output)) {
            *dh += dy;
        }
        match weights.projection {
            None => self.cell.back(before, dx, dw, dh, dc),
            Some(projection) => {
                projected.copy_from_slice(dh);
                let (dh_of, weights) = (Matrix::new(dh, 1, output), Matrix::new(projection, output, hidden));
                product_into(dh_of, weights, unprojected, hidden, false, Threads::One);
                self.cell.back(before, dx, dw, unprojected, dc);
                dh.fill(A::zero());
            }
        }
    }
}
