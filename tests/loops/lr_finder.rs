//! The search for a learning rate.

use nn_core::optim::LrFinder;
use nn_core::prelude::*;
use nn_core::{Error, Result};
use tests::models::difference;

use super::same;

/// A step on a bowl, whose loss falls for rates below 1 and grows for those above.
fn bowl(model: &mut Param<1>, sgd: &mut dyn Optimizer) -> Result<f32> {
    let loss = Tape::new(0).input([0.0; 4]).sub_param(model).square().sum() * 0.5;
    sgd.step(model, loss.backward())?;
    Ok(loss.item())
}

trait SubParam {
    fn sub_param(self, param: &Param<1>) -> Tensor<1>;
}

impl SubParam for Tensor<1> {
    fn sub_param(self, param: &Param<1>) -> Tensor<1> {
        self - param
    }
}

fn start() -> Param<1> {
    Param::new(Tensor::from([1.0, -2.0, 3.0, -4.0]))
}

#[test]
fn suggests_a_rate_in_the_middle_of_the_way_down() {
    let (mut model, mut sgd) = (start(), Sgd::new(0.3));
    let finder = LrFinder::new(1e-5, 100.0, 200).smoothing(0.8);
    let curve = finder.run(&mut model, &mut sgd, |model, sgd, _| bowl(model, sgd)).unwrap();
    let rate = curve.suggestion().unwrap();
    assert!((0.01..0.5).contains(&rate), "{rate}");

    let points = curve.points();
    assert_eq!((points[0].lr, points[0].loss, points[0].smoothed), (1e-5, 15.0, 15.0));
    let ratio = points[1].lr / points[0].lr;
    assert!((ratio - 1e7f64.powf(1.0 / 199.0)).abs() < 1e-9);
    // It ends when the loss explodes, and not at the last rate.
    assert!(points.len() < 200 && points.last().unwrap().lr > 2.0, "{:?}", points.last());
}

#[test]
fn model_and_optimizer_are_what_they_were() {
    let mut model = (Linear::new(3, 4, &mut rng(0)), BatchNorm1d::new(4), Linear::new(4, 1, &mut rng(1)));
    let mut adam = Adam::new(0.01).group("2.*", |group| group.lr(0.1));
    adam.set_learning_rate(0.005);
    let step = |model: &mut (Linear, BatchNorm1d, Linear), adam: &mut dyn Optimizer, step: u64| {
        let x = nn_core::init::normal([8, 3], 0.0, 1.0, &mut rng_at(3, step));
        let loss = model.forward(Tape::at_step(0, step).input(x)).square().mean();
        adam.step(model, loss.backward())?;
        Ok(loss.item())
    };
    for number in 0..3 {
        step(&mut model, &mut adam, number).unwrap();
    }
    let (before, memory) = (model.state_dict(), adam.state_dict(&model));
    let assert_same = |model: &(Linear, BatchNorm1d, Linear), adam: &Adam| {
        let (now, now_memory) = (model.state_dict(), adam.state_dict(model));
        for (before, now) in [(&before, &now), (&memory, &now_memory)] {
            assert_eq!(before.len(), now.len());
            assert!(before.iter().all(|(name, x)| same(x, now.get(name).unwrap())));
            assert_eq!(before.metadata(), now.metadata());
        }
        assert_eq!(adam.learning_rate(), 0.005);
    };
    let mut moved = false;
    let finder = LrFinder::new(1e-4, 1.0, 20);
    finder
        .run(&mut model, &mut adam, |model, adam, number| {
            let loss = step(model, adam, 100 + number);
            moved |=
                difference(before.get("0.weight").unwrap(), &model.0.weight.value().clone().into()) > 1e-3;
            loss
        })
        .unwrap();
    assert!(moved);
    assert_same(&model, &adam);

    // After an error as well.
    let error = finder.run(&mut model, &mut adam, |model, adam, number| match number {
        0..5 => step(model, adam, number),
        _ => Err(Error::setting("no more data")),
    });
    assert_eq!(error.unwrap_err().to_string(), "no more data");
    assert_same(&model, &adam);
}

#[test]
fn an_optimizer_that_took_no_step_begins_anew() {
    let (mut model, mut adam) = (start(), Adam::new(0.1));
    LrFinder::new(1e-4, 1.0, 10).run(&mut model, &mut adam, |model, adam, _| bowl(model, adam)).unwrap();
    assert!(adam.state_dict(&model).is_empty());
    assert_eq!(adam.learning_rate(), 0.1);
    let (mut other, mut fresh) = (start(), Adam::new(0.1));
    bowl(&mut model, &mut adam).unwrap();
    bowl(&mut other, &mut fresh).unwrap();
    assert_eq!(model.value(), other.value());
}

#[test]
fn a_loss_that_falls_nowhere_suggests_nothing() {
    let (mut model, mut sgd) = (start(), Sgd::new(0.1));
    let flat = |_: &mut Param<1>, _: &mut dyn Optimizer, _| Ok(1.0);
    let curve = LrFinder::new(1e-3, 1.0, 50).run(&mut model, &mut sgd, flat).unwrap();
    assert_eq!((curve.suggestion(), curve.points().len()), (None, 50));
    let not_a_number = |_: &mut Param<1>, _: &mut dyn Optimizer, _| Ok(f64::NAN);
    let curve = LrFinder::new(1e-3, 1.0, 50).run(&mut model, &mut sgd, not_a_number).unwrap();
    assert_eq!((curve.suggestion(), curve.points().len()), (None, 0));
}

#[test]
fn settings_out_of_range_are_named() {
    let wrong = [
        (LrFinder::new(0.0, 1.0, 10), "start"),
        (LrFinder::new(1.0, 0.1, 10), "end"),
        (LrFinder::new(1.0, f64::NAN, 10), "end"),
        (LrFinder::new(1e-3, 1.0, 1), "steps"),
        (LrFinder::new(1e-3, 1.0, 10).smoothing(1.0), "smoothing"),
        (LrFinder::new(1e-3, 1.0, 10).divergence(0.5), "divergence"),
    ];
    for (finder, expected) in wrong {
        let error =
            finder.run(&mut start(), &mut Sgd::new(0.1), |model, sgd, _| bowl(model, sgd)).unwrap_err();
        assert!(matches!(&error, Error::Setting { setting: Some(name), .. } if name == expected), "{error}");
    }
}
