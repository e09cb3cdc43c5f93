//! A `backward` consumes the record of its tape, and what is kept over it is a constant only where that is said.

use nn_core::ndarray::array;
use nn_core::prelude::*;

use super::{linear, refusal};

const GONE: &str = "which consumed the record of its tape";

#[test]
fn a_hidden_state_kept_over_a_backward() {
    let (first, second) = (linear(2, 2, 0), linear(2, 1, 1));
    let h = first.forward(Tape::new(0).input(Tensor::<2>::full([2, 2], 1.0)));
    second.forward(h.clone()).sum().backward();
    let message = refusal(|| drop(second.forward(h.clone()).sum().backward()));
    let line = line!() - 1;
    assert!(message.contains(GONE) && message.contains(&format!("consumed.rs:{line}:")), "{message}");
}

#[test]
fn a_penalty_computed_once() {
    let model = linear(2, 2, 0);
    let x = Tape::new(0).input(Tensor::<2>::zeros([1, 2]));
    let penalty = model.weight.on(&x).powi(2).sum();
    let loss = || model.forward(x.clone()).sum() + penalty.clone();
    loss().backward();
    assert!(refusal(|| drop(loss().backward())).contains(GONE));
}

/// Truncated backpropagation through time: the state goes on, its gradient does not.
#[test]
fn a_state_that_is_detached() {
    let (ih, hh) = (linear(2, 2, 0), linear(2, 2, 1));
    let step = |x: Tensor<2>, h: Tensor<2>| (ih.forward(x) + hh.forward(h)).tanh();
    let x = || Tensor::from(array![[1.0, 2.0]]);
    let gradient = |h: &Tensor<2>| h.clone().sum().backward().get(&hh.weight).unwrap();
    let tape = Tape::new(0);
    let mut h = tape.input(Tensor::<2>::zeros([1, 2]));
    let mut on_one_tape = Vec::new();
    for _ in 0..3 {
        h = step(tape.input(x()), h.detach());
        on_one_tape.push(gradient(&h));
    }
    let mut h = Tensor::<2>::zeros([1, 2]);
    for want in &on_one_tape {
        let tape = Tape::new(0);
        h = step(tape.input(x()), tape.input(h.off_tape()));
        assert_eq!(gradient(&h), *want);
    }
    // Or detached, beside the input of the next step.
    let mut h = Tensor::<2>::zeros([1, 2]);
    for want in &on_one_tape {
        let x = Tape::new(0).input(x());
        let next = step(x.clone(), h.beside(&x));
        assert_eq!(gradient(&next), *want);
        h = next.detach();
    }
    assert_ne!(on_one_tape[0], on_one_tape[2]);
}

/// A GAN in PyTorch's usual order: the discriminator learns from `fake.detach()`, then the generator from `fake`. One
/// `backward` consumes all of a tape, so each needs one of its own.
#[test]
fn a_gan() {
    let (mut g, mut d) = (linear(2, 3, 0), linear(3, 1, 1));
    let (noise, real) = (Tensor::from(array![[0.5, -0.5]]), Tensor::from(array![[1.0, 2.0, 3.0]]));
    let (one, zero) = (Tensor::full([1, 1], 1.0), Tensor::full([1, 1], 0.0));
    let judged = |d: &Linear, x: Tensor<2>, as_what: &Tensor<2>| {
        d.forward(x).binary_cross_entropy_with_logits(as_what)
    };

    let tape = Tape::new(0);
    let fake = g.forward(tape.input(&noise));
    let loss = judged(&d, tape.input(&real), &one) + judged(&d, fake.detach(), &zero);
    loss.backward();
    assert!(
        refusal(|| drop(judged(&d, fake.clone(), &one).backward())).contains("`backward` a tape of its own")
    );

    let (of_g, of_d) = (Tape::new(0), Tape::new(1));
    let fake = g.forward(of_g.input(&noise));
    let loss = judged(&d, of_d.input(&real), &one) + judged(&d, of_d.input(fake.off_tape()), &zero);
    let gradients = loss.backward();
    assert!(gradients.get(&g.weight).is_none());
    Sgd::new(0.1).step(&mut d, gradients).unwrap();
    let mut gradients = judged(&d, fake, &one).backward();
    let anew = judged(&d, g.forward(Tape::new(2).input(&noise)), &one).backward();
    assert_eq!(gradients.get(&g.weight), anew.get(&g.weight));
    let own = gradients.take(&g);
    Sgd::new(0.1).step(&mut g, own).unwrap();
}
