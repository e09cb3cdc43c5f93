//! A model as ONNX, and what it gives here for batches of several sizes.

use nn_core::onnx::{ExportOnnx, OnnxModel};
use nn_core::trace::{TraceInput, TraceOutput};
use nn_core::{AnyTensor, Module};

use super::Listed;

/// The sizes of the batches.
pub const BATCHES: [usize; 3] = [1, 4, 7];

/// What is compared.
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is run elsewhere, or why there is none.
    pub model: nn_core::Result<OnnxModel>,
    /// What comes out here, for each batch.
    pub runs: Vec<Run>,
    /// Why `rten` does not take it, if it does not.
    pub not_by_rten: Option<&'static str>,
}

/// Inputs and what comes of them.
pub struct Run {
    /// In the order of the model's.
    pub inputs: Vec<AnyTensor>,
    /// In the order of the model's.
    pub outputs: Vec<AnyTensor>,
}

impl Case {
    /// Says what `rten` has not.
    pub fn not_by_rten(self, why: &'static str) -> Self {
        Case { not_by_rten: Some(why), ..self }
    }
}

/// A model that takes batches of any size in the first axis.
#[track_caller]
pub fn case<M: Module, I, O>(
    name: &str,
    model: &M,
    inputs: impl Fn(usize) -> I,
    forward: impl Fn(&M, I) -> O,
) -> Case
where
    I: TraceInput<Tensors = I> + Clone + Listed,
    O: TraceOutput + Listed,
{
    case_of(name, model, &BATCHES, inputs(2), inputs, forward)
}

/// A model as it is exported with these inputs, and run with batches of these sizes.
#[track_caller]
pub fn case_of<M: Module, X, I, O>(
    name: &str,
    model: &M,
    batches: &[usize],
    exported: X,
    inputs: impl Fn(usize) -> I,
    forward: impl Fn(&M, I) -> O,
) -> Case
where
    X: TraceInput<Tensors = I> + Clone,
    I: Clone + Listed,
    O: TraceOutput + Listed,
{
    let exported = model.to_onnx_by(exported, &forward);
    let run = |&batch: &usize| {
        let inputs = inputs(batch);
        Run { inputs: inputs.clone().listed(), outputs: forward(model, inputs).listed() }
    };
    Case {
        name: name.to_owned(),
        model: exported,
        runs: batches.iter().map(run).collect(),
        not_by_rten: None,
    }
}
