//! What batches are made of samples.

use nn_core::data::{Collate, Loader, Rows, Samples, Sequence, Sequences, Source};
use nn_core::prelude::*;

#[test]
fn tensors_of_every_rank_and_type_get_an_axis() {
    let scalars = Collate::collate(vec![Tensor::from(1_i64), Tensor::from(2)]).unwrap();
    assert_eq!(scalars, Tensor::from([1, 2]));
    let masks = Collate::collate(vec![Tensor::from([true, false]), Tensor::from([false, false])]).unwrap();
    assert_eq!(masks, Tensor::from([[true, false], [false, false]]));
    let images = Collate::collate(vec![Tensor::<3>::ones([3, 2, 1]); 5]).unwrap();
    assert_eq!(images.shape(), [5, 3, 2, 1]);
    let empty = Collate::collate(vec![Tensor::<2, f64>::zeros([0, 4]); 2]).unwrap();
    assert_eq!(empty.shape(), [2, 0, 4]);
    let both =
        Collate::collate(vec![(0.5_f32, 1_usize, true, "a".to_owned()), (1.5, 2, false, "b".to_owned())]);
    let expected = (
        Tensor::from([0.5, 1.5]),
        Tensor::from([1_usize, 2]),
        Tensor::from([true, false]),
        vec!["a".to_owned(), "b".to_owned()],
    );
    assert_eq!(both.unwrap(), expected);
}

/// Two inputs and a target that is a sequence.
#[test]
fn several_inputs_and_sequence_targets() {
    let source = Samples::new(vec![3_usize, 1, 2]).map(|len, _| {
        let words = Sequence::new(Tensor::from_fn([len], |[i]| 10 * len + i));
        let steps = Sequence::<2>::new(Tensor::full([len, 2], len as f32));
        let target = Sequence::new(Tensor::from_fn([len], |[i]| i)).padding_value(99);
        ((words, steps), target)
    });
    let loader = Loader::new(source, 3);
    let ((words, steps), target) = loader.batches_at(0, 0).next().unwrap().unwrap();
    assert_eq!(words.values, Tensor::from([[30, 31, 32], [10, 0, 0], [20, 21, 0]]));
    assert_eq!(words.lengths, [3, 1, 2]);
    assert_eq!(target.values, Tensor::from([[0, 1, 2], [0, 99, 99], [0, 1, 99]]));
    assert_eq!(
        words.key_padding_mask(),
        Tensor::from([[false, false, false], [false, true, true], [false, false, true]])
    );
    assert_eq!(steps.values.shape(), [3, 3, 2]);
    assert_eq!(steps.values.as_slice()[6..12], [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);

    // A recurrent layer takes them as they are, and gives what it gives for each by itself.
    let gru = Gru::spec(2, 4).batch_first(true).init(&mut rng(0));
    let (together, _) = gru.forward(Padded::from(steps.clone()));
    let (alone, _) = gru.forward(Tensor::<3>::full([1, 2, 2], 2.0));
    assert_eq!(together.slice(0, 2..3).slice(1, 0..2), alone);
}

#[test]
fn sequences_differ_in_length_alone() {
    let samples = vec![Sequence::<2>::new(Tensor::zeros([2, 3])), Sequence::new(Tensor::zeros([1, 4]))];
    let error = <Sequence<2> as Collate>::collate(samples).unwrap_err().to_string();
    assert_eq!(
        error,
        "sample 1: is a sequence of shape [1, 4], but the first of the batch has [2, 3]: only the first axis may differ"
    );
    let none: Sequences<Tensor<2>> =
        Collate::collate(vec![Sequence::<1>::new(Tensor::zeros([0])); 2]).unwrap();
    assert_eq!((none.values.shape(), none.lengths), ([2, 0], vec![0, 0]));
}

#[test]
fn regression_learns_from_a_loader() {
    let x = nn_core::init::normal([64, 3], 0.0, 1.0, &mut rng(0));
    let y: Tensor<1> = x.as_slice().chunks(3).map(|row| row[0] - 2.0 * row[2]).collect();
    let loader = Loader::new(Rows::new(x).zip(Rows::new(y)), 16).shuffle(true).workers(2);
    let mut model = Linear::new(3, 1, &mut rng(1));
    let mut sgd = Sgd::new(0.1);
    let mut loss = f32::INFINITY;
    for epoch in 0..30 {
        for batch in loader.batches_at(0, epoch) {
            let (x, y) = batch.unwrap();
            let step = model.forward(Tape::new(0).input(x)).mse_loss(y.insert_axis(1));
            loss = step.item();
            sgd.step(&mut model, step.backward()).unwrap();
        }
    }
    assert!(loss < 1e-4, "{loss}");
}
