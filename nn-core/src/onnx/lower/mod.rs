//! What each operation is in ONNX: one family of operations a file.

mod attention;
mod elementwise;
mod index;
mod normalise;
mod pool;
mod products;
mod recurrent;
mod reduce;
mod resample;
mod shape;

use std::collections::HashMap;

use super::builder::Builder;
use super::merge::{Forward, Node, Operand};
use super::size::Size;
use crate::autodiff::graph::Value;
use crate::operation::Operation;
use crate::storage::Dtype;

/// A value of the ONNX graph and the shape that it has there.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) shape: Vec<Size>,
}

/// The way of a forward into a graph.
pub(super) struct Lowering<'a> {
    pub(super) builder: Builder,
    pub(super) forward: &'a Forward,
    pub(super) inputs: Vec<Made>,
    pub(super) constants: Vec<Made>,
    /// The results of each node.
    pub(super) results: Vec<Vec<Made>>,
    /// Of a result that is many tensors one after the other, where each begins.
    parts: HashMap<usize, Vec<(Size, Made)>>,
}

/// An operation with what it is called on.
pub(super) struct Call<'a> {
    pub(super) node: &'a Node,
    /// Where it stands in the forward.
    pub(super) number: usize,
    pub(super) operands: Vec<String>,
}

/// The results of an operation, or why there are none.
type Results = Result<Vec<Made>, String>;

impl<'a> Call<'a> {
    fn x(&self, i: usize) -> &str {
        &self.operands[i]
    }

