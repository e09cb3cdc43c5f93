//! `rten`, a reader of ONNX files in Rust.

use nn_core::AnyTensor;
use rten::{Model, NodeId, Value, ValueOrView};
use rten_tensor::prelude::*;

use super::{Case, Run};

/// A model that `rten` has read.
pub struct Reader {
    model: Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl Reader {
    /// Reads the model of a case.
    ///
    /// # Errors
    ///
    /// If there is none, or it is not read.
    pub fn new(case: &Case) -> Result<Self, String> {
        let exported = case.model.as_ref().map_err(ToString::to_string)?;
        let bytes = exported.to_bytes().map_err(|error| error.to_string())?;
        let model = Model::load(bytes).map_err(|error| error.to_string())?;
        let id = |name: &str| model.node_id(name).expect("the name is there");
        let (inputs, outputs) = (exported.inputs().map(id).collect(), exported.outputs().map(id).collect());
        Ok(Reader { model, inputs, outputs })
    }

    /// The largest difference of an element of the outputs, in parts of the largest element if that is above 1; an error
    /// where shapes differ.
    ///
    /// # Errors
    ///
    /// If the model does not run, or gives other shapes.
    pub fn difference(&self, run: &Run) -> Result<f64, String> {
        let inputs = self.inputs.iter().zip(&run.inputs);
        let inputs: Vec<(NodeId, ValueOrView<'_>)> =
            inputs.map(|(&id, tensor)| (id, value(tensor).into())).collect();
        let outputs = self.model.run(inputs, &self.outputs, None).map_err(|error| error.to_string())?;
        let mut largest = 0.0_f64;
        for (output, want) in outputs.into_iter().zip(&run.outputs) {
            let (shape, elements) = elements(output);
            if shape != want.shape() {
                return Err(format!("a result has shape {shape:?}, expected {:?}", want.shape()));
            }
            largest = largest.max(difference(&elements, &doubles(want)));
        }
        Ok(largest)
    }
}

/// The largest difference, in parts of the largest element if that is above 1.
fn difference(got: &[f64], want: &[f64]) -> f64 {
    let finite = want.iter().filter(|x| x.is_finite());
    let largest = finite.fold(1.0_f64, |largest, x| largest.max(x.abs()));
    let difference = |(x, y): (&f64, &f64)| match () {
        () if x == y || (x.is_nan() && y.is_nan()) => 0.0,
        () if x.is_nan() || y.is_nan() => f64::INFINITY,
        () => (x - y).abs() / largest,
    };
    got.iter().zip(want).map(difference).fold(0.0, f64::max)
}

/// The elements, whatever their type.
fn doubles(tensor: &AnyTensor) -> Vec<f64> {
    if let Some(floats) = tensor.as_slice::<f32>() {
        return floats.iter().map(|&x| x.into()).collect();
    }
    wholes(tensor).iter().map(|&x| x.into()).collect()
}

/// Indices and truths, for which `rten` has numbers of 32 bits.
fn wholes(tensor: &AnyTensor) -> Vec<i32> {
    let indices = tensor.as_slice::<usize>().map(|x| x.iter().map(|&x| x as i32).collect());
    let integers = tensor.as_slice::<i64>().map(|x| x.iter().map(|&x| x as i32).collect());
    let truths = tensor.as_slice::<bool>().map(|x| x.iter().map(|&x| x.into()).collect());
    indices.or(integers).or(truths).expect("no other type has a case for rten")
}

fn value(tensor: &AnyTensor) -> Value {
    let shape = tensor.shape();
    let value = match tensor.as_slice::<f32>() {
        Some(floats) => Value::from_shape(shape, floats.to_vec()).map_err(|error| error.to_string()),
        None => Value::from_shape(shape, wholes(tensor)).map_err(|error| error.to_string()),
    };
    value.expect("the elements fit the shape")
}

fn elements(value: Value) -> (Vec<usize>, Vec<f64>) {
    match value {
        Value::FloatTensor(tensor) => {
            (tensor.shape().to_vec(), tensor.iter().map(|&x| f64::from(x)).collect())
        }
        Value::Int32Tensor(tensor) => {
            (tensor.shape().to_vec(), tensor.iter().map(|&x| f64::from(x)).collect())
        }
        other => panic!("no model gives {:?}", other.dtype()),
    }
}
