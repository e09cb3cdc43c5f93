//! Scaled dot-product attention.

use super::Operand;
use super::attention_options::AttentionOptions;
use crate::device::Mask;
use crate::kernels::attention::{Attention as Kernel, Heads, Operands, Rows};
use crate::operation::{Heads as Layout, Operation};
use crate::storage::{Float, SharedStorage, View, dense};
use crate::tensor::{Op, Tensor, fits};

impl<A: Float> Tensor<4, A> {
    /// `softmax(scale·q·kᵀ + mask)·v` for each head
    /// ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)):
    /// [`torch.nn.functional.scaled_dot_product_attention`](https://pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html).
    /// Queries are taken in blocks, so that the memory does not grow with the product of both lengths
    /// ([Rabe and Staats 2021](https://arxiv.org/abs/2112.05682)). A query that sees no key gets zeros. Weights are
    /// dropped on a tape alone, as by [`dropout`](Tensor::dropout). The mask gets no gradient. Heads that were brought here
    /// by [`permute`](Tensor::permute) and [`slice`](Tensor::slice) from one large projection are read where they lie, and
    /// the result lies as the queries do, so that bringing it back copies nothing.
    ///
    /// Shapes: queries `[batch, heads, queries, size]`, keys `[batch, heads, keys, size]` and values
    /// `[batch, heads, keys, value_size]` give `[batch, heads, queries, value_size]`.
    ///
    /// ```
    /// use nn_core::ops::AttentionOptions;
    /// use nn_core::prelude::*;
    ///
    /// let q = Tensor::<4>::zeros([1, 1, 2, 3]);
    /// let v = Tensor::new([1, 1, 2, 1], vec![1.0, 3.0]);
    /// let y = q.clone().scaled_dot_product_attention(&q, &v, &AttentionOptions::new());
    /// assert_eq!(y.as_slice(), [2.0, 2.0]);
    /// let y = q.clone().scaled_dot_product_attention(&q, &v, &AttentionOptions::new().is_causal(true));
    /// assert_eq!(y.as_slice(), [1.0, 2.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the dropout is not within 0..=1.
    #[track_caller]
    pub fn scaled_dot_product_attention(
        self,
        key: impl Operand<4, A>,
        value: impl Operand<4, A>,
        attention: &AttentionOptions<A>,
    ) -> Self {
        let (key, value) = (key.operand_of(&self), value.operand_of(&self));
        let ([batch, heads, queries, size], k, v) = (self.shape(), key.shape(), value.shape());
        fits!(
            self.place(),
            k[..2] == [batch, heads] && v[..3] == k[..3] && k[3] == size,
            "scaled_dot_product_attention: queries of shape {:?} need keys of shape [{batch}, {heads}, keys, {size}] \
             and values of shape [{batch}, {heads}, keys, value_size], got {k:?} and {v:?}",
            self.shape()
        );
        let rows = move |steps: [usize; 4]| {
            let [batch_step, head_step, stride, _] = steps;
            Rows { heads, batch_step, head_step, stride }
        };
        let (layout, value_size) = (Layout::Apart, v[3]);
        let sizes = Sizes { batch, heads, queries, keys: k[2], size, value_size, layout };
        let shape = [batch, heads, queries, v[3]];
        attend([self, key, value], sizes, rows, shape, attention)
    }
}

/// The sizes of queries, keys and values.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) batch: usize,
    pub(crate) heads: usize,
    pub(crate) queries: usize,
    pub(crate) keys: usize,
    pub(crate) size: usize,
    pub(crate) value_size: usize,
    pub(crate) layout: Layout,
}