    fn shape(&self, i: usize) -> &'a [Size] {
        &self.node.operands[i].shape
    }

    fn rank(&self, i: usize) -> usize {
        self.shape(i).len()
    }

    fn dtype(&self) -> Dtype {
        self.node.dtype
    }

    /// The only result, of the shape that the operation has.
    fn one(&self, name: String) -> Results {
        Ok(vec![Made { name, shape: self.node.shape.clone() }])
    }

    /// A size that must not go with an open one.
    fn fixed(&self, size: Size, what: &str) -> Result<usize, String> {
        size.get().ok_or_else(|| format!("{what} goes with a size that is left open"))
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn new(
        builder: Builder,
        forward: &'a Forward,
        inputs: Vec<Made>,
        constants: Vec<Made>,
    ) -> Self {
        let (results, parts) = (Vec::new(), HashMap::new());
        Lowering { builder, forward, inputs, constants, results, parts }
    }

    /// The name of an operand under the shape that it has there.
    pub(super) fn operand(&mut self, operand: &Operand) -> Result<String, String> {
        let made = match operand.value {
            Value::Input(i) => self.inputs.get(i),
            Value::Constant(i) => self.constants.get(i),
            Value::Result(node, output) => self.results[node].get(output),
            Value::Unknown => None,
        };
        let made = made.ok_or("it takes a result that has no place in ONNX")?.clone();
        match made.shape == operand.shape {
            true => Ok(made.name),
            false => Ok(self.builder.reshape(&made.name, &operand.shape)),
        }
    }

    /// Adds a node of the forward.
    pub(super) fn add(&mut self, number: usize) -> Result<(), String> {
        let node = &self.forward.nodes[number];
        let Some(operation) = &node.operation else {
            return Err(format!("`{}` has no place in ONNX", node.name));
        };
        let operands = node.operands.iter().map(|operand| self.operand(operand));
        let call = Call { node, number, operands: operands.collect::<Result<_, _>>()? };
        let results = self.lower(operation, &call)?;
        self.results.push(results);
        Ok(())
    }

    fn lower(&mut self, operation: &Operation, call: &Call<'a>) -> Results {
        let b = &mut self.builder;
        match operation {
            Operation::Unary(f) => elementwise::unary(b, call, *f),
            Operation::Binary(operator) => elementwise::binary(b, call, *operator),
            Operation::Maximum => call.one(b.op("Max", &[call.x(0), call.x(1)])),
            Operation::Minimum => call.one(b.op("Min", &[call.x(0), call.x(1)])),
            Operation::Compare(name) => elementwise::compare(b, call, name),
            Operation::Not => call.one(b.op("Not", &[call.x(0)])),
            Operation::IsNan => call.one(b.op("IsNaN", &[call.x(0)])),
            Operation::IsInf => call.one(b.op("IsInf", &[call.x(0)])),
            Operation::IsFinite => elementwise::is_finite(b, call),
            Operation::Identity => call.one(call.x(0).to_owned()),
            Operation::Cast => elementwise::cast(b, call),
            Operation::Full(number) => call.one(b.full(&call.node.shape, call.dtype(), *number)),
            Operation::MaskedFill(number) => elementwise::masked_fill(b, call, *number),
            Operation::Select => call.one(b.op("Where", &[call.x(2), call.x(0), call.x(1)])),
            Operation::Prelu => elementwise::prelu(b, call),
            Operation::Linear => products::linear(b, call),
            Operation::Bilinear => products::bilinear(b, call),
            Operation::Matmul { transposed } => products::matmul(b, call, *transposed),
            Operation::Conv { windows, groups } => products::conv(b, call, windows, *groups),
            Operation::ConvTranspose { windows, output_padding, groups } => {
                products::conv_transpose(b, call, windows, output_padding, *groups)
            }
            Operation::CosineSimilarity { axis, eps } => products::cosine_similarity(b, call, *axis, *eps),
            Operation::Cdist => products::cdist(b, call),
            Operation::WeightNorm => normalise::weight_norm(b, call),
            Operation::SpectralNorm => normalise::spectral_norm(b, call),
            Operation::BatchNorm { eps, weight, bias } => {
                normalise::batch_norm(b, call, *eps, [*weight, *bias])
            }
            Operation::ChannelNorm { groups, eps, weight, bias } => {
                normalise::channel_norm(b, call, *groups, *eps, [*weight, *bias])
            }
            Operation::LayerNorm { axes, eps, weight, bias } => {
                normalise::layer_norm(b, call, *axes, *eps, [*weight, *bias])
            }
            Operation::Softmax { axis, log } => reduce::softmax(b, call, *axis, *log),
            Operation::Reduce { reduction, axis } => reduce::reduce(b, call, *reduction, *axis),
            Operation::Extremum { axis, max } => reduce::extremum(b, call, *axis, *max),
            Operation::CumSum { axis } => reduce::cumsum(b, call, *axis),
            Operation::Argsort { axis, descending } => reduce::argsort(b, call, *axis, *descending),
            Operation::ArgMedian { axis } => reduce::argmedian(b, call, *axis),
            Operation::Embedding => index::embedding(b, call),
            Operation::IndexSelect { axis } => index::select(b, call, *axis),
            Operation::Gather { axis } => index::gather(b, call, *axis),
            Operation::Scatter { axis, add } => index::scatter(b, call, *axis, *add),
            Operation::OneHot { classes } => index::one_hot(b, call, *classes),
            Operation::Slice { axis } => self.slice(call, *axis),
            Operation::WithSlice { axis } => shape::with_slice(b, call, *axis),
            Operation::Concat { axis } => shape::concat(b, call, *axis),
            Operation::Permute(axes) => call.one(b.transpose(call.x(0), axes)),
            Operation::BroadcastTo => shape::broadcast_to(b, call),
            Operation::Pad { sides, mode, value } => shape::pad(b, call, sides, mode, *value),
            Operation::Triangle { upper, diagonal } => shape::triangle(b, call, *upper, *diagonal),
            Operation::Pool { chosen, windows } => pool::pool(b, call, *chosen, windows),
            Operation::MaxUnpool { axes } => pool::max_unpool(b, call, *axes),
            Operation::Unfold(windows) => resample::unfold(b, call, windows),
            Operation::Fold(windows) => resample::fold(b, call, windows),
            Operation::Interpolate(taps) => resample::interpolate(b, call, taps),
            Operation::GridSample(sampling) => resample::grid_sample(b, call, *sampling),
            Operation::Attention { layout, scale, causal } => {
                attention::attention(b, call, *layout, *scale, *causal)
            }
            Operation::Recurrent(layer) => self.recurrent(call, layer),
        }
    }

    /// A part of a tensor, which may be one of the tensors that it was made of.
    fn slice(&mut self, call: &Call<'a>, axis: usize) -> Results {
        let (operand, start) = (&call.node.operands[0], call.node.sizes[0]);
        if let (Value::Result(node, 0), 1) = (operand.value, operand.shape.len())
            && let Some(parts) = self.parts.get(&node)
            && let Some((_, part)) = parts.iter().find(|(at, part)| {
                *at == start && super::size::product(&part.shape) == Some(call.node.shape[0])
            })
        {
            return Ok(vec![part.clone()]);
        }
        let end = start.plus(call.node.shape[axis]);
        call.one(shape::slice(&mut self.builder, call.x(0), axis, start, end))
    }
}
