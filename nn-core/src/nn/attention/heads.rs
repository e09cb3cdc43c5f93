//! What the heads make of queries, keys and values.

use super::mask::AttentionMask;
use super::multihead::MultiheadAttention;
use super::projection::Projected;
use crate::Tensor;
use crate::kernels::attention::Rows;
use crate::operation::Heads;
use crate::ops::{Sizes, attend};

impl MultiheadAttention {
    /// The result, without the weights.
    #[track_caller]
    pub(super) fn merged(&self, projected: Projected, mask: &AttentionMask) -> Tensor<3> {
        let Projected { qkv, more } = projected;
        let (sizes, shape) = (self.sizes(&qkv), qkv[0].shape());
        let Sizes { batch, heads, queries, keys, size, .. } = sizes;
        let options = mask.options([batch, heads, queries, keys], more).dropout(self.spec.dropout);
        let batch_axis = self.batch_axis();
        let rows = move |steps: [usize; 3]| {
            let (batch_step, stride) = (steps[batch_axis], steps[1 - batch_axis]);
            Rows { heads, batch_step, head_step: size, stride }
        };
        let y = attend(qkv, sizes, rows, shape, &options);
        self.projected_out(y)
    }

    /// The result, and the weights of all keys, the mean of all heads.
    #[track_caller]
    pub(super) fn merged_and_weights(
        &self,
        projected: Projected,
        mask: &AttentionMask,
    ) -> (Tensor<3>, Tensor<3>) {
        let Projected { qkv, more } = projected;
        let (Sizes { batch, heads, queries, keys, size, .. }, shape) = (self.sizes(&qkv), qkv[0].shape());
        let [q, k, v] = qkv;
        let (q, k, v) = (self.heads(q), self.heads(k), self.heads(v));
        let scores = q.matmul_t(k) * (1.0 / (size as f32).sqrt());
        let scores = scores + mask.all_added([batch, heads, queries, keys], more);
        let weights = scores.softmax(3);
        let mean = weights.clone().mean_axis(1);
        let y = weights.dropout(self.spec.dropout).matmul(v);
        // Back to where the batch stands.
        let y = if self.spec.batch_first { y.permute([0, 2, 1, 3]) } else { y.permute([2, 0, 1, 3]) };
        (self.projected_out(y.reshape(shape)), mean)
    }

    /// Through the last linear map, as a part of this layer: in a trace it has no row of its own.
    #[track_caller]
    fn projected_out(&self, y: Tensor<3>) -> Tensor<3> {
        y.linear(&self.out_proj.weight, self.out_proj.bias.as_ref())
    }

    fn sizes(&self, [q, k, _]: &[Tensor<3>; 3]) -> Sizes {
        let (batch, length, heads) = (self.batch_axis(), 1 - self.batch_axis(), self.spec.num_heads);
        let size = self.spec.embed_dim / heads;
        let (queries, keys) = (q.shape()[length], k.shape()[length]);
        let layout = match self.spec.batch_first {
            true => Heads::BatchFirst(heads),
            false => Heads::LengthFirst(heads),
        };
        Sizes { batch: q.shape()[batch], heads, queries, keys, size, value_size: size, layout }
    }

    /// The features of each head by themselves, `[batch, heads, length, size]`.
    #[track_caller]
    fn heads(&self, x: Tensor<3>) -> Tensor<4> {
        let ([first, second, features], heads) = (x.shape(), self.spec.num_heads);
        let x = x.reshape([first, second, heads, features / heads]);
        if self.spec.batch_first { x.permute([0, 2, 1, 3]) } else { x.permute([1, 2, 0, 3]) }
    }
}
