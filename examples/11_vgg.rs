//! VGG-11 with batch norms, declared in its struct: blocks that take arguments, inside a model that takes none.
//!
//! Simonyan and Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2015,
//! <https://arxiv.org/abs/1409.1556>, variant A, for images of 32×32. `--data` takes a folder of images with a
//! sub-folder for each of ten classes; by default the handwritten digits are enlarged. `--augment` shifts and turns the
//! images in each epoch anew, on a thread that works ahead of the steps.

use clap::Parser;
use examples::{Args, Training, enlarged, hold_out};
use nn_core::data::transforms::{RandomCrop, RandomRotation, Transform};
use nn_core::data::{Loader, Source};
use nn_core::prelude::*;

/// A convolution that keeps the size, its norm, and ReLU.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, outputs: usize)]
pub struct Block {
    #[init(Conv2d::spec(inputs, outputs, 3).padding(1))]
    conv: Conv2d,
    #[init(BatchNorm2d::spec(outputs))]
    norm: BatchNorm2d,
    #[init(Relu)]
    relu: Relu,
}

/// For images of 3×32×32 and ten classes.
#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32], output = [10])]
pub struct Vgg11 {
    #[init((Block::spec(3, 64), MaxPool2d::spec(2)))]
    stage1: (Block, MaxPool2d),
    #[init((Block::spec(64, 128), MaxPool2d::spec(2)))]
    stage2: (Block, MaxPool2d),
    #[init((Block::spec(128, 256), Block::spec(256, 256), MaxPool2d::spec(2)))]
    stage3: (Block, Block, MaxPool2d),
    #[init((Block::spec(256, 512), Block::spec(512, 512), MaxPool2d::spec(2)))]
    stage4: (Block, Block, MaxPool2d),
    #[init((Block::spec(512, 512), Block::spec(512, 512), MaxPool2d::spec(2)))]
    stage5: (Block, Block, MaxPool2d),
    #[init((Flatten, Dropout::spec(0.5), Linear::to(10)))]
    head: (Flatten, Dropout, Linear),
}

#[derive(Parser)]
struct Own {
    #[command(flatten)]
    args: Args,

    /// Shift and turn the images in each epoch anew
    #[arg(long)]
    augment: bool,
}

fn main() -> examples::Result<()> {
    let Own { args, augment } = Own::parse();
    let (train, test) = match &args.data {
        Some(folder) => hold_out(&data::image_folder(folder, 32)?, 0.2)?,
        None => {
            let (train, test) = args.digits()?;
            (train.map(enlarged::<3>), test.map(enlarged::<3>))
        }
    };
    // A full epoch takes some seconds; a quick run looks at a part.
    let train = if args.quick { train.split(0.2, 0).0 } else { train };
    let mut model = Vgg11::init(&mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(6, 1), batch_size: 32 };
    let mut adam = Adam::new(3e-4);
    let accuracy = match augment {
        false => training.fit(&mut model, &mut adam, &train, &test)?,
        true => {
            let changes = (RandomCrop::new([32, 32]).padding(2), RandomRotation::new(10.0));
            let changed = train.samples().map(move |(image, label), rng| (changes.apply(image, rng), label));
            let loader = Loader::new(changed, training.batch_size).shuffle(true).workers(1);
            let batches = |at: &Progress| loader.batches_at(at.seed, at.epoch).skip(at.batch);
            training.fit_batches(&mut model, &mut adam, batches, &train, &test)?
        }
    };
    args.save(&mut model)?;
    println!("11_vgg: {:.2} % of the {} held-out images are right", 100.0 * accuracy, test.len());
    Ok(())
}
