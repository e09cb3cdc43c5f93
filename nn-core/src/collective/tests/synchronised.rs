//! Batch norms by the statistics of the whole batch.

use super::*;
use crate::collective::Alone;

type Net = (Linear, BatchNorm1d, Relu, (Linear, BatchNorm1d), Linear);

fn net() -> Net {
    let rng = &mut rng(5);
    let second = (Linear::new(6, 5, rng), BatchNorm1d::spec(5).momentum(None).init(rng));
    (Linear::new(4, 6, rng), BatchNorm1d::new(6), Relu, second, Linear::new(5, 3, rng))
}

fn loss(model: &Net, samples: &[usize], tape: &Tape) -> Tensor<0> {
    model.forward(tape.input(features(samples, 4))).cross_entropy(&classes(samples))
}

fn synchronised(world: &World, model: &Net, samples: &[usize]) -> Result<(f64, Gradients)> {
    let batch = Batch::new(samples, 7, 0);
    world.synchronised_gradients(model, &batch, |shard| loss(model, shard.samples(), shard.tape()))
}

fn assert_close(a: &AnyTensor, b: &AnyTensor, name: &str) {
    let (a, b) = (a.as_slice::<f32>().unwrap(), b.as_slice::<f32>().unwrap());
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-5), "{name}: {a:?} {b:?}");
}

#[test]
fn they_are_those_of_the_whole_batch() {
    // The last shards of four samples are empty; one of nine samples holds more than the others.
    for len in [4, 8, 9, 30] {
        let samples: Vec<usize> = (0..len).collect();
        let mut whole = net();
        let value = loss(&whole, &samples, &Tape::new(0));
        let (expected, mut of_whole) = (value.item(), value.backward());
        let mut model = net();
        let (found, mut gradients) = synchronised(&World::new(Alone), &model, &samples).unwrap();
        assert!((found - f64::from(expected)).abs() < 1e-5, "{found} {expected}");
        let (a, b) = (gradients.named(&model), of_whole.named(&whole));
        assert_eq!(a.len(), 10);
        a.iter().zip(&b).for_each(|((path, a), (_, b))| assert_close(a, b, path));
        gradients.apply_updates(&mut model).unwrap();
        of_whole.apply_updates(&mut whole).unwrap();
        for ((name, a), (_, b)) in model.state_dict().iter().zip(whole.state_dict().iter()) {
            if name.ends_with("num_batches_tracked") {
                assert_eq!(a.as_slice::<i64>().unwrap(), [1]);
            } else {
                assert_close(a, b, name);
            }
        }
    }
}

#[test]
fn any_number_of_ranks_gives_the_same_bits() {
    let train = |size| {
        threads(size, |world| {
            let mut model = net();
            let mut sgd = world.optimizer(Sgd::new(0.1), &mut model)?.check_every(1);
            let mut progress = Progress::new(7);
            // The last batch has two samples, so that ranks have none.
            for batch in Batch::epoch(18, 8, &progress.clone()) {
                let (_, gradients) = world.synchronised_gradients(&model, &batch, |shard| {
                    loss(&model, shard.samples(), shard.tape())
                })?;
                sgd.step(&mut model, gradients)?;
                progress.end_batch();
            }
            Ok(bits(&model))
        })
        .unwrap()
    };
    let alone = train(1).remove(0);
    assert_ne!(alone, bits(&net()));
    for size in [2, 4, 8] {
        assert!(train(size).iter().all(|bits| *bits == alone), "{size} ranks");
    }
}

#[test]
fn a_rank_of_a_pool_that_has_one_thread_does_not_wait_for_itself() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let samples: Vec<usize> = (0..16).collect();
    let (here, there) = (synchronised(&World::new(Alone), &net(), &samples), net());
    let there = pool.install(|| synchronised(&World::new(Alone), &there, &samples));
    assert_eq!(here.unwrap().0.to_bits(), there.unwrap().0.to_bits());
}

#[test]
fn shards_that_run_other_layers_are_refused() {
    for size in [1, 2] {
        let error = threads(size, |world| {
            let (model, samples) = (net(), (0..16).collect::<Vec<_>>());
            let batch = Batch::new(samples, 7, 0);
            let gradients = world.synchronised_gradients(&model, &batch, |shard| match shard.number() {
                7 => model.0.forward(shard.tape().input(features(shard.samples(), 4))).mean(),
                _ => loss(&model, shard.samples(), shard.tape()),
            });
            gradients.map(drop)
        });
        assert_says(&error.unwrap_err(), &["waits at a batch norm", "all shards must run the same layers"]);
    }
}

#[test]
fn shards_at_layers_of_other_sizes_are_refused() {
    for size in [1, 8] {
        let error = threads(size, |world| {
            let norms = (BatchNorm1d::new(4), BatchNorm1d::new(3));
            let batch = Batch::new((0..16).collect::<Vec<_>>(), 7, 0);
            let gradients = world.synchronised_gradients(&norms, &batch, |shard| match shard.number() {
                2 => norms.1.forward(shard.tape().input(features(shard.samples(), 3))).mean(),
                _ => norms.0.forward(shard.tape().input(features(shard.samples(), 4))).mean(),
            });
            gradients.map(drop)
        });
        assert_says(&error.unwrap_err(), &["4 channels", "3"]);
    }
}

#[test]
fn another_batch_is_refused_before_statistics_are_added() {
    let error = refused(2, |world| synchronised(world, &net(), &[0, 1, 2 + world.rank(), 3]).map(drop));
    assert_says(&error, &["rank 1", "`the samples of the batch`"]);
}

#[test]
fn the_panic_of_a_shard_is_that_of_the_call() {
    for size in [1, 4] {
        let error = threads(size, |world| {
            let (model, batch) = (net(), Batch::new((0..16).collect::<Vec<_>>(), 7, 0));
            let gradients = world.synchronised_gradients(&model, &batch, |shard| {
                assert!(shard.number() != 5, "out of luck");
                loss(&model, shard.samples(), shard.tape())
            });
            gradients.map(drop)
        });
        let message = error.unwrap_err().to_string();
        assert!(message.contains("out of luck") || message.contains("all shards must run"), "{message}");
    }
}

#[test]
fn one_value_for_all_shards_together_is_refused() {
    let error = threads(1, |world| synchronised(&world, &net(), &[3]).map(drop)).unwrap_err();
    assert_says(&error, &["BatchNorm1d(6)", "more than one value for each channel"]);
}
