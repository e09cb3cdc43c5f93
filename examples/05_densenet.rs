//! DenseNet: every layer sees what all layers before it in its block have made.
//!
//! Huang et al., *Densely connected convolutional networks*, 2017, <https://arxiv.org/abs/1608.06993>, small enough
//! for digits of 8×8 pixels. The layers of a block are in a list, each with more channels to read.

use clap::Parser;
use examples::{Args, Training};
use nn_core::prelude::*;

/// Norm, ReLU, convolution; what it makes is put beside what it got.
#[derive(Module, Init)]
#[init(channels: usize, growth: usize)]
pub struct DenseLayer {
    #[init(BatchNorm2d::spec(channels))]
    norm: BatchNorm2d,
    #[init(Conv2d::spec(channels, growth, 3).padding(1).bias(false))]
    conv: Conv2d,
}

#[shapes]
impl Forward<Tensor<4>> for DenseLayer {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let new = self.conv.forward(self.norm.forward(x.clone()).relu());
        Tensor::concat(&[x, new], 1)
    }
}

/// A block whose layers each add channels.
type Dense = Sequential<Vec<DenseLayer>>;

/// Between two blocks: half the channels, half the height and the width.
type Transition = (BatchNorm2d, Relu, Conv2d, AvgPool2d);

/// The channels behind the first block, which begins with twice as many as a layer adds.
const fn first(growth: usize, depth: usize) -> usize {
    (2 + depth) * growth
}

/// The channels behind the second block.
const fn second(growth: usize, depth: usize) -> usize {
    first(growth, depth) / 2 + depth * growth
}

/// Two dense blocks of `depth` layers and what stands around them, for pictures of one channel and ten classes.
#[derive(Module, Init)]
#[init(growth: usize, depth: usize)]
pub struct DenseNet {
    #[init(Conv2d::spec(1, 2 * growth, 3).padding(1).bias(false))]
    conv: Conv2d,
    #[init(Sequential(repeat(depth, |i| DenseLayer::spec((2 + i) * growth, growth))))]
    dense1: Dense,
    #[init((
        BatchNorm2d::spec(first(growth, depth)),
        Relu,
        Conv2d::spec(first(growth, depth), first(growth, depth) / 2, 1).bias(false),
        AvgPool2d::spec(2),
    ))]
    transition: Transition,
    #[init(Sequential(repeat(depth, |i| DenseLayer::spec(first(growth, depth) / 2 + i * growth, growth))))]
    dense2: Dense,
    #[init(BatchNorm2d::spec(second(growth, depth)))]
    norm: BatchNorm2d,
    #[init(Linear::spec(second(growth, depth), 10))]
    head: Linear,
}

#[shapes(input = [1, 8, 8], output = [10])]
impl Forward<Tensor<4>> for DenseNet {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.transition.forward(self.dense1.forward(self.conv.forward(x)));
        let x = self.norm.forward(self.dense2.forward(x)).relu();
        self.head.forward(x.mean_axis(3).mean_axis(2))
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let pictures = |x: Tensor<2>| x.clone().reshape([x.shape()[0], 1, 8, 8]);
    let (train, test) = (train.map(pictures), test.map(pictures));
    let mut model = DenseNet::init(12, 4, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(20, 2), batch_size: 64 };
    let accuracy = training.fit(&mut model, &mut Adam::new(3e-3), &train, &test)?;
    args.save(&mut model)?;
    println!("05_densenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
