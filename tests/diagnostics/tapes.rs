//! Tensors on two tapes, on none, brought from none to one, and on one whose record is gone.

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, on_tape, zeros};

#[test]
fn two_tapes() {
    let mut c = Cases::of("tapes");
    let other = on_tape::<2>;
    panics!(c, on_tape([2, 2]) + other([2, 2]));
    panics!(c, &on_tape([2]) * &other([2, 2]));
    panics!(c, on_tape([2, 2]).maximum(other([2, 2])));
    panics!(c, on_tape([2, 2]).matmul(other([2, 2])));
    panics!(c, on_tape([2, 2]).linear(other([2, 2]), None));
    panics!(c, on_tape([2, 2]).linear(zeros([2, 2]), on_tape([2])));
    panics!(c, on_tape([2, 2]).bilinear(other([2, 2]), zeros([2, 2, 2]), None));
    panics!(c, on_tape([1, 2, 2]).conv1d(on_tape([2, 2, 2]), None, Default::default()));
    panics!(c, on_tape([1, 2, 2, 2]).conv2d(on_tape([2, 2, 2, 2]), None, Default::default()));
    panics!(c, on_tape([2, 2]).batch_norm(on_tape([2]), None, 1e-5));
    panics!(c, on_tape([2, 2]).group_norm(1, None, on_tape([2]), 1e-5));
    panics!(
        c,
        on_tape([1, 1, 2, 2]).scaled_dot_product_attention(
            on_tape([1, 1, 2, 2]),
            zeros([1, 1, 2, 2]),
            &AttentionOptions::new()
        )
    );
    panics!(c, on_tape([2, 2]).layer_norm([2], on_tape([2]), None, 1e-5));
    panics!(c, on_tape([2, 2]).prelu(on_tape([2])));
    panics!(c, on_tape([2, 2]).with_slice(0, 0..1, other([1, 2])));
    panics!(c, Tensor::concat(&[on_tape([2, 2]), other([2, 2])], 0));
    panics!(c, Tensor::stack(&[on_tape([2, 2]), other([2, 2])], 0));
    panics!(c, Tensor::<2, bool>::zeros([2, 2]).select(on_tape([2, 2]), other([2, 2])));
    works!(c, on_tape([2, 2]).embedding(&Tape::new(1).input(Tensor::from([0])), None));
    works!(c, on_tape([2, 2]) + other([2, 2]).detach());
    works!(c, other([2, 2]).detach() + on_tape([2, 2]));
    works!(c, on_tape([2, 2]) + other([2, 2]).detach().beside(&on_tape([2])));
    panics!(c, on_tape([2, 2]).mse_loss(other([2, 2])));
    panics!(c, MseLoss::new().unreduced(on_tape([2, 2]), other([2, 2])));
    panics!(c, on_tape([2, 2]).kl_div(other([2, 2])));
    panics!(c, on_tape([2, 2]).binary_cross_entropy_with_logits(other([2, 2])));
    panics!(c, on_tape([2, 2]).cross_entropy(&other([2, 2])));
    c.compare();
}

/// What a forward makes itself is on no tape, and so is what a layer makes of it.
#[test]
fn off_the_tape() {
    let mut c = Cases::of("off_the_tape");
    let cell = Linear::new(2, 2, &mut rng(0));
    let embedding = Embedding::new(4, 2, &mut rng(0));
    let x = on_tape([1, 2]);
    panics!(c, x.clone() + cell.forward(zeros([1, 2])));
    panics!(c, Tensor::concat(&[embedding.forward(indices([1])), x.clone()], 0));
    panics!(c, x.clone() * cell.weight.value());
    panics!(c, x.clone().mse_loss(cell.forward(zeros([1, 2]))));
    panics!(c, cell.forward(zeros([1, 2])).beside(&x));
    panics!(c, Tape::new(1).input(cell.forward(zeros([1, 2]))));
    panics!(c, Tape::new(1).input(&x));
    panics!(c, CrossEntropyLoss::new().weight(cell.bias.as_ref().unwrap().value()));
    panics!(c, x.clone().batch_norm_with(&x.clone().reshape([2]), &zeros([2]), None, None, 1e-5));
    let gradients = cell.forward(x.clone()).sum().backward();
    let tape = Tape::new(1);
    let y = cell.forward(tape.input(zeros([1, 2]))).sum();
    panics!(c, &y + gradients.wrt(&x).unwrap().powi(2).sum());
    panics!(c, &y + gradients.get(&cell.weight).unwrap().abs().sum());
    works!(c, x.clone() + cell.forward(zeros([1, 2]).beside(&x)));
    works!(c, x.clone() + cell.forward(zeros([1, 2])).detach());
    works!(c, x.clone() + embedding.forward(x.clone().argmax(1)));
    works!(c, x.clone().cross_entropy(&cell.forward(zeros([1, 2])).argmax(1)));
    works!(c, Tape::new(1).input(x.off_tape() - gradients.wrt(&x).unwrap() * 0.1));
    works!(c, Tape::new(1).input(Tape::new(2).input(zeros([2]))));
    works!(c, cell.forward(zeros([1, 2])).mse_loss(cell.weight.value().clone().slice(0, 0..1)));
    c.compare();
}

/// A tensor that was computed before a `backward` and is used after it.
#[test]
fn consumed() {
    let mut c = Cases::of("consumed");
    let (first, second) = (Linear::new(2, 2, &mut rng(0)), Linear::new(2, 1, &mut rng(1)));
    let tape = Tape::new(0);
    let h = first.forward(tape.input(zeros([1, 2])));
    let penalty = first.weight.on(&h).powi(2).sum();
    second.forward(h.clone()).sum().backward();
    panics!(c, second.forward(h.clone()).sum().backward());
    panics!(c, (second.forward(h.detach()).sum() + penalty.clone()).backward());
    works!(c, second.forward(h.detach()).sum().backward());
    works!(c, (&h - 1.0).abs().mean().item());
    works!(c, second.forward(Tape::new(1).input(h.off_tape())).sum().backward());
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
