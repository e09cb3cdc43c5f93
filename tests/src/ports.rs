//! The public models that examples 15 to 20 port, beside what PyTorch's own give: `tests/interop/ports.py` wrote it.

use std::path::Path;

use nn_core::Result;
use nn_core::prelude::*;

use crate::models::{dcgan, mobilenet, nanogpt, seq2seq, unet, word_lstm};

/// How far a model is from PyTorch's: in its output, and in the losses of some steps.
#[derive(Clone, Copy, Debug)]
pub struct Distance {
    /// The largest difference of an element of the output, in parts of the largest element if that is above 1.
    pub output: f32,
    /// The largest difference of a loss, in parts of it.
    pub losses: f32,
}

/// What PyTorch wrote for a model.
struct Reference<'a> {
    folder: &'a Path,
    name: &'a str,
    values: StateDict,
}

impl<'a> Reference<'a> {
    fn read(folder: &'a Path, name: &'a str) -> Result<Self> {
        let values = StateDict::read(folder.join(format!("{name}.io.safetensors")))?;
        Ok(Reference { folder, name, values })
    }

    fn load(&self, part: &str, model: &mut impl Module) -> Result<()> {
        model.load(self.folder.join(format!("{}.{part}.safetensors", self.name)))
    }

    fn get<const N: usize>(&self, key: &str) -> Tensor<N> {
        self.values.get(key).and_then(|value| value.to_tensor()).expect("the script wrote it")
    }

    fn indices<const N: usize>(&self, key: &str) -> Tensor<N, usize> {
        let value = self.values.get(key).and_then(|value| value.to_tensor::<N, i64>());
        value.expect("the script wrote it").cast()
    }

    fn distance<const N: usize>(&self, y: &Tensor<N>, want: &Tensor<N>, losses: &[f32]) -> Distance {
        let want_losses: Tensor<1> = self.get("losses");
        assert_eq!((y.shape(), losses.len()), (want.shape(), want_losses.len()), "{}", self.name);
        let largest = want.as_slice().iter().fold(1.0_f32, |largest, x| largest.max(x.abs()));
        let output = (y - want).abs().max().item() / largest;

        let losses = want_losses.as_slice().iter().zip(losses);
        let losses = losses.map(|(want, loss)| (want - loss).abs() / want.abs()).fold(0.0, f32::max);
        Distance { output, losses }
    }
}

/// The losses of four steps.
fn train<M: Module>(
    model: &mut M,
    optimizer: &mut dyn Optimizer,
    clip: f64,
    loss: impl Fn(&M, &Tape) -> Tensor<0>,
) -> Result<Vec<f32>> {
    let step = |_| {
        let loss = loss(model, &Tape::new(0));
        let value = loss.item();
        let mut gradients = loss.backward();
        gradients.clip_grad_norm(clip);
        optimizer.step(model, gradients)?;
        Ok(value)
    };
    (0..4).map(step).collect()
}

/// The distances of all ports from what is in the folder.
///
/// # Errors
///
/// If a file is not there, or does not fit its model.
pub fn ports(folder: &Path) -> Result<Vec<(&'static str, Distance)>> {
    Ok(vec![
        ("15_nanogpt", nanogpt(folder)?),
        ("16_unet", unet(folder, "unet", false)?),
        ("16_unet --bilinear", unet(folder, "unet_bilinear", true)?),
        ("17_mobilenet", mobilenet(folder)?),
        ("18_word_lstm", word_lstm(folder)?),
        ("19_dcgan", dcgan(folder)?),
        ("20_seq2seq", seq2seq(folder)?),
    ])
}

fn nanogpt(folder: &Path) -> Result<Distance> {
    let theirs = Reference::read(folder, "nanogpt")?;
    let mut model = nanogpt::NanoGpt::init(13, 8, 2, 2, 8, 0.0, &mut rng(0));
    theirs.load("model", &mut model)?;
    let (words, targets) = (theirs.indices::<2>("words"), theirs.indices::<2>("targets").view([24]));
    let y = model.forward(words.clone());
    let loss = |model: &nanogpt::NanoGpt, tape: &Tape| {
        model.forward(tape.input(&words)).view([24, 13]).cross_entropy(&targets)
    };
    let losses = train(&mut model, &mut nanogpt::NanoGpt::optimizer(1e-3, 0.1), 1.0, loss)?;
    Ok(theirs.distance(&y, &theirs.get("y"), &losses))
}

fn unet(folder: &Path, name: &str, bilinear: bool) -> Result<Distance> {
    let theirs = Reference::read(folder, name)?;
    let mut model = unet::UNet::init(3, 2, 2, bilinear, &mut rng(0));
    theirs.load("model", &mut model)?;
    let (x, targets) = (theirs.get::<4>("x"), theirs.indices::<3>("targets"));
    let y = model.forward(x.clone());
    let loss = |model: &unet::UNet, tape: &Tape| model.forward(tape.input(&x)).cross_entropy(&targets);
    let mut optimizer = RmsProp::new(1e-4).weight_decay(1e-8).momentum(0.9);
    let losses = train(&mut model, &mut optimizer, 1.0, loss)?;
    Ok(theirs.distance(&y, &theirs.get("y"), &losses))
}

