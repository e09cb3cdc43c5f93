//! Statistics, names and messages of batch norms.

use crate::prelude::*;

fn train(norm: &mut BatchNorm1d, x: ndarray::Array2<f32>) {
    let mut gradients = norm.forward(Tape::new(0).input(x)).sum().backward();
    gradients.apply_updates(norm).unwrap();
}

fn statistics(norm: &BatchNorm1d) -> (f32, f32, i64) {
    let first = |buffer: &Option<Buffer<1>>| buffer.as_ref().unwrap().value().as_slice()[0];
    let tracked = norm.num_batches_tracked.as_ref().unwrap().value().item();
    (first(&norm.running_mean), first(&norm.running_var), tracked)
}

#[test]
fn settings_and_names() {
    let norm = BatchNorm2d::new(64);
    assert_eq!(norm.tree().to_string(), "BatchNorm2d(64)  # 128");
    assert!(norm.named_parameters().names().eq(["weight", "bias"]));
    assert!(norm.buffers().names().eq(["running_mean", "running_var", "num_batches_tracked"]));
    let plain = BatchNorm1d::spec(3).affine(false).track_running_stats(false).init(&mut rng(0));
    assert_eq!(plain.tree().to_string(), "BatchNorm1d(3, affine=false, track_running_stats=false)");
    assert!(plain.buffers().is_empty());
}

#[test]
fn training_moves_the_running_statistics_and_inference_uses_them() {
    let mut norm = BatchNorm1d::new(1);
    train(&mut norm, ndarray::array![[1.0], [3.0]]);
    // Mean 2 and unbiased variance 2, with a share of 0.1.
    let (mean, variance, tracked) = statistics(&norm);
    assert!((mean - 0.2).abs() < 1e-6 && (variance - 1.1).abs() < 1e-6 && tracked == 1);
    let y = norm.forward(Tensor::from(ndarray::array![[1.2]]));
    assert!((y.as_slice()[0] - 1.0 / 1.1_f32.sqrt()).abs() < 1e-4);
}

#[test]
fn without_momentum_the_running_mean_is_the_average() {
    let mut norm = BatchNorm1d::spec(1).momentum(None).init(&mut rng(0));
    for x in [1.0, 4.0, 7.0] {
        train(&mut norm, ndarray::array![[x], [x + 2.0]]);
    }
    let (mean, variance, tracked) = statistics(&norm);
    assert!((mean - 5.0).abs() < 1e-5 && (variance - 2.0).abs() < 1e-5 && tracked == 3);
}

/// PyTorch moves the statistics in each forward: after the `k`-th, the `k`-th batch has the share `1 / k`.
#[test]
fn without_momentum_forwards_between_two_steps_count_each() {
    let average = |steps: &[&[f32]]| {
        let mut norm = BatchNorm1d::spec(1).momentum(None).init(&mut rng(0));
        for batches in steps {
            let forward =
                |x: &f32| norm.forward(Tape::new(0).input(ndarray::array![[*x], [x + 2.0]])).sum().backward();
            let mut gradients: Gradients = batches.iter().map(forward).sum();
            gradients.apply_updates(&mut norm).unwrap();
        }
        statistics(&norm)
    };
    // Means 2, 5, 11, 6 and variances 2.
    let want = average(&[&[1.0], &[4.0], &[10.0], &[5.0]]);
    assert!((want.0 - 6.0).abs() < 1e-5 && (want.1 - 2.0).abs() < 1e-5 && want.2 == 4, "{want:?}");
    assert_eq!(average(&[&[1.0, 4.0, 10.0, 5.0]]), want);
    assert_eq!(average(&[&[1.0], &[4.0, 10.0], &[5.0]]), want);
}

