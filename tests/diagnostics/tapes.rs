//! Tensors on two tapes, on none, and on one whose record is gone.

use nn_core::prelude::*;

use super::cases::Cases;
use super::{NONE, on_tape, zeros};

#[test]
fn two_tapes() {
    let mut c = Cases::of("tapes");
    let other = on_tape::<2>;
    panics!(c, on_tape([2, 2]) + other([2, 2]));
    panics!(c, &on_tape([2]) * &other([2, 2]));
    panics!(c, on_tape([2, 2]).maximum(other([2, 2])));
    panics!(c, on_tape([2, 2]).matmul(other([2, 2])));
    panics!(c, on_tape([2, 2]).linear(other([2, 2]), NONE));
    panics!(c, on_tape([2, 2]).linear(zeros([2, 2]), Some(on_tape([2]))));
    panics!(c, on_tape([2, 2]).bilinear(other([2, 2]), zeros([2, 2, 2]), NONE));
    panics!(c, on_tape([1, 2, 2]).conv1d(on_tape([2, 2, 2]), NONE, Default::default()));
    panics!(c, on_tape([1, 2, 2, 2]).conv2d(on_tape([2, 2, 2, 2]), NONE, Default::default()));
    panics!(c, on_tape([2, 2]).batch_norm(Some(on_tape([2])), NONE, 1e-5));
    panics!(c, on_tape([2, 2]).group_norm(1, NONE, Some(on_tape([2])), 1e-5));
    panics!(c, on_tape([2, 2]).layer_norm([2], Some(on_tape([2])), NONE, 1e-5));
    panics!(c, on_tape([2, 2]).prelu(on_tape([2])));
    panics!(c, on_tape([2, 2]).with_slice(0, 0..1, other([1, 2])));
    panics!(c, Tensor::concat(&[on_tape([2, 2]), other([2, 2])], 0));
    panics!(c, Tensor::stack(&[on_tape([2, 2]), other([2, 2])], 0));
    panics!(c, Tensor::<2, bool>::zeros([2, 2]).select(on_tape([2, 2]), other([2, 2])));
    panics!(c, on_tape([2, 2]).embedding(&Tape::new(1).input(Tensor::from([0])), None));
    panics!(c, on_tape([2, 2]).mse_loss(other([2, 2])));
    panics!(c, MseLoss::new().unreduced(on_tape([2, 2]), other([2, 2])));
    panics!(c, on_tape([2, 2]).kl_div(other([2, 2])));
    panics!(c, on_tape([2, 2]).binary_cross_entropy_with_logits(other([2, 2])));
    panics!(c, on_tape([2, 2]).cross_entropy(&other([2, 2])));
    c.compare();
}

#[test]
fn backward() {
    let mut c = Cases::of("backward");
    let model = Linear::new(2, 1, &mut rng(0));
    panics!(c, model.forward(zeros([1, 2])).sum().backward());
    let mut frozen = model.clone();
    frozen.freeze();
    panics!(c, frozen.forward(Tape::new(0).input(zeros([1, 2]))).sum().backward());
    let loss = model.forward(Tape::new(0).input(zeros([1, 2]))).sum();
    loss.backward();
    panics!(c, loss.backward());
    panics!(c, zeros([2]).requires_grad());
    panics!(c, on_tape([2]).as_mut_slice());
    panics!(c, wrong_gradient(on_tape([2])).sum().backward());
    c.compare();
}

/// An operation of one's own whose backward gives a gradient of another shape.
#[rustfmt::skip]
fn wrong_gradient(x: Tensor<1>) -> Tensor<1> {
    let mut op = Op::new();
    let input = op.input(&x);
    op.finish(x, move |dy, grads| grads.add(input, dy.slice(0, 0..1)))
}
