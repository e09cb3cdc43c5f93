//! Clipping.

use super::reference::{CLIPPED_TO_2, CLIPPED_TO_20};
use super::{linear, param};

#[test]
fn the_norm_is_over_all_parameters_as_pytorchs() {
    for (max_norm, want) in [(2.0, CLIPPED_TO_2), (20.0, CLIPPED_TO_20)] {
        let (a, b) = (param(&[0.0; 2]), param(&[0.0; 2]));
        let mut gradients = linear(&[(&a, &[3.0, -4.0]), (&b, &[12.0, 0.0])]);
        assert_eq!(gradients.clip_grad_norm(max_norm), want[0]);
        let clipped = [gradients.get(&a).unwrap(), gradients.get(&b).unwrap()];
        let clipped = clipped.iter().flat_map(|g| g.as_slice().to_vec());
        for (got, want) in clipped.zip(&want[1..]) {
            assert!((f64::from(got) - want).abs() < 1e-6, "{got}, not {want}");
        }
    }
}

#[test]
fn a_long_gradient_has_its_norm() {
    let w = param(&[0.0; 1003]);
    let mut gradients = linear(&[(&w, &[2.0; 1003])]);
    let norm = gradients.clip_grad_norm(1.0);
    assert!((norm - 4012f64.sqrt()).abs() < 1e-10);
    assert!((gradients.clip_grad_norm(1.0) - 1.0).abs() < 1e-6);
}

#[test]
fn what_is_not_a_number_shows() {
    let w = param(&[0.0; 2]);
    let mut gradients = linear(&[(&w, &[f32::NAN, 1.0])]);
    assert!(gradients.clip_grad_norm(1.0).is_nan());
    assert!(gradients.get(&w).unwrap().as_slice()[1].is_nan());
}

#[test]
fn values_are_bounded() {
    let w = param(&[0.0; 4]);
    let mut gradients = linear(&[(&w, &[-3.0, 0.25, f32::INFINITY, f32::NAN])]);
    gradients.clip_grad_value(0.5);
    let clipped = gradients.get(&w).unwrap();
    assert_eq!(clipped.as_slice()[..3], [-0.5, 0.25, 0.5]);
    assert!(clipped.as_slice()[3].is_nan());
}

#[test]
#[should_panic(expected = "clip_grad_norm: max_norm must be at least 0, got -1")]
fn a_negative_norm_is_refused() {
    linear(&[(&param(&[0.0]), &[1.0])]).clip_grad_norm(-1.0);
}
