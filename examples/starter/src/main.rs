//! Trains the model, or asks it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nn_core::prelude::*;

use {{crate_name}}::{Net, accuracy, samples, train};

#[derive(Parser)]
enum Command {
    /// Trains a model and saves it
    Train {
        /// The file of the model
        model: PathBuf,
        /// How often to go through the samples
        #[arg(long, default_value_t = 5)]
        epochs: u64,
        /// The same seed gives the same model
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Says what a saved model thinks of a point
    Predict {
        /// The file of the model
        model: PathBuf,
        #[arg(allow_negative_numbers = true)]
        x: f32,
        #[arg(allow_negative_numbers = true)]
        y: f32,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Train {
            model,
            epochs,
            seed,
        } => train_and_save(&model, epochs, seed),
        Command::Predict { model, x, y } => predict(&model, [x, y]),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn train_and_save(path: &Path, epochs: u64, seed: u64) -> nn_core::Result<()> {
    let (training, held_out) = samples(10_000, seed)?.split(0.8, seed);
    let mut model = Net::init(&mut rng(seed));
    println!("{}", model.tree());
    train(&mut model, &training, epochs, seed)?;
    println!(
        "{:.1} % of the samples that were held out are right",
        100.0 * accuracy(&model, &held_out)
    );
    model.save(path)
}

fn predict(path: &Path, point: [f32; 2]) -> nn_core::Result<()> {
    let mut model = Net::init(&mut rng(0));
    model.load(path)?;
    let scores = model
        .forward(Tensor::new([1, 2], point.to_vec()))
        .softmax(1);
    println!("inside: {:.1} %", 100.0 * scores.as_slice()[1]);
    Ok(())
}
