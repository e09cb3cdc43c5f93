//! The run-time net: steps that would not train what the loss depends on.

use nn_core::prelude::*;

use super::cases::Cases;
use super::zeros;

/// A model that forgot to make its hidden layer a field.
#[derive(Module)]
struct Forgetful {
    head: Linear,
}

impl Forward<Tensor<2>> for Forgetful {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let hidden = Linear::new(4, 3, &mut rng(0));
        self.head.forward(hidden.forward(x).relu())
    }
}

#[derive(Module)]
struct Pretrained {
    body: Frozen<Linear>,
}

/// A model whose encoder another model trains.
#[derive(Module)]
struct Probe {
    encoder: Frozen<Shared<(Linear, BatchNorm1d)>>,
    head: Linear,
}

fn linear() -> Linear {
    Linear::new(4, 3, &mut rng(1))
}

fn gradients(model: &impl Forward<Tensor<2>, Output = Tensor<2>>) -> Gradients {
    model.forward(Tape::new(0).input(zeros([2, 4]))).sum().backward()
}

/// Gradients of something else, so that there are any.
fn none(model: &impl Module) -> Gradients {
    gradients(&linear()).take(model)
}

#[test]
fn unregistered() {
    let mut c = Cases::of("unregistered");
    let mut sgd = Sgd::new(0.1);
    let mut model = Forgetful { head: Linear::new(3, 2, &mut rng(0)) };
    let of_forward = gradients(&model);
    fails!(c, sgd.step(&mut model, of_forward));

    let (mut model, another) = (linear(), linear());
    fails!(c, sgd.step(&mut model, gradients(&another)));
    let of_the_clone = gradients(&model.clone());
    fails!(c, sgd.step(&mut model, of_the_clone));
    fails!(c, sgd.step(&mut (), gradients(&another)));

    let outside = Param::<1>::new(zeros([4]));
    let with_one = (Tape::new(0).input(zeros([2, 4])) * &outside)
        .linear(&model.weight, Some(&outside.value().clone().slice(0, 0..3)));
    let with_one = with_one.sum().backward();
    fails!(c, sgd.step(&mut model, with_one));

    let outside = (linear(), Linear::new(3, 4, &mut rng(0)), linear());
    let with_many = gradients(&(outside, Linear::new(3, 4, &mut rng(0)), &model));
    fails!(c, sgd.step(&mut model, with_many));

    let specs = [Linear::spec(4, 4); 2];
    let [first, second] = specs.init(&mut rng(0));
    let with_specs = gradients(&(first, second, &model));
    fails!(c, sgd.step(&mut model, with_specs));

    let norm = BatchNorm1d::spec(4).affine(false).init(&mut rng(0));
    let with_statistics = gradients(&(norm, &model));
    fails!(c, sgd.step(&mut model, with_statistics));
    c.compare();
}

#[test]
fn nothing_to_train() {
    let mut c = Cases::of("nothing_to_train");
    let mut adam = Adam::new(0.1);
    fails!(c, adam.step(&mut Relu, none(&Relu)));
    let mut frozen = linear();
    frozen.freeze();
    fails!(c, adam.step(&mut frozen, none(&Relu)));
    let mut one = Param::<1>::new(zeros([2]));
    one.freeze();
    fails!(c, adam.step(&mut one, none(&Relu)));
    let pretrained = || Pretrained { body: Frozen::new(linear()) };
    fails!(c, adam.step(&mut pretrained(), none(&Relu)));
    let mut partly = (pretrained(), frozen);
    fails!(c, adam.step(&mut partly, none(&Relu)));

    let mut model = linear();
    let before = gradients(&model);
    model.bias.as_mut().unwrap().set_value(zeros([5]));
    fails!(c, adam.step(&mut model, before));
    c.compare();
}

#[test]
fn frozen() {
    let mut c = Cases::of("frozen");
    let mut sgd = Sgd::new(0.1);
    let encoder = Shared::new((linear(), BatchNorm1d::new(3)));
    let head = || Linear::new(3, 2, &mut rng(0));
    let mut probe = Probe { encoder: Frozen::new(encoder.clone()), head: head() };
    let past_it = gradients(&(&encoder, &probe.head));
    fails!(c, sgd.step(&mut probe, past_it));

    encoder.write().0.freeze();
    let norm = encoder.read().1.clone();
    encoder.write().1 = BatchNorm1d::spec(3).affine(false).init(&mut rng(0));
    let past_it = gradients(&(&encoder, &probe.head));
    fails!(c, sgd.step(&mut probe, past_it));
    encoder.write().1 = norm;
    let through_it = gradients(&(&probe.encoder, &probe.head));
    works!(c, sgd.step(&mut probe, through_it).unwrap());

    let shared = Shared::new(linear());
    fails!(c, sgd.step(&mut (Frozen::new(shared.clone()), shared.clone(), head()), none(&())));
    fails!(c, sgd.step(&mut (shared.clone(), Frozen::new(shared.clone()), head()), none(&())));

    let judge = Frozen::new(linear());
    panics!(c, judge.forward(Tape::new(0).input(zeros([2, 5]))));
    panics!(c, judge.forward(Tape::new(0).input(zeros([2, 4]))).sum().backward());
    c.compare();
}
