//! Batches that threads prepare.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nn_core::Error;
use nn_core::data::{Loader, RandomSampler, Rows, Samples, Source, WeightedRandomSampler};
use nn_core::init::{Generator, normal};
use nn_core::prelude::*;

/// Numbers with noise, and how many were made.
#[derive(Clone, Default)]
struct Counted {
    made: Arc<AtomicUsize>,
    len: usize,
}

impl Counted {
    fn new(len: usize) -> Self {
        Counted { len, ..Counted::default() }
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }
}

impl Source for Counted {
    type Item = (usize, Tensor<1>);

    fn len(&self) -> usize {
        self.len
    }

    fn get(&self, index: usize, rng: &mut Generator) -> nn_core::Result<Self::Item> {
        self.made.fetch_add(1, Ordering::SeqCst);
        // The later a sample, the sooner it is made, so that threads overtake each other.
        std::thread::sleep(Duration::from_micros(300_u64.saturating_sub(index as u64 * 3)));
        Ok((index, normal([3], index as f32, 1.0, rng)))
    }
}

type Batch = (Tensor<1, usize>, Tensor<2>);

fn epoch(loader: &Loader<Counted>, seed: u64, epoch: u64) -> Vec<Batch> {
    loader.batches_at(seed, epoch).collect::<nn_core::Result<_>>().unwrap()
}

#[test]
fn every_number_of_threads_gives_the_same_batches() {
    let loader = |workers| Loader::new(Counted::new(101), 7).shuffle(true).workers(workers);
    let expected = epoch(&loader(0), 5, 2);
    assert_eq!(expected.len(), 15);
    assert_eq!(expected[14].1.shape(), [3, 3]);
    let mut seen: Vec<usize> = expected.iter().flat_map(|batch| batch.0.as_slice().to_vec()).collect();
    assert!(!seen.is_sorted());
    seen.sort_unstable();
    assert!(seen.into_iter().eq(0..101));
    for workers in [1, 2, 3, 8, 40] {
        for prefetch in [1, 3] {
            assert!(epoch(&loader(workers).prefetch(prefetch), 5, 2) == expected, "{workers} {prefetch}");
        }
    }
    assert_ne!(epoch(&loader(2), 5, 3), expected);
    assert_ne!(epoch(&loader(2), 6, 2), expected);
}

/// The fault of PyTorch's loaders whose samples draw from numpy.
#[test]
fn a_sample_draws_other_numbers_in_each_epoch_and_the_same_in_any_batch() {
    let noise = |size, epoch_number| {
        let loader = Loader::new(Counted::new(20), size).workers(2);
        let batches = epoch(&loader, 1, epoch_number);
        batches.into_iter().flat_map(|(_, values)| values.into_vec()).collect::<Vec<f32>>()
    };
    assert_eq!(noise(3, 0), noise(20, 0));
    let (first, second) = (noise(4, 0), noise(4, 1));
    assert!(first.iter().zip(&second).all(|(a, b)| a != b));
    let distances: Vec<f32> = first.chunks(3).enumerate().map(|(i, row)| row[0] - i as f32).collect();
    assert!(distances.windows(2).all(|pair| (pair[0] - pair[1]).abs() > 1e-6), "{distances:?}");
}

#[test]
fn a_data_set_gives_the_batches_of_batches_at() {
    let inputs = Tensor::<3>::from_fn([23, 2, 2], |[i, j, k]| (100 * i + 10 * j + k) as f32);
    let data = Dataset::new(inputs, Tensor::from_fn([23], |[i]| i % 5), 5).unwrap();
    let expected: Vec<_> = data.batches_at(4, 9, 3).collect();
    let loader = Loader::new(data.samples(), 4).shuffle(true).workers(2);
    let found: Vec<_> = loader.batches_at(9, 3).collect::<nn_core::Result<_>>().unwrap();
    assert_eq!(found, expected);
}

