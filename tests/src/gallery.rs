//! Pictures of every kind, among them those that are hard to draw: to be looked at, and to be checked.

use nn_core::plots::{
    Curves, Picture, attention_maps, confusion_matrix, diagram, filters, histograms, weight_histograms,
};
use nn_core::prelude::*;

/// All pictures, each under a name.
pub fn pictures() -> Vec<(&'static str, Picture)> {
    let mut pictures = curves();
    pictures.extend(matrices());
    pictures.extend(distributions());
    pictures.extend(tiles());
    pictures.extend(diagrams());
    pictures
}

/// A loss as a run has it: it falls, with noise.
pub fn falling(steps: u64, noise: f32, seed: u64) -> Vec<(u64, f64)> {
    let noise = nn_core::init::normal([steps as usize], 0.0, noise, &mut rng(seed));
    let at = |(i, noise): (usize, &f32)| (i as u64, 2.3 / (1.0 + 0.02 * i as f64) + f64::from(*noise).abs());
    noise.as_slice().iter().enumerate().map(at).collect()
}

fn curves() -> Vec<(&'static str, Picture)> {
    let (train, test) = (falling(400, 0.15, 0), falling(400, 0.02, 1));
    let every = |n: usize| test.iter().copied().step_by(n).collect::<Vec<_>>();
    let loss = Curves::new("Loss").y_label("cross entropy");
    let loss = loss.curve("train", &train).curve("test", &every(40)).smoothed(0.9);
    let many = (0..9).fold(Curves::new("Nine runs whose names need two lines"), |picture, i| {
        let points: Vec<_> =
            (0..20).map(|x| (x, (x as f64 / 4.0 + f64::from(i)).sin() + f64::from(i))).collect();
        picture.curve(&format!("learning rate 1e-{i}"), &points)
    });
    let hole: Vec<_> =
        train.iter().map(|&(x, y)| (x, if (100..200).contains(&x) { f64::NAN } else { y })).collect();
    let infinite = [(0, f64::INFINITY), (1, 1.0), (2, f64::NEG_INFINITY), (3, f64::NAN)];
    let huge = [(0, -1e308), (1, f64::MAX), (2, f64::MIN), (3, 5e-324)];
    let long: Vec<_> = falling(100_000, 0.3, 3);
    vec![
        ("loss", loss.draw()),
        ("many", many.x_label("epoch").y_label("value").draw()),
        ("gap", Curves::new("A gap, and one point").curve("train", &hole).curve("one", &[(50, 1.0)]).draw()),
        ("no_curve", Curves::new("Nothing").draw()),
        ("no_points", Curves::new("").curve("empty", &[]).draw()),
        ("one_point", Curves::new("One point").curve("one", &[(7, 0.25)]).draw()),
        ("constant", Curves::new("Constant").curve("lr", &[(0, 1e-3), (10, 1e-3), (20, 1e-3)]).draw()),
        ("not_finite", Curves::new("Hardly a number").curve("x", &infinite).draw()),
        ("all_nan", Curves::new("All NaN").curve("x", &[(0, f64::NAN), (1, f64::NAN)]).smoothed(0.5).draw()),
        ("huge", Curves::new("As far as numbers go").curve("x", &huge).draw()),
        ("large_steps", Curves::new("Large").curve("x", &[(0, 1e7), (u64::MAX, 3e7)]).draw()),
        ("small", Curves::new("Small").curve("x", &[(0, 1.2e-9), (5, 3.4e-9)]).draw()),
        ("long", Curves::new("100,000 steps").curve("train", &long).smoothed(0.99).draw()),
        ("marks", Curves::new("a < b & \"c\" > d\u{0}").curve("größer <b>", &[(0, 0.0), (1, 1.0)]).draw()),
    ]
}

fn matrices() -> Vec<(&'static str, Picture)> {
    let digits = Tensor::from_fn([10, 10], |[i, j]| if i == j { 30 + i } else { (i * j) % 4 });
    let large = Tensor::from_fn([3, 3], |[i, j]| if i == j { 1_234_567 } else { 1000 * (i + j) });
    let many = Tensor::from_fn([60, 60], |[i, j]| if i == j { 9 } else { usize::from(i.abs_diff(j) == 1) });
    let names = ["aeroplane", "car", "hippopotamus"];
    vec![
        ("confusion", confusion_matrix("Test digits", &digits, &[])),
        ("confusion_names", confusion_matrix("A title that is wider than the matrix itself", &large, &names)),
        ("confusion_many", confusion_matrix("60 classes", &many, &[])),
        ("confusion_zero", confusion_matrix("No samples", &Tensor::zeros([2, 2]), &["a", "b"])),
        ("confusion_empty", confusion_matrix("No classes", &Tensor::zeros([0, 0]), &[])),
    ]
}

