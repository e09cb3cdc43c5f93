//! A convolutional net as a tuple: a typed chain, in which a layer that cannot take what the one before it gives is
//! a compile error. Leave the `Flatten` out and see.
//!
//! `--data` takes a folder of images with a sub-folder for each class; by default the handwritten digits are
//! enlarged to as many pixels.

use clap::Parser;
use examples::{Args, Training, hold_out};
use nn_core::prelude::*;

/// PyTorch's `nn.Sequential(Conv2d, ReLU, Flatten, Linear)`.
pub type SimpleCnn = (Conv2d, Relu, Flatten, Linear);

/// A model for images of 3×32×32, of which the convolution makes 32×13×13 = 5408 features.
pub fn simple_cnn(classes: usize, rng: &mut impl Rng) -> SimpleCnn {
    (Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::spec(5408, classes)).init(rng)
}

/// Digits of 8×8 pixels with each pixel as a square of 4×4, in three equal channels.
fn enlarged(digits: Tensor<2>) -> Tensor<4> {
    let pixels = digits.as_slice();
    Tensor::from_fn([digits.shape()[0], 3, 32, 32], |[i, _, y, x]| pixels[64 * i + 8 * (y / 4) + x / 4])
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = match &args.data {
        Some(folder) => hold_out(&data::image_folder(folder, 32)?, 0.2)?,
        None => {
            let (train, test) = args.digits()?;
            (train.map(enlarged), test.map(enlarged))
        }
    };
    let mut model = simple_cnn(train.num_classes(), &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { epochs: args.epochs(20, 1), batch_size: 32, seed: args.seed };
    let accuracy = training.fit(&mut model, &mut Adam::new(1e-3), &train, &test)?;
    args.save(&model)?;
    println!("02_simple_cnn: {:.2} % of the {} held-out images are right", 100.0 * accuracy, test.len());
    Ok(())
}