#[test]
fn an_epoch_can_begin_in_its_middle_and_nothing_before_is_made() {
    for workers in [0, 1, 3] {
        let source = Counted::new(50);
        let loader = Loader::new(source.clone(), 8).shuffle(true).workers(workers).prefetch(1);
        let expected = epoch(&loader, 1, 1);
        let before = source.made();
        let rest: Vec<_> = loader.batches_at(1, 1).skip(5).collect::<nn_core::Result<_>>().unwrap();
        assert_eq!(rest, expected[5..]);
        assert_eq!(source.made() - before, 50 - 40, "{workers} threads");
        let mut batches = loader.batches_at(1, 1);
        assert_eq!((batches.len(), batches.next().unwrap().unwrap()), (7, expected[0].clone()));
        assert_eq!((batches.len(), batches.nth(2).unwrap().unwrap()), (6, expected[3].clone()));
        assert_eq!(batches.next().unwrap().unwrap(), expected[4]);
        assert!(batches.nth(usize::MAX).is_none() && batches.next().is_none());
        assert!(loader.batches_at(1, 1).nth(7).is_none());
    }
}

#[test]
fn threads_have_no_more_ready_than_they_may() {
    let source = Counted::new(1000);
    let loader = Loader::new(source.clone(), 2).workers(2).prefetch(3);
    let mut batches = loader.batches_at(0, 0);
    batches.next().unwrap().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    // Of each thread three batches in its queue or waiting for it, and the one that was taken.
    assert_eq!(source.made(), 2 * (2 * 3 + 1));
    drop(batches);
    let made = source.made();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(source.made(), made, "the threads went on");
    assert_eq!(Arc::strong_count(&source.made), 2, "a thread holds the source still");
}

#[test]
fn dropping_an_epoch_ends_its_threads_in_the_middle_of_a_batch() {
    let source = Counted::new(1000);
    let loader = Loader::new(source.clone(), 1000).workers(1);
    let mut batches = loader.batches_at(0, 0);
    // Nothing is made before the first batch is asked for.
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(source.made(), 0);
    let batches = std::thread::spawn(move || batches.nth(1));
    assert!(batches.join().unwrap().is_none());

    let slow = source.clone().map(|sample, _| {
        std::thread::sleep(Duration::from_millis(5));
        sample
    });
    let mut batches = Loader::new(slow, 50).workers(2).batches_at(0, 0);
    batches.next().unwrap().unwrap();
    let made = source.made();
    drop(batches);
    assert!(source.made() <= made + 2);
}

#[test]
fn the_last_batch_is_kept_or_dropped() {
    let loader = Loader::new(Counted::new(10), 4);
    let sizes = |loader: &Loader<Counted>| -> Vec<usize> {
        epoch(loader, 0, 0).iter().map(|batch| batch.0.len()).collect()
    };
    assert_eq!((loader.len(), sizes(&loader)), (3, vec![4, 4, 2]));
    let dropping = loader.clone().drop_last(true);
    assert_eq!((dropping.len(), sizes(&dropping)), (2, vec![4, 4]));
    let even = Loader::new(Counted::new(8), 4).drop_last(true).workers(2);
    assert_eq!((even.len(), sizes(&even)), (2, vec![4, 4]));
    assert!(Loader::new(Counted::new(0), 4).workers(2).batches_at(0, 0).next().is_none());
}

/// A source of which one sample fails.
fn failing(fail: fn(usize) -> nn_core::Result<usize>) -> impl Source<Item = usize> + Clone {
    Samples::new((0..40).collect()).try_map(move |index, _| fail(index))
}

#[test]
fn an_error_has_the_index_of_the_sample_and_the_other_batches_come() {
    let fail = |index| match index {
        13 => Err(Error::setting("the sample is no good")),
        _ => Ok(index),
    };
    for workers in [0, 2] {
        let loader = Loader::new(failing(fail), 4).workers(workers);
        let batches: Vec<_> = loader.batches_at(0, 0).collect();
        let error = batches[3].as_ref().unwrap_err();
        assert_eq!(error.to_string(), "sample 13: the sample is no good");
        assert!(
            matches!(error, Error::Sample { index: 13, source } if matches!(**source, Error::Setting { .. }))
        );
        assert_eq!(batches.iter().filter(|batch| batch.is_ok()).count(), 9);
        assert_eq!(batches[4].as_ref().unwrap().as_slice(), [16, 17, 18, 19]);
    }
}

