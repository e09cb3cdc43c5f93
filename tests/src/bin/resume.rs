//! A run that is killed: `resume RUN MODEL [FOLDER]` trains, with checkpoints in the folder, and writes the model to the
//! file. `resume kill COUNT [SEED]` kills such runs so many times and compares what they end with.

use std::path::Path;
use std::process::ExitCode;

use nn_core::prelude::*;
use tests::kills::Victim;
use tests::runs::{How, RUNS, train};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["kill", count] => kill(count, "0"),
        ["kill", count, seed] => kill(count, seed),
        [run, model] => write(run, model.as_ref(), None),
        [run, model, folder] => write(run, model.as_ref(), Some(folder.as_ref())),
        _ => Err(format!(
            "usage: resume RUN MODEL [FOLDER] | resume kill COUNT [SEED], where RUN is one of {RUNS:?}"
        )),
    };
    done.map_or_else(
        |error| {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn write(run: &str, model: &Path, folder: Option<&Path>) -> Result<(), String> {
    let state = train(run, How { folder, ..How::default() }).map_err(|error| error.to_string())?;
    state.write(model).map_err(|error| error.to_string())
}

/// Kills runs in turn until it has been so often.
fn kill(count: &str, seed: &str) -> Result<(), String> {
    let count: usize = count.parse().map_err(|_| format!("{count} is no number of kills"))?;
    let rng = &mut rng(seed.parse().map_err(|_| format!("{seed} is no seed"))?);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let (mut kills, mut turns) = (0, 0);
    while kills < count {
        let (run, threads) = (RUNS[turns % 4], 1 + turns / 4 % 2);
        kills += compare(Victim { program: &program, run, threads }, (count - kills).min(6), rng)?;
        println!("{kills:4} kills: {run} on {threads} threads ends with the same bits");
        turns += 1;
    }
    Ok(())
}

/// Kills a run and gives how often. An error if it ends with other bits than the one that is not killed.
fn compare(victim: Victim<'_>, kills: usize, rng: &mut impl Rng) -> Result<usize, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let whole = victim.uninterrupted(folder.path()).map_err(|error| error.to_string())?;
    let (resumed, kills) = victim.killed(folder.path(), kills, rng).map_err(|error| error.to_string())?;
    match whole == resumed {
        true => Ok(kills),
        false => Err(format!("{} on {} threads ends with other bits", victim.run, victim.threads)),
    }
}
