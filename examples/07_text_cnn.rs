//! A convolutional net that tells whether a sentence praises or pans.
//!
//! Kim, *Convolutional neural networks for sentence classification*, 2014, <https://arxiv.org/abs/1408.5882>: the
//! variant CNN-rand, whose word vectors are learned with the rest. One convolution for each width of n-grams, all in
//! a list; of each of their features the largest over the sentence; dropout; a linear layer; trained by Adadelta.
//! Other than there, the word vectors go through dropout as well, which takes the place of the bound on the weights.
//!
//! `--data` takes the folder of the sentence-polarity data set (`rt-polarity.neg`, `rt-polarity.pos`), of which a
//! tenth is held out. By default the model reads a small corpus that is built in.

use clap::Parser;
use examples::{Args, Training, enough};
use nn_core::data::{Sentences, Vocabulary};
use nn_core::init;
use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};

/// Word vectors, a list of convolutions over them, and a linear layer: `maps` features for each width of n-grams, over
/// vectors of `size` numbers.
#[derive(Module, Init)]
#[init(words: usize, size: usize, widths: &'static [usize], maps: usize)]
pub struct TextCnn {
    #[init(WordVectors { words, size })]
    embedding: Embedding,
    #[init(Dropout::spec(0.3))]
    drop_words: Dropout,
    #[init(repeat(widths.len(), |i| Conv1d::spec(size, maps, widths[i])))]
    convs: Vec<Conv1d>,
    #[init(Dropout::spec(0.5))]
    drop: Dropout,
    #[init(Linear::spec(maps * widths.len(), 2))]
    head: Linear,
}

/// The spec of an embedding whose vectors are small at first, as in the paper: no more than names of the words.
#[derive(Clone, Copy, Debug)]
struct WordVectors {
    words: usize,
    size: usize,
}

impl WordVectors {
    /// The shape of a sample behind the embedding: a vector for each word.
    const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        Embedding::spec(self.words, self.size).output_shape(input)
    }
}

impl Init for WordVectors {
    type Module = Embedding;

    fn init(&self, rng: &mut impl Rng) -> Embedding {
        let WordVectors { words, size } = *self;
        let mut embedding = Embedding::spec(words, size).padding_idx(Vocabulary::PADDING).init(rng);
        let mut vectors = init::uniform([words, size], -0.25, 0.25, rng);
        vectors.as_mut_slice()[..size].fill(0.0);
        embedding.weight.set_value(vectors);
        embedding
    }
}

#[shapes]
impl Forward<Tensor<2, usize>> for TextCnn {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        let x = self.drop_words.forward(self.embedding.forward(words)).transpose(1, 2);
        let over_time = |conv: &Conv1d| conv.forward(x.clone()).relu().max_axis(2);
        let features: Vec<Tensor<2>> = self.convs.iter().map(over_time).collect();
        self.head.forward(self.drop.forward(Tensor::concat(&features, 1)))
    }
}

const WIDTHS: [usize; 3] = [3, 4, 5];

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let sentences = match &args.data {
        Some(folder) => data::polarity(folder)?,
        None => built_in()?,
    };
    let (train, test) = sentences.split(0.9, 0);
    enough(train.len(), test.len())?;
    // What occurs once stands for the unknown, so that the model learns how to take it.
    let vocabulary = Vocabulary::new(&train, 2);
    let length = train.longest().max(WIDTHS[2]);
    let (train, test) = (vocabulary.encode(&train, length), vocabulary.encode(&test, length));

    let mut model = TextCnn::init(vocabulary.len(), 300, &WIDTHS, 100, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(15, 3), batch_size: 50 };
    let accuracy = training.fit(&mut model, &mut Adadelta::new(1.0).rho(0.95), &train, &test)?;
    args.save(&mut model)?;

    for text in
        ["the film is moving and funny .", "the plot is dull and lifeless .", "the cast is never dull ."]
    {
        let sentence = Sentences::new([(text, 0)], ["negative", "positive"])?;
        let scores = model.forward(vocabulary.encode(&sentence, length).inputs().clone()).softmax(1);
        println!("{:5.1} % praise: {text}", 100.0 * scores.as_slice()[1]);
    }
    println!("07_text_cnn: {:.2} % of the {} held-out sentences are right", 100.0 * accuracy, test.len());
    Ok(())
}

/// Sentences about films, put together from words that praise and words that pan.
fn built_in() -> nn_core::Result<Sentences> {
    const SUBJECTS: [&str; 8] = [
        "the film",
        "the plot",
        "the cast",
        "this story",
        "the score",
        "her debut",
        "the ending",
        "his role",
    ];
    const PANS: [&str; 8] = ["dull", "clumsy", "lifeless", "a mess", "tired", "shallow", "grating", "a bore"];
    const PRAISES: [&str; 8] =
        ["funny", "moving", "clever", "a joy", "fresh", "gripping", "tender", "a delight"];
    let mut sentences = Vec::new();
    for subject in SUBJECTS {
        for (label, words) in [PANS, PRAISES].iter().enumerate() {
            for (i, word) in words.iter().enumerate() {
                let other = words[(i + 3) % words.len()];
                sentences.push((format!("{subject} is {word} and {other} ."), label));
                sentences.push((format!("{subject} is never {word} and never {other} ."), 1 - label));
            }
        }
    }
    Sentences::new(sentences, ["negative", "positive"])
}
