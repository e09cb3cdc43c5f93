//! What can be wrong with the folder of a run, and with what is logged.

use std::fs;
use std::path::Path;

use nn_core::prelude::*;
use nn_core::run::{Run, read_metrics};
use serde_json::json;

fn message<T>(result: nn_core::Result<T>, folder: &Path) -> String {
    let message = result.map(drop).unwrap_err().to_string();
    message.replace(&format!("{}/", folder.display()), "").replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn other_settings_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let of =
        |lr: f64, width: usize| json!({ "optimizer": { "lr": lr }, "width": width, "names": ["a", "b"] });
    drop(Run::open(&path, &of(0.1, 8)).unwrap());
    drop(Run::open(&path, &of(0.1, 8)).unwrap());
    let error = Run::open(&path, &of(0.2, 9)).unwrap_err();
    assert!(matches!(&error, nn_core::Error::Setting { setting: Some(name), .. } if name == "optimizer.lr"));
    assert_eq!(
        message::<()>(Err(error), folder.path()),
        "the run in run has other settings:\n  optimizer.lr: 0.1 there and 0.2 here\n  width: 8 there and 9 here\n\
         take the same ones to go on with it, `Run::options().accept(\"optimizer.lr\")` to change them, or another folder"
    );
    let error = message(Run::open(&path, &json!({ "optimizer": { "lr": 0.1 }, "depth": 2 })), folder.path());
    for line in
        ["width: 8 there and missing here", "depth: missing there and 2 here", "names: [\"a\",\"b\"] there"]
    {
        assert!(error.contains(line), "{error}");
    }
    let accepting = Run::options().accept("optimizer.lr").accept("width");
    drop(accepting.open(&path, &of(0.2, 9)).unwrap());
    assert!(fs::read_to_string(path.join("settings.json")).unwrap().contains("0.2"));
    assert!(Run::open(&path, &of(0.1, 8)).is_err(), "the new settings are the run's");
}

#[test]
fn settings_without_names_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = message(Run::open(folder.path(), &[1, 2]), folder.path());
    assert_eq!(
        error,
        "the settings of a run are no JSON object: they are [1,2], expected a struct or a map with names"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn damaged_settings_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("settings.json"), "{\"lr\": 0.").unwrap();
    let error = message(Run::open(folder.path(), &()), folder.path());
    assert!(error.starts_with("settings.json: is not the JSON object of a run's settings: "), "{error}");
    fs::write(folder.path().join("settings.json"), "[".repeat(1 << 16)).unwrap();
    assert!(Run::open(folder.path(), &()).is_err());
}

#[test]
fn a_folder_that_is_no_runs_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.tex"), "").unwrap();
    let error = message(Run::open(folder.path(), &()), folder.path());
    assert_eq!(
        error,
        "FOLDER: holds thesis.tex and no settings.json, so it is not the folder of a run: take an empty or a new one"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let error = message(Run::open(folder.path().join("thesis.tex"), &()), folder.path());
    assert_eq!(error, "thesis.tex: is no folder, expected that of a run, or a free name");
    let error = message(Run::open(folder.path().join("thesis.tex/run"), &()), folder.path());
    assert!(error.starts_with("cannot create thesis.tex/run: "), "{error}");
}

#[test]
fn one_program_at_a_time_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let first = Run::open(folder.path(), &()).unwrap();
    let error = message(Run::open(folder.path(), &()), folder.path());
    assert!(error.starts_with("another run writes its checkpoints to"), "{error}");
    drop(first);
    Run::open(folder.path(), &()).unwrap();
}

#[test]
fn a_log_that_was_not_resumed_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    Run::open(folder.path(), &()).unwrap().scalar("loss", 0, 1.0).unwrap();
    let before = fs::read(folder.path().join("metrics.csv")).unwrap();
    let mut run = Run::open(folder.path(), &()).unwrap();
    let model = Linear::new(1, 1, &mut rng(0));
    let errors = [
        message(run.scalar("loss", 1, 1.0), folder.path()),
        message(run.weight_histograms(1, &model), folder.path()),
        message(run.save(&model, &Adam::new(0.1), &Progress::new(0)), folder.path()),
    ];
    for error in errors {
        assert_eq!(
            error,
            "FOLDER holds the log of a run: call `resume` before anything is logged to go on with that run, or take another \
             folder"
        );
    }
    assert_eq!(fs::read(folder.path().join("metrics.csv")).unwrap(), before);
}

