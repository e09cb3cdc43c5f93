//! Weights, proportions and folds.

use nn_core::data::{
    Fold, Sampler, SequentialSampler, WeightedRandomSampler, k_fold, stratified_k_fold, stratified_split,
};
use nn_core::prelude::*;

fn counts(indices: &[usize], labels: &[usize], classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    indices.iter().for_each(|index| counts[labels[*index]] += 1);
    counts
}

#[test]
fn samples_come_as_often_as_their_weights_say() {
    let sampler = WeightedRandomSampler::new([1.0, 0.0, 3.0, 0.0], 40_000).unwrap();
    let drawn = sampler.indices(4, &mut rng(1));
    let counts = counts(&drawn, &[0, 1, 2, 3], 4);
    assert_eq!((counts[1], counts[3], sampler.count(4)), (0, 0, 40_000));
    // Five standard deviations: 5·√(40000·¼·¾).
    assert!(counts[0].abs_diff(10_000) < 433, "{counts:?}");
    assert_eq!(drawn, sampler.indices(4, &mut rng(1)));
    assert_ne!(drawn, sampler.indices(4, &mut rng(2)));
    assert_eq!(SequentialSampler.indices(3, &mut rng(0)), [0, 1, 2]);
}

#[test]
fn balanced_classes_come_equally_often() {
    let labels = [vec![7; 900], vec![2; 90], vec![0; 10]].concat();
    let sampler = WeightedRandomSampler::balanced(&labels, 30_000).unwrap();
    let counts = counts(&sampler.indices(1000, &mut rng(3)), &labels, 8);
    assert!([0, 2, 7].iter().all(|class| counts[*class].abs_diff(10_000) < 410), "{counts:?}");
}

#[test]
fn weights_that_mean_nothing_are_refused() {
    let message =
        |weights: &[f64]| WeightedRandomSampler::new(weights.iter().copied(), 1).unwrap_err().to_string();
    assert_eq!(
        message(&[1.0, -0.5]),
        "WeightedRandomSampler: sample 1 has the weight -0.5, expected 0 or more"
    );
    assert!(message(&[f64::NAN]).contains("sample 0 has the weight NaN"));
    assert!(message(&[f64::INFINITY]).contains("the weight inf"));
    assert_eq!(message(&[0.0, 0.0]), "WeightedRandomSampler: 2 weights have the sum 0, expected one above 0");
    assert!(message(&[]).contains("0 weights"));
    assert!(WeightedRandomSampler::balanced(&[], 3).is_err());
}

fn whole(folds: &[Fold], len: usize) {
    let mut tested: Vec<usize> = folds.iter().flat_map(|fold| fold.test.clone()).collect();
    tested.sort_unstable();
    assert!(tested.into_iter().eq(0..len), "each sample is tested once");
    for fold in folds {
        let mut all = [&fold.train[..], &fold.test].concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..len));
    }
}

#[test]
fn folds_test_every_sample_once() {
    let folds = k_fold(23, 4, 5).unwrap();
    whole(&folds, 23);
    let sizes: Vec<usize> = folds.iter().map(|fold| fold.test.len()).collect();
    assert_eq!(sizes, [6, 6, 6, 5]);
    assert_eq!(folds, k_fold(23, 4, 5).unwrap());
    assert_ne!(folds, k_fold(23, 4, 6).unwrap());
    assert!(!folds[0].test.windows(2).all(|pair| pair[1] == pair[0] + 4), "shuffled");
    assert_eq!(
        k_fold(3, 4, 0).unwrap_err().to_string(),
        "k_fold: 3 samples cannot be parted into 4 folds, expected 2 to 3"
    );
    assert!(k_fold(3, 1, 0).is_err());
}

#[test]
fn stratified_folds_have_each_class_in_proportion() {
    let labels: Vec<usize> = (0..100).map(|i| [0, 0, 0, 0, 1, 1, 2, 0, 0, 1][i % 10]).collect();
    let folds = stratified_k_fold(&labels, 7, 1).unwrap();
    whole(&folds, 100);
    for fold in &folds {
        let counts = counts(&fold.test, &labels, 3);
        assert!((8..=9).contains(&counts[0]) && (4..=5).contains(&counts[1]), "{counts:?}");
        assert!((1..=2).contains(&counts[2]) && (14..=15).contains(&fold.test.len()), "{counts:?}");
    }
    assert_ne!(folds, stratified_k_fold(&labels, 7, 2).unwrap());
    assert_eq!(
        stratified_k_fold(&labels, 11, 0).unwrap_err().to_string(),
        "stratified_k_fold: 10 samples of class 2 cannot be parted into 11 folds, expected 2 to 10"
    );
}

#[test]
fn stratified_splits_have_each_class_in_proportion() {
    let labels: Vec<usize> = (0..203).map(|i| usize::from(i % 10 == 3)).collect();
    for seed in 0..5 {
        let (train, test) = stratified_split(&labels, 0.75, seed);
        assert_eq!((train.len(), test.len()), (152, 51));
        let counts = counts(&train, &labels, 2);
        assert!(counts[1] == 15, "{counts:?}");
        let mut all = [train.clone(), test].concat();
        assert!(!train.is_sorted());
        all.sort_unstable();
        assert!(all.into_iter().eq(0..203));
    }
    assert_ne!(stratified_split(&labels, 0.5, 0), stratified_split(&labels, 0.5, 1));
    let data = Dataset::new(Tensor::<2>::zeros([203, 1]), labels.into(), 2).unwrap();
    let (train, test) = data.split_stratified(0.75, 0);
    assert_eq!(
        train.labels().as_slice().iter().sum::<usize>() + test.labels().as_slice().iter().sum::<usize>(),
        20
    );
    assert_eq!((train.len(), train.num_classes()), (152, 2));
}
