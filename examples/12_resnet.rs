//! ResNet-18, declared in its struct: the compiler checks the sizes in its blocks' own `forward` as well.
//!
//! He et al., *Deep residual learning for image recognition*, 2016, <https://arxiv.org/abs/1512.03385>, with the names
//! of torchvision's, so that its checkpoint loads. It is declared for images of 3×224×224, as it was made for, and
//! trained here on the handwritten digits, enlarged to 3×32×32: what the compiler checks are the layers' sizes, and the
//! pooling at the end takes any.

use std::path::PathBuf;

use clap::Parser;
use examples::{Training, enlarged};
use nn_core::onnx::ExportOnnx;
use nn_core::prelude::*;

/// Two convolutions, and a way around them.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, stride: usize)]
pub struct BasicBlock {
    #[init(Conv2d::spec(inputs, outputs, 3).stride(stride).padding(1).bias(false))]
    conv1: Conv2d,
    #[init(BatchNorm2d::spec(outputs))]
    bn1: BatchNorm2d,
    #[init(Conv2d::spec(outputs, outputs, 3).padding(1).bias(false))]
    conv2: Conv2d,
    #[init(BatchNorm2d::spec(outputs))]
    bn2: BatchNorm2d,
    // Where the block changes the size, the way around it does as well.
    #[init((stride > 1 || inputs != outputs).then(|| {
        (Conv2d::spec(inputs, outputs, 1).stride(stride).bias(false), BatchNorm2d::spec(outputs))
    }))]
    downsample: Option<(Conv2d, BatchNorm2d)>,
}

#[shapes]
impl Forward<Tensor<4>> for BasicBlock {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.bn1.forward(self.conv1.forward(x.clone())).relu();
        let y = self.bn2.forward(self.conv2.forward(y));
        let around = match &self.downsample {
            Some(downsample) => downsample.forward(x),
            None => x,
        };
        (y + around).relu()
    }
}

/// Two blocks, the first of which may halve the height and the width.
type Stage = Sequential<[BasicBlock; 2]>;

/// For images of 3×224×224 and a thousand classes.
#[derive(Module, Forward, Init)]
#[forward(input = [3, 224, 224], output = [1000])]
pub struct ResNet18 {
    #[init(Conv2d::spec(3, 64, 7).stride(2).padding(3).bias(false))]
    conv1: Conv2d,
    #[init(BatchNorm2d::spec(64))]
    bn1: BatchNorm2d,
    #[init(Relu)]
    relu: Relu,
    #[init(MaxPool2d::spec(3).stride(2).padding(1))]
    maxpool: MaxPool2d,
    #[init(Sequential([BasicBlock::spec(64, 64, 1), BasicBlock::spec(64, 64, 1)]))]
    layer1: Stage,
    #[init(Sequential([BasicBlock::spec(64, 128, 2), BasicBlock::spec(128, 128, 1)]))]
    layer2: Stage,
    #[init(Sequential([BasicBlock::spec(128, 256, 2), BasicBlock::spec(256, 256, 1)]))]
    layer3: Stage,
    #[init(Sequential([BasicBlock::spec(256, 512, 2), BasicBlock::spec(512, 512, 1)]))]
    layer4: Stage,
    #[init(AdaptiveAvgPool2d::spec(1))]
    avgpool: AdaptiveAvgPool2d,
    #[init(Flatten)]
    flatten: Flatten,
    #[init(Linear::to(1000))]
    fc: Linear,
}

/// The arguments of all examples, and where to write the model for other programs.
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    args: examples::Args,

    /// Write the trained model as ONNX, for images of 32×32 pixels
    #[arg(long, value_name = "FILE")]
    onnx: Option<PathBuf>,
}

fn main() -> examples::Result<()> {
    let Args { args, onnx } = Args::parse();
    let (train, test) = args.digits()?;
    let (train, test) = (train.map(enlarged::<3>), test.map(enlarged::<3>));
    let train = if args.quick { train.split(0.4, 0).0 } else { train };
    let mut model = ResNet18::init(&mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(5, 1), batch_size: 32 };
    let accuracy = training.fit(&mut model, &mut Adam::new(1e-3), &train, &test)?;
    args.save(&mut model)?;
    if let Some(path) = onnx {
        model.export_onnx(&path, [1, 3, 32, 32])?;
        println!("exported as {}", path.display());
    }
    println!("12_resnet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
