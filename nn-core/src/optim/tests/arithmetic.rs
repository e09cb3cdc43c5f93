//! Gradients as values.

use super::{linear, param};
use crate::autodiff::Gradients;
use crate::module::{Buffer, Param};
use crate::optim::{Optimizer, Sgd};
use crate::{Tape, Tensor};

fn of(gradients: &Gradients, w: &Param<1>) -> Vec<f32> {
    gradients.get(w).unwrap().as_slice().to_vec()
}

#[test]
fn gradients_are_added_by_parameter() {
    let [a, b, c] = [(); 3].map(|()| param(&[0.0, 0.0]));
    let first = linear(&[(&a, &[1.0, 2.0]), (&b, &[3.0, 4.0])]);
    let second = linear(&[(&c, &[5.0, 6.0]), (&a, &[10.0, 20.0])]);
    let mut sum = first.clone() + second.clone();
    assert_eq!(
        (of(&sum, &a), of(&sum, &b), of(&sum, &c)),
        (vec![11.0, 22.0], vec![3.0, 4.0], vec![5.0, 6.0])
    );
    sum *= -2.0;
    assert_eq!((of(&sum, &a), of(&sum, &c)), (vec![-22.0, -44.0], vec![-10.0, -12.0]));
    // What they were made from is as before.
    assert_eq!((of(&first, &a), of(&second, &a)), (vec![1.0, 2.0], vec![10.0, 20.0]));
    let all: Gradients = [first, second, Gradients::new()].into_iter().sum();
    assert_eq!((of(&all, &a), all.len()), (vec![11.0, 22.0], 3));
}

#[test]
fn those_of_inputs_are_kept() {
    let w = param(&[2.0]);
    let (x, y) = (Tape::new(0).input([1.0]).requires_grad(), Tape::new(0).input([1.0]).requires_grad());
    let (first, second) = ((&x * &w).sum().backward(), (&y * &w * 3.0).sum().backward());
    let mut sum = first.clone() + second + first;
    sum.scale(0.5);
    let wrt = |input| sum.wrt(input).unwrap().as_slice().to_vec();
    assert_eq!((wrt(&x), wrt(&y), of(&sum, &w)), (vec![2.0], vec![3.0], vec![2.5]));
}

#[test]
fn updates_of_buffers_follow_upon_each_other() {
    let mut model = (param(&[0.0]), Buffer::<1>::new([0.0]));
    let forward = |value: f32| {
        let tape = Tape::new(0);
        model.1.blend(&tape, [value], 0.5);
        (tape.input([1.0]) * &model.0).sum().backward()
    };
    let mut sum = forward(8.0) + forward(2.0);
    sum.scale(0.0);
    Sgd::new(1.0).step(&mut model, sum).unwrap();
    assert_eq!((model.0.value().as_slice()[0], model.1.value().as_slice()[0]), (0.0, 3.0));
}

#[test]
#[should_panic(expected = "gradients of shapes [1] and [2] cannot be added: the parameter made at ")]
fn two_shapes_are_refused() {
    let mut w = param(&[0.0]);
    let first = linear(&[(&w, &[1.0])]);
    w.set_value([0.0, 0.0]);
    let _ = first + linear(&[(&w, &[1.0, 2.0])]);
}

#[test]
fn they_are_changed_by_path() {
    let model = (param(&[0.0]), Param::<1, f32>::new([0.0, 0.0]), param(&[0.0]));
    let other = param(&[0.0]);
    let mut gradients = linear(&[(&model.0, &[1.0]), (&other, &[7.0]), (&model.1, &[2.0, 3.0])]);
    let mut paths = Vec::new();
    gradients.map_inplace(&model, |path: &str, gradient: &mut [f32]| {
        paths.push(path.to_owned());
        gradient.iter_mut().for_each(|g| *g *= 10.0);
    });
    assert_eq!(paths, ["0", "1"]);
    assert_eq!((of(&gradients, &model.0), of(&gradients, &model.1)), (vec![10.0], vec![20.0, 30.0]));
    assert_eq!(of(&gradients, &other), [7.0]);
}

#[test]
#[should_panic(expected = "map_inplace: the gradient of `0` has elements f64, not f32")]
fn another_element_type_is_refused() {
    let model = (Param::<1, f64>::new(Tensor::from([1.0])),);
    let mut gradients = (Tape::new(0).input([1.0f64]) * &model.0).sum().backward();
    gradients.map_inplace(&model, |_: &str, _: &mut [f32]| {});
}