/// Attention over queries, keys and values whose heads' rows lie where `rows` says of the steps of the axes. They are read
/// where they are, and the result lies as the queries do, each gradient as what it is of.
#[track_caller]
pub(crate) fn attend<const N: usize, A: Float>(
    [q, k, v]: [Tensor<N, A>; 3],
    sizes: Sizes,
    rows: impl Fn([usize; N]) -> Rows + Send + Copy + 'static,
    shape: [usize; N],
    attention: &AttentionOptions<A>,
) -> Tensor<N, A> {
    let kernel = kernel(&q, sizes, attention);
    // No closure, which would hide the line of the caller.
    let mut mask = None;
    if let Some(given) = &attention.attn_mask {
        mask = Some((given.off_tape(), mask_rows(given, sizes)));
    }
    let mut op = Op::named("scaled_dot_product_attention");
    let (vq, vk, vv) = (op.input(&q), op.input(&k), op.input(&v));
    if let Some((mask, _)) = &mask {
        op.constant(mask);
    }
    let (scale, causal, layout) = (kernel.scale, kernel.causal, sizes.layout);
    op.means(|| Operation::Attention { layout, scale, causal });
    op.multiply_adds(kernel.multiply_adds()).run(
        shape,
        |keep| {
            let views = [&q, &k, &v].map(rows_together);
            let steps = dense(shape, views[0].steps);
            let y = kernel.forward(operands(&views, rows, mask.as_ref()), rows(steps));
            let kept = keep.value(|| (kernel, [q, k, v].map(|x| x.off_tape()), mask));
            (stored(y, shape, steps), kept)
        },
        move |(kernel, qkv, mask), dy, grads| {
            let views = qkv.each_ref().map(rows_together);
            let steps = views.each_ref().map(|view| dense(view.shape, view.steps));
            let dy = rows_together(&dy);
            let [dq, dk, dv] =
                kernel.backward(operands(&views, rows, mask.as_ref()), heads(&dy, rows), steps.map(rows));
            grads.add_with(vq, || stored(dq, vq.shape(), steps[0]));
            grads.add_with(vk, || stored(dk, vk.shape(), steps[1]));
            grads.add_with(vv, || stored(dv, vv.shape(), steps[2]));
        },
    )
}

/// The elements where they are, if those of a row stand together there.
fn rows_together<const N: usize, A: Float>(x: &Tensor<N, A>) -> View<N, A> {
    View::of(x.storage(), x.shape())
        .filter(|view| view.steps[N - 1] == 1)
        .unwrap_or_else(|| View::row_major(x.storage(), x.shape()))
}

/// Elements that lie by these steps, as a tensor.
fn stored<const N: usize, A: Float>(elements: Vec<A>, shape: [usize; N], steps: [usize; N]) -> Tensor<N, A> {
    let view = View { whole: SharedStorage::new(elements), start: 0, shape, steps };
    Tensor::from_storage(shape, view.stored())
}

fn heads<const N: usize, A: Float>(view: &View<N, A>, rows: impl Fn([usize; N]) -> Rows) -> Heads<'_, A> {
    let elements = view.whole.as_slice().get(view.start..).unwrap_or_default();
    Heads { elements, rows: rows(view.steps) }
}

fn operands<'a, const N: usize, A: Float>(
    views: &'a [View<N, A>; 3],
    rows: impl Fn([usize; N]) -> Rows + Copy,
    mask: Option<&'a (Tensor<4, A>, Rows)>,
) -> Operands<'a, A> {
    let [q, k, v] = views.each_ref().map(|view| heads(view, rows));
    let mask = mask.map(|(mask, rows)| Heads { elements: mask.as_slice(), rows: *rows });
    Operands { q, k, v, mask }
}

#[track_caller]
fn kernel<const N: usize, A: Float>(
    x: &Tensor<N, A>,
    sizes: Sizes,
    attention: &AttentionOptions<A>,
) -> Kernel {
    let Sizes { batch, heads, queries, keys, size, value_size, .. } = sizes;
    let AttentionOptions { dropout, is_causal: causal, .. } = *attention;
    assert!(
        (0.0..=1.0).contains(&dropout),
        "scaled_dot_product_attention: expected a dropout within 0..=1, got {dropout}"
    );
    let tape = x.tape().filter(|tape| dropout > 0.0 && !tape.is_frozen());
    let dropout = tape.map(|tape| Mask::new(dropout, tape.random_seed()));
    let scale = attention.scale.unwrap_or(1.0 / (size as f64).sqrt());
    Kernel { heads: batch * heads, queries, keys, size, value_size, scale, causal, dropout }
}

/// Where the mask of each head begins. An axis of size 1 stands for all.
#[track_caller]
fn mask_rows<A: Float>(mask: &Tensor<4, A>, sizes: Sizes) -> Rows {
    let [b, h, q, k] = mask.shape();
    let Sizes { batch, heads, queries, keys, .. } = sizes;
    let scores = [batch, heads, queries, keys];
    fits!(
        mask.place(),
        [(b, batch), (h, heads), (q, queries)].iter().all(|&(size, full)| size == full || size == 1)
            && k == keys,
        "scaled_dot_product_attention: scores of shape {scores:?} need an attn_mask of the same shape, but for axes of \
         size 1 that stand for all, got {:?}",
        mask.shape()
    );
    let step = |size: usize, step: usize| if size == 1 { 0 } else { step };
    Rows { heads, batch_step: step(b, h * q * k), head_step: step(h, q * k), stride: step(q, k) }
}

