//! Checkpoints that cannot be resumed: model, optimizer and progress stay as they were.

use std::fs;
use std::path::Path;

use super::{Net, bits, data, names, net};
use crate::init::rng;
use crate::module::Forward;
use crate::nn::Linear;
use crate::optim::{Adam, AdamW, Optimizer, Sgd};
use crate::resume::{Checkpoints, Progress};
use crate::{Tape, Tensor};

fn trained(steps: usize) -> (Net, Adam) {
    let (mut model, mut adam) = (net(1), Adam::new(0.1));
    for (inputs, labels) in data().batches_in_order(4).take(steps) {
        let loss = model.forward(Tape::new(0).input(inputs)).cross_entropy(&labels);
        adam.step(&mut model, loss.backward()).unwrap();
    }
    (model, adam)
}

/// A folder with two checkpoints of a run.
fn two() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = Checkpoints::new(&folder);
    let mut progress = Progress::new(3);
    for steps in 1..3 {
        let (model, adam) = trained(steps);
        progress.end_batch();
        checkpoints.save(&model, &adam, &progress).unwrap();
    }
    folder
}

/// Why a run cannot go on from the folder. Nothing may have changed.
fn refusal(folder: &Path, optimizer: &mut dyn Optimizer, seed: u64) -> String {
    let (mut model, mut progress) = (net(9), Progress::new(seed));
    let (values, state, files) = (bits(&model), optimizer.state_dict(&model), names(folder));
    let mut checkpoints = Checkpoints::new(folder);
    let error = checkpoints.resume(&mut model, optimizer, &mut progress).unwrap_err().to_string();
    assert_eq!((bits(&model), progress.step, names(folder)), (values, 0, files), "{error}");
    assert!(optimizer.state_dict(&model).names().eq(state.names()), "{error}");
    let saved = checkpoints.save(&model, &*optimizer, &progress);
    assert!(saved.is_err(), "a run that could not be resumed must not write over it");
    error
}

#[test]
fn a_damaged_file_is_named_and_no_older_checkpoint_is_taken() {
    for file in ["model.safetensors", "model.optimizer.safetensors", "progress.safetensors"] {
        let folder = two();
        let path = folder.path().join("000002-step-2").join(file);
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for damaged in [&bytes[..bytes.len() / 2], &flipped, &[]] {
            fs::write(&path, damaged).unwrap();
            let error = refusal(folder.path(), &mut Adam::new(0.1), 3);
            assert!(
                error.contains("000002-step-2: this checkpoint, the newest, cannot be read: "),
                "{error}"
            );
            assert!(error.contains(file), "{error}");
            assert!(error.ends_with("go on from the one before it, 000001-step-1"), "{error}");
        }
        fs::remove_file(&path).unwrap();
        assert!(refusal(folder.path(), &mut Adam::new(0.1), 3).contains(file));
        fs::write(&path, &bytes).unwrap();
        Checkpoints::new(&folder).resume(&mut net(9), &mut Adam::new(0.1), &mut Progress::new(3)).unwrap();
    }
}

#[test]
fn other_settings_another_optimizer_and_another_seed_are_refused() {
    let folder = two();
    let error = refusal(folder.path(), &mut Adam::new(0.2), 3);
    assert!(error.contains("another setting: `lr` is 0.1 there and 0.2 here"), "{error}");
    assert!(error.contains("checkpoints.accept(\"lr\")"), "{error}");
    let error = refusal(folder.path(), &mut AdamW::new(0.1), 3);
    assert!(error.contains("`optimizer` is Adam there and AdamW here"), "{error}");
    let error = refusal(folder.path(), &mut Sgd::new(0.1), 3);
    assert!(error.contains("unexpected: `0.weight.exp_avg`"), "{error}");
    let error = refusal(folder.path(), &mut Adam::new(0.1), 4);
    assert!(error.contains("the run has the seed 3 there and 4 here"), "{error}");
}

