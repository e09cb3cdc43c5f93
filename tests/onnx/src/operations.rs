//! The operations of tensors.

use nn_core::init;
use nn_core::ops::{AttentionOptions, GridSampleOptions, Pad};
use nn_core::prelude::*;

use super::{Case, case};

fn noise<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

/// A model with a parameter, since an operation by itself has none.
#[derive(Module)]
struct With {
    weight: Param<1>,
    scale: Buffer<1>,
}

/// An operation on a tensor of shape `[batch, 3, 4]`.
macro_rules! on_three {
    ($cases:ident, $($operation:expr),* $(,)?) => {$(
        let operation: fn(Tensor<3>) -> _ = $operation;
        $cases.push(case(stringify!($operation), &Identity, |batch| noise([batch, 3, 4]), move |_, x| operation(x)));
    )*};
}

/// All operations but those that ONNX has no operators for.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    edges(&mut cases);
    on_elements(&mut cases);
    on_axes(&mut cases);
    of_indices(&mut cases);
    of_shapes(&mut cases);
    of_matrices_and_images(&mut cases);
    cases
}

/// Operands in order, and as often as they are taken.
fn edges(cases: &mut Vec<Case>) {
    let with = With { weight: Param::new([0.5, -1.0, 2.0, 3.0]), scale: Buffer::new([2.0, 3.0, 4.0, 5.0]) };
    let rows = |batch: usize| noise([batch, 4]);
    type Operation = fn(&With, Tensor<2>) -> Tensor<2>;
    let all: [(&str, Operation); 10] = [
        ("x * x", |_, x| &x * &x),
        ("w - x", |with, x| &with.weight - x),
        ("x - w", |with, x| x - &with.weight),
        ("w / x", |with, x| with.weight.on(&x) / x),
        ("a value of a parameter off the trace", |with, x| x - with.weight.value()),
        ("a constant that comes first", |with, x| with.scale.value().clone() - x),
        ("arithmetic off the trace", |with, x| x * (with.weight.value() * 2.0 + 1.0)),
        ("the same parameter twice", |with, x| x * &with.weight + &with.weight),
        ("parameters alone", |with, x| with.weight.on(&x).softmax(0) * x),
        ("the input as it is", |_, x| x),
    ];
    for (name, operation) in all {
        cases.push(case(name, &with, rows, operation));
    }
    let two = |batch: usize| (noise([batch, 4]), noise([batch, 4]) + 0.5);
    cases.push(case("x - y", &with, two, |_, (x, y)| x - y));
    cases.push(case("y - x, and x", &with, two, |_, (x, y)| (y - &x, x)));
    let zeros = |_: &With, x: Tensor<2>| {
        let state = Tensor::<2>::full(x.shape(), 0.25).beside(&x);
        state * x
    };
    cases.push(case("a constant of the size of the batch", &with, rows, zeros));
    cases.push(case("x.view of the batch", &with, rows, |_, x| {
        let [batch, _] = x.shape();
        x.view([2 * batch, 2]).softmax(1).view([batch, 4])
    }));
}

fn on_elements(cases: &mut Vec<Case>) {
    on_three!(
        cases,
        |x| x + 1.0,
        |x| 1.0 - x,
        |x| 2.0 / (&x * &x + 1.0),
        |x| x * 2.0 - 1.0,
        |x| x / 3.0,
        |x| -x,
        Tensor::exp,
        |x| (x.abs() + 0.1).ln(),
        |x| x.abs().sqrt(),
        |x| (x.abs() + 0.1).powf(1.5),
        |x| x.powi(2),
        |x| x.powi(3),
        Tensor::square,
        |x| (x.abs() + 0.1).rsqrt(),
        |x| (x + 9.0).reciprocal(),
        Tensor::sign,
        |x| (x * 3.0).round(),
        |x| (x * 3.0).floor(),
        |x| (x * 3.0).ceil(),
        Tensor::sin,
        Tensor::cos,
        |x| x.clamp(-0.5, 0.5),
        |x| x.maximum(0.5),
        |x| x.minimum(Tensor::full([1, 1, 4], 0.1)),
        |x| x.gt(0.5),
        |x| x.lt(0.5),
        |x| x.ge(Tensor::full([1, 3, 1], 0.1)),
        |x| x.le(0.5),
        |x| x.clone().round().eq(0.0),
        |x| x.clone().round().ne(0.0),
        |x| x.gt(-0.5) & x.lt(0.5),
        |x| x.lt(-0.5) | x.gt(0.5),
        |x| x.gt(-0.5) ^ x.lt(0.5),
        |x| !x.isnan(),
        |x| (1.0 / x.relu()).isinf(),
        |x| (1.0 / x.relu()).isfinite(),
        |x| x.clone().masked_fill(&x.gt(0.5), -7.0),
        |x| x.masked_fill(&Tensor::from([true, false, true, true]), 0.0),
        |x| x.gt(0.1).select(x.clone(), x * 2.0),
        |x| x.gt(0.1).select(x, 0.0),
        |x| x.ones_like() + x.full_like(3.0),
        |x| x.prelu(Tensor::full([3], 0.5)),
        |x| x.glu(2),
        |x| (x * 9.0).cast::<usize>(),
        |x| x.gt(0.0).cast::<f32>(),
        |x| (x.abs() * 9.0).cast::<i64>() * 2 + 1,
    );
}