#[cfg(test)]
mod tests {
    use super::AttentionOptions;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    /// The same by single operations.
    fn composed(
        q: &Tensor<4, f64>,
        k: &Tensor<4, f64>,
        v: &Tensor<4, f64>,
        mask: &Tensor<4, f64>,
    ) -> Tensor<4, f64> {
        let scale = 1.0 / (q.shape()[3] as f64).sqrt();
        let scores = q.clone().matmul_t(k) * scale + mask;
        scores.softmax(3).matmul(v)
    }

    fn causal(queries: usize, keys: usize) -> Tensor<4, f64> {
        let seen = |i: usize| if i % keys <= i / keys { 0.0 } else { f64::NEG_INFINITY };
        Tensor::new([1, 1, queries, keys], (0..queries * keys).map(seen).collect())
    }

    fn assert_close(a: &Tensor<4, f64>, b: &Tensor<4, f64>) {
        assert_eq!(a.shape(), b.shape());
        assert!(a.as_slice().iter().zip(b.as_slice()).all(|(a, b)| (a - b).abs() < 1e-12), "{a:?}\n{b:?}");
    }

    #[test]
    fn as_by_single_operations() {
        for (queries, keys) in [(3, 5), (130, 70), (70, 130), (65, 65)] {
            let q = irregular([2, 3, queries, 4]);
            let (k, v) = (irregular([2, 3, keys, 4]) * 1.5, irregular([2, 3, keys, 2]));
            let none = Tensor::zeros([1, 1, queries, keys]);
            let attention =
                |options: AttentionOptions<f64>| q.clone().scaled_dot_product_attention(&k, &v, &options);
            assert_close(&attention(AttentionOptions::new()), &composed(&q, &k, &v, &none));
            let mask = causal(queries, keys);
            let expected = composed(&q, &k, &v, &mask);
            assert_close(&attention(AttentionOptions::new().is_causal(true)), &expected);
            assert_close(&attention(AttentionOptions::new().attn_mask(mask)), &expected);
            let mask = irregular([2, 1, 1, keys]);
            assert_close(
                &attention(AttentionOptions::new().attn_mask(mask.clone())),
                &composed(&q, &k, &v, &mask),
            );
        }
    }

    #[test]
    fn gradients() {
        let (q, k, v) = (irregular([2, 2, 3, 2]), irregular([2, 2, 4, 2]) * 1.5, irregular([2, 2, 4, 3]));
        let mask = irregular([1, 2, 3, 4]);
        for options in [
            AttentionOptions::new(),
            AttentionOptions::new().is_causal(true).scale(0.3),
            AttentionOptions::new().attn_mask(mask),
            AttentionOptions::new().dropout(0.4),
        ] {
            let options = &options;
            gradcheck(q.clone(), |q| q.scaled_dot_product_attention(&k, &v, options)).unwrap();
            gradcheck(k.clone(), |k| q.clone().beside(&k).scaled_dot_product_attention(k, &v, options))
                .unwrap();
            gradcheck(v.clone(), |v| q.clone().beside(&v).scaled_dot_product_attention(&k, v, options))
                .unwrap();
        }
    }

    #[test]
    fn gradients_of_several_blocks() {
        let (q, k, v) = (irregular([1, 1, 70, 2]), irregular([1, 1, 66, 2]), irregular([1, 1, 66, 1]));
        let options = &AttentionOptions::new().is_causal(true);
        gradcheck(k, |k| q.clone().beside(&k).scaled_dot_product_attention(k, &v, options)).unwrap();
    }

    type Heads = [Tensor<4, f64>; 3];
    type ToHeads = fn(Tensor<3, f64>) -> Heads;

    /// Four heads of 32 features in the columns of one matrix for each sequence.
    fn of_one_projection(x: Tensor<3, f64>) -> Heads {
        let [batch, length, _] = x.shape();
        let x = x.reshape([batch, length, 3, 4, 32]).permute([2, 0, 3, 1, 4]);
        [0, 1, 2].map(|i| x.clone().slice(0, i..i + 1).reshape([batch, 4, length, 32]))
    }

