//! From one sequence to another of a different length: numbers in words, to numbers in digits.
//!
//! Bahdanau et al., *Neural machine translation by jointly learning to align and translate*, 2015,
//! <https://arxiv.org/abs/1409.0473>, with the names of PyTorch's tutorial on sequences, whose files load. A GRU reads the
//! words; another writes the digits, and before each looks at all words anew. While it learns, each digit follows the right
//! one; later, the one that it has written.
//!
//! Of the numbers below a million, those that are tested are never trained on.

use std::collections::BTreeSet;

use clap::Parser;
use examples::{Args, Run, minimise};
use nn_core::plots::attention_maps;
use nn_core::prelude::*;

/// Reads: what it knows behind each word, and behind the last.
#[derive(Module, Forward, Init)]
#[init(words: usize, width: usize, dropout: f64)]
pub struct Encoder {
    #[init(Embedding::spec(words, width))]
    embedding: Embedding,
    #[init(Dropout::spec(dropout))]
    dropout: Dropout,
    #[init(Gru::spec(width, width).batch_first(true))]
    gru: Gru,
}

/// The mean of the keys, weighted by how well they match the query, and the weights.
#[derive(Module, Init)]
#[init(h: usize)]
#[allow(non_snake_case)]
pub struct Bahdanau {
    #[init(Linear::spec(h, h))]
    Wa: Linear,
    #[init(Linear::spec(h, h))]
    Ua: Linear,
    #[init(Linear::spec(h, 1))]
    Va: Linear,
}

#[shapes]
impl Bahdanau {
    fn forward(&self, query: Tensor<3>, keys: Tensor<3>) -> (Tensor<3>, Tensor<3>) {
        let scores = self.Va.forward((self.Wa.forward(query) + self.Ua.forward(keys.clone())).tanh());
        let weights = scores.transpose(1, 2).softmax(2);
        (weights.clone().matmul(keys), weights)
    }
}

/// Writes `max_len` words, from vectors of `h` numbers, as the encoder's.
#[derive(Module, Init)]
#[init(h: usize, words: usize, dropout: f64, max_len: usize)]
pub struct Decoder {
    #[init(Embedding::spec(words, h))]
    embedding: Embedding,
    #[init(Bahdanau::spec(h))]
    attention: Bahdanau,
    #[init(Gru::spec(2 * h, h).batch_first(true))]
    gru: Gru,
    #[init(Linear::spec(h, words))]
    out: Linear,
    #[init(Dropout::spec(dropout))]
    dropout: Dropout,
    max_len: usize,
}

#[shapes(
    input = ([batch, 1..=LONGEST, h], [1, batch, h], [batch, max_len]),
    output = ([batch, max_len, words], [batch, max_len, _])
)]
impl Decoder {
    /// The logarithms of the probabilities of each word, and where it looked for it. Each follows the right word of `to`,
    /// or what was likeliest.
    pub fn forward(
        &self,
        keys: Tensor<3>,
        mut h: Tensor<3>,
        to: Option<Tensor<2, usize>>,
    ) -> (Tensor<3>, Tensor<3>) {
        let (mut last, mut outs, mut weights) = (Tensor::zeros([keys.shape()[0], 1]), vec![], vec![]);
        for i in 0..self.max_len {
            let x = self.dropout.forward(self.embedding.forward(last.beside(&keys)));
            let (context, weight) = self.attention.forward(h.clone().transpose(0, 1), keys.clone());
            let (y, behind) = self.gru.forward((Tensor::cat(&[x, context], 2), h));
            h = behind;
            outs.push(self.out.forward(y));
            weights.push(weight);
            last = to.as_ref().map_or_else(|| outs[i].clone().argmax(2), |to| to.clone().slice(1, i..i + 1));
        }
        (Tensor::cat(&outs, 1).log_softmax(2), Tensor::cat(&weights, 1))
    }
}

/// So many words has the longest of them.
const LONGEST: usize = 11;
/// So many digits, with the sign that ends them.
const DIGITS: usize = 7;
/// Behind the digits, and what fills up the shorter numbers; 0 is what the first digit follows, and 1 to 10 are digits.
const END: usize = 11;

/// All words; an empty one fills up the shorter numbers.
const WORDS: &str = ",zero,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,\
    sixteen,seventeen,eighteen,nineteen,twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety,hundred,thousand,and";

/// A number below a million as English says it.
fn in_words(number: usize) -> String {
    let word = |i: usize| WORDS.split(',').nth(i).expect("there are as many words").to_owned();
    let followed = |rest: usize, link: &str| match rest {
        0 => String::new(),
        _ => format!("{link}{}", in_words(rest)),
    };
    match number {
        0..20 => word(number + 1),
        20..100 => word(number / 10 + 19) + &followed(number % 10, " "),
        100..1000 => word(number / 100 + 1) + " hundred" + &followed(number % 100, " and "),
        _ => {
            let link = if number % 1000 < 100 { " and " } else { " " };
            in_words(number / 1000) + " thousand" + &followed(number % 1000, link)
        }
    }
}

