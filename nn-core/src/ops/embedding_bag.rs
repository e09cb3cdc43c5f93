//! Bags of rows of a table.

use crate::kernels::embedding_bag::{BagMode, Bags, largest_backward};
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, misfit, volume};

impl<A: Float> Tensor<2, A> {
    /// The rows of this table at `indices`, those of each bag put together to one: `torch.nn.functional.embedding_bag`. A
    /// bag begins at each of the `offsets`, and ends where the next one begins. An empty bag gives zeros.
    ///
    /// With [`BagMode::Sum`](super::BagMode), the rows may have weights, one for each index. The row `padding_idx`, if there is
    /// one, does not count and gets no gradient.
    ///
    /// Shapes: a table of `[rows, width]` and offsets of `[bags]` give `[bags, width]`.
    ///
    /// ```
    /// use nn_core::ops::BagMode;
    /// use nn_core::prelude::*;
    ///
    /// let table = Tensor::<2>::new([3, 1], vec![1.0, 10.0, 100.0]);
    /// let (indices, offsets) = (Tensor::from([0, 1, 2, 2]), Tensor::from([0, 3]));
    /// let y = table.embedding_bag(&indices, &offsets, BagMode::Sum, None, None);
    /// assert_eq!(y.as_slice(), [111.0, 100.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If an index is not less than the number of rows; if the offsets do not begin with 0, fall, or go beyond the indices; or
    /// if there are weights without a sum, or another number of them.
    #[track_caller]
    pub fn embedding_bag(
        self,
        indices: &Tensor<1, usize>,
        offsets: &Tensor<1, usize>,
        mode: BagMode,
        per_sample_weights: Option<Tensor<1, A>>,
        padding_idx: Option<usize>,
    ) -> Self {
        let ([height, width], weights) = (self.shape(), per_sample_weights);
        check_indices(indices, height);
        check_offsets(offsets, indices);
        check_weights(weights.as_ref(), indices, mode);
        let shape = [offsets.len(), width];
        volume::<A>("embedding_bag", &shape);
        let mut op = Op::named("embedding_bag");
        let table = op.input(&self);
        op.input(indices);
        op.input(offsets);
        let factors = op.optional_input(weights.as_ref());
        op.run(
            shape,
            |keep| {
                let bags = bags(indices, offsets, padding_idx, width);
                let (y, found) = match mode {
                    BagMode::Max => bags.largest(self.as_slice()),
                    _ => (bags.sums(self.as_slice(), mode, weights.as_ref().map(Tensor::as_slice)), vec![]),
                };
                let kept = || {
                    let weights = weights.as_ref().map(Tensor::off_tape);
                    (self.off_tape(), indices.off_tape(), offsets.off_tape(), weights, found)
                };
                (Tensor::new(shape, y), keep.value(kept))
            },
            move |(x, indices, offsets, weights, found), dy, grads| {
                let bags = bags(&indices, &offsets, padding_idx, width);
                grads.add_with(table, || {
                    let weights = weights.as_ref().map(Tensor::as_slice);
                    let dx = match mode {
                        BagMode::Max => largest_backward(dy.as_slice(), &found, height * width),
                        _ => bags.sums_backward(dy.as_slice(), height, mode, weights),
                    };
                    Tensor::new([height, width], dx)
                });
                if let Some(factors) = factors {
                    grads.add_with(factors, || {
                        Tensor::new(factors.shape(), bags.weights_backward(dy.as_slice(), x.as_slice()))
                    });
                }
            },
        )
    }
}

fn bags<'a>(
    indices: &'a Tensor<1, usize>,
    offsets: &'a Tensor<1, usize>,
    padding: Option<usize>,
    width: usize,
) -> Bags<'a> {
    Bags { indices: indices.as_slice(), offsets: offsets.as_slice(), padding, width }
}

#[track_caller]
fn check_indices(indices: &Tensor<1, usize>, height: usize) {
    if let Some(i) = indices.storage().values().iter().find(|&&i| i >= height) {
        misfit(
            indices.place(),
            format_args!("embedding_bag: index {i} is beyond the table of {height} rows"),
        );
    }
}