#[test]
fn forwards_on_one_tape_and_gradients_applied_late_count_each() {
    let mut norm = BatchNorm1d::spec(1).momentum(None).init(&mut rng(0));
    let input = |tape: &Tape, x: f32| tape.input(ndarray::array![[x], [x + 2.0]]);
    let (first, second) = (Tape::new(0), Tape::new(0));
    let both = norm.forward(input(&first, 1.0)) + norm.forward(input(&first, 4.0));
    let late = norm.forward(input(&second, 10.0));
    both.sum().backward().apply_updates(&mut norm).unwrap();
    late.sum().backward().apply_updates(&mut norm).unwrap();
    let (mean, variance, tracked) = statistics(&norm);
    assert!((mean - 6.0).abs() < 1e-5 && (variance - 2.0).abs() < 1e-5 && tracked == 3);
}

/// `torch.nn.BatchNorm1d(1, momentum=0.5)`: 0 → 1 → 3, and 1 → 1.5 → 1.75.
#[test]
fn with_momentum_forwards_between_two_steps_follow_upon_each_other() {
    let mut norm = BatchNorm1d::spec(1).momentum(Some(0.5)).init(&mut rng(0));
    let forward = |x: f32| norm.forward(Tape::new(0).input(ndarray::array![[x], [x + 2.0]])).sum().backward();
    let mut gradients = forward(1.0) + forward(4.0);
    gradients.apply_updates(&mut norm).unwrap();
    assert_eq!(statistics(&norm), (3.0, 1.75, 2));
}

#[test]
#[should_panic(expected = "blend: share must be a number from 0 to 1, got NaN")]
fn a_momentum_that_is_no_number_is_refused() {
    let norm = BatchNorm1d::spec(1).momentum(Some(f32::NAN)).init(&mut rng(0));
    norm.forward(Tape::new(0).input(ndarray::array![[1.0], [2.0]]));
}

#[test]
fn a_frozen_layer_keeps_its_statistics_and_uses_them_on_a_tape() {
    let mut norm = BatchNorm1d::new(1);
    norm.freeze();
    let x = Tensor::from(ndarray::array![[1.0], [3.0]]);
    let tape = Tape::new(0);
    let on_tape = norm.forward(tape.input(&x).requires_grad());
    assert_eq!(on_tape, norm.forward(x));
    assert!(on_tape.sum().backward().updates.is_empty());
    assert_eq!(statistics(&norm), (0.0, 1.0, 0));
}

#[test]
fn an_empty_batch_counts_but_tells_nothing() {
    let mut norm = BatchNorm1d::new(5);
    let mut gradients = norm.forward(Tape::new(0).input(Tensor::<3>::zeros([0, 5, 9]))).sum().backward();
    gradients.apply_updates(&mut norm).unwrap();
    assert_eq!(statistics(&norm), (0.0, 1.0, 1));
}

#[test]
fn weight_and_bias_get_gradients() {
    let norm = BatchNorm2d::new(2);
    let x = Tensor::from_fn([2, 2, 2, 2], |[a, b, c, d]| (a * 5 + b * 3 + c * c + d) as f32);
    let gradients = norm.forward(Tape::new(0).input(x)).sum().backward();
    assert_eq!(gradients.get(norm.bias.as_ref().unwrap()).unwrap().as_slice(), [8.0; 2]);
    for g in gradients.get(norm.weight.as_ref().unwrap()).unwrap().as_slice() {
        assert!(g.abs() < 1e-5);
    }
}

#[test]
#[should_panic(
    expected = "BatchNorm2d(3): expected an input of shape [batch, 3, height, width], got [2, 4, 5, 5]"
)]
fn the_channels_must_fit() {
    BatchNorm2d::new(3).forward(Tensor::zeros([2, 4, 5, 5]));
}

#[test]
#[should_panic(
    expected = "BatchNorm1d(3): the statistics of a batch need more than one value for each channel, got shape [1, 3]"
)]
fn one_value_has_no_variance() {
    BatchNorm1d::new(3).forward(Tape::new(0).input(Tensor::<2>::zeros([1, 3])));
}
