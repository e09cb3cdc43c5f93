//! A run that is interrupted ends where it would have ended.

use std::path::Path;

use super::{Net, bits, data, net};
use crate::module::Forward;
use crate::nn::Linear;
use crate::optim::{Adam, AdamW, LinearLr, Optimizer, Schedule};
use crate::resume::{Checkpoints, Progress};
use crate::state::Checkpoint;
use crate::{Tape, Tensor};

/// Trains for three epochs of four batches, with a checkpoint after every step, but ends as if killed after `steps` more.
fn train(folder: &Path, steps: u64, optimizer: &mut dyn Optimizer, lose_optimizer: bool) -> Net {
    let (mut model, mut progress) = (net(1), Progress::new(5));
    let mut checkpoints = Checkpoints::new(folder).keep_last(1);
    let mut fresh = AdamW::new(0.05);
    let resumed: &mut dyn Optimizer = if lose_optimizer { &mut fresh } else { &mut *optimizer };
    checkpoints.resume(&mut model, resumed, &mut progress).unwrap();
    let end = progress.step + steps;
    let data = data();
    while progress.epoch < 3 {
        for (inputs, labels) in data.batches_at(4, progress.seed, progress.epoch).skip(progress.batch) {
            if progress.step == end {
                return model;
            }
            LinearLr::new(0.1, 8).apply(optimizer, progress.step);
            let tape = Tape::at_step(progress.seed, progress.step);
            let loss = model.forward(tape.input(inputs)).cross_entropy(&labels);
            optimizer.step(&mut model, loss.backward()).unwrap();
            progress.end_batch();
            checkpoints.save(&model, &*optimizer, &progress).unwrap();
        }
        progress.end_epoch();
    }
    assert_eq!((progress.epoch, progress.step), (3, 12));
    model
}

fn interrupted(every: u64, lose_optimizer: bool) -> Vec<u32> {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..12 / every {
        train(folder.path(), every, &mut AdamW::new(0.05), lose_optimizer);
    }
    bits(&train(folder.path(), 100, &mut AdamW::new(0.05), lose_optimizer))
}

#[test]
fn interrupted_anywhere_it_ends_with_the_same_bits() {
    let whole = interrupted(100, false);
    for every in [1, 2, 3, 5, 11, 12] {
        assert_eq!(interrupted(every, false), whole, "interrupted after every {every} steps");
    }
}

#[test]
fn without_the_state_of_the_optimizer_it_does_not() {
    assert_ne!(interrupted(5, true), interrupted(100, false));
}

#[test]
fn several_models_and_what_else_is_to_be_remembered_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let step = |model: &mut Linear, adam: &mut Adam| {
        let loss = model.forward(Tape::new(0).input(Tensor::<2>::full([1, 3], 0.5))).powi(2).sum();
        adam.step(model, loss.backward()).unwrap();
    };
    let of = |seed| Linear::new(3, 2, &mut crate::init::rng(seed));
    let (mut g, mut d, mut adam_g, mut adam_d) = (of(1), of(2), Adam::new(0.1), Adam::new(0.2));
    step(&mut g, &mut adam_g);
    step(&mut d, &mut adam_d);
    let mut progress = Progress::new(u64::MAX);
    progress.step = 1 << 40;
    progress.score = Some(-0.25);
    progress.extra.insert("losses", Tensor::from([0.5f64, 0.25]));
    progress.extra.metadata_mut().insert("note".into(), "hello".into());
    let average = g.clone();
    Checkpoints::new(&folder)
        .save_parts(
            &[("g", &g, Some(&adam_g)), ("d", &d, Some(&adam_d)), ("average", &average, None)],
            &progress,
        )
        .unwrap();

    let (mut g2, mut d2, mut a2) = (of(3), of(4), of(5));
    let (mut adam_g2, mut adam_d2, mut found) = (Adam::new(0.1), Adam::new(0.2), Progress::new(u64::MAX));
    let path = Checkpoints::new(&folder)
        .resume_parts(
            &mut [
                ("g", &mut g2, Some(&mut adam_g2)),
                ("d", &mut d2, Some(&mut adam_d2)),
                ("average", &mut a2, None),
            ],
            &mut found,
        )
        .unwrap();
    assert_eq!(path.unwrap().file_name().unwrap(), "000001-step-1099511627776-score--0.25");
    assert_eq!((found.seed, found.step, found.score), (u64::MAX, 1 << 40, Some(-0.25)));
    assert_eq!(found.extra.get("losses").unwrap().as_slice(), Some(&[0.5f64, 0.25][..]));
    assert_eq!((found.extra.len(), found.extra.metadata()["note"].as_str()), (1, "hello"));
    step(&mut g, &mut adam_g);
    step(&mut g2, &mut adam_g2);
    step(&mut d, &mut adam_d);
    step(&mut d2, &mut adam_d2);
    assert_eq!((bits(&g), bits(&d), bits(&average)), (bits(&g2), bits(&d2), bits(&a2)));
}

#[test]
fn the_model_of_a_checkpoint_is_a_file_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let (model, mut other) = (net(1), net(2));
    let path = Checkpoints::new(&folder).save(&model, &Adam::new(0.1), &Progress::new(0)).unwrap();
    other.load(path.join("model.safetensors")).unwrap();
    assert_eq!(bits(&model), bits(&other));
}
