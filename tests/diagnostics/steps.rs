//! The run-time net: steps that would not train what the loss depends on.

use std::collections::BTreeMap;

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

/// Visits by hand, and forgets the second layer where it changes.
mod first_alone {
    use nn_core::prelude::*;

    pub(super) fn visit(layers: &[Linear], at: &Path<'_>, visit: &mut Visit<'_>) {
        layers.iter().enumerate().for_each(|(i, layer)| layer.visit(&at.index(i), visit));
    }

    pub(super) fn visit_mut(layers: &mut [Linear], at: &Path<'_>, visit: &mut VisitMut<'_>) {
        layers[0].visit_mut(&at.index(0), visit);
    }
}

#[derive(Module)]
struct HalfVisited {
    #[module(with = first_alone)]
    layers: Vec<Linear>,
}

/// Visits one layer in two places.
struct Twice(Linear);

impl Module for Twice {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        ["encoder", "decoder"].iter().for_each(|name| self.0.visit(&at.field(name), visit));
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        ["encoder", "decoder"].iter().for_each(|name| self.0.visit_mut(&at.field(name), visit));
    }
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
        .linear(&model.weight, outside.value().detach().slice(0, 0..3));
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

    fails!(c, adam.step(&mut linear(), Gradients::new()));
    let x = Tape::new(0).input(zeros([2, 4])).requires_grad();
    fails!(c, adam.step(&mut Param::<1>::new(zeros([2])), x.sum().backward()));
    c.compare();
}

#[test]
fn walks() {
    let mut c = Cases::of("walks");
    let mut sgd = Sgd::new(0.1);
    let mut model = HalfVisited { layers: vec![Linear::new(4, 4, &mut rng(0)), linear()] };
    let of_both = gradients(&(&model.layers[0], &model.layers[1]));
    fails!(c, sgd.step(&mut model, of_both));
    let state = model.state_dict();
    fails!(c, model.load_state_dict(&state));

    let mut twice = Twice(linear());
    let of_one = gradients(&twice.0);
    fails!(c, sgd.step(&mut twice, of_one));

    let scale = || Param::<1>::new(zeros([4]));
    let mut keys = BTreeMap::from([
        ("a", BTreeMap::from([("b.c", scale()), ("d", scale())])),
        ("a.b", BTreeMap::from([("c", scale())])),
    ]);
    let of_first = (Tape::new(0).input(zeros([4])) * &keys["a"]["d"]).sum().backward();
    fails!(c, sgd.step(&mut keys, of_first.clone()));
    fails!(c, keys.save("model.safetensors"));
    fails!(c, of_first.clone().apply_updates(&mut keys));
    c.compare();
}

#[test]
fn unused() {
    let mut c = Cases::of("unused");
    let step = |mut optimizer: Adam| {
        let mut model = (linear(), Linear::new(4, 3, &mut rng(0)));
        let of_first = gradients(&model.0);
        optimizer.step(&mut model, of_first)
    };
    works!(c, step(Adam::new(0.1)).unwrap());
    fails!(c, step(Adam::new(0.1).refuse_unused()));
    fails!(c, step(Adam::new(0.1).allow_unused("1.weight")));
    works!(c, step(Adam::new(0.1).allow_unused("1.*")).unwrap());
    fails!(c, step(Adam::new(0.1).allow_unused("2.*")));
    fails!(c, step(Adam::new(0.1).group("0.*", |g| g.refuse_unused())));
    c.compare();
}

#[test]
fn updates() {
    let mut c = Cases::of("updates");
    let buffer = Buffer::<1>::new(zeros([3]));
    let tape = Tape::new(0);
    panics!(c, buffer.set(&tape, zeros([2])));
    panics!(c, buffer.add(&tape, zeros([2])));
    panics!(c, buffer.blend(&tape, zeros([2]), 0.1));
    panics!(c, buffer.blend(&tape, zeros([3]), 1.5));
    panics!(c, buffer.average(&tape, zeros([2]), 0));

    let mut model = (linear(), BatchNorm1d::new(3));
    let before = gradients(&model);
    model.1.running_mean = Some(Buffer::new(zeros([3])));
    fails!(c, Sgd::new(0.1).step(&mut model, before));
    let mut model = (linear(), BatchNorm1d::new(3));
    let before = gradients(&model);
    model.1.running_mean.as_mut().unwrap().set_value(zeros([5]));
    fails!(c, before.clone().apply_updates(&mut model));
    fails!(c, Sgd::new(0.1).step(&mut model, before));
    c.compare();
}

#[test]
fn arithmetic() {
    let mut c = Cases::of("gradients");
    let mut w = Param::<1>::new(zeros([2]));
    let of_ones = |w: &Param<1>| (Tape::new(0).input(zeros(w.shape())) * w).sum().backward();
    let first = of_ones(&w);
    w.set_value(zeros([3]));
    let second = of_ones(&w);
    let mut sum = second.clone();
    panics!(c, first.clone() + second.clone());
    panics!(c, sum += first);
    panics!(c, sum.map_inplace(&w, |_: &str, _: &mut [f64]| {}));
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
