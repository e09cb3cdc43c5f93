//! The kernels of a convolution as matrices of channels, one for each point, and the gradients back.

use super::lanes::{LANES, Lanes};
use super::transform::{along_both, weight, weight_back};
use super::{POINTS, SIDE};
use crate::kernels::parallel::{bands, each};
use crate::kernels::simd::simd;
use crate::storage::{Float, recycle, scratch};

/// How kernels of so many outputs and inputs lie, and in what order they are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kernels {
    pub(super) outputs: usize,
    pub(super) inputs: usize,
    /// For the gradient of the input: from outputs to inputs, each kernel turned by half.
    pub(super) turned: bool,
}

/// Kernels that are transformed already: a matrix for each point.
#[derive(Debug)]
pub(crate) struct Transformed<A: Float> {
    matrices: Vec<A>,
}

impl<A: Float> Transformed<A> {
    pub(super) fn matrices(&self) -> &[A] {
        &self.matrices
    }
}

impl<A: Float> Drop for Transformed<A> {
    fn drop(&mut self) {
        recycle(std::mem::take(&mut self.matrices));
    }
}

/// The elements of a kernel.
const KERNEL: usize = 9;
/// How many rows of the matrices are made at a time: kernels stand together along one axis, matrices along the other, and so
/// many use whole lines of the caches on both sides.
const ROWS: usize = 16;
/// The columns that are made before the next row.
const COLUMNS: usize = 16;

impl Kernels {
    /// The rows and columns of each matrix: what is multiplied has a column for each row.
    fn rows(&self) -> usize {
        if self.turned { self.outputs } else { self.inputs }
    }

    fn columns(&self) -> usize {
        if self.turned { self.inputs } else { self.outputs }
    }

    /// Where the kernel of a row and column of the matrices begins.
    #[inline(always)]
    fn place(&self, row: usize, column: usize) -> usize {
        let (output, input) = if self.turned { (row, column) } else { (column, row) };
        (output * self.inputs + input) * KERNEL
    }

    /// `G·g·Gᵀ` of every kernel.
    pub(super) fn transformed<A: Float>(self, weight: &[A]) -> Transformed<A> {
        let (rows, columns) = (self.rows(), self.columns());
        let mut matrices = scratch(POINTS * rows * columns);
        let parts = bands(&mut matrices, POINTS, rows * columns, ROWS * columns);
        each(parts.enumerate(), |(i, mut to)| transformed_rows(weight, self, i * ROWS, &mut to));
        Transformed { matrices }
    }
}

simd! {
    fn transformed_rows[A: Float](weights: &[A], kernels: Kernels, first: usize, to: &mut [&mut [A]]) {
        let (columns, rows) = (kernels.columns(), to[0].len() / kernels.columns());
        for block in (0..columns).step_by(COLUMNS) {
            for row in 0..rows {
                for column in (block..columns.min(block + COLUMNS)).step_by(LANES) {
                    let places: [usize; LANES] = std::array::from_fn(|i| kernels.place(first + row, column + i));
                    let element = |i: usize, j: usize| {
                        let at = if kernels.turned { KERNEL - 1 - (3 * i + j) } else { 3 * i + j };
                        Lanes(places.map(|place| weights[place + at]))
                    };
                    along_both(weight::<A, LANES>, element, |i, values| {
                        for (j, value) in values.into_iter().enumerate() {
                            value.write(&mut to[i * SIDE + j][row * columns + column..]);
                        }
                    });
                }
            }
        }
    }

    /// `Gᵀ·u·G`: the gradients of the kernels of one output, of a row of each matrix of outputs by inputs.
    pub(super) fn gradient_of_row[A: Float](matrices: [&[A]; POINTS], to: &mut [A]) {
        for (block, to) in to.chunks_exact_mut(LANES * KERNEL).enumerate() {
            let element = |i: usize, j: usize| Lanes::read(&matrices[i * SIDE + j][block * LANES..]);
            along_both(weight_back::<A, LANES>, element, |i, row| {
                for (j, value) in row.into_iter().enumerate() {
                    for (kernel, value) in to.chunks_exact_mut(KERNEL).zip(value.0) {
                        kernel[3 * i + j] = value;
                    }
                }
            });
        }
    }
}