#[test]
fn a_panic_reaches_the_caller_with_the_index_of_the_sample() {
    let fail = |index| match index {
        13 => panic!("the thirteenth"),
        _ => Ok(index),
    };
    for workers in [0, 1, 3] {
        let caught = std::panic::catch_unwind(|| {
            let loader = Loader::new(failing(fail), 4).workers(workers);
            loader.batches_at(0, 0).map(|batch| batch.unwrap().len()).sum::<usize>()
        });
        let message = *caught.unwrap_err().downcast::<String>().unwrap();
        assert_eq!(message, "sample 13: the thirteenth", "{workers} threads");
    }
}

#[test]
fn samples_that_do_not_go_together_are_named_by_their_index() {
    let uneven = Samples::new((0..20).collect::<Vec<usize>>())
        .map(|i, _| (i, Tensor::<1>::zeros([if i == 14 { 3 } else { 2 }])));
    let loader = Loader::new(uneven, 4).workers(1);
    let error = loader.batches_at(0, 0).find_map(Result::err).unwrap();
    assert_eq!(
        error.to_string(),
        "sample 14: has shape [3], but the first of the batch has [2]: bring them to one shape, or take a `Sequence`"
    );
}

#[test]
fn a_sample_that_comes_again_draws_other_numbers() {
    let sampler = WeightedRandomSampler::new([0.0, 1.0, 0.0], 6).unwrap();
    let loader = Loader::new(Counted::new(3), 6).sampler(sampler.clone()).workers(1);
    let (indices, values) = epoch(&loader, 0, 0).remove(0);
    assert_eq!(indices.as_slice(), [1; 6]);
    let rows: Vec<&[f32]> = values.as_slice().chunks(3).collect();
    for (i, row) in rows.iter().enumerate() {
        assert!(rows[..i].iter().all(|other| other != row), "{rows:?}");
    }
    assert_eq!(loader.len(), 1);
    let plain = Loader::new(Counted::new(3), 3).sampler(RandomSampler);
    let of_one = epoch(&plain, 0, 0).remove(0);
    let at = of_one.0.as_slice().iter().position(|index| *index == 1).unwrap();
    assert_eq!(&of_one.1.as_slice()[3 * at..][..3], rows[0], "the first time is as with any order");
}

#[test]
#[should_panic(expected = "WeightedRandomSampler: there are 3 weights for 5 samples")]
fn a_sampler_of_another_source_is_refused() {
    let sampler = WeightedRandomSampler::new([1.0; 3], 6).unwrap();
    Loader::new(Counted::new(5), 2).sampler(sampler).batches_at(0, 0);
}

#[test]
#[should_panic(expected = "Loader: a batch of size 0 holds no samples")]
fn a_batch_of_size_zero_is_refused() {
    Loader::new(Counted::new(5), 0);
}

#[test]
fn sources_are_made_of_others() {
    let rng = &mut rng(0);
    let letters = Samples::new(vec!["a", "b", "c"]);
    let both = letters.clone().concat(letters.clone().map(|letter, _| letter).select([2, 0, 2]));
    let all = |source: &dyn Source<Item = &'static str>, rng: &mut _| -> String {
        (0..source.len()).map(|i| source.get(i, rng).unwrap()).collect()
    };
    assert_eq!(all(&both, rng), "abccac");
    let numbered = Rows::new(Tensor::<1>::linspace(0.0, 2.0, 3)).zip(letters.clone());
    assert_eq!(numbered.get(2, rng).unwrap(), (Tensor::from(2.0), "c"));
    let boxed: Box<dyn Source<Item = &'static str>> = Box::new(&letters);
    assert_eq!(all(&boxed, rng), "abc");
    let (train, test) = Samples::new((0..10).collect::<Vec<usize>>()).split(0.7, 3);
    let mut seen: Vec<usize> = (0..7).map(|i| train.get(i, rng).unwrap()).collect();
    seen.extend((0..3).map(|i| test.get(i, rng).unwrap()));
    let (first, _) =
        Dataset::new(Tensor::<2>::zeros([10, 1]), Tensor::from_fn([10], |[i]| i), 10).unwrap().split(0.7, 3);
    assert_eq!(first.labels().as_slice(), &seen[..7]);
    seen.sort_unstable();
    assert!(seen.into_iter().eq(0..10));
}

#[test]
#[should_panic(expected = "Source::zip: 3 samples cannot be paired with 2")]
fn sources_of_different_lengths_are_not_paired() {
    drop(Samples::new(vec![1, 2, 3]).zip(Samples::new(vec![1, 2])));
}
