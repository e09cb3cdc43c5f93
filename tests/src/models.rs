//! The models of the nine numbered examples, behind one face.

use nn_core::prelude::*;
use nn_core::{Result, init};

/// An example's file, whose `main` is nobody's business here.
macro_rules! examples {
    ($($file:literal $name:ident),* $(,)?) => {$(
        #[allow(dead_code, unreachable_pub, reason = "the file is a program with a public model")]
        #[path = $file]
        pub(crate) mod $name;
    )*};
}

examples! {
    "../../examples/01_linear_net.rs" linear_net,
    "../../examples/02_simple_cnn.rs" simple_cnn,
    "../../examples/03_plain_list.rs" plain_list,
    "../../examples/04_lists_and_sequences.rs" lists_and_sequences,
    "../../examples/05_densenet.rs" densenet,
    "../../examples/06_maxout.rs" maxout,
    "../../examples/07_text_cnn.rs" text_cnn,
    "../../examples/08_dilated_dense.rs" dilated_dense,
    "../../examples/09_indexed_list.rs" indexed_list,
    "../../examples/12_resnet.rs" resnet,
    "../../examples/13_gpt.rs" gpt,
    "../../examples/15_nanogpt.rs" nanogpt,
    "../../examples/16_unet.rs" unet,
    "../../examples/17_mobilenet.rs" mobilenet,
    "../../examples/18_word_lstm.rs" word_lstm,
    "../../examples/19_dcgan.rs" dcgan,
    "../../examples/20_seq2seq.rs" seq2seq,
}

/// How large the models are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// As small as they can be, for files in the repository.
    Small,
    /// As in the examples.
    Full,
}

/// A model of an example with an input for it.
pub trait Example {
    /// The example's file without its ending.
    fn name(&self) -> &'static str;

    /// The model.
    fn model(&mut self) -> &mut dyn Module;

    /// An input, always the same.
    fn input(&self) -> AnyTensor;

    /// What the model makes of an input, outside of training.
    fn output(&self, input: &AnyTensor) -> AnyTensor;

    /// The losses of some steps of training on the input.
    fn train(&mut self, steps: usize) -> Result<Vec<f32>>;
}

struct Entry<M, X, Y> {
    name: &'static str,
    model: M,
    input: X,
    loss: fn(Y) -> Tensor<0>,
}

impl<M, A: Element, const N: usize, const K: usize> Example for Entry<M, Tensor<N, A>, Tensor<K>>
where
    M: Module + Forward<Tensor<N, A>, Output = Tensor<K>>,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn model(&mut self) -> &mut dyn Module {
        &mut self.model
    }

    fn input(&self) -> AnyTensor {
        self.input.clone().into()
    }

    fn output(&self, input: &AnyTensor) -> AnyTensor {
        let input = input.to_tensor::<N, A>().expect("an input has the model's rank and element type");
        self.model.forward(input).into()
    }

    fn train(&mut self, steps: usize) -> Result<Vec<f32>> {
        let (mut adam, tape) = (Adam::new(1e-3), Tape::new(0));
        let mut losses = Vec::new();
        for _ in 0..steps {
            let loss = (self.loss)(self.model.forward(tape.input(&self.input)));
            losses.push(loss.item());
            adam.step(&mut self.model, loss.backward())?;
        }
        Ok(losses)
    }
}

/// A loss for ten classes or less: the labels go round.
fn classes(logits: Tensor<2>) -> Tensor<0> {
    let [batch, classes] = logits.shape();
    logits.cross_entropy(&Tensor::from_fn([batch], |[i]| i % classes))
}

fn squares<const N: usize>(y: Tensor<N>) -> Tensor<0> {
    y.powi(2).mean()
}

fn noise<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

/// The nine models with initial values from the seed, each with an input of `batch` samples.
pub fn examples(size: Size, batch: usize, seed: u64) -> Vec<Box<dyn Example>> {
    let rng = &mut rng(seed);
    let small = size == Size::Small;
    let pick = |few: usize, many: usize| if small { few } else { many };
    let (words, length) = (pick(20, 1000), pick(7, 50));
    vec![
        Box::new(Entry {
            name: "01_linear_net",
            model: linear_net::LinearNet::init(pick(8, 64), pick(2, 3), pick(16, 128), 10, rng),
            input: noise([batch, pick(8, 64)]),
            loss: classes,
        }),
        Box::new(Entry {
            name: "02_simple_cnn",
            model: simple_cnn::simple_cnn(pick(2, 10), rng),
            input: noise([batch, 3, 32, 32]),
            loss: classes,
        }),
        Box::new(Entry {
            name: "03_plain_list",
            model: plain_list::Module1::init(7, 13, 10, rng),
            input: noise([batch, 7, pick(5, 30), pick(5, 30)]),
            loss: squares,
        }),
        Box::new(Entry {
            name: "04_lists_and_sequences",
            model: lists_and_sequences::model(pick(8, 64), pick(6, 32), 2, 3, rng),
            input: noise([batch, pick(8, 64)]),
            loss: classes,
        }),
        Box::new(Entry {
            name: "05_densenet",
            model: densenet::DenseNet::init(pick(4, 12), pick(2, 4), rng),
            input: noise([batch, 1, 8, 8]),
            loss: classes,
        }),
        Box::new(Entry {
            name: "06_maxout",
            model: maxout::MaxoutNet::init(pick(8, 64), pick(2, 4), rng),
            input: noise([batch, 64]),
            loss: classes,
        }),
        Box::new(Entry {
            name: "07_text_cnn",
            model: text_cnn::TextCnn::init(words, pick(10, 300), &[3, 4, 5], pick(4, 100), rng),
            // Each sentence is as long as it is, and filled up with padding.
            input: Tensor::from_fn(
                [batch, length],
                |[i, j]| if j + i < length { (7 * i + j) % words } else { 0 },
            ),
            loss: classes,
        }),
        Box::new(Entry {
            name: "08_dilated_dense",
            model: dilated_dense::model(pick(3, 12), 3, rng),
            input: noise([batch, 1, 8, 8]),
            loss: squares,
        }),
        Box::new(Entry {
            name: "09_indexed_list",
            model: indexed_list::IndexedList::init(10, 10, rng),
            input: noise([batch, 10]),
            loss: squares,
        }),
    ]
}

/// The largest difference of two outputs; infinite if they have different shapes or one is not a number.
pub fn difference(a: &AnyTensor, b: &AnyTensor) -> f32 {
    let (Some(x), Some(y)) = (a.as_slice::<f32>(), b.as_slice::<f32>()) else { return f32::INFINITY };
    if a.shape() != b.shape() {
        return f32::INFINITY;
    }
    let difference =
        |(x, y): (&f32, &f32)| if x.is_nan() || y.is_nan() { f32::INFINITY } else { (x - y).abs() };
    x.iter().zip(y).map(difference).fold(0.0, f32::max)
}
