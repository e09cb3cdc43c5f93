//! Runs that are killed end with the bits of those that are not. `cargo run --bin resume -- kill 100` kills a
//! hundred.

use std::path::Path;

use clap::Parser;
use examples::{Args, Training, minimise};
use nn_core::data::Dataset;
use nn_core::prelude::*;
use tests::kills::Victim;
use tests::runs::{How, RUNS, train};

/// Kills a run once, on each of one and two threads.
fn check(run: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_resume"));
    for threads in [1, 2] {
        let victim = Victim { program, run, threads };
        let folder = tempfile::tempdir().unwrap();
        let whole = victim.uninterrupted(folder.path()).unwrap();
        let rng = &mut rng_at(threads as u64, run.len() as u64);
        let attempts = (0..20).map(|_| {
            let folder = tempfile::tempdir().unwrap();
            victim.killed(folder.path(), 1, rng).unwrap()
        });
        let (resumed, kills) =
            attempts.into_iter().find(|(_, kills)| *kills > 0).expect("a run was killed in time");
        assert_eq!(kills, 1);
        assert!(whole == resumed, "{run} on {threads} threads ends with other bits");
    }
}

#[test]
fn an_mlp_with_adam_and_a_schedule_survives_kills() {
    check("mlp");
}

#[test]
fn a_cnn_with_batch_norm_and_dropout_survives_kills() {
    check("cnn");
}

#[test]
fn a_text_cnn_with_adadelta_and_groups_survives_kills() {
    check("text_cnn");
}

#[test]
fn a_gpt_with_adamw_and_a_schedule_survives_kills() {
    check("gpt");
}

/// The bits of everything that was learned.
fn bits(state: &StateDict) -> Vec<u32> {
    let floats = state.iter().filter_map(|(_, tensor)| tensor.as_slice::<f32>());
    floats.flatten().map(|value| value.to_bits()).collect()
}

#[test]
fn without_the_optimizers_state_a_run_ends_elsewhere() {
    for run in RUNS {
        let whole = bits(&train(run, How::default()).unwrap());
        let end = |forget_optimizer| {
            let folder = tempfile::tempdir().unwrap();
            let how = How { folder: Some(folder.path()), ..How::default() };
            train(run, How { steps: Some(9), ..how }).unwrap();
            bits(&train(run, How { forget_optimizer, ..how }).unwrap())
        };
        assert!(whole == end(false), "{run}");
        assert!(whole != end(true), "{run} does not need the optimizer's state, so this test shows nothing");
    }
}

fn args(folder: Option<&Path>) -> Args {
    let resume = folder.into_iter().flat_map(|folder| ["--resume".into(), folder.as_os_str().to_owned()]);
    Args::parse_from(std::iter::once("example".into()).chain(resume))
}

fn digits() -> (Dataset<2>, Dataset<2>) {
    let (train, test) = args(None).digits().unwrap();
    (train.split(0.1, 0).0, test.split(0.1, 0).0)
}

#[test]
fn the_examples_go_on_with_the_epochs_that_are_left() {
    let (train, test) = digits();
    let fit = |epochs, folder| {
        let mut model = (Linear::spec(64, 8), Relu, Dropout::new(0.2), Linear::spec(8, 10)).init(&mut rng(0));
        let training = Training { args: &args(folder), epochs, batch_size: 16 };
        let accuracy = training.fit(&mut model, &mut Adam::new(0.01), &train, &test).unwrap();
        (bits(&model.state_dict()), accuracy)
    };
    let folder = tempfile::tempdir().unwrap();
    fit(2, Some(folder.path()));
    assert_eq!(fit(4, Some(folder.path())), fit(4, None));
    assert_eq!(fit(4, Some(folder.path())), fit(4, None), "a run that is done has nothing left to do");
}

#[test]
fn the_examples_go_on_in_the_middle_of_an_epoch() {
    let run = |folder, end| {
        let mut model = Linear::new(3, 3, &mut rng(0));
        let run = std::panic::AssertUnwindSafe(|| {
            minimise(&args(folder), &mut model, &mut Adam::new(0.01), (3, 4), |model, step| {
                assert!(step < end, "the run is interrupted");
                let x = nn_core::init::normal([4, 3], 0.0, 1.0, &mut rng_at(0, step));
                model.forward(Tape::at_step(0, step).input(&x)).mse_loss(&x)
            })
        });
        std::panic::catch_unwind(run).ok().map(|done| done.map(|_| bits(&model.state_dict())).unwrap())
    };
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(Some(folder.path()), 70), None);
    assert_eq!(run(Some(folder.path()), 101), None);
    assert_eq!(run(Some(folder.path()), 150), run(None, 150));
}