/// The numbers in words, which end with the last place, and in digits, which begin with the first.
fn encoded(numbers: &[usize]) -> (Tensor<2, usize>, Tensor<2, usize>) {
    let (mut words, mut digits) = (Vec::new(), Vec::new());
    for &number in numbers {
        let text = in_words(number);
        let index = |word: &str| WORDS.split(',').position(|known| known == word).expect("it is known");
        words.resize((words.len() / LONGEST + 1) * LONGEST - text.split(' ').count(), 0);
        words.extend(text.split(' ').map(index));
        digits.extend(number.to_string().bytes().map(|digit| usize::from(digit - b'0') + 1));
        digits.resize(digits.len().next_multiple_of(DIGITS), END);
    }
    let count = numbers.len();
    (Tensor::new([count, LONGEST], words), Tensor::new([count, DIGITS], digits))
}

/// What was written, as a number.
fn in_digits(signs: &[usize]) -> String {
    let digits = signs.iter().take_while(|&&sign| sign != END);
    digits.map(|&sign| if sign > 0 { (sign - 1).to_string() } else { "?".to_owned() }).collect()
}

/// So many numbers of one to six digits, with each length as often.
fn drawn(count: usize, rng: &mut impl Rng) -> Vec<usize> {
    let number = |_| {
        let digits = rng.random_range(1..7);
        rng.random_range(0..10_usize.pow(digits))
    };
    (0..count).map(number).collect()
}

/// Shows in the folder of `--run`, if there is one, at which words the decoder looked for each digit.
fn draw_attention(
    run: &mut Run,
    number: usize,
    written: &[usize],
    weights: Tensor<3>,
) -> nn_core::Result<()> {
    let step = run.progress.step;
    let Some(run) = run.kept() else { return Ok(()) };
    let name = in_words(number);
    let words: Vec<&str> = name.split(' ').collect();
    let signs = written.iter().map(|&sign| if sign == END { "end".to_owned() } else { in_digits(&[sign]) });
    let signs: Vec<String> = signs.collect();
    let signs: Vec<&str> = signs.iter().map(String::as_str).collect();
    // What fills up the shorter numbers is left out.
    let weights = weights.slice(2, LONGEST - words.len()..LONGEST);
    run.picture("attention", step, &attention_maps("Where each digit looks", &weights, &signs, &words))
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let source = &mut rng(args.seed);
    let mut model = (Encoder::init(32, 96, 0.1, source), Decoder::init(96, 12, 0.1, DIGITS, source));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let test: Vec<usize> = drawn(2000, &mut rng(0)).into_iter().filter(|&number| number > 999).collect();
    let held_out: BTreeSet<usize> = test.iter().copied().collect();
    let batch_size = if args.quick { 16 } else { 64 };
    let mut run = minimise(
        &args,
        &mut model,
        &mut Adam::new(2e-3),
        (args.epochs(30, 1), batch_size),
        |(encoder, decoder), step| {
            let mut numbers = drawn(batch_size, &mut rng_at(args.seed, step));
            numbers.retain(|number| !held_out.contains(number));
            let (words, digits) = encoded(&numbers);
            let (words, digits) = (words.to(&args.device), digits.to(&args.device));
            let (keys, state) = encoder.forward(Tape::at_step(args.seed, step).input(words));
            let (scores, _) = decoder.forward(keys, state, Some(digits.clone()));
            let count = numbers.len() * DIGITS;
            scores.view([count, 12]).nll_loss(&digits.view([count]))
        },
    )?;
    args.save(&mut model)?;

    let (words, digits) = encoded(&test);
    let (keys, state) = model.0.forward(words);
    let (scores, weights) = model.1.forward(keys, state, None);
    let written = scores.argmax(2);
    let pairs = || written.as_slice().chunks(DIGITS).zip(digits.as_slice().chunks(DIGITS));
    draw_attention(&mut run, test[0], &written.as_slice()[..DIGITS], weights.slice(0, 0..1))?;
    for (&number, (written, _)) in test.iter().zip(pairs()).take(5) {
        println!("{}: {}", in_words(number), in_digits(written));
    }
    let right = pairs().filter(|(written, digits)| written == digits).count();
    let per_cent = 100.0 * right as f64 / test.len() as f64;
    println!("20_seq2seq: {per_cent:.2} % of {} held-out numbers are right to the last digit", test.len());
    Ok(())
}
