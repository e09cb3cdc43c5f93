//! The pictures that every example can draw of its run.

use nn_core::data::Dataset;
use nn_core::device::Device;
use nn_core::plots::{Curves, confusion_matrix, diagram, filters, histograms};
use nn_core::prelude::*;

use crate::{Run, confusion};

/// Shows in the folder of `--run`, if there is one, what a model is made of.
///
/// # Errors
///
/// If it cannot be written.
pub fn draw_model<const N: usize, A: Element>(
    run: &mut Run,
    model: &(impl Module + Forward<Tensor<N, A>, Output = Tensor<2>>),
    data: &Dataset<N, A>,
) -> nn_core::Result<()> {
    let Some(run) = run.kept() else { return Ok(()) };
    let Some((inputs, _)) = data.batches_in_order(1).next() else { return Ok(()) };
    let trace = model.trace(inputs)?;
    run.graph(&trace)?;
    run.picture("model", 0, &diagram("Model", &trace, 1))
}

/// Shows in the folder of `--run`, if there is one, which class a model takes for which.
///
/// # Errors
///
/// If it cannot be written.
pub fn draw_confusion<const N: usize, A: Element>(
    run: &mut Run,
    model: &impl Forward<Tensor<N, A>, Output = Tensor<2>>,
    data: &Dataset<N, A>,
    device: &Device,
) -> nn_core::Result<()> {
    let step = run.progress.step;
    let Some(run) = run.kept() else { return Ok(()) };
    let counts = confusion(model, data, device).to_tensor();
    let names: Vec<&str> = data.class_names().iter().map(String::as_str).collect();
    run.picture("confusion", step, &confusion_matrix("Test data", &counts, &names))
}

/// Draws how the run has gone so far, and what the model has become.
pub(crate) fn draw(
    run: &mut nn_core::run::Run,
    step: u64,
    scores: &[(&str, f64)],
    model: &dyn Module,
) -> nn_core::Result<()> {
    let loss = run.scalars("loss/train")?;
    let smoothing = if loss.len() > 200 { 0.9 } else { 0.0 };
    let loss = Curves::new("Loss").y_label("loss").smoothed(smoothing).curve("train", &loss);
    run.picture("loss", step, &loss.draw())?;
    if !scores.is_empty() {
        let mut accuracy = Curves::new("Accuracy").y_label("fraction that is right");
        for (name, _) in scores {
            accuracy = accuracy.curve(name, &run.scalars(&format!("accuracy/{name}"))?);
        }
        run.picture("accuracy", step, &accuracy.draw())?;
    }
    run.picture("weights", step, &histograms("Weights", &matrices(model)))?;
    match first_filters(model) {
        Some(weight) => run.picture("filters", step, &filters("First convolution", &weight)),
        None => Ok(()),
    }
}

/// The first parameters that are no vectors, such as biases.
fn matrices(model: &dyn Module) -> Vec<(String, AnyTensor)> {
    const MOST: usize = 24;
    let parameters = model.named_parameters();
    let matrices = parameters.iter().filter(|(_, parameter)| parameter.shape().len() > 1).take(MOST);
    matrices.map(|(path, parameter)| (path.to_owned(), parameter.value().clone())).collect()
}

/// The weight of the first convolution that sees more than a pixel.
fn first_filters(model: &dyn Module) -> Option<Tensor<4>> {
    let parameters = model.named_parameters();
    let weights = parameters.values().iter().filter_map(|parameter| parameter.value().to_tensor::<4, f32>());
    weights.into_iter().find(|weight| weight.shape()[2..] != [1, 1])
}
