//! A run with one of everything that can be logged, for TensorBoard to read.

use std::path::Path;

use nn_core::prelude::*;
use nn_core::run::Run;

/// The numbers that are logged as `loss/train`, at the steps 0, 10, 20, ..
pub const NUMBERS: [f32; 6] = [0.7, 0.1, f32::MIN_POSITIVE, f32::INFINITY, f32::NAN, -3.4e38];

/// A model with modules inside modules, and a way around one of them.
#[derive(Module)]
pub struct Net {
    body: Vec<Linear>,
    head: Linear,
}

impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for layer in &self.body {
            x = layer.forward(x.clone()).relu() + x;
        }
        self.head.forward(x)
    }
}

/// The model that is logged, always with the same values.
pub fn model() -> Net {
    let mut rng = rng(3);
    let body = (0..2).map(|_| Linear::new(4, 4, &mut rng)).collect();
    Net { body, head: Linear::new(4, 2, &mut rng) }
}

/// Logs the run into a new folder.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(folder: &Path) -> nn_core::Result<()> {
    let mut run = Run::open(folder, &serde_json::json!({ "lr": 1e-3, "layers": 3 }))?;
    let model = model();
    run.graph(&model.trace([1, 4])?)?;
    for (i, number) in NUMBERS.into_iter().enumerate() {
        run.scalar("loss/train", 10 * i as u64, number)?;
    }
    run.scalar("größe, \"m\"", 1 << 40, 1.0 / 3.0)?;
    let loss = model.forward(Tape::new(0).input(Tensor::full([3, 4], 0.5))).powi(2).sum();
    run.weight_histograms(10, &model)?;
    run.gradient_histograms(10, &loss.backward(), &model)?;
    run.histogram("odd", 20, Tensor::from([f32::NAN, 1.0, 2.0, f32::INFINITY]))?;
    run.histogram("nothing", 20, Tensor::from([f32::NAN]))?;
    run.histogram("constant", 20, Tensor::full([5], 2.5f64))?;
    run.image("grey", 30, &Tensor::from_fn([1, 2, 3], |[_, y, x]| (3 * y + x) as f32 / 5.0))?;
    run.image("colour", 30, &Tensor::from_fn([3, 2, 2], |[c, y, x]| (c + y + x) as f32 / 4.0))
}
