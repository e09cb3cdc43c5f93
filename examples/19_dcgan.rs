//! DCGAN: a generator that makes pictures of noise, and a discriminator that tells them from real ones, each of which
//! learns from the other.
//!
//! Radford et al., *Unsupervised representation learning with deep convolutional generative adversarial networks*, 2015,
//! <https://arxiv.org/abs/1511.06434>, with the layers, the names and the initial values of PyTorch's tutorial. What it
//! learns to make is handwritten digits, of 64×64 pixels from −1 to 1.

// The lists of layers are long types.
#![allow(clippy::type_complexity)]

use clap::Parser;
use examples::{Args, Run};
use nn_core::prelude::{BatchNorm2d as Norm, Conv2d as Down, ConvTranspose2d as Up, LeakyRelu as Leaky, *};

/// Makes pictures of `nc` channels from `nz` numbers each.
#[derive(Module, Forward, Init)]
#[init(nz: usize, f: usize, nc: usize)]
pub struct Generator {
    #[init((
        Up::spec(nz, f * 8, 4).bias(false), Norm::spec(f * 8), Relu,
        Up::spec(f * 8, f * 4, 4).stride(2).padding(1).bias(false), Norm::spec(f * 4), Relu,
        Up::spec(f * 4, f * 2, 4).stride(2).padding(1).bias(false), Norm::spec(f * 2), Relu,
        Up::spec(f * 2, f, 4).stride(2).padding(1).bias(false), Norm::spec(f), Relu,
        Up::spec(f, nc, 4).stride(2).padding(1).bias(false), Tanh,
    ))]
    main: (Up, Norm, Relu, Up, Norm, Relu, Up, Norm, Relu, Up, Norm, Relu, Up, Tanh),
}

/// Says of each picture how likely it is a real one.
#[derive(Module, Forward, Init)]
#[init(f: usize, nc: usize)]
pub struct Discriminator {
    #[init((
        Down::spec(nc, f, 4).stride(2).padding(1).bias(false), LEAKY,
        Down::spec(f, f * 2, 4).stride(2).padding(1).bias(false), Norm::spec(f * 2), LEAKY,
        Down::spec(f * 2, f * 4, 4).stride(2).padding(1).bias(false), Norm::spec(f * 4), LEAKY,
        Down::spec(f * 4, f * 8, 4).stride(2).padding(1).bias(false), Norm::spec(f * 8), LEAKY,
        Down::spec(f * 8, 1, 4).bias(false), Sigmoid, Flatten,
    ))]
    main: (Down, Leaky, Down, Norm, Leaky, Down, Norm, Leaky, Down, Norm, Leaky, Down, Sigmoid, Flatten),
}

const LEAKY: Leaky = Leaky::new().negative_slope(0.2);

/// Draws the initial values of the paper.
pub fn init_weights(model: &mut impl Module, rng: &mut impl Rng) {
    model.for_each_param_mut(&mut |path, param| match param.shape().len() {
        4 => param.fill(Initial::normal(0.0, 0.02), rng),
        _ if path.ends_with("weight") => param.fill(Initial::normal(1.0, 0.02), rng),
        _ => {} // The biases of the norms are 0.
    });
}

/// What is trained and saved. The discriminator is the narrower one, or it would win too soon for the other to learn.
#[derive(Module, Init)]
struct Gan {
    #[init(Generator::spec(NOISE, 8, 1))]
    generator: Generator,
    #[init(Discriminator::spec(4, 1))]
    discriminator: Discriminator,
}

/// The numbers that a picture is made of.
const NOISE: usize = 32;

/// Digits of 8×8 pixels from 0 to 1, as smooth pictures of 64×64 from −1 to 1.
fn pictures(digits: Tensor<2>) -> Tensor<4> {
    let count = digits.shape()[0];
    UpsamplingBilinear2d::size([64, 64]).forward(digits.reshape([count, 1, 8, 8])) * 2.0 - 1.0
}

