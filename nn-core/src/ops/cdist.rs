//! Distances between vectors.

use super::Operand;
use crate::kernels::distance::Rows;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The Euclidean distance of each row to each row of `other`, as
    /// [`torch.cdist`](https://docs.pytorch.org/docs/2.8/generated/torch.cdist.html). Where it is 0 so is its derivative.
    ///
    /// Shapes: `[.., m, d]` and `[.., n, d]` give `[.., m, n]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (x, y) = (Tensor::from([[0.0, 0.0]]), Tensor::from([[3.0, 4.0], [0.0, 1.0]]));
    /// assert_eq!(x.cdist(y).as_slice(), [5.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2 or the shapes do not fit.
    #[track_caller]
    pub fn cdist(self, other: impl Operand<N, A>) -> Self {
        let other = other.operand_of(&self);
        let (x, y) = (self.shape(), other.shape());
        fits!(
            either(self.place(), other.place()),
            N >= 2 && x[N - 1] == y[N - 1] && x[..N - 2] == y[..N - 2],
            "cdist: expected inputs of shapes [.., m, d] and [.., n, d] that are alike before, got {x:?} and {y:?}"
        );
        let rows = Rows { batch: x[..N - 2].iter().product(), m: x[N - 2], n: y[N - 2], d: x[N - 1] };
        let mut shape = x;
        shape[N - 1] = rows.n;
        volume::<A>("cdist", &shape);
        let mut op = Op::named("cdist");
        let (vx, vy) = (op.input(&self), op.input(&other));
        op.means(|| Operation::Cdist);
        op.run(
            shape,
            |keep| {
                let z = Tensor::new(shape, rows.distances(self.as_slice(), other.as_slice()));
                let kept = keep.value(|| (self.off_tape(), other.off_tape(), z.off_tape()));
                (z, kept)
            },
            move |(x, y, z), dz, grads| {
                let (dx, dy) = rows.backward(x.as_slice(), y.as_slice(), z.as_slice(), dz.as_slice());
                grads.add(vx, Tensor::new(vx.shape(), dx));
                grads.add(vy, Tensor::new(vy.shape(), dy));
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn distances() {
        let (x, y) = (irregular([2, 3, 4]), irregular([2, 5, 4]) * 2.0);
        gradcheck(x.clone(), |x| x.cdist(&y)).unwrap();
        gradcheck(y.clone(), |y| x.clone().cdist(y)).unwrap();
        let same = crate::Tape::new(0).input(Tensor::<2>::ones([1, 2])).requires_grad();
        let gradients = same.clone().cdist(Tensor::ones([1, 2])).sum().backward();
        assert_eq!(gradients.wrt(&same).unwrap().as_slice(), [0.0, 0.0]);
    }
}
