//! Models as ONNX, run by tract: what comes out is what came out in Rust.
//!
//! ```sh
//! cargo run -p onnx-tests --bin write -- FOLDER
//! cargo run --release --manifest-path tests/onnx/tract/Cargo.toml -- FOLDER
//! ```

mod case;
mod difference;
mod refused;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;

use case::Case;

/// How far an element may be off, in parts of the largest if that is above 1.
const TOLERANCE: f64 = 1e-5;

/// Runs the models of a folder in tract, and compares what comes out.
#[derive(Debug, Parser)]
struct Args {
    /// What `cargo run -p onnx-tests --bin write` has written
    folder: PathBuf,
}

fn main() -> ExitCode {
    match check(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// How many cases came to what.
#[derive(Default)]
struct Counts {
    right: usize,
    one_batch: usize,
    refused: usize,
    failures: usize,
}

fn check(Args { folder }: &Args) -> Result<bool> {
    let cases = Case::all(folder)?;
    ensure!(!cases.is_empty(), "{} has no models, expected those that `write` writes", folder.display());
    // What tract panics with is printed with the case.
    std::panic::set_hook(Box::new(|_| {}));
    let mut counts = Counts::default();
    cases.iter().for_each(|case| counts.add(case));
    let Counts { right, one_batch, refused, failures } = counts;
    println!(
        "{} models: {right} right for batches of any size, {one_batch} with a size that is told before, {refused} that tract \
         cannot take, {failures} failures",
        cases.len()
    );
    Ok(failures == 0)
}

impl Counts {
    fn add(&mut self, case: &Case) {
        let any = match run::any_batch(case) {
            Ok(difference) => return self.compared(case, difference, |counts| &mut counts.right),
            Err(error) => format!("{error:#}"),
        };
        match run::one_batch(case) {
            Ok(difference) => {
                println!("with a size that is told before: {}: {any}", case.name);
                self.compared(case, difference, |counts| &mut counts.one_batch);
            }
            Err(error) => self.refused(case, &format!("{error:#}")),
        }
    }

    fn compared(&mut self, case: &Case, difference: f64, count: impl Fn(&mut Counts) -> &mut usize) {
        if difference <= TOLERANCE {
            *count(self) += 1;
            return;
        }
        self.refused(case, &format!("off by {difference:.1e}"));
    }

    fn refused(&mut self, case: &Case, message: &str) {
        match refused::why(&case.name, message) {
            Some(why) => {
                println!("tract cannot: {}: {why}", case.name);
                self.refused += 1;
            }
            None => {
                println!("FAILURE: {}: {message}", case.name);
                self.failures += 1;
            }
        }
    }
}
