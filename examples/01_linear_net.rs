//! A net of fully connected layers, as deep and as wide as the command line says, on handwritten digits: define,
//! train, save, load.

use std::path::PathBuf;

use clap::Parser;
use examples::{Run, accuracy, draw_confusion, draw_model};
use nn_core::device::Device;
use nn_core::prelude::*;

/// `depth` hidden layers of `width` features in a plain list, and a last one.
#[derive(Module, Init)]
#[init(inputs: usize, depth: usize, width: usize, outputs: usize)]
pub struct LinearNet {
    #[init(repeat(depth, |i| Linear::spec(if i == 0 { inputs } else { width }, width)))]
    hidden: Vec<Linear>,
    #[init(Linear::spec(if depth == 0 { inputs } else { width }, outputs))]
    head: Linear,
}

#[shapes]
impl Forward<Tensor<2>> for LinearNet {
    type Output = Tensor<2>;

    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for layer in &self.hidden {
            x = layer.forward(x).relu();
        }
        self.head.forward(x)
    }
}

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    common: examples::Args,

    /// The number of hidden layers
    #[arg(long, default_value_t = 3)]
    depth: usize,

    /// The features of each hidden layer
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..))]
    width: u16,
}

fn main() -> examples::Result<()> {
    let Args { common: args, depth, width } = Args::parse();
    let (train, test) = args.digits()?;
    let new_model = |rng: &mut _| LinearNet::init(64, depth, width.into(), 10, rng);

    let mut rng = rng(args.seed);
    let mut model = new_model(&mut rng);
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let (epochs, batch_size) = (args.epochs(60, 5), 64);
    let mut adam = Adam::new(1e-3);
    let steps = train.len().div_ceil(batch_size);
    let mut run = Run::begin(&args, epochs, (steps, train.len()), &mut model, &mut adam)?;
    draw_model(&mut run, &model, &test)?;
    while run.goes_on() {
        // Whatever is random comes from the seed and from where the run stands, so it can begin in its middle.
        let batches = train.batches_at(batch_size, args.seed, run.progress.epoch);
        for (images, labels) in batches.skip(run.progress.batch) {
            let tape = Tape::at_step(args.seed, run.progress.step);
            let (images, labels) = (images.to(&args.device), labels.to(&args.device));
            let loss = model.forward(tape.input(images)).cross_entropy(&labels);
            let (value, gradients) = (loss.item(), loss.backward());
            run.look_at(&gradients, &model)?;
            adam.step(&mut model, gradients)?;
            run.end_step(value, &model, &adam)?;
        }
        let scores = [
            ("train", accuracy(&model, &train, &args.device)),
            ("test", accuracy(&model, &test, &args.device)),
        ];
        run.end_epoch(&scores, &model, &adam)?;
    }
    draw_confusion(&mut run, &model, &test, &args.device)?;
    drop(run);
    model.to(&Device::host());

    let path = args.save.unwrap_or_else(|| PathBuf::from("digits.safetensors"));
    model.save(&path)?;
    let mut loaded = new_model(&mut rng);
    loaded.load(&path)?;
    assert_eq!(predictions(&model, &test), predictions(&loaded, &test), "a loaded model is the saved one");
    println!("saved as {}, loaded into a fresh model: the same predictions, bit for bit", path.display());
    println!(
        "01_linear_net: {:.2} % of the held-out digits are right",
        100.0 * accuracy(&loaded, &test, &Device::host())
    );
    Ok(())
}

/// The bits of all outputs for the test images.
fn predictions(model: &LinearNet, test: &Dataset<2>) -> Vec<u32> {
    model.forward(test.inputs().clone()).as_slice().iter().map(|logit| logit.to_bits()).collect()
}
