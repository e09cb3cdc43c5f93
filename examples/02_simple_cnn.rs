//! A convolutional net as a tuple: a typed chain, in which a layer that cannot take what the one before it gives is
//! a compile error. Leave the `Flatten` out and see.
//!
//! `--data` takes a folder of images with a sub-folder for each class; by default the handwritten digits are
//! enlarged to as many pixels. Photographs are evened out in brightness and contrast, and those for training come
//! in nine places.

use clap::Parser;
use examples::{Args, Training, enlarged, hold_out};
use nn_core::prelude::*;

/// PyTorch's `nn.Sequential(Conv2d, ReLU, Flatten, Linear)`.
pub type SimpleCnn = (Conv2d, Relu, Flatten, Linear);

/// A model for images of 3×32×32, of which the convolution makes 32×13×13 = 5408 features.
pub fn simple_cnn(classes: usize, rng: &mut impl Rng) -> SimpleCnn {
    (Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::spec(5408, classes)).init(rng)
}

/// Each image with a mean of 0 and a standard deviation of 1, whatever the light was.
fn standardised(images: Tensor<4>) -> Tensor<4> {
    let pixels = images.clone().flatten();
    let centred = &pixels - pixels.clone().mean_keepdim(1);
    let deviation = (&centred * &centred).mean_keepdim(1).sqrt() + 1e-6;
    (centred / deviation).reshape(images.shape())
}

/// Nine copies of each image, eight of them moved by three pixels: where a hand is does not matter.
fn moved(images: &Dataset<4>) -> nn_core::Result<Dataset<4>> {
    let (count, source) = (images.len(), images.inputs().as_array());
    let [_, channels, height, width] = images.inputs().shape();
    let pixel = |at: usize, by: usize, size: usize| (at + 3 * by).saturating_sub(3).min(size - 1);
    let inputs = Tensor::from_fn([9 * count, channels, height, width], |[i, c, y, x]| {
        let (copy, i) = (i / count, i % count);
        source[[i, c, pixel(y, copy / 3, height), pixel(x, copy % 3, width)]]
    });
    Dataset::new(inputs, images.labels().as_slice().repeat(9).into(), images.num_classes())
}

/// For training and for testing.
fn images(args: &Args) -> nn_core::Result<(Dataset<4>, Dataset<4>)> {
    let Some(folder) = &args.data else {
        let (train, test) = args.digits()?;
        return Ok((train.map(enlarged::<3>), test.map(enlarged::<3>)));
    };
    let (train, test) = hold_out(&data::image_folder(folder, 32)?.map(standardised), 0.2)?;
    Ok((if args.quick { train } else { moved(&train)? }, test))
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = images(&args)?;
    let mut model = simple_cnn(train.num_classes(), &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(10, 1), batch_size: 32 };
    let accuracy = training.fit(&mut model, &mut Adam::new(5e-4), &train, &test)?;
    args.save(&mut model)?;
    println!("02_simple_cnn: {:.2} % of the {} held-out images are right", 100.0 * accuracy, test.len());
    Ok(())
}