/// Pictures as digits again.
fn digits(pictures: Tensor<4>) -> Tensor<2> {
    (AvgPool2d::new(8).forward(pictures).flatten() + 1.0) / 2.0
}

/// How far a digit is from the nearest known one, in the mean, and how many of the ten kinds these are.
fn nearest(digits: Tensor<2>, known: &Dataset<2>) -> (f32, usize) {
    let distances = digits.cdist(known.inputs());
    let mut labels: Vec<_> =
        distances.clone().argmin(1).as_slice().iter().map(|&i| known.labels().as_slice()[i]).collect();
    labels.sort_unstable();
    labels.dedup();
    (distances.min_axis(1).mean().item(), labels.len())
}

/// Eight digits in a row, as text.
fn print(digits: &[f32]) {
    for y in 0..8 {
        let row = |digit: &[f32]| -> String {
            let pixels = &digit[8 * y..8 * y + 8];
            pixels.iter().map(|&p| [' ', '.', ':', 'o', '#'][(p * 4.99) as usize]).collect()
        };
        println!("{}", digits.chunks(64).take(8).map(row).collect::<Vec<_>>().join("  "));
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let source = &mut rng(args.seed);
    let mut gan = Gan::init(source);
    init_weights(&mut gan, source);
    println!("{}\n", gan.tree());
    args.load(&mut gan)?;

    // One optimizer for both, which remembers of each parameter what belongs to it.
    let mut adam = Adam::new(2e-4).betas(0.5, 0.999);
    let real = train.clone().map(pictures);
    const BATCH: usize = 8;
    let steps = if args.quick { 40 } else { train.len() / BATCH };
    let mut run = Run::begin(&args, args.epochs(30, 1), (steps, BATCH * steps), &mut gan, &mut adam)?;
    while run.goes_on() {
        let batches = real.batches_at(BATCH, args.seed, run.progress.epoch).take(steps);
        for (real, _) in batches.skip(run.progress.batch) {
            let (step, count) = (run.progress.step, real.shape()[0]);
            let [ones, zeros] = [1.0, 0.0].map(|p| Tensor::full([count, 1], p).to(&args.device));
            let noise = Tensor::randn([count, NOISE, 1, 1], &mut rng_at(args.seed, step)).to(&args.device);
            // Two tapes, since each loss uses its own up.
            let [tape_d, tape_g] = [2 * step, 2 * step + 1].map(|step| Tape::at_step(args.seed, step));
            let fake = gan.generator.forward(tape_g.input(noise));

            let judge = |x| gan.discriminator.forward(tape_d.input(x));
            let loss_real = judge(real.to(&args.device)).binary_cross_entropy(&ones);
            let loss_fake = judge(fake.clone().off_tape()).binary_cross_entropy(&zeros);
            let loss_d = loss_real + loss_fake;
            let value = loss_d.item();
            adam.step(&mut gan, loss_d.backward())?;

            let mut gradients = gan.discriminator.forward(fake).binary_cross_entropy(&ones).backward();
            gradients.take(&gan.generator).step(&mut adam, &mut gan)?;
            gradients.apply_updates(&mut gan.discriminator)?;
            run.end_step(value, &gan, &adam)?;
        }
        run.end_epoch(&[], &gan, &adam)?;
    }
    args.save(&mut gan)?;

    let noise = Tensor::randn([test.len(), NOISE, 1, 1], &mut rng(1));
    let made = digits(gan.generator.forward(noise));
    print(made.as_slice());
    let [known, held_out] = [train, test].map(|data| data.map(|x| digits(pictures(x))));
    let ((distance, kinds), (usual, _)) = (nearest(made, &known), nearest(held_out.inputs().clone(), &known));
    let times = distance / usual;
    println!(
        "19_dcgan: {kinds} of ten digits, {times:.2} times as far from known ones as held-out digits are"
    );
    Ok(())
}
