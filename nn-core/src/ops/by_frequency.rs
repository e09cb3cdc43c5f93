//! Gradients of a table's rows, divided by how often they are looked up.

use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

impl<A: Float> Tensor<2, A> {
    /// This table, each of whose rows gets its gradient divided by how often `indices` name it: PyTorch's
    /// `scale_grad_by_freq`.
    #[track_caller]
    pub(crate) fn by_frequency<const N: usize>(self, indices: &Tensor<N, usize>) -> Self {
        let mut op = Op::named("scale_grad_by_freq");
        let table = op.input(&self);
        op.means(|| Operation::Identity);
        op.run(
            self.shape(),
            |keep| (self.off_tape(), keep.value(|| indices.off_tape())),
            move |indices, dy, grads| grads.add(table, divided(dy, indices.as_slice())),
        )
    }
}

fn divided<A: Float>(mut dy: Tensor<2, A>, indices: &[usize]) -> Tensor<2, A> {
    let [height, width] = dy.shape();
    let mut counts = vec![0_usize; height];
    indices.iter().for_each(|&i| counts[i] += 1);
    for (row, count) in dy.as_mut_slice().chunks_exact_mut(width.max(1)).zip(counts) {
        if count > 1 {
            row.iter_mut().for_each(|x| *x /= A::of(count as f64));
        }
    }
    dy
}
