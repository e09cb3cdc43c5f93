//! Runs that are killed end with the bits of those that are not. `cargo run -p tests --bin resume -- kill 100` kills a
//! hundred.

use std::path::Path;

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
