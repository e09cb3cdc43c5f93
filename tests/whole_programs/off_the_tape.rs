//! What a forward makes itself is on no tape, where layers are in inference.

use nn_core::ndarray::array;
use nn_core::prelude::*;

use super::{learns, linear, refusal};

const LOST: &str = "which would get no gradient through it";

/// An Elman cell over two inputs.
fn elman(ih: &Linear, hh: &Linear, tape: &Tape, mut h: Tensor<2>) -> Tensor<2> {
    for x in [[1.0, 2.0], [-1.0, 0.5]] {
        h = (ih.forward(tape.input(Tensor::new([1, 2], x.to_vec()))) + hh.forward(h)).tanh();
    }
    h
}

#[test]
fn the_first_state_of_a_recurrent_layer() {
    let (ih, hh) = (linear(2, 2, 0), linear(2, 2, 1));
    let (tape, zeros) = (Tape::new(0), Tensor::<2>::zeros([1, 2]));
    let message = refusal(|| drop(elman(&ih, &hh, &tape, zeros.clone())));
    assert!(message.contains(LOST) && message.contains(file!().rsplit('/').nth(1).unwrap()), "{message}");
    let gradient = |h: Tensor<2>| {
        let gradients = elman(&ih, &hh, &tape, h).sum().backward();
        gradients.get(hh.bias.as_ref().unwrap()).unwrap()
    };
    let want = gradient(tape.input(&zeros));
    assert_eq!(gradient(zeros.beside(&tape.input([0.0]))), want);
    // Of both steps: one more than the last alone gives.
    assert_ne!(want, gradient(tape.input(Tensor::<2>::full([1, 2], 9.0))));
}

#[test]
fn positions() {
    let (words, places) = (Embedding::new(5, 4, &mut rng(0)), Embedding::new(3, 4, &mut rng(1)));
    let x = Tape::new(0).input(array![[4, 2, 2]]);
    let positions = Tensor::from_fn([1, 3], |[_, i]| i);
    let message = refusal(|| drop(words.forward(x.clone()) + places.forward(positions.clone())));
    assert!(message.contains(LOST), "{message}");
    let y = words.forward(x.clone()) + places.forward(positions.beside(&x));
    let gradients = (&y * &y).sum().backward();
    assert!(gradients.get(&words.weight).is_some() && gradients.get(&places.weight).is_some());
}

#[test]
fn a_probe_on_detached_features() {
    let (mut encoder, mut task, mut probe) = (linear(3, 4, 0), linear(4, 2, 1), linear(4, 2, 2));
    let h = encoder.forward(Tape::new(0).input(array![[1.0, 2.0, 3.0]]));
    let of_the_probe = probe.forward(h.detach()).cross_entropy(&Tensor::from([0]));
    let loss = task.forward(h).cross_entropy(&Tensor::from([1])) + of_the_probe;
    let mut gradients = loss.backward();
    // The encoder's gradient is that of the task alone.
    let alone = task.forward(encoder.forward(Tape::new(0).input(array![[1.0, 2.0, 3.0]])));
    let alone = alone.cross_entropy(&Tensor::from([1])).backward();
    assert_eq!(gradients.get(&encoder.weight), alone.get(&encoder.weight));
    for layer in [&mut probe, &mut task, &mut encoder] {
        assert!(learns(layer, &mut gradients));
    }
}

#[test]
fn an_embedding_looked_up_by_argmax() {
    let (first, embedding) = (linear(3, 5, 0), Embedding::new(5, 4, &mut rng(0)));
    let h = first.forward(Tape::new(0).input(Tensor::<2>::full([2, 3], 1.0)));
    for indices in [
        h.clone().argmax(1),
        h.clone().max_keepdim(1).1.reshape([2]),
        h.clone().min_keepdim(1).1.reshape([2]),
    ] {
        let loss = embedding.forward(indices).sum() + h.clone().detach().sum();
        assert!(loss.backward().get(&embedding.weight).is_some());
    }
}

/// The codebook of a VQ-VAE, with the straight-through estimator.
#[test]
fn a_codebook() {
    let (mut encoder, mut decoder) = (linear(3, 2, 0), linear(2, 3, 1));
    let codebook = Embedding::new(4, 2, &mut rng(2));
    let z = encoder.forward(Tape::new(0).input(array![[1.0, 2.0, 3.0]]));
    let scores = |codes: &Tensor<2>| z.detach().matmul_t(codes.clone());
    assert!(refusal(|| drop(scores(codebook.weight.value()))).contains(LOST));
    let q = codebook.forward(scores(&codebook.weight.value().detach()).argmax(1));
    let commitment = q.clone().mse_loss(z.detach()) + z.clone().mse_loss(q.detach());
    let straight_through = &z + (q - &z).detach();
    let mut gradients = (decoder.forward(straight_through).sum() + commitment).backward();
    assert!(gradients.get(&codebook.weight).is_some());
    assert!(learns(&mut encoder, &mut gradients) && learns(&mut decoder, &mut gradients));
}

#[test]
fn the_hard_examples_of_a_batch() {
    let model = linear(2, 3, 0);
    let x = Tape::new(0).input(array![[1.0, 2.0], [3.0, 4.0]]);
    let each = CrossEntropyLoss::new().unreduced(model.forward(x), &Tensor::from([0, 1]));
    let gradient = each.take(&[1]).sum().backward().get(&model.weight).unwrap();
    let alone = model.forward(Tape::new(0).input(array![[3.0, 4.0]])).cross_entropy(&Tensor::from([1]));
    assert_eq!(gradient, alone.backward().get(&model.weight).unwrap());
}

/// A teacher's output is data where that is said: by `detach`, or because the teacher is frozen.
#[test]
fn a_teacher() {
    let (student, mut teacher) = (linear(2, 3, 0), linear(2, 3, 1));
    let (tape, x) = (Tape::new(0), Tensor::from(array![[1.0, 2.0]]));
    let loss = |target: Tensor<2>| student.forward(tape.input(&x)).mse_loss(target);
    assert!(refusal(|| drop(loss(teacher.forward(x.clone())))).contains(LOST));
    let detached = loss(teacher.forward(x.clone()).detach()).item();
    teacher.freeze();
    assert_eq!(loss(teacher.forward(x.clone())).item(), detached);
}

/// The plain value of a parameter in a penalty would train nothing.
#[test]
fn a_penalty_on_a_plain_value() {
    let model = linear(2, 3, 0);
    let x = Tape::new(0).input(array![[1.0, 2.0]]);
    let loss = |penalty: Tensor<0>| model.forward(x.clone()).mean() + penalty;
    let plain = model.weight.value().clone().powi(2).sum();
    assert!(refusal(|| drop(loss(plain.clone()))).contains("param.on(&x)"));
    let gradient = |loss: Tensor<0>| loss.backward().get(&model.weight).unwrap();
    assert_ne!(gradient(loss(model.weight.on(&x).powi(2).sum())), gradient(loss(plain.detach())));
}

/// Off the tape alone nothing is refused.
#[test]
fn inference() {
    let (ih, hh) = (linear(2, 2, 0), linear(2, 2, 1));
    let mut h = Tensor::<2>::zeros([1, 2]);
    for _ in 0..3 {
        h = (ih.forward(Tensor::full([1, 2], 0.5)) + hh.forward(h)).tanh();
    }
    let target = Tensor::full([1, 2], 0.5);
    assert!(h.clone().mse_loss(&target).item() > 0.0 && h.max().item() <= 1.0);
}
