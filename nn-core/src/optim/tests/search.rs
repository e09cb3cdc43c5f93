//! Looking for gradients takes time in proportion to their number, whatever the order.

use ndarray::IxDyn;

use crate::autodiff::{Gradients, ParamGradient};
use crate::module::{Module, Param};
use crate::optim::search::GradientSearch;
use crate::optim::{Optimizer, Sgd};
use crate::storage::{Element, SharedStorage};

const LEN: usize = 5000;

fn gradient(param: &Param<0>, value: f32) -> ParamGradient {
    let value = f32::erase(SharedStorage::new(vec![value]));
    ParamGradient::new(param.id(), IxDyn(&[]), std::panic::Location::caller(), value)
}

/// The parameters that have a gradient, in the order of the gradients.
fn orders() -> Vec<(&'static str, Vec<usize>)> {
    let scattered = |i: usize| i * 2741 % LEN;
    vec![
        ("as backward gives them", (0..LEN).rev().collect()),
        ("reversed", (0..LEN).collect()),
        ("scattered", (0..LEN).map(scattered).collect()),
        ("every third", (0..LEN).rev().step_by(3).collect()),
        ("the last", vec![LEN - 1]),
    ]
}

#[test]
fn a_walk_is_linear_in_every_order() {
    let params: Vec<Param<0>> = (0..LEN).map(|_| Param::new(0.0)).collect();
    for (name, order) in orders() {
        let gradients: Vec<_> = order.iter().map(|&i| gradient(&params[i], 0.0)).collect();
        let mut search = GradientSearch::new(&gradients);
        for (i, param) in params.iter().enumerate() {
            let found = search.find(&gradients, param.id());
            assert_eq!(found, order.iter().position(|&j| j == i), "{name}");
        }
        assert!(search.comparisons <= 20 * LEN, "{name}: {} comparisons", search.comparisons);
        if name == "as backward gives them" {
            assert_eq!(search.comparisons, LEN);
        }
    }
}

#[test]
fn every_order_gives_the_same_step() {
    for (name, order) in orders() {
        let mut model: Vec<Param<0>> = (0..LEN).map(|_| Param::new(0.0)).collect();
        let params = order.iter().map(|&i| gradient(&model[i], i as f32)).collect();
        Sgd::new(1.0).step(&mut model, Gradients { params, ..Gradients::new() }).unwrap();
        let moved: f32 = model.iter().map(|param| -param.value().item()).sum();
        assert_eq!(moved, order.iter().map(|&i| i as f32).sum::<f32>(), "{name}");
        assert!(
            model.iter().enumerate().all(|(i, p)| [0.0, -(i as f32)].contains(&p.value().item())),
            "{name}"
        );
        assert_eq!(model.num_parameters(), LEN);
    }
}
