//! Gradients and updates that do not belong to the model.

use super::{linear, param, step};
use crate::autodiff::Gradients;
use crate::module::{Buffer, Forward, Module, Param, Shared};
use crate::nn::Linear;
use crate::optim::{Adam, Optimizer, Sgd};
use crate::{Error, Tape, Tensor};

/// Gradients of ones for two layers from 2 to 2.
pub(super) fn ones(model: &(Linear, Linear)) -> Gradients {
    let x = Tape::new(0).input(Tensor::full([1, 2], 1.0));
    model.forward(x).sum().backward()
}

fn message(error: Error) -> String {
    assert!(matches!(error, Error::Optimizer { .. }));
    error.to_string()
}

#[test]
fn a_layer_made_inside_forward_is_refused_with_its_line() {
    let mut model = param(&[1.0, 1.0]);
    let hidden = Linear::new(2, 3, &mut crate::init::rng(0));
    let line = line!() - 1;
    let x = Tape::new(0).input(Tensor::full([1, 2], 1.0));
    let gradients = hidden.forward(x * &model).sum().backward();
    let mut adam = Adam::new(0.1);
    assert_eq!(
        message(adam.step(&mut model, gradients).unwrap_err()),
        format!(
            "the loss depends on 2 parameters that the model does not register, so they would never be trained:\n  \
             [3, 2], made at {file}:{line}:18\n  \
             [3], made at {file}:{line}:18\n\
             a layer that `forward` makes anew must become a field of the model; what another model trains is left \
             to it by `let own = gradients.take(&model);`",
            file = file!()
        )
    );
    assert_eq!(model.value().as_slice(), [1.0, 1.0]);
}

#[test]
fn many_are_counted() {
    let mut model = param(&[1.0]);
    let lost: Vec<_> = (0..5).map(|_| param(&[1.0])).collect();
    let mut terms = vec![(&model, &[1.0f32][..])];
    terms.extend(lost.iter().map(|p| (p, &[1.0f32][..])));
    let gradients = linear(&terms);
    let message = message(Sgd::new(0.1).step(&mut model, gradients).unwrap_err());
    assert!(message.contains("5 parameters that the model does not register"), "{message}");
    assert_eq!(message.matches("  [1], made at ").count(), 3);
    assert!(message.contains("\n  and 2 more\n"), "{message}");
}

