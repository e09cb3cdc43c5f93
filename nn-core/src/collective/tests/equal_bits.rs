//! One, two, four and eight ranks end with the same bits.

use super::*;
use crate::optim::Schedule;
use crate::optim::StepLr;

/// Trains for an epoch of 50 samples in batches of 19, the last one of 12, and gives losses and bits of all ranks.
fn train<M: Module>(
    size: usize,
    make: impl Fn() -> M + Sync,
    optimizer: impl Fn() -> Box<dyn Optimizer> + Sync,
    loss: impl Fn(&M, &[usize], &Tape) -> Tensor<0> + Sync,
) -> Vec<(Vec<u64>, Vec<u64>)> {
    let run = |world: World| {
        let mut model = make();
        let mut optimizer = world.optimizer(optimizer(), &mut model)?.check_every(1);
        let (mut progress, mut losses) = (Progress::new(7), Vec::new());
        while progress.epoch < 2 {
            for batch in Batch::epoch(50, 19, &progress) {
                StepLr::new(2, 0.5).apply(&mut optimizer, progress.step);
                let (value, mut gradients) =
                    world.gradients(&model, &batch, |shard| loss(&model, shard.samples(), shard.tape()))?;
                gradients.clip_grad_norm(0.5);
                optimizer.step(&mut model, gradients)?;
                losses.push(value.to_bits());
                progress.end_batch();
            }
            progress.end_epoch();
        }
        Ok((losses, bits(&model)))
    };
    threads(size, run).unwrap()
}

fn assert_equal<M: Module>(
    make: impl Fn() -> M + Sync,
    optimizer: impl Fn() -> Box<dyn Optimizer> + Sync,
    loss: impl Fn(&M, &[usize], &Tape) -> Tensor<0> + Sync,
) {
    let alone = train(1, &make, &optimizer, &loss).remove(0);
    assert_ne!(alone.1, bits(&make()), "the model has learned something");
    assert_ne!(alone.0[0], alone.0[1]);
    for size in [2, 4, 8] {
        let ranks = train(size, &make, &optimizer, &loss);
        assert_eq!(ranks.len(), size);
        for rank in ranks {
            assert_eq!(rank, alone, "{size} ranks");
        }
    }
}

#[test]
fn of_an_mlp() {
    assert_equal(
        mlp,
        || Box::new(Adam::new(1e-2)),
        |model, samples, tape| {
            model.forward(tape.input(features(samples, 4))).cross_entropy(&classes(samples))
        },
    );
}

#[test]
fn of_a_model_with_batch_norm_and_dropout() {
    let make = || {
        let rng = &mut rng(3);
        let norm = BatchNorm2d::new(3);
        (Conv2d::spec(1, 3, 3).init(rng), norm, Relu, Dropout::new(0.3), Flatten, Linear::new(12, 3, rng))
    };
    // Two samples for each shard of the last batch of 12 would be too few for eight shards without a second value: each
    // channel has four.
    assert_equal(
        make,
        || Box::new(Sgd::new(0.1).momentum(0.9)),
        |model, samples, tape| {
            let x = features(samples, 16).reshape([samples.len(), 1, 4, 4]);
            model.forward(tape.input(x)).cross_entropy(&classes(samples))
        },
    );
}

#[test]
fn of_a_transformer() {
    let make = || {
        let rng = &mut rng(4);
        (
            Embedding::new(11, 8, rng),
            LayerNorm::new([8]),
            MultiheadAttention::spec(8, 2).init(rng),
            (Linear::new(8, 16, rng), Gelu, Linear::new(16, 8, rng)),
            Linear::new(8, 11, rng),
        )
    };
    assert_equal(
        make,
        || Box::new(AdamW::new(1e-2)),
        |(letter, norm, attention, network, head), samples, tape| {
            let text =
                |ahead| Tensor::from_fn([samples.len(), 6], |[i, j]| (samples[i] * 5 + (j + ahead) * 3) % 11);
            let x = letter.forward(tape.input(text(0)));
            let y = norm.forward(x.clone());
            let x = attention.forward((y.clone(), y.clone(), y)).0 + x;
            let x = network.forward(x.clone()) + x;
            let scores = head.forward(x).reshape([samples.len() * 6, 11]);
            scores.cross_entropy(&text(1).reshape([samples.len() * 6]))
        },
    );
}

#[test]
fn of_a_model_in_double_precision_and_for_numbers_that_are_no_powers_of_two() {
    let train = |size| {
        threads(size, |world| {
            let world = world.with_shards(6)?;
            let mut model = (Param::<1, f64>::new([0.3, -0.7]), Param::<1>::new([0.1]));
            let mut sgd = world.optimizer(Sgd::new(0.1), &mut model)?;
            for step in 0..3 {
                let batch = Batch::new((0..17).collect::<Vec<_>>(), 1, step);
                let (_, gradients) = world.gradients(&model, &batch, |shard| {
                    let number = |[i]: [usize; 1]| shard.samples()[i] as f64 / 7.0;
                    let x = shard.tape().input(Tensor::from_fn([shard.samples().len()], number)).sum();
                    (&x * &model.0).sum() * (1.0 / 3.0)
                })?;
                sgd.step(&mut model, gradients)?;
            }
            Ok(bits(&model))
        })
        .unwrap()
    };
    let alone = train(1).remove(0);
    for size in [2, 3, 6] {
        assert!(train(size).into_iter().all(|bits| bits == alone), "{size} ranks");
    }
}

#[test]
fn they_are_the_gradients_of_the_whole_batch() {
    let model = mlp();
    let samples: Vec<usize> = (0..21).collect();
    let loss = model.forward(Tape::new(0).input(features(&samples, 4))).cross_entropy(&classes(&samples));
    let (value, whole) = (loss.item(), loss.backward());
    let (mean, gradients) = World::new(super::super::Alone)
        .gradients(&model, &Batch::new(samples, 0, 0), |shard| {
            let x = shard.tape().input(features(shard.samples(), 4));
            model.forward(x).cross_entropy(&classes(shard.samples()))
        })
        .unwrap();
    assert!((mean - f64::from(value)).abs() < 1e-6);
    for ((path, a), (_, b)) in gradients.named(&model).iter().zip(whole.named(&model)) {
        let (a, b) = (a.as_slice::<f32>().unwrap(), b.as_slice::<f32>().unwrap());
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6), "{path}: {a:?} {b:?}");
    }
}
