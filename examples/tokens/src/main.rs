//! A small GPT on the tokens of Hugging Face's `tokenizers`.
//!
//! ```sh
//! cargo run --release -p tokens -- train --to tokenizer.json
//! cargo run --release -p tokens -- fit --tokenizer tokenizer.json --save model.safetensors
//! cargo run --release -p tokens -- write --tokenizer tokenizer.json --model model.safetensors --prompt "A model is"
//! ```
//!
//! The tokenizer may be any `tokenizer.json`, such as one that was trained in Python.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nn_core::prelude::*;
use nn_core::{Error, Result};
use tokens::{Gpt, Sampling, Sizes, Vocabulary, Windows, fit, load, read_text, save};

/// The text that is learned by default: the README of this repository.
const TEXT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

#[derive(Parser)]
#[command(about = "A small GPT on the tokens of a tokenizer.json")]
enum Command {
    /// Learn the commonest pieces of a text
    Train {
        /// A text in UTF-8
        #[arg(long, value_name = "FILE", default_value = TEXT)]
        text: PathBuf,

        /// How many tokens there are to be at most
        #[arg(long, default_value_t = 512)]
        vocabulary: usize,

        /// Where to write them
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Train a model on the tokens of a text
    Fit {
        /// A tokenizer.json
        #[arg(long, value_name = "FILE")]
        tokenizer: PathBuf,

        /// A text in UTF-8
        #[arg(long, value_name = "FILE", default_value = TEXT)]
        text: PathBuf,

        #[command(flatten)]
        sizes: Sizes,

        /// How often to go through the text
        #[arg(long, default_value_t = 20)]
        epochs: u64,

        /// The same seed gives the same model
        #[arg(long, default_value_t = 0)]
        seed: u64,

        /// Where to save the model
        #[arg(long, value_name = "FILE")]
        save: PathBuf,
    },
    /// Continue a prompt
    Write {
        /// The tokenizer.json of the model
        #[arg(long, value_name = "FILE")]
        tokenizer: PathBuf,

        /// What `fit` has saved
        #[arg(long, value_name = "FILE")]
        model: PathBuf,

        /// How the text begins
        #[arg(long)]
        prompt: String,

        /// How many tokens to add
        #[arg(long, default_value_t = 100)]
        tokens: usize,

        /// Below 1 the likely tokens become likelier
        #[arg(long, default_value_t = 0.8)]
        temperature: f32,

        /// From how many of the likeliest each is drawn
        #[arg(long, default_value_t = 40)]
        top_k: usize,

        /// The same seed gives the same text
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    match run(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Train { text, vocabulary, to } => {
            let vocabulary = Vocabulary::train(&read_text(&text)?, vocabulary)?;
            vocabulary.write(&to)?;
            println!("{} tokens, saved as {}", vocabulary.size(), to.display());
            Ok(())
        }
        Command::Fit { tokenizer, text, sizes, epochs, seed, save } => {
            fit_text(&Vocabulary::read(&tokenizer)?, &read_text(&text)?, sizes, (epochs, seed), &save)
        }
        Command::Write { tokenizer, model, prompt, tokens, temperature, top_k, seed } => {
            let vocabulary = Vocabulary::read(&tokenizer)?;
            let model = load(&model, &vocabulary, &tokenizer)?;
            write(&model, &vocabulary, &prompt, tokens, Sampling { temperature, top_k }, seed)
        }
    }
}

fn fit_text(vocabulary: &Vocabulary, text: &str, sizes: Sizes, run: (u64, u64), to: &Path) -> Result<()> {
    let mut model = sizes.init(vocabulary, &mut rng(run.1))?;
    let windows = Windows::split(vocabulary.encode(text)?, sizes.window)?;
    println!("{}\n", model.tree());
    println!("{} tokens to learn from, {} held out", windows.0.num_tokens(), windows.1.num_tokens());
    fit(&mut model, windows, run, |epoch| {
        let (perplexity, count) = (epoch.perplexity.value(), epoch.perplexity.samples());
        println!(
            "epoch {}/{}  loss {:.3}  perplexity {perplexity:.1} of {count} held-out tokens, among {}",
            epoch.number,
            run.0,
            epoch.loss,
            vocabulary.size()
        );
    })?;
    save(to, &model, sizes, vocabulary)?;
    println!("saved as {}", to.display());
    Ok(())
}

/// Writes the prompt and what follows it, token by token.
fn write(
    model: &Gpt,
    vocabulary: &Vocabulary,
    prompt: &str,
    count: usize,
    sampling: Sampling,
    seed: u64,
) -> Result<()> {
    let (mut tokens, rng) = (vocabulary.encode(prompt)?, &mut rng(seed));
    if tokens.is_empty() {
        return Err(Error::setting("the prompt has no tokens, expected at least one to go on from"));
    }
    let prompt = tokens.clone();
    let following = (0..count).map(|_| {
        let next = model.next(&tokens, sampling, rng)?;
        tokens.push(next);
        Ok(next)
    });
    vocabulary.write_text(prompt.into_iter().map(Ok).chain(following), &mut io::stdout())?;
    println!();
    Ok(())
}