#[test]
fn checkpoints_that_no_run_has_saved_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Linear::new(1, 1, &mut rng(0));
    let (mut adam, mut progress) = (Adam::new(0.1), Progress::new(0));
    drop(Run::open(folder.path(), &()).unwrap());
    Checkpoints::new(folder.path().join("checkpoints")).save(&model, &adam, &progress).unwrap();
    let mut run = Run::open(folder.path(), &()).unwrap();
    let error = message(run.resume(&mut model, &mut adam, &mut progress), folder.path());
    assert!(error.contains("it was not saved by `Run::save`"), "{error}");
}

#[test]
fn what_cannot_be_logged_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = Run::open(folder.path(), &()).unwrap();
    for tag in ["", "a\nb", "\t"] {
        let error = run.scalar(tag, 0, 1.0).unwrap_err().to_string();
        assert_eq!(error, format!("the tag {tag:?} names nothing, expected a line such as `loss/train`"));
        assert!(run.image(tag, 0, &Tensor::zeros([1, 1, 1])).is_err());
        assert!(run.histogram(tag, 0, Tensor::from([1.0f32])).is_err());
    }
    for shape in [[2, 1, 1], [3, 0, 4], [1, 4, 0]] {
        let error = run.image("x", 0, &Tensor::zeros(shape)).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("the image `x` has the shape {shape:?}, expected 1 (grey) or 3")),
            "{error}"
        );
    }
    let error = run.histogram("x", 0, Tensor::from([1usize])).unwrap_err().to_string();
    assert_eq!(error, "the histogram `x` is of elements usize, expected floats");
    assert!(!folder.path().join("metrics.csv").exists(), "nothing was begun");
    run.image("x", 0, &Tensor::from([[[f32::NAN, -1.0, 2.0]]])).unwrap();
    run.scalar("x", 0, f64::NAN).unwrap();
    assert!(run.scalars("x").unwrap()[0].1.is_nan());
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_to_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let set = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    set(0o500);
    let error = Run::open(folder.path().join("run"), &());
    let is_refused = fs::write(folder.path().join("probe"), "").is_err();
    set(0o700);
    // Nothing is refused to the superuser.
    if is_refused {
        assert!(message(error, folder.path()).starts_with("cannot create run: "));
    }
}

#[test]
fn a_table_that_is_none_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let with = |text: &[u8]| {
        fs::write(folder.path().join("metrics.csv"), text).unwrap();
        read_metrics(folder.path())
    };
    assert!(with(b"").unwrap().is_empty() && with(b"step,ta").unwrap().is_empty());
    assert_eq!(with(b"step,tag,value\n1,a,NaN\n2,b,0.").unwrap().len(), 1);
    for (text, expected) in [
        (
            &b"a,b\n"[..],
            "metrics.csv, line 1: is \"a,b\", expected \"step,tag,value\", the head of a run's table",
        ),
        (
            b"step,tag,value\n1,a\n",
            "metrics.csv, line 2: is \"1,a\", expected a step, a tag and a number, such as `20,loss/train,0.5`",
        ),
        (b"step,tag,value\n1,a,1\n1,a,x\n", "metrics.csv, line 3: is \"1,a,x\""),
        (b"step,tag,value\n-1,a,1\n", "metrics.csv, line 2: is \"-1,a,1\""),
        (b"step,tag,value\n1,\"a,1\n", "metrics.csv, line 2: is "),
        (b"step,tag,value\n1,a,1\n\xff\n", "metrics.csv, line 3: is not UTF-8"),
    ] {
        let error = message(with(text), folder.path());
        assert!(error.starts_with(expected), "{error}");
    }
    let error = message(read_metrics(folder.path().join("none")), folder.path());
    assert!(error.starts_with("cannot read none/metrics.csv: "), "{error}");
}