/// A convolutional network with a way around.
#[derive(Module)]
pub struct Net {
    stem: (Conv2d, BatchNorm2d, Relu),
    blocks: Vec<(Conv2d, BatchNorm2d, Relu, Conv2d)>,
    head: Linear,
}

impl Net {
    /// Three blocks of eight channels.
    pub fn new() -> Net {
        let rng = &mut rng(5);
        let conv = |inputs: usize, rng: &mut nn_core::init::Generator| {
            Conv2d::spec(inputs, 8, 3).padding(1).init(rng)
        };
        Net {
            stem: (conv(3, rng), BatchNorm2d::new(8), Relu),
            blocks: (0..3).map(|_| (conv(8, rng), BatchNorm2d::new(8), Relu, conv(8, rng))).collect(),
            head: Linear::new(8, 10, rng),
        }
    }
}

impl Default for Net {
    fn default() -> Self {
        Net::new()
    }
}

impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let mut x = self.stem.forward(x);
        for block in &self.blocks {
            x = (block.forward(x.clone()) + x).relu();
        }
        let [batch, channels, ..] = x.shape();
        self.head.forward(x.reshape([batch, channels, 64]).mean_axis(2))
    }
}

fn distributions() -> Vec<(&'static str, Picture)> {
    let any = |name: &str, values: Vec<f32>| (name.to_owned(), AnyTensor::from(Tensor::from(values)));
    let normal = nn_core::init::normal([10_000], 0.0, 1.0, &mut rng(0)).into_vec();
    let broken = vec![1.0, 2.0, 2.0, f32::NAN, f32::INFINITY, 5.0];
    let odd = [
        any("normal", normal),
        any("constant", vec![0.5; 100]),
        any("zeros", vec![0.0; 7]),
        any("some not finite", broken),
        any("all NaN", vec![f32::NAN; 3]),
        any("nothing", Vec::new()),
        any("far apart", vec![f32::MIN, f32::MAX]),
        any("one.very.long.path.of.a.parameter.that.stands.deep.in.a.model.weight", vec![1e-8, 2e-8, 3e-8]),
    ];
    vec![
        ("weights", weight_histograms("Weights", &Net::new())),
        ("distributions", histograms("Distributions", &odd)),
        ("no_distributions", histograms("None", &[])),
    ]
}

fn tiles() -> Vec<(&'static str, Picture)> {
    let wave = |[o, c, y, x]: [usize; 4]| ((o * y) as f32 / 4.0 + (c + 1) as f32 * x as f32 / 3.0).sin();
    let head = |[h, i, j]: [usize; 3]| (-(i.abs_diff(j + h) as f32) / 2.0).exp();
    let tokens = ["the", "cat", "sat", "on", "the", "extraordinary", "mat", "."];
    let one = Tensor::from_fn([1, 8, 8], |[_, i, j]| if j > i { 0.0 } else { 1.0 / (i + 1) as f32 });
    let broken = Tensor::from_fn([1, 2, 2], |[_, i, j]| if i == j { f32::NAN } else { f32::INFINITY });
    vec![
        ("filters", filters("First convolution", &Tensor::from_fn([16, 3, 7, 7], wave))),
        ("filters_grey", filters("Of one channel", &Tensor::from_fn([6, 1, 5, 5], wave))),
        ("filters_many", filters("Of four channels", &Tensor::from_fn([5, 4, 3, 3], wave))),
        ("filters_zero", filters("Zeros", &Tensor::zeros([2, 1, 3, 3]))),
        ("filters_nan", filters("NaN", &Tensor::full([2, 3, 3, 3], f32::NAN))),
        ("filters_empty", filters("None", &Tensor::zeros([0, 3, 3, 3]))),
        ("attention", attention_maps("Four heads", &Tensor::from_fn([4, 24, 24], head), &[], &[])),
        ("attention_names", attention_maps("Layer 0", &one, &tokens, &tokens)),
        ("attention_nan", attention_maps("Not finite", &broken, &[], &[])),
        ("attention_empty", attention_maps("None", &Tensor::zeros([1, 0, 3]), &[], &["a", "b", "c"])),
    ]
}

fn diagrams() -> Vec<(&'static str, Picture)> {
    let trace = Net::new().trace([1, 3, 8, 8]).expect("the shapes fit");
    let bilinear = Bilinear::new(5, 3, 2, &mut rng(0)).trace(([8, 5], [8, 3])).expect("the shapes fit");
    let identity = Identity.trace([1, 2]).expect("it takes all");
    vec![
        ("diagram", diagram("A network with ways around", &trace, 9)),
        ("diagram_blocks", diagram("Its blocks", &trace, 2)),
        ("diagram_parts", diagram("Its parts", &trace, 1)),
        ("diagram_two_inputs", diagram("Two inputs", &bilinear, 1)),
        ("diagram_identity", diagram("", &identity, 1)),
    ]
}
