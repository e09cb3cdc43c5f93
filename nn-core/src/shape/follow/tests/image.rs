//! Images that are resized and sampled, and what chooses elements.

use super::{Case, Given, made, real};
use crate::Tensor;
use crate::shape::follow::{self, Shape};

impl Given {
    pub(super) fn images(&self) -> Vec<Case> {
        use crate::ops::{GridSampleOptions, Interpolation};
        let near = self.near();
        let (x, s, axis) = (|| Tensor::<3>::zeros(self.a), Shape::new(&self.a), self.axis);
        let (index, t) = (Tensor::<3, usize>::zeros(near), Shape::new(&near));
        let (other, so) = (|| Tensor::<3>::zeros(self.b), Shape::new(&self.b));
        let sizes = [self.small[0], self.b[0]];
        let factors = [self.small[1] as f64 * 0.7, 1.3];
        let (image, grid) =
            ([near[0], self.a[1], self.a[2], 2], [self.a[0], self.b[1], self.b[2], self.small[2]]);
        let mask = [self.small[3].max(1), 1, self.a[2], self.b[1]];
        let [q, k] = [[near[0], self.a[1], self.a[2], 2], [near[0], self.a[1], self.b[1], 2]];
        let attention = || crate::ops::AttentionOptions::new().attn_mask(Tensor::zeros(mask));
        let truths = || Tensor::<3, bool>::full(near, true);
        vec![
            (
                "interpolate",
                real(|| x().interpolate(sizes, Interpolation::Nearest)),
                made(follow::resized(s, Shape::new(&sizes))),
            ),
            (
                "interpolate by factors",
                real(|| x().interpolate(factors, Interpolation::Nearest)),
                made(follow::scaled(s, &factors)),
            ),
            (
                "grid_sample",
                real(|| Tensor::<4>::zeros(image).grid_sample(Tensor::zeros(grid), GridSampleOptions::new())),
                made(follow::grid_sample(Shape::new(&image), Shape::new(&grid))),
            ),
            (
                "channel_shuffle",
                real(|| x().channel_shuffle(self.small[4])),
                made(follow::channel_shuffle(s, self.small[4])),
            ),
            (
                "feature_dropout of a vector",
                real(|| Tensor::<1>::zeros([3]).feature_dropout(0.5)),
                made(follow::of_rank("", Shape::new(&[3]), 2)),
            ),
            ("feature_dropout", real(|| x().feature_dropout(0.5)), made(follow::of_rank("", s, 2))),
            ("scatter", real(|| x().scatter(axis, &index, 1.0)), made(follow::scatter("", s, axis, t, None))),
            (
                "scatter_add",
                real(|| x().scatter_add(axis, &index, other())),
                made(follow::scatter("", s, axis, t, Some(so))),
            ),
            (
                "pairwise_distance",
                real(|| x().pairwise_distance(Tensor::<3>::zeros(near), 2.0, 1e-6)),
                made(follow::distance("", s, t, -1)),
            ),
            (
                "cosine_similarity",
                real(|| x().cosine_similarity(Tensor::<3>::zeros(near), self.order[0], 1e-6)),
                made(follow::distance("", s, t, self.order[0] as isize)),
            ),
            ("select", real(|| truths().select(x(), other())), made(follow::select(t, s, Some(so)))),
            ("select or a number", real(|| truths().select(x(), 0.0)), made(follow::select(t, s, None))),
            (
                "scaled_dot_product_attention with a mask",
                real(|| {
                    let tensor = Tensor::<4>::zeros;
                    tensor(q).scaled_dot_product_attention(tensor(k), tensor(k), &attention())
                }),
                made(follow::scaled_dot_product_attention(
                    Shape::new(&q),
                    Shape::new(&k),
                    Shape::new(&k),
                    Some(Shape::new(&mask)),
                )),
            ),
        ]
    }
}
