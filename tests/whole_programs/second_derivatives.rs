//! There is no second derivative: a penalty on a gradient is refused, or a constant where that is said.

use nn_core::prelude::*;

use super::{linear, refusal};

/// The penalty of a WGAN-GP, which PyTorch trains by `create_graph=True`.
#[test]
fn a_gradient_penalty() {
    let critic = (linear(2, 4, 0), Tanh, linear(4, 1, 1));
    let tape = Tape::new(0);
    let x = tape.input(Tensor::<2>::full([1, 2], 0.5)).requires_grad();
    let dx = critic.forward(x.clone()).sum().backward().wrt(&x).unwrap();
    let penalty = ((&dx * &dx).sum().sqrt() + -1.0).powi(2);
    let loss =
        |penalty: Tensor<0>| critic.forward(tape.input(Tensor::<2>::full([1, 2], 0.5))).mean() + penalty;
    let message = refusal(|| drop(loss(penalty.clone())));
    assert!(
        message.contains("there is no second derivative") && message.ends_with("`.detach()`"),
        "{message}"
    );
    assert!(loss(penalty.detach()).item() > loss(Tensor::from(0.0)).item());
}

/// A step along a gradient makes data, as adversarial examples are.
#[test]
fn an_adversarial_example() {
    let model = linear(2, 3, 0);
    let (tape, labels) = (Tape::new(0), Tensor::from([1]));
    let x = tape.input(Tensor::<2>::full([1, 2], 0.5)).requires_grad();
    let loss = model.forward(x.clone()).cross_entropy(&labels);
    let along = loss.backward().wrt(&x).unwrap();
    let adversarial = model.forward(tape.input(x.off_tape() + along)).cross_entropy(&labels);
    assert!(adversarial.item() > loss.item());
}