/// Looks at the offsets, unless a trace has none but their number.
#[track_caller]
fn check_offsets(offsets: &Tensor<1, usize>, indices: &Tensor<1, usize>) {
    let (values, len) = (offsets.storage().values(), indices.len());
    let ascend = values.is_sorted() && values.first().is_none_or(|&first| first == 0);
    fits!(
        either(offsets.place(), indices.place()),
        ascend && values.last().is_none_or(|&last| last <= len),
        "embedding_bag: expected offsets that begin with 0 and ascend up to the {len} indices, got {values:?}"
    );
}

#[track_caller]
fn check_weights<A: Float>(weights: Option<&Tensor<1, A>>, indices: &Tensor<1, usize>, mode: BagMode) {
    let Some(weights) = weights else { return };
    assert!(mode == BagMode::Sum, "embedding_bag: per_sample_weights need BagMode::Sum, got {mode:?}");
    let (len, got) = (indices.len(), weights.len());
    fits!(
        either(weights.place(), indices.place()),
        len == got,
        "embedding_bag: expected a weight for each of the {len} indices, got {got}"
    );
}

#[cfg(test)]
mod tests {
    use super::BagMode;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    fn bags() -> (Tensor<1, usize>, Tensor<1, usize>) {
        (Tensor::from([2, 0, 2, 1, 3]), Tensor::from([0, 2, 2]))
    }

    #[test]
    fn gradients() {
        let (indices, offsets) = bags();
        for mode in [BagMode::Sum, BagMode::Mean, BagMode::Max] {
            for padding in [None, Some(3)] {
                let table = irregular([4, 3]);
                gradcheck(table, |table| table.embedding_bag(&indices, &offsets, mode, None, padding))
                    .unwrap();
            }
        }
        let (table, weights) = (irregular([4, 3]), irregular([5]) + 0.3);
        let sum = |table: Tensor<2, f64>, weights| {
            table.embedding_bag(&indices, &offsets, BagMode::Sum, Some(weights), Some(1))
        };
        gradcheck(table.clone(), |table| sum(table, weights.clone())).unwrap();
        // The padding's row is no input of the result, but a weight of it.
        gradcheck(weights, |weights| sum(table.clone().beside(&weights), weights)).unwrap();
    }

    #[test]
    fn as_pytorch_does() {
        let table = Tensor::<2, f64>::new([4, 2], vec![1.0, -2.0, 0.5, 4.0, -3.0, 1.5, 2.0, 0.25]);
        let (indices, offsets) = bags();
        let of =
            |mode, padding| table.clone().embedding_bag(&indices, &offsets, mode, None, padding).into_vec();
        assert_eq!(of(BagMode::Sum, None), [-2.0, -0.5, 0.0, 0.0, -0.5, 5.75]);
        assert_eq!(of(BagMode::Sum, Some(2)), [1.0, -2.0, 0.0, 0.0, 2.5, 4.25]);
        assert_eq!(
            of(BagMode::Mean, None),
            [-1.0, -0.25, 0.0, 0.0, -0.16666666666666666, 1.9166666666666667]
        );
        assert_eq!(of(BagMode::Mean, Some(2)), [1.0, -2.0, 0.0, 0.0, 1.25, 2.125]);
        assert_eq!(of(BagMode::Max, None), [1.0, 1.5, 0.0, 0.0, 2.0, 4.0]);
        assert_eq!(of(BagMode::Max, Some(2)), [1.0, -2.0, 0.0, 0.0, 2.0, 4.0]);
    }

    #[test]
    #[should_panic(
        expected = "embedding_bag: expected offsets that begin with 0 and ascend up to the 5 indices, got [0, 7]"
    )]
    fn bags_are_of_the_indices() {
        let _ = irregular([4, 3]).embedding_bag(&bags().0, &Tensor::from([0, 7]), BagMode::Max, None, None);
    }
}
