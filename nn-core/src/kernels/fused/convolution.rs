//! Convolutions that wait for what is done with their results.

use std::sync::{Arc, OnceLock};

use super::FEWEST;
use crate::kernels::conv::{Weight, forward_and};
use crate::kernels::conv_shape::ConvShape;
use crate::storage::{Compute, Finish, Float, PIECE, SharedStorage};

/// A convolution and what it is computed from.
#[derive(Debug)]
struct Convolution<A: Float> {
    x: SharedStorage<A>,
    weight: SharedStorage<A>,
    bias: Option<SharedStorage<A>>,
    shape: ConvShape,
    /// The result, where it is read a piece at a time.
    all: OnceLock<Vec<A>>,
}

impl<A: Float> Convolution<A> {
    fn all(&self) -> &[A] {
        // As for all that waits: a thread that computes may take up work that looks at the same elements.
        if self.all.get().is_none() {
            let _ = self.all.set(self.finished(&|_, _| {}));
        }
        self.all.get().expect("just computed")
    }

    fn finished(&self, finish: Finish<'_, A>) -> Vec<A> {
        let (x, bias) = (self.x.as_slice(), self.bias.as_ref().map(SharedStorage::as_slice));
        // It waits for what is done next only where no backward pass follows, so that its weight lasts.
        let weight = Weight::of(&self.shape, &self.weight, true);
        forward_and(x, weight, bias, &self.shape, &|at, part| {
            part.chunks_mut(PIECE).enumerate().for_each(|(i, piece)| finish(at + i * PIECE, piece));
        })
    }
}

impl<A: Float> Compute<A> for Convolution<A> {
    fn write(&self, at: usize, to: &mut [A]) {
        to.copy_from_slice(&self.all()[at..at + to.len()]);
    }

    fn steps(&self) -> usize {
        1
    }

    fn is_cheap(&self) -> bool {
        false
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together(&self, finish: Finish<'_, A>) -> Option<Vec<A>> {
        Some(self.finished(finish))
    }
}

impl ConvShape {
    /// `weight ∗ x + bias`, if there are many elements: what is done with them next, such as a normalisation with known
    /// statistics, an addition or an activation, goes over them while they are in the caches.
    pub(crate) fn forward_later<A: Float>(
        self,
        x: &SharedStorage<A>,
        weight: &SharedStorage<A>,
        bias: Option<&SharedStorage<A>>,
    ) -> Option<SharedStorage<A>> {
        let len = self.batch * self.out_channels * self.pixels();
        if len < FEWEST {
            return None;
        }
        // Each waits for one convolution at most, however many follow each other.
        x.as_slice();
        let [x, weight] = [x, weight].map(SharedStorage::clone);
        let convolution = Convolution { x, weight, bias: bias.cloned(), shape: self, all: OnceLock::new() };
        Some(SharedStorage::pending(len, Arc::new(convolution)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ops::Conv2dOptions;
    use crate::storage::handed_out;
    use crate::tensor::Tensor;

    fn numbers<const N: usize>(shape: [usize; N], step: usize) -> Tensor<N> {
        let len = shape.iter().product::<usize>();
        Tensor::new(shape, (0..len).map(|i| (i * step % 1999) as f32 / 1000.0 - 0.9995).collect())
    }

    /// Sizes for each way to compute a convolution: by products of small images and of large ones, without patches, of channels
    /// that do not see each other, and by Winograd's tiles.
    const WAYS: [Way; 6] = [
        Way { batch: 1, channels: [40, 64], kernel: 1, groups: 1, image: [40, 48] },
        Way { batch: 3, channels: [40, 64], kernel: 1, groups: 1, image: [20, 24] },
        Way { batch: 70, channels: [8, 64], kernel: 3, groups: 1, image: [6, 6] },
        Way { batch: 2, channels: [16, 32], kernel: 3, groups: 1, image: [40, 48] },
        Way { batch: 2, channels: [48, 48], kernel: 3, groups: 48, image: [40, 48] },
        Way { batch: 2, channels: [64, 64], kernel: 3, groups: 1, image: [40, 48] },
    ];

    #[derive(Clone, Copy, Debug)]
    struct Way {
        batch: usize,
        channels: [usize; 2],
        kernel: usize,
        groups: usize,
        image: [usize; 2],
    }

    impl Way {
        fn input(self, step: usize) -> Tensor<4> {
            numbers([self.batch, self.channels[0], self.image[0], self.image[1]], step)
        }

        fn output(self, step: usize) -> Tensor<4> {
            numbers([self.batch, self.channels[1], self.image[0], self.image[1]], step)
        }

        fn weight(self, step: usize) -> Tensor<4> {
            let [inputs, outputs] = self.channels;
            numbers([outputs, inputs / self.groups, self.kernel, self.kernel], step)
        }

        fn options(self) -> Conv2dOptions {
            Conv2dOptions::default().padding([self.kernel / 2; 2]).groups(self.groups)
        }
    }

    /// One of what follows a convolution.
    fn follow(y: Tensor<4>, step: usize, other: &Tensor<4>) -> Tensor<4> {
        let channels = y.shape()[1];
        match step {
            0 => y.relu(),
            1 => {
                let row = numbers([channels], 31);
                let variance = &row * &row + 0.5;
                y.batch_norm_with(&row, &variance, &row, None, 1e-3)
            }
            2 => y + other,
            3 => other - y,
            4 => y * numbers([channels, 1, 1], 37),
            5 => y.sigmoid(),
            _ => y * 0.5,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

        #[test]
        fn what_follows_a_convolution_gives_the_bits_of_a_pass_of_its_own(
            way in 0..WAYS.len(), steps in prop::collection::vec(0..7usize, 0..5), of_another: bool, has_bias: bool, threads in 1..4usize,
        ) {
            let way = WAYS[way];
            let (x, weight, bias) = (way.input(7919), way.weight(104_729), numbers([way.channels[1]], 17));
            let options = way.options();
            let convolved = |weight: &Tensor<4>| match has_bias {
                true => x.clone().conv2d(weight, &bias, options),
                false => x.clone().conv2d(weight, None, options),
            };
            // What is added may be the result of a convolution too.
            let other = || if of_another { convolved(&(&weight * 0.5)) } else { way.output(53) };
            let all = |look: bool| {
                let (mut y, other) = (convolved(&weight), other());
                if look {
                    y.as_slice();
                    other.as_slice();
                }
                for &step in &steps {
                    y = follow(y, step, &other);
                    if look {
                        y.as_slice();
                    }
                }
                y.as_slice().iter().map(|y| y.to_bits()).collect::<Vec<_>>()
            };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert!(pool.install(|| all(false)) == all(true));
        }
    }

    #[test]
    fn what_follows_waits_and_takes_no_more_memory() {
        for way in WAYS {
            let (x, weight, other) = (way.input(7), way.weight(11), way.output(5));
            let taken = |steps: &[usize]| {
                let before = handed_out();
                let mut y = x.clone().conv2d(&weight, None, way.options());
                for &step in steps {
                    y = follow(y, step, &other);
                }
                assert!(y.storage().as_pending().is_some_and(|how| how.steps() == 1 + steps.len()));
                y.as_slice();
                handed_out() - before
            };
            // On one thread, which notes what it is handed out.
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let [plain, followed] = pool.install(|| [taken(&[]), taken(&[1, 2, 0])]);
            let of_channels = 8 * way.channels[1];
            assert!(followed <= plain + of_channels, "{followed} after {plain}");
        }
    }
}