fn mobilenet(folder: &Path) -> Result<Distance> {
    let theirs = Reference::read(folder, "mobilenet")?;
    let mut model = mobilenet::MobileNetV2::init(10, 0.05, &mut rng(0));
    model.classifier.0 = Dropout::new(0.0);
    theirs.load("model", &mut model)?;
    let (x, targets) = (theirs.get::<4>("x"), theirs.indices::<1>("targets"));
    let y = model.forward(x.clone());
    let loss =
        |model: &mobilenet::MobileNetV2, tape: &Tape| model.forward(tape.input(&x)).cross_entropy(&targets);
    let mut optimizer = Sgd::new(1e-4).momentum(0.9).weight_decay(4e-5);
    let losses = train(&mut model, &mut optimizer, f64::INFINITY, loss)?;
    Ok(theirs.distance(&y, &theirs.get("y"), &losses))
}

fn word_lstm(folder: &Path) -> Result<Distance> {
    let theirs = Reference::read(folder, "word_lstm")?;
    let mut model = word_lstm::RnnModel::init(19, 8, 2, 0.0, &mut rng(0));
    theirs.load("model", &mut model)?;
    let data = theirs.indices::<2>("data");
    let rows = |from: usize| data.clone().slice(0, from..from + 7);
    let (y, _) = model.forward(rows(0), None);
    let (mut sgd, mut state, mut losses) = (Sgd::new(20.0), None, Vec::new());
    for from in [0, 7, 14, 21] {
        let (y, (h, c)) = model.forward(Tape::new(0).input(rows(from)), state);
        state = Some((h.off_tape(), c.off_tape()));
        let loss = y.nll_loss(&rows(from + 1).view([28]));
        losses.push(loss.item());
        let mut gradients = loss.backward();
        gradients.clip_grad_norm(0.25);
        sgd.step(&mut model, gradients)?;
    }
    let (h, c) = state.expect("there were steps");
    let states = Tensor::cat(&[h, c], 0);
    let want_states = Tensor::cat(&[theirs.get::<3>("h"), theirs.get("c")], 0);
    let of_states = theirs.distance(&states, &want_states, &losses);
    let of_output = theirs.distance(&y, &theirs.get::<2>("y").log_softmax(1), &losses);
    Ok(Distance { output: of_output.output.max(of_states.output), ..of_output })
}

fn dcgan(folder: &Path) -> Result<Distance> {
    let theirs = Reference::read(folder, "dcgan")?;
    let mut generator = dcgan::Generator::init(4, 2, 1, &mut rng(0));
    let mut discriminator = dcgan::Discriminator::init(2, 1, &mut rng(0));
    theirs.load("generator", &mut generator)?;
    theirs.load("discriminator", &mut discriminator)?;
    let (real, noise) = (theirs.get::<4>("real"), theirs.get::<5>("noise"));
    let y = generator.forward(noise.clone().at(0, 0));
    let adam = || Adam::new(2e-4).betas(0.5, 0.999);
    let (mut of_generator, mut of_discriminator, mut losses) = (adam(), adam(), Vec::new());
    let [ones, zeros] = [1.0, 0.0].map(|p| Tensor::full([4, 1], p));
    for step in 0..3 {
        let fake = generator.forward(Tape::new(0).input(noise.clone().at(0, step)));
        let tape = Tape::new(1);
        let judged = |x: Tensor<4>| discriminator.forward(tape.input(x));
        let loss = judged(real.clone()).binary_cross_entropy(&ones)
            + judged(fake.clone().off_tape()).binary_cross_entropy(&zeros);
        losses.push(loss.item());
        of_discriminator.step(&mut discriminator, loss.backward())?;
        let loss = discriminator.forward(fake).binary_cross_entropy(&ones);
        losses.push(loss.item());
        let mut gradients = loss.backward();
        let its_own = gradients.take(&generator);
        of_generator.step(&mut generator, its_own)?;
        gradients.apply_updates(&mut discriminator)?;
    }
    Ok(theirs.distance(&y, &theirs.get("y"), &losses))
}

fn seq2seq(folder: &Path) -> Result<Distance> {
    let theirs = Reference::read(folder, "seq2seq")?;
    let rng = &mut rng(0);
    let mut model = (seq2seq::Encoder::init(30, 8, 0.0, rng), seq2seq::Decoder::init(8, 25, 0.0, 6, rng));
    theirs.load("encoder", &mut model.0)?;
    theirs.load("decoder", &mut model.1)?;
    let (source, targets) = (theirs.indices::<2>("source"), theirs.indices::<2>("targets"));
    let forward = |(encoder, decoder): &(seq2seq::Encoder, seq2seq::Decoder), source| {
        let (keys, state) = encoder.forward(source);
        let (scores, _) = decoder.forward(keys, state, Some(targets.clone()));
        scores
    };
    let y = forward(&model, source.clone());
    let loss = |model: &_, tape: &Tape| {
        forward(model, tape.input(&source)).view([24, 25]).nll_loss(&targets.clone().view([24]))
    };
    let losses = train(&mut model, &mut Adam::new(1e-3), f64::INFINITY, loss)?;
    Ok(theirs.distance(&y, &theirs.get::<3>("y").log_softmax(2), &losses))
}
