//! Forwards that are written by hand: which path each row names.

use nn_core::prelude::*;

use super::{HUGE, compare};

/// Attention of several heads, with positions that are learned.
#[derive(Module)]
pub(super) struct Attention {
    positions: Param<2>,
    norm: LayerNorm,
    query_key_value: Linear,
    output: Linear,
    never: Option<Linear>,
    heads: usize,
}

impl Attention {
    pub(super) fn new(tokens: usize, size: usize, heads: usize, rng: &mut impl Rng) -> Self {
        Attention {
            positions: Param::new(Tensor::zeros([tokens, size])),
            norm: LayerNorm::new([size]),
            query_key_value: Linear::new(size, 3 * size, rng),
            output: Linear::new(size, size, rng),
            never: Some(Linear::new(size, 1, rng)),
            heads,
        }
    }
}

impl Forward<Tensor<3>> for Attention {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, tokens, size] = x.shape();
        let each = size / self.heads;
        let x = x + &self.positions;
        let all = self.query_key_value.forward(self.norm.forward(x.clone()));
        let part = |i: usize| {
            let part = all.clone().slice(2, i * size..(i + 1) * size);
            part.reshape([batch, tokens, self.heads, each]).permute([0, 2, 1, 3])
        };
        let weights = (part(0).matmul_t(part(1)) / (each as f32).sqrt()).softmax(3);
        let y = weights.matmul(part(2)).permute([0, 2, 1, 3]).reshape([batch, tokens, size]);
        x + self.output.forward(y)
    }
}

#[test]
fn attention() {
    let model = Attention::new(7, 12, 3, &mut rng(0));
    let trace = model.trace([2, 7, 12]).unwrap();
    compare("attention.txt", &trace.to_string());
    assert_eq!(trace.unused(), ["never.weight", "never.bias"]);
    let products: u64 =
        trace.rows().iter().filter(|row| row.kind() == "matmul").map(|r| r.multiply_adds()).sum();
    assert_eq!(products, 2 * (2 * 3 * 7 * 7 * 4));
    assert_shapes!(model, [HUGE, 7, 12] => [HUGE, 7, 12]);
}

/// Layers that take no room stand in one place, and each row still names its own.
#[derive(Module)]
struct Crowded {
    first: Relu,
    second: Relu,
    head: (Relu, Flatten, Relu),
    parts: Vec<Relu>,
}

impl Forward<Tensor<3>> for Crowded {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<3>) -> Tensor<2> {
        let x = self.second.forward(self.first.forward(x).exp());
        self.parts.iter().fold(self.head.forward(x), |x, relu| relu.forward(x))
    }
}

fn paths(trace: &nn_core::trace::Trace) -> Vec<&str> {
    trace.rows().iter().map(|row| row.path()).collect()
}

#[test]
fn layers_in_one_place() {
    let model = Crowded { first: Relu, second: Relu, head: (Relu, Flatten, Relu), parts: vec![Relu, Relu] };
    let trace = model.trace([2, 3, 4]).unwrap();
    assert_eq!(paths(&trace), ["first", "", "second", "head.0", "head.1", "head.2", "parts.0", "parts.1"]);
}

/// A layer of one's own, a shared one, one that runs twice, and one that nobody registers.
#[derive(Module)]
struct Mixed {
    affine: Affine,
    twice: Linear,
    here: Shared<Linear>,
    there: Shared<Linear>,
    drop: Dropout,
}

#[derive(Module)]
struct Affine {
    scale: Param<1>,
    shift: Param<1>,
}

impl Forward<Tensor<2>> for Affine {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x * &self.scale + &self.shift
    }
}

impl Forward<Tensor<2>> for Mixed {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [batch, _] = x.shape();
        let mut state = Tensor::zeros([batch, 4]).beside(&x);
        state = self.twice.forward(self.twice.forward(state)).relu();
        let x = self.there.forward(self.here.forward(self.affine.forward(x)));
        Tanh.forward(self.drop.forward(x).relu() + state)
    }
}

#[test]
fn rows_of_every_kind() {
    let rng = &mut rng(0);
    let shared = Shared::new(Linear::new(4, 4, rng));
    let affine = Affine { scale: Param::new(Tensor::zeros([4])), shift: Param::new(Tensor::zeros([4])) };
    let model = Mixed {
        affine,
        twice: Linear::new(4, 4, rng),
        here: shared.clone(),
        there: shared,
        drop: Dropout::new(0.5),
    };
    let trace = model.trace([2, 4]).unwrap();
    compare("rows.txt", &trace.to_string());
    assert_eq!(trace.num_parameters(), model.num_parameters());
    let sum: usize = trace.rows().iter().map(|row| row.num_parameters()).sum();
    assert_eq!(sum, model.num_parameters(), "each parameter is counted once");
}

#[test]
fn a_trace_leaves_nothing_behind() {
    let model = Attention::new(7, 12, 3, &mut rng(0));
    let x = Tensor::full([2, 7, 12], 0.5);
    let before = model.forward(x.clone());
    model.trace([2, 7, 12]).unwrap();
    model.trace(x.clone()).unwrap();
    assert_eq!(model.forward(x), before);
}
