//! Scores that a model which has gone astray gives: large ones keep their differences, and infinite ones give what
//! PyTorch gives.

use nn_core::prelude::*;

const INF: f32 = f32::INFINITY;

/// Equal, or both NaN, or within rounding of one another.
#[track_caller]
fn assert_close(found: &[f32], expected: &[f32]) {
    let close =
        |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 2e-6 * b.abs().min(1.0);
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(close),
        "{found:?}, not {expected:?}"
    );
}

#[test]
fn log_softmax_keeps_the_logarithm_beside_large_logits() {
    let half = -std::f32::consts::LN_2;
    // Near 1e9 two neighbouring numbers are 64 apart.
    for (x, expected) in [
        ([1e4, 1e4], [half, half]),
        ([-1e4, -1e4 + 1.0], [-1.313_261_7, -0.313_261_7]),
        ([1e9, 1e9], [half, half]),
        ([-1e9, -1e9], [half, half]),
        ([1e9, 1e9 - 64.0], [0.0, -64.0]),
        ([1e9, -1e9], [0.0, -2e9]),
        ([-INF, 3.0], [-INF, 0.0]),
        ([INF, 0.0], [f32::NAN, f32::NAN]),
        ([-INF, -INF], [f32::NAN, f32::NAN]),
    ] {
        let x = Tensor::from(x);
        assert_close(x.clone().log_softmax(0).as_slice(), &expected);
        assert_close(x.clone().softmax(0).as_slice(), &expected.map(f32::exp));
        let column = x.clone().reshape([2, 1]).log_softmax(0);
        assert_close(column.as_slice(), &expected);
        let losses = [0usize, 1].map(|label| x.clone().cross_entropy(&Tensor::from(label)).item());
        assert_close(&losses, &expected.map(|y| -y));
    }
}

#[test]
fn the_gradients_of_large_logits_are_those_of_small_ones() {
    for large in [1e4, -1e4, 1e9, -1e9] {
        for loss in [
            |x: Tensor<2>| x.log_softmax(1).nll_loss(&Tensor::from([0usize])),
            |x: Tensor<2>| x.cross_entropy(&Tensor::from([0usize])),
        ] {
            let x = Tape::new(0).input(Tensor::<2>::full([1, 2], large)).requires_grad();
            assert_eq!(loss(x.clone()).backward().wrt(&x).unwrap().as_slice(), [-0.5, 0.5]);
        }
    }
}

#[test]
fn softplus_and_the_cross_entropy_of_logits_neither_overflow_nor_cancel() {
    let x = [1e4, -1e4, 1e9, -1e9, INF, -INF];
    let softplus = Tensor::from(x).softplus(1.0, 20.0);
    assert_close(softplus.as_slice(), &[1e4, 0.0, 1e9, 0.0, INF, 0.0]);
    let losses = |target: f32| BceWithLogitsLoss::new().unreduced(Tensor::from(x), Tensor::full([6], target));
    assert_close(&losses(1.0).as_slice()[..4], &[0.0, 1e4, 0.0, 1e9]);
    assert_close(&losses(0.0).as_slice()[..5], &[1e4, 0.0, 1e9, 0.0, INF]);
    let (x, t) = (Tensor::from([12.0, -12.0]), Tensor::from([1.0, 0.0]));
    assert_close(BceWithLogitsLoss::new().unreduced(x, t).as_slice(), &[6.144_193e-6; 2]);
}
