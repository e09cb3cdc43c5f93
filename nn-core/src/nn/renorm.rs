//! Bounds for the lengths of a table's rows.

use crate::{Param, Tensor};

/// Shortens the rows of a table at `indices` whose norm is larger than `max_norm`: PyTorch's `embedding_renorm_`, with its
/// distance of 1e−7 from a division by 0.
#[track_caller]
pub(super) fn renorm<const N: usize>(
    table: &mut Param<2>,
    indices: &Tensor<N, usize>,
    max_norm: f32,
    norm_type: f32,
) {
    let ([height, width], mut value) = (table.shape(), table.value().clone());
    let mut is_named = vec![false; height];
    for &i in indices.as_slice() {
        assert!(i < height, "renorm: index {i} is beyond the table of {height} rows");
        is_named[i] = true;
    }
    let rows = value.as_mut_slice().chunks_exact_mut(width.max(1));
    for (row, _) in rows.zip(is_named).filter(|(_, is_named)| *is_named) {
        let norm = norm(row, norm_type);
        if norm > max_norm {
            row.iter_mut().for_each(|x| *x *= max_norm / (norm + 1e-7));
        }
    }
    table.set_value(value.placed_on(&table.value().device()));
}

fn norm(row: &[f32], norm_type: f32) -> f32 {
    let sizes = row.iter().map(|x| x.abs());
    match norm_type {
        f32::INFINITY => sizes.fold(0.0, f32::max),
        p => sizes.map(|x| x.powf(p)).sum::<f32>().powf(p.recip()),
    }
}

/// `renorm` of a layer with a table.
macro_rules! renorms {
    ($layer:ident) => {
        impl $layer {
            /// Shortens the vectors at `indices` whose `norm_type`-norm is larger than `max_norm` to that length. A PyTorch
            /// user who gave the layer a `max_norm` calls it before each forward, with its input: a forward changes no
            /// parameter here. PyTorch's default for `norm_type` is 2.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            #[doc = concat!("let mut layer = ", stringify!($layer), "::new(10, 3, &mut rng(0));")]
            /// layer.weight.fill(Initial::constant(5.0), &mut rng(0));
            /// layer.renorm(&Tensor::from([2, 4]), 1.0, 2.0);
            /// let lengths = layer.weight.value().clone().powi(2).sum_axis(1).sqrt();
            /// assert!((lengths.as_slice()[4] - 1.0).abs() < 1e-6 && lengths.as_slice()[5] > 8.0);
            /// ```
            ///
            /// # Panics
            ///
            /// If an index is not less than `num_embeddings`.
            #[doc(alias("max_norm", "embedding_renorm_"))]
            #[track_caller]
            pub fn renorm<const N: usize>(
                &mut self,
                indices: &Tensor<N, usize>,
                max_norm: f32,
                norm_type: f32,
            ) {
                renorm(&mut self.weight, indices, max_norm, norm_type);
            }
        }
    };
}

pub(super) use renorms;

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    /// As `torch.nn.Embedding(.., max_norm=1.5, norm_type=..)` leaves its weight.
    #[test]
    fn as_pytorch_does() {
        let wants = [
            (2.0, [0.9, 1.2, 1.0, -1.0, 0.0, 6.0, 0.5, 0.5]),
            (1.0, [0.642_857_14, 0.857_142_87, 0.749_999_94, -0.749_999_94, 0.0, 6.0, 0.5, 0.5]),
            (f32::INFINITY, [1.125, 1.5, 1.0, -1.0, 0.0, 6.0, 0.5, 0.5]),
        ];
        for (norm_type, want) in wants {
            let mut layer = Embedding::new(4, 2, &mut rng(0));
            layer.weight.set_value([[3.0, 4.0], [1.0, -1.0], [0.0, 6.0], [0.5, 0.5]]);
            layer.renorm(&Tensor::from([0, 1, 0]), 1.5, norm_type);
            let got = layer.weight.value().as_slice();
            assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-6), "{norm_type}: {got:?}");
        }
    }

    #[test]
    #[should_panic(expected = "renorm: index 4 is beyond the table of 4 rows")]
    fn an_index_must_exist() {
        EmbeddingBag::new(4, 2, &mut rng(0)).renorm(&Tensor::from([4]), 1.0, 2.0);
    }
}
