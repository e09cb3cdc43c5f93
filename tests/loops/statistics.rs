//! What gradients are like.

use nn_core::prelude::*;

#[test]
fn every_parameter_of_the_model_has_a_row_in_its_order() {
    let mut rng = rng(0);
    let mut model = (Linear::new(2, 1, &mut rng), Linear::new(2, 1, &mut rng), Linear::new(2, 1, &mut rng));
    model.2.freeze();
    let tape = Tape::new(0);
    let h = tape.input(Tensor::from([[3.0, 0.0], [-1.0, 0.0]]));
    let loss = model.0.forward(h.clone()).sum() + model.2.forward(h).sum();
    let statistics = loss.backward().statistics(&model);
    let paths: Vec<&str> = statistics.iter().map(|row| row.path.as_str()).collect();
    assert_eq!(paths, ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"]);

    let weight = statistics.get("0.weight").unwrap().gradient.unwrap(); // [2, 0]
    assert_eq!((weight.norm, weight.mean, weight.max_abs, weight.zeros), (2.0, 1.0, 2.0, 0.5));
    assert_eq!(statistics.get("0.bias").unwrap().gradient.unwrap().max_abs, 2.0);
    let table = statistics.to_string();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 7);
    assert_eq!(lines[1], "0.weight   [1, 2]     2.000e0     1.000e0     2.000e0   50.0 %    0    0");
    assert!(lines[3].starts_with("1.weight") && lines[3].ends_with("no gradient"), "{table}");
    assert!(lines[5].starts_with("2.weight") && lines[5].ends_with("frozen"), "{table}");
}

#[test]
fn what_is_not_finite_is_counted() {
    let w = Param::new(Tensor::from([0.0, 1.0, -1.0, 4.0]));
    let x = Tape::new(0).input([1.0, f32::NAN, f32::INFINITY, -3.0]);
    let statistics = (x * &w).sum().backward().statistics(&w);
    let gradient = statistics.iter().next().unwrap().gradient.unwrap();
    assert_eq!((gradient.nan, gradient.infinite, gradient.zeros), (1, 1, 0.0));
    assert!(gradient.norm.is_nan() && gradient.mean.is_nan());
    assert!(gradient.max_abs.is_nan());
    let line = statistics.to_string();
    assert!(line.trim_end().ends_with("1    1"), "{line}");
}
