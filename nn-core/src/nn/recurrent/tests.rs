//! What recurrent layers of several settings have in common.

use crate::init::normal;
use crate::prelude::*;

fn close<const N: usize>(a: &Tensor<N>, b: &Tensor<N>) -> bool {
    a.shape() == b.shape() && a.as_slice().iter().zip(b.as_slice()).all(|(a, b)| (a - b).abs() < 1e-6)
}

/// The steps of one sequence of a batch that comes second.
fn sequence(x: &Tensor<3>, index: usize, steps: usize) -> Tensor<2> {
    x.clone().slice(1, index..index + 1).remove_axis(1).slice(0, 0..steps)
}

#[test]
fn names_and_settings() {
    let lstm = Lstm::spec(3, 4).num_layers(2).bidirectional(true).proj_size(2).init(&mut rng(0));
    let expected = ["l0", "l0_reverse", "l1", "l1_reverse"].map(|layer| {
        ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"].map(|name| format!("{name}_{layer}"))
    });
    assert!(lstm.named_parameters().names().eq(expected.as_flattened().iter().map(String::as_str)));
    let shapes = lstm.parameters().iter().map(|param| param.shape().to_vec()).collect::<Vec<_>>();
    assert_eq!(shapes[10..15], [vec![16, 4], vec![16, 2], vec![16], vec![16], vec![2, 4]]);
    let tree = Lstm::spec(3, 4).num_layers(2).dropout(0.5).init(&mut rng(0)).tree().to_string();
    assert!(tree.starts_with("Lstm(3, 4, num_layers=2, dropout=0.5)"), "{tree}");
    let cell = GruCell::spec(3, 4).bias(false).init(&mut rng(0));
    assert!(cell.named_parameters().names().eq(["weight_ih", "weight_hh"]));
}

#[test]
fn a_batch_is_its_sequences() {
    let rng = &mut rng(0);
    let x = normal([5, 3, 2], 0.0, 1.0, rng);
    let gru = Gru::spec(2, 4).num_layers(2).bidirectional(true).init(rng);
    let (y, h) = gru.forward(x.clone());
    for index in 0..3 {
        let (alone, state) = gru.forward(sequence(&x, index, 5));
        assert!(close(&alone, &sequence(&y, index, 5)) && close(&state, &sequence(&h, index, 4)));
    }
}

#[test]
fn a_padded_batch_is_its_sequences_up_to_their_ends() {
    let rng = &mut rng(0);
    let x = normal([5, 3, 2], 0.0, 1.0, rng);
    let lstm = Lstm::spec(2, 4).num_layers(2).bidirectional(true).init(rng);
    let lengths = [2, 5, 3];
    let (y, (h, c)) = lstm.forward(Padded::new(x.clone(), lengths));
    for (index, steps) in lengths.into_iter().enumerate() {
        let (alone, (last_h, last_c)) = lstm.forward(sequence(&x, index, steps));
        assert!(close(&alone, &sequence(&y, index, steps)), "{index}");
        assert!(
            close(&last_h, &sequence(&h, index, 4)) && close(&last_c, &sequence(&c, index, 4)),
            "{index}"
        );
    }
    let behind = sequence(&y, 0, 5).slice(0, 2..5);
    assert!(behind.as_slice().iter().all(|&y| y == 0.0));
}

#[test]
fn the_batch_first_is_the_same() {
    let x = normal([5, 3, 2], 0.0, 1.0, &mut rng(1));
    let second = Rnn::spec(2, 4).num_layers(2).init(&mut rng(0));
    let first = Rnn::spec(2, 4).num_layers(2).batch_first(true).init(&mut rng(0));
    let ((a, h), (b, g)) = (second.forward(x.clone()), first.forward(x.transpose(0, 1)));
    assert!(close(&a, &b.transpose(0, 1)) && close(&h, &g));
}

#[test]
fn the_state_goes_on() {
    let x = normal([6, 2, 3], 0.0, 1.0, &mut rng(1));
    let lstm = Lstm::spec(3, 4).num_layers(2).init(&mut rng(0));
    let (whole, _) = lstm.forward(x.clone());
    let (first, states) = lstm.forward(x.clone().slice(0, 0..4));
    let (second, _) = lstm.forward((x.clone().slice(0, 4..6), states));
    assert!(close(&whole, &Tensor::concat(&[first, second], 0)));
    let cell = LstmCell::new(3, 4, &mut rng(0));
    let mut states = None;
    for step in x.unbind(0) {
        states = Some(cell.forward((step, states)));
    }
    assert!(states.is_some_and(|(h, _)| h.as_slice().iter().all(|h| h.abs() < 1.0)));
}

#[test]
fn what_is_between_layers_is_dropped_in_training() {
    let x = normal([6, 2, 3], 0.0, 1.0, &mut rng(1));
    let two = Gru::spec(3, 4).num_layers(2).dropout(0.5).init(&mut rng(0));
    let one = Gru::spec(3, 4).dropout(0.5).init(&mut rng(0));
    let on_tape = |gru: &Gru| gru.forward(Tape::new(0).input(&x)).0.off_tape();
    assert!(!close(&on_tape(&two), &two.forward(x.clone()).0));
    assert!(close(&on_tape(&one), &one.forward(x.clone()).0));
}

#[test]
fn values_are_within_the_bound() {
    let rnn = Rnn::new(3, 16, &mut rng(0));
    let all = rnn.parameters();
    let largest = all.iter().filter_map(|param| {
        let value = param.value().as_slice::<f32>()?;
        value.iter().map(|value| value.abs()).reduce(f32::max)
    });
    assert!(largest.clone().all(|value| (0.15..=0.25).contains(&value)), "{:?}", largest.collect::<Vec<_>>());
}
