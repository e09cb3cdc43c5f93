//! A whole model declared in its struct: LeNet, on handwritten digits.
//!
//! LeCun et al., *Gradient-based learning applied to document recognition*, 1998, with ReLU and max pooling as it is
//! written today. The compiler chains the shapes from layer to layer: change a number, and the layer that no longer fits
//! is an error with the sizes in it. The features of the first linear layer are left to inference.

use clap::Parser;
use examples::{Args, Training, enlarged};
use nn_core::prelude::*;

/// For pictures of 32×32 in one channel, and ten classes.
#[derive(Module, Forward, Init)]
#[forward(input = [1, 32, 32], output = [10])]
pub struct LeNet {
    #[init((Conv2d::spec(1, 6, 5), Relu, MaxPool2d::spec(2)))]
    block1: (Conv2d, Relu, MaxPool2d),
    #[init((Conv2d::spec(6, 16, 5), Relu, MaxPool2d::spec(2)))]
    block2: (Conv2d, Relu, MaxPool2d),
    #[init(Flatten)]
    flatten: Flatten,
    #[init((Linear::to(120), Relu, Linear::spec(120, 84), Relu, Linear::spec(84, 10)))]
    head: (Linear, Relu, Linear, Relu, Linear),
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let (train, test) = (train.map(enlarged::<1>), test.map(enlarged::<1>));
    let mut model = LeNet::init(&mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(15, 2), batch_size: 64 };
    let accuracy = training.fit(&mut model, &mut Adam::new(1e-3), &train, &test)?;
    args.save(&mut model)?;
    println!("10_lenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
