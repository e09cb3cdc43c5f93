//! MobileNetV2, at any width: blocks that are narrow outside and wide inside, where each channel has a convolution of its
//! own.
//!
//! Sandler et al., *MobileNetV2: inverted residuals and linear bottlenecks*, 2018, <https://arxiv.org/abs/1801.04381>, with
//! the names of torchvision's, so that its checkpoint loads, and with its initial values. Its lists hold layers of many
//! kinds, [`Layers`]: the first block has one layer less than the others. It is trained here on the handwritten digits,
//! enlarged to 3×32×32.

use clap::Parser;
use examples::{Args, Training, confusion, enlarged};
use nn_core::init::{FanMode, Nonlinearity};
use nn_core::prelude::*;

/// The nearest multiple of 8, but not less than nine tenths.
const fn divisible(v: f64) -> usize {
    let n = (v + 4.0) as usize / 8 * 8;
    let n = if n < 8 { 8 } else { n };
    if (n as f64) < 0.9 * v { n + 8 } else { n }
}

/// The blocks: how many channels they give, how many of them there are, and the stride of the first.
const BLOCKS: [[usize; 3]; 7] =
    [[16, 1, 1], [24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]];
/// So many blocks there are.
const DEPTH: usize = 17;

/// The channels of what a block gives, and its stride.
const fn block(mut index: usize) -> [usize; 2] {
    let mut group = 0;
    while index >= BLOCKS[group][1] {
        index -= BLOCKS[group][1];
        group += 1;
    }
    [BLOCKS[group][0], if index == 0 { BLOCKS[group][2] } else { 1 }]
}

/// The channels before a block, at this factor of the number of channels.
const fn channels(index: usize, width: f64) -> usize {
    divisible(width * if index == 0 { 32.0 } else { block(index - 1)[0] as f64 })
}

/// The channels behind the last convolution, which are no less than those of the whole width.
const fn last(width: f64) -> usize {
    divisible(1280.0 * if width > 1.0 { width } else { 1.0 })
}

const KAIMING: Initial = Initial::kaiming_normal(FanMode::FanOut, Nonlinearity::RELU);

const fn conv(c: usize, out: usize, k: usize, stride: usize, groups: usize) -> Conv2dSpec {
    Conv2d::spec(c, out, k).stride(stride).padding(k / 2).groups(groups).bias(false).weight_init(KAIMING)
}

/// A convolution with its norm and its activation function.
#[derive(Module, Forward, Init)]
#[init(c: usize, out: usize, k: usize, stride: usize, groups: usize)]
pub struct ConvNormActivation(
    #[init(conv(c, out, k, stride, groups))] Conv2d,
    #[init(BatchNorm2d::spec(out))] BatchNorm2d,
    #[init(Relu6)] Relu6,
);

/// Layers, `t` times as wide inside, and a way around them where the shapes are equal.
#[derive(Module, Init)]
#[init(c: usize, out: usize, stride: usize, t: usize)]
pub struct InvertedResidual {
    #[init(Layers::spec()
        .extend((t > 1).then(|| ConvNormActivation::spec(c, t * c, 1, 1, 1)))
        .push(ConvNormActivation::spec(t * c, t * c, 3, stride, t * c))
        .push(conv(t * c, out, 1, 1, 1))
        .push(BatchNorm2d::spec(out)))]
    conv: Layers<Tensor<4>>,
    #[init(stride == 1 && c == out)]
    skip: bool,
}

#[shapes]
impl Forward<Tensor<4>> for InvertedResidual {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if self.skip { self.conv.forward(x.clone()) + x } else { self.conv.forward(x) }
    }
}

/// For pictures of three channels, of 224×224 pixels as it was made for, though it takes others. With initial values like
/// torchvision's; `width` is a factor of the number of channels.
#[derive(Module, Forward, Init)]
#[forward(input = [3, 224, 224], output = [classes])]
#[init(classes: usize, width: f64)]
pub struct MobileNetV2 {
    /// What finds the features of a picture. All blocks but the first are wide inside.
    #[init(Layers::spec()
        .push(ConvNormActivation::spec(3, channels(0, width), 3, 2, 1))
        .extend(repeat(DEPTH, |i| {
            InvertedResidual::spec(channels(i, width), channels(i + 1, width), block(i)[1], if i == 0 { 1 } else { 6 })
        }))
        .push(ConvNormActivation::spec(channels(DEPTH, width), last(width), 1, 1, 1)))]
    pub features: Layers<Tensor<4>>,
    #[init((AdaptiveAvgPool2d::spec(1), Flatten))]
    pool: (AdaptiveAvgPool2d, Flatten),
    /// What tells the classes by the features.
    #[init((
        Dropout::spec(0.2),
        Linear::spec(last(width), classes).weight_init(Initial::normal(0.0, 0.01)).bias_init(Initial::zeros())
    ))]
    pub classifier: (Dropout, Linear),
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let (train, test) = (train.map(enlarged::<3>), test.map(enlarged::<3>));
    let train = if args.quick { train.split(0.3, 0).0 } else { train };
    let mut model = MobileNetV2::init(10, 0.35, &mut rng(args.seed));
    println!("{} parameters\n", model.num_parameters());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(15, 1), batch_size: 32 };
    let accuracy = training.fit(&mut model, &mut Adam::new(2e-3), &train, &test)?;
    let confusion = confusion(&model, &test, &args.device);
    args.save(&mut model)?;
    println!("{confusion}\n{}", confusion.f1());
    println!("17_mobilenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
