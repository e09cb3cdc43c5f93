//! A case in tract.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result, anyhow};
use tract_onnx::prelude::*;

use crate::case::Case;
use crate::difference::difference;

/// The largest difference of an output in all runs, by one plan for batches of any size.
pub(crate) fn any_batch(case: &Case) -> Result<f64> {
    caught(|| {
        let model = Model::read(case)?;
        let plan = model.inference.clone().into_optimized()?.into_runnable()?;
        let differences = case.runs.iter().map(|run| model.difference(&plan, run));
        largest(differences)
    })
}

/// The same by a plan for each batch.
pub(crate) fn one_batch(case: &Case) -> Result<f64> {
    caught(|| {
        let model = Model::read(case)?;
        let differences = case.runs.iter().map(|run| {
            let mut inference = model.inference.clone();
            for (i, name) in model.inputs.iter().enumerate() {
                let (dtype, shape) = (run[name].datum_type(), run[name].shape());
                inference.set_input_fact(i, InferenceFact::dt_shape(dtype, shape))?;
            }
            model.difference(&inference.into_optimized()?.into_runnable()?, run)
        });
        largest(differences)
    })
}

fn largest(differences: impl Iterator<Item = Result<f64>>) -> Result<f64> {
    differences.into_iter().try_fold(0.0, |largest, difference| Ok(f64::max(largest, difference?)))
}

/// What tract has read, and what inputs and outputs are called.
struct Model {
    inference: InferenceModel,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

impl Model {
    fn read(case: &Case) -> Result<Model> {
        let inference = onnx().model_for_path(&case.model)?;
        let name = |outlet: &OutletId| inference.node(outlet.node).name.clone();
        let inputs = inference.input_outlets()?.iter().map(name).collect();
        let outputs = inference.output_outlets()?.iter().map(name).collect();
        Ok(Model { inference, inputs, outputs })
    }

    fn difference(&self, plan: &Arc<TypedRunnableModel>, run: &BTreeMap<String, Tensor>) -> Result<f64> {
        let inputs = self.inputs.iter().map(|name| run[name].clone().into_tvalue());
        let outputs = plan.run(inputs.collect())?;
        let names = self.outputs.iter().zip(&outputs);
        largest(names.map(|(name, got)| {
            let want = run.get(name).with_context(|| format!("there is no output `{name}`"))?;
            difference(got, want)
        }))
    }
}

/// A panic as the error that it stands for.
fn caught(body: impl FnOnce() -> Result<f64>) -> Result<f64> {
    let text = |panic: Box<dyn Any + Send>| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref().copied());
        anyhow!("tract panics: {}", text.unwrap_or("without a message"))
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(text(panic)))
}
