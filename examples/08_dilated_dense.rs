//! A dense block of dilated convolutions that writes into slices of its output.
//!
//! Each layer sees everything that the layers before it have made, twice as far as the last one. All of it stands in
//! one tensor, made once: each layer reads the channels that are there and writes the next ones. In PyTorch this is
//! `out[:, a:b] = layer(out[:, :a])`, which breaks the backward pass; here `with_slice` is an operation like any other.

use clap::Parser;
use examples::{Args, minimise};
use nn_core::init;
use nn_core::prelude::*;

/// A block whose output holds its input and `growth` channels for each of `depth` layers, with dilations 1, 2, 4, ...
#[derive(Module, Init)]
#[init(inputs: usize, growth: usize, depth: usize)]
pub struct DilatedDense {
    #[init(repeat(depth, |i| Conv2d::spec(inputs + i * growth, growth, 3).padding(1 << i).dilation(1 << i)))]
    layers: Vec<Conv2d>,
}

#[shapes]
impl Forward<Tensor<4>> for DilatedDense {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, inputs, height, width] = x.shape();
        let mut channels = inputs;
        for layer in &self.layers {
            channels += layer.out_channels();
        }
        let mut out = Tensor::zeros([batch, channels, height, width]).beside(&x);
        out = out.with_slice(1, 0..inputs, x);
        for layer in &self.layers {
            let (from, to) = (layer.in_channels(), layer.in_channels() + layer.out_channels());
            let new = layer.forward(out.clone().slice(1, 0..from)).relu();
            out = out.with_slice(1, from..to, new);
        }
        out
    }
}

/// The block, and a layer that makes one picture out of its channels.
pub type Model = (DilatedDense, Conv2d);

/// A model from pictures of one channel to such pictures.
pub fn model(growth: usize, depth: usize, rng: &mut impl Rng) -> Model {
    (DilatedDense::spec(1, growth, depth), Conv2d::spec(1 + depth * growth, 1, 1)).init(rng)
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let rng = &mut rng(args.seed);
    let (train, test) = args.digits()?;
    let pictures = |x: &Tensor<2>| x.clone().reshape([x.shape()[0], 1, 8, 8]);
    let mut model = model(12, 3, rng);
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    // Digits under noise: the model learns to take it away.
    let batches = train.len().div_ceil(64) as u64;
    minimise(&args, &mut model, &mut Adam::new(3e-3), (args.epochs(12, 2), 64), |model, step| {
        let mut epoch = train.batches_at(64, args.seed, step / batches);
        let (digits, _) = epoch.nth((step % batches) as usize).expect("an epoch has so many batches");
        let clean = pictures(&digits);
        let noise = init::normal(clean.shape(), 0.0, 0.3, &mut rng_at(args.seed, step));
        let (noisy, clean) = ((&clean + noise).to(&args.device), clean.to(&args.device));
        model.forward(Tape::at_step(args.seed, step).input(noisy)).mse_loss(&clean)
    })?;
    args.save(&mut model)?;

    let clean = pictures(test.inputs());
    let noisy = &clean + init::normal(clean.shape(), 0.0, 0.3, rng);
    let cleaned = model.forward(noisy.clone());
    show(&noisy, &cleaned);
    let (before, after) = (noisy.mse_loss(&clean).item(), cleaned.mse_loss(&clean).item());
    println!("08_dilated_dense: mean squared error of the held-out digits {before:.4} -> {after:.4}");
    Ok(())
}

/// The first picture of both, side by side.
fn show(noisy: &Tensor<4>, cleaned: &Tensor<4>) {
    let shade = |v: &f32| [' ', '.', ':', '*', '#'][(v * 5.0).clamp(0.0, 4.0) as usize];
    let rows = |x: &Tensor<4>| -> Vec<String> {
        x.as_slice()[..64].chunks(8).map(|row| row.iter().flat_map(|v| [shade(v); 2]).collect()).collect()
    };
    println!("{:19} cleaned", "noisy");
    for (noisy, cleaned) in rows(noisy).iter().zip(rows(cleaned)) {
        println!("{noisy}    {cleaned}");
    }
}