#[test]
fn a_refusal_leaves_the_optimizer_as_it_was() {
    let run = |refused: bool| {
        let (mut w, other) = (param(&[1.0]), param(&[1.0]));
        let mut adam = Adam::new(0.1);
        for x in [1.0, -2.0, 3.0] {
            if refused {
                let gradients = linear(&[(&w, &[5.0]), (&other, &[1.0])]);
                adam.step(&mut w, gradients).unwrap_err();
            }
            step(&mut adam, &mut w, &[x]);
        }
        w.value().as_slice()[0].to_bits()
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn nothing_to_train_is_an_error() {
    let mut sgd = Sgd::new(0.1);
    assert_eq!(
        message(sgd.step(&mut (3usize, true), Gradients::new()).unwrap_err()),
        "there is nothing to train: the model registers no parameter; make its layers fields of its struct"
    );
    let mut model = (param(&[1.0]), param(&[1.0]));
    model.freeze();
    assert_eq!(
        message(sgd.step(&mut model, Gradients::new()).unwrap_err()),
        "there is nothing to train: all 2 parameters of the model are frozen; call `unfreeze()` on the part that is \
         to learn: `model.unfreeze()`"
    );
}

#[test]
fn a_step_without_any_gradient_is_an_error() {
    let mut model = (param(&[1.0]), param(&[1.0]));
    let x = Tape::new(0).input([1.0]).requires_grad();
    let gradients = (&x * &x).sum().backward();
    let mut sgd = Sgd::new(0.1);
    let want =
        "none of the model's 2 trainable parameters has a gradient, so the step would change nothing; ";
    let said = message(sgd.step(&mut model, gradients).unwrap_err());
    assert!(said.starts_with(want), "{said}");
    // A gradient of what was frozen in the meantime is none.
    let gradients = linear(&[(&model.0, &[1.0])]);
    model.0.set_trainable(false);
    let want = "the model's one trainable parameter has no gradient, so the step would change nothing; ";
    let said = message(sgd.step(&mut model, gradients).unwrap_err());
    assert!(said.starts_with(want), "{said}");
}

#[test]
fn a_value_of_another_shape_since_the_forward_is_an_error() {
    let mut model = (param(&[1.0]), param(&[1.0]));
    let gradients = linear(&[(&model.0, &[1.0]), (&model.1, &[1.0])]);
    model.1.set_value([1.0, 2.0]);
    assert_eq!(
        message(Sgd::new(0.1).step(&mut model, gradients).unwrap_err()),
        "the gradient of `1` has shape [1], but the parameter has shape [2]: it was given another value after the \
         forward; give it before, or run the forward again"
    );
    assert_eq!(model.0.value().as_slice(), [1.0]);
}

#[test]
fn what_was_frozen_after_the_forward_stays() {
    let mut model = (param(&[1.0]), param(&[1.0]));
    let gradients = linear(&[(&model.0, &[1.0]), (&model.1, &[1.0])]);
    model.0.set_trainable(false);
    Sgd::new(0.5).step(&mut model, gradients).unwrap();
    assert_eq!((model.0.value().as_slice()[0], model.1.value().as_slice()[0]), (1.0, 0.5));
}

#[test]
fn a_clone_of_the_value_keeps_its_numbers() {
    let mut w = param(&[1.0]);
    let before = w.value().clone();
    step(&mut Sgd::new(0.5), &mut w, &[1.0]);
    assert_eq!((before.as_slice(), w.value().as_slice()), (&[1.0][..], &[0.5][..]));
}

#[test]
fn a_shared_module_is_trained_once() {
    let shared = Shared::new(param(&[1.0]));
    let mut model = (shared.clone(), shared);
    let gradients = linear(&[(&model.0.read(), &[1.0]), (&model.1.read(), &[1.0])]);
    Sgd::new(0.25).step(&mut model, gradients).unwrap();
    assert_eq!(model.0.read().value().as_slice(), [0.5]);
}

#[test]
fn the_order_of_use_does_not_matter() {
    let mut model: Vec<Param<1>> = (0..7).map(|_| param(&[0.0])).collect();
    let x: Vec<[f32; 1]> = (0..7).map(|i| [i as f32]).collect();
    let order = [3, 0, 6, 1, 5, 2, 4];
    let terms: Vec<_> = order.iter().map(|&i| (&model[i], &x[i][..])).collect();
    let gradients = linear(&terms);
    Sgd::new(1.0).step(&mut model, gradients).unwrap();
    let got: Vec<f32> = model.iter().map(|p| -p.value().as_slice()[0]).collect();
    assert_eq!(got, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn gradients_name_the_parameters() {
    let model = (param(&[1.0]), param(&[2.0]), param(&[3.0]));
    let gradients = linear(&[(&model.2, &[5.0]), (&model.0, &[4.0])]);
    let named: Vec<_> =
        gradients.named(&model).iter().map(|(n, g)| (n.clone(), g.as_slice::<f32>().unwrap()[0])).collect();
    assert_eq!(named, [("0".to_owned(), 4.0), ("2".to_owned(), 5.0)]);
    assert_eq!(gradients.unused(&model), ["1"]);
    let mut frozen = model;
    frozen.1.set_trainable(false);
    assert!(gradients.unused(&frozen).is_empty());
}

#[test]
fn what_belongs_to_one_model_can_be_taken_out() {
    let (mut a, mut b) = ((param(&[1.0]), Buffer::new([1.0])), param(&[1.0]));
    let tape = Tape::new(0);
    a.1.set(&tape, [7.0]);
    let mut gradients = (tape.input([1.0]) * &a.0 * &b).sum().backward();
    let of_a = gradients.take(&a);
    Sgd::new(0.5).step(&mut a, of_a).unwrap();
    Sgd::new(0.25).step(&mut b, gradients).unwrap();
    assert_eq!((a.0.value().as_slice()[0], a.1.value().as_slice()[0]), (0.5, 7.0));
    assert_eq!(b.value().as_slice(), [0.75]);
}
