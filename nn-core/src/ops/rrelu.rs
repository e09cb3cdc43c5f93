//! The leaky rectifier whose slopes are drawn.

use crate::kernels::dropout::random;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `x` where it is not negative, else `a · x` ([Xu et al. 2015](https://arxiv.org/abs/1505.00853)). On a tape `a` is drawn
    /// for each element, uniform in `lower..upper`, by the tape's seed alone; off it, or inside a
    /// [`Frozen`](crate::Frozen) part's forward, `a` is their mean.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([-4.0, 2.0]);
    /// assert_eq!(x.clone().rrelu(0.25, 0.75).as_slice(), [-2.0, 2.0]);
    /// assert!((-3.0..=-1.0).contains(&Tape::new(0).input(x).rrelu(0.25, 0.75).as_slice()[0]));
    /// ```
    ///
    /// # Panics
    ///
    /// If `lower` is greater than `upper`.
    #[track_caller]
    pub fn rrelu(self, lower: f64, upper: f64) -> Self {
        assert!(lower <= upper, "rrelu: expected a lower bound up to the upper one, got {lower} and {upper}");
        let Some(tape) = self.tape().filter(|tape| !tape.is_frozen()) else {
            return self.leaky_relu(A::of((lower + upper) / 2.0));
        };
        let draw = random(tape.random_seed());
        let slope = |(i, &x): (usize, &A)| match x < A::zero() {
            true => A::of(lower + (upper - lower) * draw(i)),
            false => A::one(),
        };
        let shape = self.shape();
        let mut op = Op::named("rrelu");
        let input = op.input(&self);
        op.run(
            shape,
            |keep| {
                let slopes = self.as_slice().iter().enumerate().map(slope).collect();
                let slopes = Tensor::new(shape, slopes).placed_on(&self.device());
                (self.off_tape() * &slopes, keep.value(|| slopes))
            },
            move |slopes, dy, grads| grads.add(input, dy * slopes),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradient() {
        gradcheck(irregular([5, 7]), |x| x.rrelu(0.1, 0.4)).unwrap();
    }

    #[test]
    fn slopes_are_uniform() {
        let y = Tape::new(2).input(Tensor::<1>::full([20_000], -1.0)).rrelu(0.2, 0.6).into_vec();
        assert!(y.iter().all(|y| (-0.6..=-0.2).contains(y)));
        let below = |bound: f32| y.iter().filter(|y| -**y < bound).count() as f64 / 20_000.0;
        assert!((below(0.3) - 0.25).abs() < 0.02 && (below(0.4) - 0.5).abs() < 0.02);
        assert!((below(0.5) - 0.75).abs() < 0.02);
    }
}
