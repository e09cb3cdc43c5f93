//! A run that is interrupted leaves the log of one that is not.

use std::fs;
use std::path::{Path, PathBuf};

use nn_core::prelude::*;
use nn_core::run::Run;
use proptest::prelude::*;

use super::decode::{events, records};

const STEPS: u64 = 12;
const BETWEEN_CHECKPOINTS: u64 = 4;

/// The lengths of the table and of all event files.
fn lengths(folder: &Path) -> Vec<(PathBuf, u64)> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let mut lengths: Vec<_> = files
        .filter(|file| file.file_type().unwrap().is_file() && file.file_name() != "settings.json")
        .map(|file| (file.path(), file.metadata().unwrap().len()))
        .collect();
    lengths.sort();
    lengths
}

/// Trains up to a step, and gives how long the log was at the last checkpoint.
fn train(folder: &Path, until: u64) -> nn_core::Result<Vec<(PathBuf, u64)>> {
    let mut model = Linear::new(2, 1, &mut rng(0));
    let (mut adam, mut progress) = (Adam::new(0.1), Progress::new(1));
    let mut run = Run::open(folder, &())?;
    run.resume(&mut model, &mut adam, &mut progress)?;
    run.graph(&model.trace([1, 2])?)?;
    let mut at_checkpoint = Vec::new();
    while progress.step < until {
        let loss = model.forward(Tape::new(0).input(Tensor::full([1, 2], 1.0))).powi(2).mean();
        run.scalar("loss/train", progress.step, loss.item())?;
        let gradients = loss.backward();
        run.gradient_histograms(progress.step, &gradients, &model)?;
        adam.step(&mut model, gradients)?;
        progress.end_batch();
        if progress.step.is_multiple_of(BETWEEN_CHECKPOINTS) {
            run.scalar("loss, \"test\"", progress.step, -loss_of(&model))?;
            run.save(&model, &adam, &progress)?;
            at_checkpoint = lengths(folder);
        }
    }
    Ok(at_checkpoint)
}

fn loss_of(model: &Linear) -> f32 {
    model.forward(Tensor::full([1, 2], 1.0)).powi(2).mean().item()
}

/// The table and the events of a run that was not interrupted.
fn at_once() -> (String, Vec<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("run");
    train(&folder, STEPS).unwrap();
    (fs::read_to_string(folder.join("metrics.csv")).unwrap(), events(&folder))
}

fn cut(path: &Path, length: u64) {
    fs::File::options().write(true).open(path).unwrap().set_len(length).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A killed run has written some of what came behind the checkpoint, up to any byte.
    #[test]
    fn killed_at_any_byte_it_goes_on_to_the_same_log(
        kills in prop::collection::vec((0..STEPS, any::<[prop::sample::Index; 2]>()), 1..4)
    ) {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("run");
        for (steps, bytes) in kills {
            let kept = train(&folder, steps).unwrap();
            for (path, now) in lengths(&folder) {
                let kept = kept.iter().find(|(other, _)| *other == path).map_or(0, |(_, length)| *length);
                // Where nothing was saved by this start, what it found has to stay.
                if kept > 0 || !folder.join("checkpoints").read_dir().unwrap().any(|e| e.unwrap().path().is_dir()) {
                    let byte = bytes[usize::from(path.ends_with("metrics.csv"))];
                    cut(&path, kept + byte.index((now - kept + 1) as usize) as u64);
                }
            }
        }
        train(&folder, STEPS).unwrap();
        let (table, events_at_once) = at_once();
        prop_assert_eq!(fs::read_to_string(folder.join("metrics.csv")).unwrap(), table);
        prop_assert_eq!(events(&folder), events_at_once);
    }
}

#[test]
fn no_step_is_there_twice() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), 7).unwrap();
    train(folder.path(), STEPS).unwrap();
    let run = Run::open(folder.path(), &()).unwrap();
    let steps: Vec<u64> = run.scalars("loss/train").unwrap().iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, (0..STEPS).collect::<Vec<_>>());
    assert_eq!(run.scalars("loss, \"test\"").unwrap().len(), 3);
    assert_eq!(lengths(folder.path()).len(), 3, "a table, and an event file for each start");
}

#[test]
fn a_log_without_a_checkpoint_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), 3).unwrap();
    let before = fs::read(folder.path().join("metrics.csv")).unwrap();
    train(folder.path(), 2).unwrap();
    train(folder.path(), STEPS).unwrap();
    let (table, events_at_once) = at_once();
    assert_eq!(fs::read_to_string(folder.path().join("metrics.csv")).unwrap(), table);
    assert_eq!(events(folder.path()), events_at_once);
    assert_eq!(fs::read(folder.path().join("before-1/metrics.csv")).unwrap(), before);
    assert!(folder.path().join("before-2").exists() && !folder.path().join("before-3").exists());
}

#[test]
fn a_log_shorter_than_at_the_checkpoint_is_refused_and_nothing_is_changed() {
    for which in ["metrics.csv", "events.out.tfevents.000001"] {
        let folder = tempfile::tempdir().unwrap();
        let kept = train(folder.path(), 5).unwrap();
        let (path, length) = kept.iter().find(|(path, _)| path.ends_with(which)).unwrap();
        cut(path, length - 1);
        let mut model = Linear::new(2, 1, &mut rng(9));
        let (mut adam, mut progress) = (Adam::new(0.1), Progress::new(1));
        let before = model.state_dict().get("weight").unwrap().as_slice::<f32>().unwrap().to_vec();
        let mut run = Run::open(folder.path(), &()).unwrap();
        let error = run.resume(&mut model, &mut adam, &mut progress).unwrap_err().to_string();
        let expected = format!(" {} bytes, but had {length} when the checkpoint was saved", length - 1);
        assert!(error.contains(&expected), "{error}");
        assert_eq!(model.weight.value().as_slice(), before);
        assert_eq!(progress.step, 0);
        assert_eq!(fs::metadata(path).unwrap().len(), length - 1);
    }
}

#[test]
fn the_notes_of_the_log_are_not_the_programs() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), 4).unwrap();
    let mut model = Linear::new(2, 1, &mut rng(0));
    let (mut adam, mut progress) = (Adam::new(0.1), Progress::new(1));
    let mut run = Run::open(folder.path(), &()).unwrap();
    assert!(run.resume(&mut model, &mut adam, &mut progress).unwrap().unwrap().ends_with("000001-step-4"));
    assert!(progress.extra.is_empty() && progress.extra.metadata().is_empty());
    assert_eq!(progress.step, 4);
    assert_eq!(run.checkpoints().latest().unwrap().unwrap(), folder.path().join("checkpoints/000001-step-4"));
}

/// TensorBoard, which has read of the steps that are done again, is told to forget them.
#[test]
fn a_file_of_a_later_start_says_with_which_step_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), 6).unwrap();
    train(folder.path(), 6).unwrap();
    let second = fs::read(folder.path().join("events.out.tfevents.000002")).unwrap();
    let start = super::decode::Message::new(&records(&second).unwrap()[1]);
    assert_eq!(start.number(2), Some(4));
    assert_eq!(start.message(7).unwrap().number(1), Some(1));
}
