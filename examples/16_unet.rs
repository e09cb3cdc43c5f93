//! U-Net, which says of each pixel what it belongs to: a way down, on which pictures become small and channels many, and a
//! way back up, on which each level is put beside what it was on the way down.
//!
//! Ronneberger et al., *U-Net: convolutional networks for biomedical image segmentation*, 2015,
//! <https://arxiv.org/abs/1505.04597>, with the names of <https://github.com/milesial/Pytorch-UNet>, whose files load. It
//! is enlarged by transposed convolutions, or with `--bilinear` by lines between the pixels.
//!
//! The pictures are made as they are needed: three of the handwritten digits, each somewhere in a quarter of its own, on
//! noise. The digits of the pictures that are tested were never seen.

use clap::Parser;
use examples::minimise;
use nn_core::init;
use nn_core::prelude::*;

/// Two convolutions of the same size, each with its norm.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, mid: usize, outputs: usize)]
pub struct DoubleConv {
    #[init((
        Conv2d::spec(inputs, mid, 3).padding(1), BatchNorm2d::spec(mid), Relu,
        Conv2d::spec(mid, outputs, 3).padding(1), BatchNorm2d::spec(outputs), Relu,
    ))]
    double_conv: (Conv2d, BatchNorm2d, Relu, Conv2d, BatchNorm2d, Relu),
}

/// Half the height and the width, and other channels.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, outputs: usize)]
pub struct Down {
    #[init((MaxPool2d::spec(2), DoubleConv::spec(inputs, outputs, outputs)))]
    maxpool_conv: (MaxPool2d, DoubleConv),
}

/// Twice the height and the width, beside what had them before.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, bilinear: bool)]
pub struct Up {
    // One of these two, since what is `None` gives back what it got.
    #[init((!bilinear).then(|| ConvTranspose2d::spec(inputs, inputs / 2, 2).stride(2)))]
    up: Option<ConvTranspose2d>,
    #[init(bilinear.then(|| UpsamplingBilinear2d::scale_factor([2.0; 2])))]
    lines: Option<UpsamplingBilinear2d>,
    #[init(DoubleConv::spec(inputs, inputs / 2, outputs))]
    conv: DoubleConv,
}

#[shapes]
impl Up {
    fn forward(&self, x: Tensor<4>, beside: Tensor<4>) -> Tensor<4> {
        let x = self.lines.forward(self.up.forward(x));
        // An odd size was rounded down.
        let [dy, dx] = [2, 3].map(|axis| beside.shape()[axis] - x.shape()[axis]);
        let x = x.pad([dx / 2, dx - dx / 2, dy / 2, dy - dy / 2]);
        self.conv.forward(Tensor::cat(&[beside, x], 1))
    }
}

/// The scores of each class, for each pixel by itself.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, outputs: usize)]
pub struct OutConv {
    #[init(Conv2d::spec(inputs, outputs, 1))]
    conv: Conv2d,
}

/// For pictures of any size: `width` channels at the top, and twice as many at each level below.
#[derive(Module, Init)]
#[init(channels: usize, classes: usize, width: usize, bilinear: bool)]
pub struct UNet {
    #[init(DoubleConv::spec(channels, width, width))]
    inc: DoubleConv,
    #[init(Down::spec(width, 2 * width))]
    down1: Down,
    #[init(Down::spec(2 * width, 4 * width))]
    down2: Down,
    #[init(Down::spec(4 * width, 8 * width))]
    down3: Down,
    #[init(Down::spec(8 * width, 16 * width / (1 + bilinear as usize)))]
    down4: Down,
    #[init(Up::spec(16 * width, 8 * width / (1 + bilinear as usize), bilinear))]
    up1: Up,
    #[init(Up::spec(8 * width, 4 * width / (1 + bilinear as usize), bilinear))]
    up2: Up,
    #[init(Up::spec(4 * width, 2 * width / (1 + bilinear as usize), bilinear))]
    up3: Up,
    #[init(Up::spec(2 * width, width, bilinear))]
    up4: Up,
    #[init(OutConv::spec(width, classes))]
    outc: OutConv,
}

