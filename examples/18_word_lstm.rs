//! A language model of words: LSTM layers, between a table of vectors and a linear layer that have their weights in common.
//!
//! Press and Wolf, *Using the output embedding to improve language models*, 2017, <https://arxiv.org/abs/1608.05859>, with
//! the names and the training of PyTorch's word-language-model example, whose files load. A batch is of texts side by side,
//! each of which goes on in the next batch, where the state goes on as well. `--data` takes a text file; by default the model
//! learns the documentation of this library. The last tenth of each text is held out.

use std::collections::BTreeMap;

use clap::Parser;
use examples::{Args, GUIDES, Run, enough};
use nn_core::metrics::Perplexity;
use nn_core::prelude::*;

/// For texts of `[length, batch]` words.
#[derive(Module, Init)]
#[init(words: usize, width: usize, layers: usize, dropout: f64)]
pub struct RnnModel {
    #[init(Dropout::spec(dropout))]
    drop: Dropout,
    #[init(shared(Embedding::spec(words, width).weight_init(Initial::uniform(-0.1, 0.1))))]
    encoder: Shared<Embedding>,
    #[init(Lstm::spec(width, width).num_layers(layers).dropout(dropout))]
    rnn: Lstm,
    #[init(tied(encoder))]
    decoder: TiedLinear,
}

#[shapes(
    input = ([1..=LENGTH, batch], ([layers, batch, width], [layers, batch, width])),
    output = ([_, words], ([layers, batch, width], [layers, batch, width]))
)]
impl RnnModel {
    /// The logarithms of the probabilities of each next word, and the hidden and the cell states behind the words.
    pub fn forward(
        &self,
        words: Tensor<2, usize>,
        state: Option<(Tensor<3>, Tensor<3>)>,
    ) -> (Tensor<2>, (Tensor<3>, Tensor<3>)) {
        let (y, state) = self.rnn.forward((self.drop.forward(self.encoder.forward(words)), state));
        let [length, batch, width] = y.shape();
        let y = self.drop.forward(y).view([length * batch, width]);
        (self.decoder.forward(y).log_softmax(1), state)
    }
}

const LENGTH: usize = 20;

/// The words of a text in lower case, and each other sign as a word of its own.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in text.to_lowercase().chars() {
        match words.last_mut() {
            Some(word) if letter.is_alphanumeric() => word.push(letter),
            _ if letter.is_whitespace() => words.push(String::new()),
            _ => words.extend([letter.to_string(), String::new()]),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words in as many columns as there are texts side by side, on the device.
fn columns(words: &[usize], batch: usize) -> Tensor<2, usize> {
    let length = words.len() / batch;
    Tensor::from_fn([length, batch], |[i, j]| words[j * length + i])
}

/// Words from a place on, and those that come next.
fn batch(text: &Tensor<2, usize>, at: usize, device: &Device) -> (Tensor<2, usize>, Tensor<1, usize>) {
    let [rows, columns] = text.shape();
    let end = (at + LENGTH).min(rows - 1);
    let next = text.clone().slice(0, at + 1..end + 1).view([(end - at) * columns]);
    (text.clone().slice(0, at..end).to(device), next.to(device))
}

/// The perplexity of a text: among how many words the model is as unsure as it is of the next.
fn perplexity(model: &RnnModel, text: &Tensor<2, usize>, device: &Device) -> f64 {
    let (mut perplexity, mut state) = (Perplexity::new(), None);
    for at in (0..text.shape()[0] - 1).step_by(LENGTH) {
        let (x, next) = batch(text, at, device);
        let (y, behind) = model.forward(x, state);
        perplexity.update_loss(y.nll_loss(&next).item(), next.len());
        state = Some(behind);
    }
    perplexity.value()
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let documents = args.texts(
        &[&[include_str!("../README.md"), include_str!("../CONTRIBUTING.md")][..], &GUIDES].concat(),
    )?;
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for document in documents {
        let mut words = words(&document);
        test.extend(words.split_off(words.len() / 10 * 9));
        train.extend(words);
    }
    // Of what occurs less than three times, nothing is to be learned: it stands for the unknown, which is 0.
    let mut counts = BTreeMap::<&str, usize>::new();
    train.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    counts.retain(|_, count| *count > 2);
    let vocabulary: BTreeMap<&str, usize> = counts.keys().copied().zip(1..).collect();
    let encode = |words: &[String]| -> Vec<usize> {
        words.iter().map(|word| vocabulary.get(&**word).copied().unwrap_or(0)).collect()
    };
    let (batch_size, device) = (if args.quick { 64 } else { 16 }, &args.device);
    enough(train.len() / batch_size / (LENGTH + 1), test.len() / 4)?;
    let (train, test) = (columns(&encode(&train), batch_size), columns(&encode(&test), 2));

    let mut model = RnnModel::init(vocabulary.len() + 1, 128, 2, 0.5, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let (mut sgd, epochs) = (Sgd::new(20.0), args.epochs(24, 1));
    // What is left at the end is too short for a batch.
    let steps = (train.shape()[0] - 1) / LENGTH;
    let mut run = Run::begin(&args, epochs, (steps, steps * batch_size), &mut model, &mut sgd)?;
    while run.goes_on() {
        // A quarter of the rate for each sixth of the run, from its half on.
        let sixth = 6 * run.progress.epoch / epochs as u64;
        sgd.set_learning_rate(20.0 * 0.25_f64.powi(sixth.saturating_sub(2) as i32));
        // Where a run goes on in the midst of an epoch, the state does as well.
        let saved = |name| Some(run.progress.extra.get(name)?.to_tensor()?.to(device));
        let mut state = saved("hidden").zip(saved("cell")).filter(|_| run.progress.batch > 0);
        for step in run.progress.batch..steps {
            let (x, next) = batch(&train, step * LENGTH, device);
            let x = Tape::at_step(args.seed, run.progress.step).input(x);
            let (y, (hidden, cell)) = model.forward(x, state);
            let loss = y.nll_loss(&next);
            let value = loss.item();
            let mut gradients = loss.backward();
            gradients.clip_grad_norm(0.25);
            sgd.step(&mut model, gradients)?;
            let (hidden, cell) = (hidden.off_tape(), cell.off_tape());
            if run.is_kept() {
                run.progress.extra.insert("hidden", hidden.clone());
                run.progress.extra.insert("cell", cell.clone());
            }
            state = Some((hidden, cell));
            run.end_step(value, &model, &sgd)?;
        }
        run.end_epoch(&[], &model, &sgd)?;
    }
    args.save(&mut model)?;
    let perplexity = perplexity(&model, &test, &Device::host());
    println!("18_word_lstm: perplexity {perplexity:.1} of {} held-out words", test.len());
    Ok(())
}