#[test]
fn a_setting_can_be_accepted() {
    let folder = two();
    let (mut model, mut adam, mut progress) = (net(9), Adam::new(0.2), Progress::new(3));
    Checkpoints::new(&folder).accept("lr").resume(&mut model, &mut adam, &mut progress).unwrap();
    assert_eq!((adam.learning_rate(), progress.step), (0.2, 2));
    let mut adam = Adam::new(0.2).betas(0.8, 0.999);
    let refused = Checkpoints::new(&folder).accept("lr").resume(&mut model, &mut adam, &mut progress);
    assert!(refused.unwrap_err().to_string().contains("`betas` is (0.9, 0.999) there and (0.8, 0.999) here"));
}

#[test]
fn of_several_parts_all_are_loaded_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let of = |outputs, seed| Linear::new(3, outputs, &mut rng(seed));
    let (mut g, d, mut adam) = (of(2, 1), of(2, 2), Adam::new(0.1));
    let loss = g.forward(Tape::new(0).input(Tensor::<2>::full([1, 3], 0.5))).sum();
    adam.step(&mut g, loss.backward()).unwrap();
    Checkpoints::new(&folder)
        .save_parts(&[("g", &g, Some(&adam)), ("d", &d, None)], &Progress::new(0))
        .unwrap();

    let (mut g2, mut d2, mut adam2) = (of(2, 3), of(4, 4), Adam::new(0.1));
    let before = (bits(&g2), bits(&d2));
    let mut parts: [crate::resume::PartMut<'_>; 2] = [("g", &mut g2, Some(&mut adam2)), ("d", &mut d2, None)];
    let error =
        Checkpoints::new(&folder).resume_parts(&mut parts, &mut Progress::new(0)).unwrap_err().to_string();
    assert!(error.contains("`d`: the state dict does not fit the model"), "{error}");
    assert_eq!((bits(&g2), bits(&d2)), before);
    assert!(adam2.state_dict(&g2).is_empty(), "the optimizer that did fit is as it was");
}

#[test]
fn a_checkpoint_of_more_or_fewer_parts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (g, d, adam) = (net(1), net(2), Adam::new(0.1));
    Checkpoints::new(&folder)
        .save_parts(&[("g", &g, Some(&adam)), ("d", &d, None)], &Progress::new(0))
        .unwrap();
    let refused = |parts: &mut [crate::resume::PartMut<'_>]| {
        Checkpoints::new(&folder).resume_parts(parts, &mut Progress::new(0)).unwrap_err().to_string()
    };
    let error = refused(&mut [("g", &mut net(1), Some(&mut Adam::new(0.1)))]);
    assert!(
        error.contains("its parts are d.safetensors, g.optimizer.safetensors, g.safetensors there and g.opt"),
        "{error}"
    );
    let error = refused(&mut [("g", &mut net(1), None), ("d", &mut net(1), None)]);
    assert!(error.contains("g.safetensors there and d.safetensors, g.safetensors here"), "{error}");
    let error = refused(&mut [("g", &mut net(1), None), ("d", &mut net(1), Some(&mut Adam::new(0.1)))]);
    assert!(error.contains(" here") && error.contains("d.optimizer.safetensors"), "{error}");
}

#[test]
fn parts_have_names_that_files_can_have() {
    let folder = tempfile::tempdir().unwrap();
    let model = net(0);
    for wrong in [vec!["a", "a"], vec![""], vec!["progress"], vec!["../a"], vec!["a.optimizer"]] {
        let parts: Vec<crate::resume::Part<'_>> =
            wrong.iter().map(|name| (*name, &model as _, None)).collect();
        let error = Checkpoints::new(&folder).save_parts(&parts, &Progress::new(0)).unwrap_err().to_string();
        assert!(error.starts_with("checkpoint: a part is named "), "{error}");
    }
    assert!(names(folder.path()).is_empty());
}
