//! What stands in the folder.

use std::fs;

use super::{bits, names, net};
use crate::module::{Module, Param, Path, Visit, VisitMut};
use crate::optim::{Adam, Sgd};
use crate::resume::{Checkpoints, Progress};

fn scored(step: u64, score: Option<f64>) -> Progress {
    let mut progress = Progress::new(0);
    progress.step = step;
    progress.score = score;
    progress
}

#[test]
fn the_newest_and_the_best_are_kept_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = Checkpoints::new(&folder).keep_last(2).keep_best(1);
    assert_eq!((checkpoints.latest().unwrap(), checkpoints.best().unwrap()), (None, None));
    for (step, score) in [0.25, 0.75, 0.5, 0.5].into_iter().enumerate() {
        checkpoints.save(&net(0), &Sgd::new(0.1), &scored(step as u64, Some(score))).unwrap();
    }
    checkpoints.save(&net(0), &Sgd::new(0.1), &scored(3, None)).unwrap();
    assert_eq!(
        names(folder.path()),
        ["000002-step-1-score-0.75", "000004-step-3-score-0.5", "000005-step-3"]
    );
    assert!(checkpoints.latest().unwrap().unwrap().ends_with("000005-step-3"));
    assert!(checkpoints.best().unwrap().unwrap().ends_with("000002-step-1-score-0.75"));
}

#[test]
fn what_a_killed_run_left_unfinished_is_no_checkpoint_and_goes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut model, mut adam) = (net(0), Adam::new(0.1));
    Checkpoints::new(&folder).save(&model, &adam, &scored(1, None)).unwrap();
    let left = folder.path().join("000002-step-2.unfinished");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("model.safetensors"), "half").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();

    let mut checkpoints = Checkpoints::new(&folder);
    let from = checkpoints.resume(&mut model, &mut adam, &mut Progress::new(0)).unwrap();
    assert!(from.unwrap().ends_with("000001-step-1"));
    assert_eq!(names(folder.path()), ["000001-step-1", "notes.txt"]);
    checkpoints.save(&model, &adam, &scored(2, None)).unwrap();
    assert_eq!(names(folder.path()), ["000001-step-1", "000002-step-2", "notes.txt"]);
}

#[test]
fn an_empty_folder_resumes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut model, mut progress) = (net(0), scored(3, Some(1.0)));
    let before = bits(&model);
    let mut checkpoints = Checkpoints::new(folder.path().join("a/b"));
    assert_eq!(checkpoints.resume(&mut model, &mut Adam::new(0.1), &mut progress).unwrap(), None);
    assert_eq!((bits(&model), progress.step), (before, 3));
}

#[test]
fn checkpoints_of_another_run_are_not_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let (model, adam) = (net(0), Adam::new(0.1));
    for step in 0..3 {
        let mut checkpoints = Checkpoints::new(&folder).keep_last(9);
        checkpoints.resume(&mut net(0), &mut Adam::new(0.1), &mut Progress::new(0)).unwrap();
        checkpoints.save(&model, &adam, &scored(step, None)).unwrap();
    }
    let before = names(folder.path());
    let error =
        Checkpoints::new(&folder).keep_last(1).save(&model, &adam, &scored(0, None)).unwrap_err().to_string();
    assert!(error.contains("holds 3 checkpoints of another run"), "{error}");
    assert_eq!(names(folder.path()), before);
}

#[test]
fn one_run_at_a_time_writes_to_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (model, adam) = (net(0), Adam::new(0.1));
    let mut one = Checkpoints::new(&folder);
    one.save(&model, &adam, &scored(1, None)).unwrap();
    let mut two = Checkpoints::new(&folder);
    let error = two.resume(&mut net(0), &mut Adam::new(0.1), &mut Progress::new(0)).unwrap_err().to_string();
    assert!(error.starts_with("another run writes its checkpoints to "), "{error}");
    drop(one);
    two.resume(&mut net(0), &mut Adam::new(0.1), &mut Progress::new(0)).unwrap();
}

#[test]
fn a_file_is_no_folder_of_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    fs::write(&path, "a model").unwrap();
    let (mut model, mut adam) = (net(0), Adam::new(0.1));
    let resumed = Checkpoints::new(&path).resume(&mut model, &mut adam, &mut Progress::new(0));
    let error = resumed.unwrap_err().to_string();
    assert!(error.contains("model.safetensors: is no folder"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "a model");
}

#[test]
fn a_saving_that_fails_leaves_nothing_and_removes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = Checkpoints::new(&folder).keep_last(1);
    checkpoints.save(&net(0), &Adam::new(0.1), &scored(1, None)).unwrap();
    let clash = Clash(Param::new([1.0]), Param::new([2.0]));
    let error = checkpoints.save(&clash, &Adam::new(0.1), &scored(2, None)).unwrap_err().to_string();
    assert!(error.contains("two tensors under the one name `a`"), "{error}");
    assert_eq!(names(folder.path()), ["000001-step-1"]);
}

/// Two parameters under one path.
struct Clash(Param<1>, Param<1>);

impl Module for Clash {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.0.visit(&at.field("a"), visit);
        self.1.visit(&at.field("a"), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.visit_mut(&at.field("a"), visit);
        self.1.visit_mut(&at.field("a"), visit);
    }
}
