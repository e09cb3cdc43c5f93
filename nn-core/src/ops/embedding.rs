//! Embedding: rows of a table.

use crate::device::{self, Kernel};
use crate::kernels::embedding as kernel;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Rank, Tensor, misfit, volume};

impl<A: Float> Tensor<2, A> {
    /// The rows of this table at `indices`: `y[.., :] = table[indices[..], :]`. If either is on a tape, so is the
    /// result.
    ///
    /// Shapes: a table of `[rows, width]` and indices of any shape `[..]` give `[.., width]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let table = Tensor::from(ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
    /// let y: Tensor<2> = table.embedding(&Tensor::from([1, 0, 1]), None);
    /// assert_eq!(y.as_slice(), [3.0, 4.0, 1.0, 2.0, 3.0, 4.0]);
    /// ```
    ///
    /// The row `padding_idx`, if there is one, gets no gradient.
    ///
    /// # Panics
    ///
    /// If an index is not less than the number of rows.
    #[track_caller]
    pub fn embedding<const N: usize>(
        self,
        indices: &Tensor<N, usize>,
        padding_idx: Option<usize>,
    ) -> <Tensor<N, A> as Rank>::Larger
    where
        Tensor<N, A>: Rank<Element = A>,
    {
        let [height, width] = self.shape();
        if let Some(i) = indices.storage().values().iter().find(|&&i| i >= height) {
            let place = indices.place();
            misfit(place, format_args!("embedding: index {i} is beyond the table of {height} rows"));
        }
        volume::<A>("embedding", &[indices.len(), width]);
        let mut shape = indices.shape().to_vec();
        shape.push(width);
        let mut op = Op::named("embedding");
        let table = op.input(&self);
        op.input(indices);
        op.means(|| Operation::Embedding);
        let flat = [indices.len(), width];
        let y = op.run(
            flat,
            |keep| {
                let rows = rows(self.storage(), width, indices.storage());
                (Tensor::from_storage(flat, rows), keep.value(|| indices.off_tape()))
            },
            move |indices, dy, grads| {
                let size = [height, width];
                let dx = rows_backward(dy.storage(), size, indices.storage(), padding_idx);
                grads.add(table, Tensor::from_storage(size, dx));
            },
        );
        y.with_shape(&shape)
    }
}

fn rows<A: Float>(
    table: &SharedStorage<A>,
    width: usize,
    indices: &SharedStorage<usize>,
) -> SharedStorage<A> {
    device::compute(
        &[table, indices],
        || Some(Kernel::Embedding { width }),
        || kernel::rows(table.as_slice(), width, indices.as_slice()),
    )
}

fn rows_backward<A: Float>(
    dy: &SharedStorage<A>,
    [height, width]: [usize; 2],
    indices: &SharedStorage<usize>,
    padding: Option<usize>,
) -> SharedStorage<A> {
    let size = (height, width);
    device::compute(
        &[dy, indices],
        || Some(Kernel::EmbeddingBackward { size, padding }),
        || kernel::rows_backward(dy.as_slice(), size, indices.as_slice(), padding),
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn embedding() {
        let indices = Tensor::from(ndarray::array![[2, 0, 2], [1, 2, 3]]);
        gradcheck(irregular([4, 3]), |table| table.embedding(&indices, None)).unwrap();
        gradcheck(irregular([4, 3]), |table| table.embedding(&Tensor::from(1), None)).unwrap();
    }

    #[test]
    fn a_large_table_gets_the_sums_of_a_small_one() {
        // Large enough for several threads.
        let indices = Tensor::from((0..3000).map(|i| i * 7 % 1000).collect::<Vec<usize>>());
        let gradient = |height: usize| {
            let tape = crate::autodiff::Tape::new(0);
            let table = tape.input(Tensor::<2>::zeros([height, 300])).requires_grad();
            let y = table.clone().embedding(&indices, Some(4));
            let c = irregular([3000, 300]).as_slice().iter().map(|&c| c as f32).collect();
            (y * Tensor::new([3000, 300], c)).sum().backward().wrt(&table).unwrap()
        };
        let large = gradient(1003).slice(0, 0..800);
        assert_eq!(large, gradient(1000).slice(0, 0..800));
        assert!(large.as_slice()[4 * 300..5 * 300].iter().all(|&g| g == 0.0));
        assert!(large.as_slice()[..4 * 300].iter().all(|&g| g != 0.0));
    }

    #[test]
    #[should_panic(expected = "embedding: index 4 is beyond the table of 4 rows")]
    fn an_index_must_exist() {
        let _ = irregular([4, 3]).embedding(&Tensor::from([0, 4]), None);
    }
}
