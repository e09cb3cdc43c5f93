//! What is drawn at random by the elements.

use rand::{Rng, RngExt};

use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Indices along the last axis, drawn without putting them back, each with a probability in proportion to its element, as
    /// [`torch.multinomial`](https://docs.pytorch.org/docs/2.8/generated/torch.multinomial.html).
    ///
    /// Shapes: `[.., n]` gives `[.., num_samples]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let logits = Tensor::from([[0.0, 30.0], [30.0, 0.0]]);
    /// assert_eq!(logits.softmax(1).multinomial(1, &mut rng(0)).as_slice(), [1, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is 0, an element is negative or no finite number, or a row has fewer elements above 0 than are drawn.
    #[track_caller]
    pub fn multinomial(&self, num_samples: usize, rng: &mut impl Rng) -> Tensor<N, usize> {
        self.check_weights("multinomial", num_samples, num_samples);
        self.draw("multinomial", num_samples, |weights, indices| {
            // The smallest of exponential numbers with these rates are drawn one after another.
            let mut keys: Vec<(f64, usize)> = Vec::with_capacity(weights.len());
            for (i, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > A::zero()) {
                let exponential = -(1.0 - rng.random::<f64>()).ln();
                keys.push((exponential / weight.to_double(), i));
            }
            keys.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            indices.extend(keys[..num_samples].iter().map(|(_, i)| i));
        })
    }

    /// Indices along the last axis, each drawn from all of them: [`multinomial`](Self::multinomial) with `replacement=True`.
    ///
    /// # Panics
    ///
    /// If the rank is 0, an element is negative or no finite number, or a row has none above 0.
    #[track_caller]
    pub fn multinomial_with_replacement(&self, num_samples: usize, rng: &mut impl Rng) -> Tensor<N, usize> {
        self.check_weights("multinomial_with_replacement", num_samples, num_samples.min(1));
        self.draw("multinomial_with_replacement", num_samples, |weights, indices| {
            let mut sum = 0.0;
            let up_to = |weight: &A| {
                sum += weight.to_double();
                sum
            };
            let sums: Vec<f64> = weights.iter().map(up_to).collect();
            let last = weights.iter().rposition(|&weight| weight > A::zero()).unwrap_or(0);
            indices.extend((0..num_samples).map(|_| {
                let drawn = sum * rng.random::<f64>();
                sums.partition_point(|&sum| sum <= drawn).min(last)
            }));
        })
    }

    /// For each element, which is a probability, 1 with that probability, else 0, as
    /// [`torch.bernoulli`](https://docs.pytorch.org/docs/2.8/generated/torch.bernoulli.html). No gradient goes back.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([0.0, 1.0]).bernoulli(&mut rng(0)).as_slice(), [0.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If an element is not within `0..=1`.
    #[track_caller]
    pub fn bernoulli(&self, rng: &mut impl Rng) -> Self {
        let other = self.storage().values().iter().find(|&&p| !(p >= A::zero() && p <= A::one()));
        if let Some(other) = other {
            panic!("bernoulli: expected probabilities, within 0..=1, got {other}");
        }
        let mut op = Op::named("bernoulli");
        op.input(&self.detach());
        op.run(
            self.shape(),
            |keep| {
                let mut draw = |p: &A| if rng.random::<f64>() < p.to_double() { A::one() } else { A::zero() };
                (Tensor::new(self.shape(), self.as_slice().iter().map(&mut draw).collect()), keep.nothing())
            },
            |(), _: Self, _| (),
        )
    }

    /// Looks for weights that nothing can be drawn by, and for rows with fewer than `least` above 0.
    #[track_caller]
    fn check_weights(&self, name: &str, num_samples: usize, least: usize) {
        let shape = self.shape();
        fits!(self.place(), N > 0, "{name}: expected weights of shape [.., n], got []");
        let columns = shape[N - 1];
        fits!(
            self.place(),
            least <= columns,
            "{name}: {num_samples} indices cannot be drawn from an axis of size {columns}, of shape {shape:?}"
        );
        let values = self.storage().values();
        if let Some(other) = values.iter().find(|&&weight| !(weight >= A::zero() && weight.is_finite())) {
            panic!("{name}: expected weights that are finite and not negative, got {other}");
        }
        for (i, row) in values.chunks_exact(columns.max(1)).enumerate() {
            let positive = row.iter().filter(|&&weight| weight > A::zero()).count();
            assert!(
                positive >= least,
                "{name}: {num_samples} indices are to be drawn from row {i}, of whose weights {positive} are above 0"
            );
        }
    }

    /// What `draw` adds to the indices for each row.
    #[track_caller]
    fn draw(
        &self,
        name: &'static str,
        num_samples: usize,
        mut draw: impl FnMut(&[A], &mut Vec<usize>),
    ) -> Tensor<N, usize> {
        let (mut shape, columns) = (self.shape(), self.shape()[N - 1]);
        shape[N - 1] = num_samples;
        let len = volume::<usize>(name, &shape);
        let mut op = Op::named(name);
        op.input(&self.detach());
        op.run(
            shape,
            |keep| {
                let mut indices = Vec::with_capacity(len);
                let rows = self.as_slice().chunks_exact(columns.max(1));
                rows.for_each(|row| draw(row, &mut indices));
                (Tensor::new(shape, indices), keep.nothing())
            },
            |(), _: Tensor<N, usize>, _| (),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::init::rng;
    use crate::tensor::Tensor;

    /// How often each index was drawn first and how often second, of 3000 rows.
    fn drawn(indices: &Tensor<2, usize>, place: usize) -> Vec<usize> {
        let at: Vec<usize> = indices.clone().at(1, place).into_vec();
        (0..4).map(|i| at.iter().filter(|&&index| index == i).count()).collect()
    }

    fn near(counts: &[usize], want: [f64; 4]) -> bool {
        counts.iter().zip(want).all(|(&count, want)| (count as f64 - 3000.0 * want).abs() < 120.0)
    }

    #[test]
    fn each_index_is_drawn_as_often_as_it_should() {
        let weights = Tensor::<2>::from([[1.0, 0.0, 3.0, 6.0]]).broadcast_to([3000, 4]);
        let indices = weights.multinomial_with_replacement(2, &mut rng(0));
        for place in 0..2 {
            assert!(near(&drawn(&indices, place), [0.1, 0.0, 0.3, 0.6]), "{:?}", drawn(&indices, place));
        }
        let indices = weights.multinomial(3, &mut rng(0));
        assert!(near(&drawn(&indices, 0), [0.1, 0.0, 0.3, 0.6]), "{:?}", drawn(&indices, 0));
        // 0.3·1/7 + 0.6·1/4, 0.1·3/9 + 0.6·3/4 and 0.1·6/9 + 0.3·6/7.
        assert!(near(&drawn(&indices, 1), [0.193, 0.0, 0.483, 0.324]), "{:?}", drawn(&indices, 1));
        let (first, second) = (indices.clone().at(1, 0), indices.at(1, 1));
        assert!(first.ne(&second).all());
    }

    #[test]
    fn probabilities_are_met() {
        let y = Tensor::<1>::full([3000], 0.3).bernoulli(&mut rng(0));
        let ones = y.eq(1.0).count();
        assert!(ones.abs_diff(900) < 120 && ones + y.eq(0.0).count() == 3000, "{ones}");
    }
}