fn on_axes(cases: &mut Vec<Case>) {
    on_three!(
        cases,
        |x| x.softmax(2),
        |x| x.log_softmax(1),
        |x| x.sum_axis(2),
        |x| x.mean_axis(1),
        |x| x.sum_keepdim(0),
        |x| x.mean_keepdim(0),
        |x| x.max_axis(2),
        |x| x.min_axis(0),
        |x| x.argmax(2),
        |x| x.argmin(1),
        |x| x.max_keepdim(1),
        |x| x.var_axis(2),
        |x| x.std_keepdim(1),
        |x| x.norm_axis(2),
        |x| x.logsumexp(2),
        |x| x.prod_axis(2),
        |x| x.cumsum(1),
        |x| x.sum(),
        |x| x.mean(),
        |x| x.max(),
        |x| x.min(),
        |x| x.norm(),
        |x| x.prod(),
        |x| x.argsort(2),
        |x| x.sort(1),
        |x| x.sort_descending(2).0,
        |x| x.topk(2, 2),
        |x| x.median_axis(1),
        |x| x.clone().rms_norm([4], None, 0.1),
        |x| x.local_response_norm(2, 1e-4, 0.75, 1.0),
    );
}

fn of_indices(cases: &mut Vec<Case>) {
    on_three!(
        cases,
        |x| x.index_select(1, &Tensor::from([2, 0])),
        |x| x.clone().gather(1, &x.max_keepdim(1).1),
        |x| x.clone().scatter(1, &x.max_keepdim(1).1, 0.0),
        |x| x.clone().scatter_add(1, &x.clone().max_keepdim(1).1, x.slice(1, ..1)),
        |x| x.argmax(2).one_hot(4),
        |x| x.flip(1),
        |x| x.roll(1, 2),
        |x| x.repeat([1, 2, 1]),
        |x| x.at(2, -1),
        |x| x.unbind(1),
        |x| x.split([1, 3], 2),
        |x| x.chunk(2, 1),
        |x| x.slice(2, 1..3),
        |x| x.slice(0, ..1),
        |x| x.slice(0, -1..),
        |x| x.clone().with_slice(2, 1..2, x.slice(2, 2..3)),
        |x| x.clone().with_slice(2, 0..1, x.slice(2, 2..3)),
        |x| Tensor::concat(&[x.clone(), x], 1),
        |x| Tensor::concat(&[x.clone(), x], 0),
        |x| Tensor::stack(&[x.clone(), x], 1),
    );
}

fn of_shapes(cases: &mut Vec<Case>) {
    on_three!(
        cases,
        |x| x.permute([2, 0, 1]),
        |x| x.transpose(1, 2),
        |x| x.clone().view([x.len() / 12, 12]),
        Tensor::flatten,
        |x| x.insert_axis(1),
        |x| x.slice(1, ..1).squeeze(1),
        |x| {
            let [batch, ..] = x.shape();
            x.slice(2, 0..1).broadcast_to([batch, 3, 9])
        },
        |x| x.pad([1, 0, 2, 1]),
        |x| x.pad_with([1, 2], Pad::Circular),
        |x| x.pad_with([1, 2], Pad::Reflection),
        |x| x.tril(0),
        |x| x.triu(1),
    );
}

fn of_matrices_and_images(cases: &mut Vec<Case>) {
    on_three!(
        cases,
        |x| x.clone().matmul(x.transpose(1, 2)),
        |x| x.clone().matmul_t(x),
        |x| x.matmul(Tensor::<2>::ones([4, 5])),
        |x| Tensor::<3>::einsum("bij,kj->bik", (&x, &Tensor::<2>::ones([5, 4]))),
        |x| x.clone().cdist(x * 2.0),
        |x| x.clone().bilinear(x, Tensor::full([5, 4, 4], 0.5), None),
        |x| x.clone().cosine_similarity(x * 2.0 + 1.0, 1, 1e-8),
        |x| x.clone().pairwise_distance(x * 2.0, 2.0, 1e-6),
        |x| x.batch_norm(None, None, 1e-5),
        |x| x.group_norm(3, None, None, 1e-5),
    );
    let four = |batch: usize| noise([batch, 3, 4, 5]);
    let causal = AttentionOptions::new().is_causal(true).scale(0.3);
    cases.push(case("attention", &Identity, four, |_, x| {
        x.clone().scaled_dot_product_attention(x.clone(), x, &causal)
    }));
    let of_grid = |batch: usize| (noise([batch, 3, 4, 5]), noise([batch, 2, 3, 2]) * 0.5);
    let zeros =
        |_: &Identity, (x, grid): (Tensor<4>, Tensor<4>)| x.grid_sample(grid, GridSampleOptions::new());
    cases.push(case("grid_sample", &Identity, of_grid, zeros));
    let nearest = |_: &Identity, (x, grid): (Tensor<4>, Tensor<4>)| {
        x.grid_sample(grid, GridSampleOptions::new().nearest(true).align_corners(true))
    };
    let nearest = case("grid_sample, nearest", &Identity, of_grid, nearest);
    cases.push(nearest.not_by_rten("it has no mode `nearest`"));
}
