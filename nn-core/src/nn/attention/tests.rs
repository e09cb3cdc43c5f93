//! Both ways to the result, and what masks hide.

use crate::init::normal;
use crate::prelude::*;

fn close<const N: usize>(a: &Tensor<N>, b: &Tensor<N>) -> bool {
    a.shape() == b.shape() && a.as_slice().iter().zip(b.as_slice()).all(|(a, b)| (a - b).abs() < 1e-5)
}

fn inputs(batch_first: bool) -> (Tensor<3>, Tensor<3>) {
    let rng = &mut rng(3);
    let (x, memory) = (normal([5, 3, 8], 0.0, 1.0, rng), normal([7, 3, 8], 0.0, 1.0, rng));
    if batch_first { (x.transpose(0, 1), memory.transpose(0, 1)) } else { (x, memory) }
}

#[test]
fn the_result_is_the_same_with_weights_and_without() {
    for (batch_first, more) in [(true, false), (false, false), (true, true), (false, true)] {
        let spec =
            MultiheadAttention::spec(8, 2).batch_first(batch_first).add_bias_kv(more).add_zero_attn(more);
        let attention = spec.init(&mut rng(0));
        let (x, memory) = inputs(batch_first);
        let padding = Tensor::from_fn([3, 7], |[i, j]| j > 3 + i);
        for mask in [AttentionMask::new(), AttentionMask::causal().key_padding_mask(padding)] {
            let (y, weights) = attention.forward((x.clone(), memory.clone(), memory.clone(), &mask));
            assert!(close(&attention.attend(x.clone(), memory.clone(), memory.clone(), &mask), &y));
            assert_eq!(weights.shape(), [3, 5, if more { 9 } else { 7 }]);
            assert!(close(&weights.sum_axis(2), &Tensor::full([3, 5], 1.0)));
        }
        let to_itself = attention.forward((x.clone(), &AttentionMask::causal()));
        let (y, _) = attention.forward((x.clone(), x.clone(), x, &AttentionMask::causal()));
        assert!(close(&to_itself, &y));
    }
}

#[test]
fn keys_and_values_of_other_sizes() {
    let attention = MultiheadAttention::spec(8, 2).kdim(3).vdim(5).init(&mut rng(0));
    let names = [
        "q_proj_weight",
        "k_proj_weight",
        "v_proj_weight",
        "in_proj_bias",
        "out_proj.weight",
        "out_proj.bias",
    ];
    assert!(attention.named_parameters().names().eq(names));
    let (k, v) = (Tensor::<3>::full([7, 3, 3], 0.5), Tensor::<3>::full([7, 3, 5], 0.5));
    assert_eq!(attention.forward((inputs(false).0, k, v)).0.shape(), [5, 3, 8]);
}

#[test]
fn what_is_hidden_does_not_count() {
    let attention = MultiheadAttention::spec(8, 4).batch_first(true).init(&mut rng(0));
    let (x, _) = inputs(true);
    let whole = attention.forward((x.clone(), &AttentionMask::causal()));
    let first = attention.forward((x.clone().slice(1, 0..3), &AttentionMask::causal()));
    assert!(close(&whole.clone().slice(1, 0..3), &first));
    let explicit = AttentionMask::new().attn_mask(Tensor::from_fn([5, 5], |[i, j]| j > i));
    assert!(close(&attention.forward((x.clone(), &explicit)), &whole));
    let added = Tensor::from_fn([5, 5], |[i, j]| if j > i { f32::NEG_INFINITY } else { 0.0 });
    assert!(close(&attention.forward((x, &AttentionMask::new().attn_mask(added))), &whole));
}

#[test]
fn initial_values() {
    let attention = MultiheadAttention::new(32, 4, &mut rng(0));
    let largest = |values: &[f32]| values.iter().fold(0.0_f32, |max, value| max.max(value.abs()));
    let weight = attention.in_proj_weight.as_ref().unwrap();
    let bound = (6.0 / 128.0_f32).sqrt();
    assert!((0.95 * bound..=bound).contains(&largest(weight.value().as_slice())));
    assert_eq!(largest(attention.in_proj_bias.as_ref().unwrap().value().as_slice()), 0.0);
    assert_eq!(largest(attention.out_proj.bias.as_ref().unwrap().value().as_slice()), 0.0);
}