    /// The same where the first axis is the position.
    fn of_positions(x: Tensor<3, f64>) -> Heads {
        let [length, batch, _] = x.shape();
        let parts = x.chunk(3, 2).into_iter();
        let heads = parts.map(|x| x.reshape([length, batch, 4, 32]).permute([1, 2, 0, 3]));
        heads.collect::<Vec<_>>().try_into().expect("three parts")
    }

    #[test]
    fn heads_in_other_orders_are_read_where_they_are() {
        let ways: [(_, ToHeads); 2] = [([2, 260, 384], of_one_projection), ([260, 2, 384], of_positions)];
        for (shape, heads) in ways {
            let (x, weight) = (irregular(shape), irregular([2, 4, 260, 32]));
            let [by_kernel, by_operations] = [false, true].map(|composed_of| {
                let x = crate::Tape::new(0).input(x.clone()).requires_grad();
                let [q, k, v] = heads(x.clone());
                let y = match composed_of {
                    true => composed(&q, &k, &v, &causal(260, 260)),
                    false => {
                        let options = AttentionOptions::new().is_causal(true);
                        let y = q.clone().scaled_dot_product_attention(&k, &v, &options);
                        // Nobody copied them, and the result lies as they do.
                        assert!([&q, &k, &v, &y].iter().all(|x| x.storage().as_pending().is_some()));
                        y
                    }
                };
                let gradient = (y.clone() * &weight).sum().backward().wrt(&x).expect("the input took part");
                (y.off_tape(), gradient)
            });
            assert_close(&by_kernel.0, &by_operations.0);
            let difference = (by_kernel.1 - by_operations.1).abs().into_vec();
            assert!(difference.into_iter().all(|x| x < 1e-10));
        }
    }

    #[test]
    fn a_query_that_sees_nothing_gets_zeros_and_gives_no_gradient() {
        let hidden = Tensor::full([1, 1, 1, 3], f64::NEG_INFINITY);
        let x = crate::Tape::new(0).input(irregular([1, 1, 3, 2])).requires_grad();
        let y = x.clone().scaled_dot_product_attention(&x, &x, &AttentionOptions::new().attn_mask(hidden));
        assert_eq!(y.as_slice(), [0.0; 6]);
        assert_eq!(y.sum().backward().wrt(&x).unwrap().as_slice(), [0.0; 6]);
    }

    #[test]
    fn each_query_drops_other_weights() {
        let q = crate::Tape::new(1).input(Tensor::<4>::zeros([1, 1, 60, 1]));
        // The results are the weights.
        let v = Tensor::<4>::from_fn([1, 1, 40, 40], |[_, _, i, j]| if i == j { 1.0 } else { 0.0 });
        let dropout = AttentionOptions::new().dropout(0.5);
        let y = q.scaled_dot_product_attention(Tensor::zeros([1, 1, 40, 1]), v, &dropout);
        let rows: Vec<_> = y.as_slice().chunks_exact(40).collect();
        assert!((0..60).all(|i| (0..i).all(|j| rows[i] != rows[j])));
    }

    #[test]
    fn gradients_of_several_blocks_that_drop_weights() {
        let (q, k, v) = (irregular([1, 1, 60, 2]), irregular([1, 1, 5, 2]), irregular([1, 1, 5, 1]));
        let options = &AttentionOptions::new().dropout(0.4);
        gradcheck(k.clone(), |k| q.clone().beside(&k).scaled_dot_product_attention(k, &v, options)).unwrap();
        gradcheck(v, |v| q.clone().beside(&v).scaled_dot_product_attention(&k, v, options)).unwrap();
    }

    #[test]
    fn the_expected_share_of_weights_is_dropped() {
        let q = crate::Tape::new(1).input(Tensor::<4>::zeros([2, 2, 100, 1]));
        let v = Tensor::<4>::full([2, 2, 1000, 1], 1.0);
        let y = q.scaled_dot_product_attention(
            Tensor::zeros([2, 2, 1000, 1]),
            v,
            &AttentionOptions::new().dropout(0.3),
        );
        // Each result is the mean of 1000 weights that are 0 or 1/0.7; the standard deviation of their mean is 0.001.
        let mean = y.as_slice().iter().sum::<f32>() / 400.0;
        assert!((mean - 1.0).abs() < 0.006, "{mean}");
        // Two neighbours that keep equally many of their 1000 weights are one in fifty.
        let equal = y.as_slice().windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!(equal < 40, "{equal} rows drop as many as the one before");
    }
}