#[shapes]
impl UNet {
    /// The scores of each pixel.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x1 = self.inc.forward(x);
        let x2 = self.down1.forward(x1.clone());
        let x3 = self.down2.forward(x2.clone());
        let x4 = self.down3.forward(x3.clone());
        let x5 = self.down4.forward(x4.clone());
        let x = self.up2.forward(self.up1.forward(x5, x4), x3);
        self.outc.forward(self.up4.forward(self.up3.forward(x, x2), x1))
    }
}

/// The background and the ten digits.
const CLASSES: usize = 11;

/// So many pictures of 48×48, and the class of each pixel: 0 is the background, and `d + 1` the digit `d`.
fn pictures(digits: &Dataset<2>, count: usize, rng: &mut impl Rng) -> (Tensor<4>, Tensor<3, usize>) {
    const SIZE: usize = 48;
    let (pixels, labels) = (digits.inputs().as_slice(), digits.labels().as_slice());
    let mut inputs = init::normal([count, 1, SIZE, SIZE], 0.0, 0.2, rng).into_vec();
    let mut classes = vec![0; count * SIZE * SIZE];
    for picture in 0..count {
        let empty = rng.random_range(0..4);
        for quarter in (0..4).filter(|&quarter| quarter != empty) {
            let digit = rng.random_range(0..labels.len());
            let [top, left] = [quarter / 2, quarter % 2].map(|part| 24 * part + rng.random_range(0..9));
            for (y, x) in (0..16).flat_map(|y| (0..16).map(move |x| (y, x))) {
                let pixel = pixels[64 * digit + 8 * (y / 2) + x / 2];
                let at = (picture * SIZE + top + y) * SIZE + left + x;
                inputs[at] += pixel;
                classes[at] = if pixel > 0.3 { labels[digit] + 1 } else { 0 };
            }
        }
    }
    (Tensor::new([count, 1, SIZE, SIZE], inputs), Tensor::new([count, SIZE, SIZE], classes))
}

/// Of each class, the pixels that are both found and meant by those that are either, in the mean.
fn mean_iou(found: &[usize], meant: &[usize]) -> f64 {
    let (mut both, mut either) = ([0; CLASSES], [0; CLASSES]);
    for (&found, &meant) in found.iter().zip(meant) {
        either[found] += 1;
        if found == meant { both[found] += 1 } else { either[meant] += 1 }
    }
    let of_class = both.iter().zip(either).map(|(&both, either)| f64::from(both) / f64::from(either.max(1)));
    of_class.sum::<f64>() / CLASSES as f64
}

/// The arguments of all examples, and whether nothing is learned on the way up but by the convolutions.
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    args: examples::Args,

    /// Enlarge by lines between the pixels, not by transposed convolutions
    #[arg(long)]
    bilinear: bool,
}

fn main() -> examples::Result<()> {
    let Args { args, bilinear } = Args::parse();
    let (train, test) = args.digits()?;
    let mut model = UNet::init(1, CLASSES, 8, bilinear, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let batch_size = if args.quick { 4 } else { 16 };
    minimise(&args, &mut model, &mut Adam::new(3e-3), (args.epochs(12, 1), batch_size), |model, step| {
        let (x, classes) = pictures(&train, batch_size, &mut rng_at(args.seed, step));
        let tape = Tape::at_step(args.seed, step);
        model.forward(tape.input(x.to(&args.device))).cross_entropy(&classes.to(&args.device))
    })?;
    args.save(&mut model)?;

    let (x, classes) = pictures(&test, 128, &mut rng(0));
    let found = model.forward(x).argmax(1);
    let iou = mean_iou(found.as_slice(), classes.as_slice());
    println!("16_unet: mean intersection over union {:.2} % on pictures of held-out digits", 100.0 * iou);
    Ok(())
}
