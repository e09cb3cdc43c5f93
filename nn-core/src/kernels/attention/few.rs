//! A few queries of a head, such as the next one of a text, for which it does not pay to lay out the keys.

use super::head::Head;
use crate::kernels::matmul::{Threads, product_into};
use crate::kernels::matrix::Matrix;
use crate::kernels::softmax::scale_row;
use crate::storage::{Float, recycle, scratch};

impl<A: Float> Head<'_, A> {
    pub(super) fn forward_of_few(&self, y: &mut [&mut [A]]) {
        let (rows, keys, size) = (self.q.rows, self.visible(self.q.rows), self.v.cols);
        let mut weights = scratch(rows * keys);
        product_into(self.q, self.k.rows(0, keys).t(), &mut weights, keys, false, Threads::One);
        scale_row(&mut weights, self.scale());
        self.normalise(0, &mut weights);
        self.drop(0, &mut weights);
        let mut all = scratch(rows * size);
        product_into(
            Matrix::new(&weights, rows, keys),
            self.v.rows(0, keys),
            &mut all,
            size,
            false,
            Threads::One,
        );
        for (y, all) in y.iter_mut().zip(all.chunks_exact(size.max(1))) {
            y.copy_from_slice(all);
        }
        [weights, all].into_iter().for_each(recycle);
    }
}
