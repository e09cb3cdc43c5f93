//! What a forward does with a batch of any size: what it did with some, which must be the same.

use super::proto::{Elements, bytes_of};
use super::size::Size;
use crate::Error;
use crate::autodiff::ParamId;
use crate::autodiff::graph::{self, Constant, Graph, Value};
use crate::operation::Operation;
use crate::storage::Dtype;

/// A forward on batches of one size.
pub(super) struct Run {
    pub(super) graph: Graph,
    pub(super) inputs: Vec<Vec<usize>>,
    pub(super) outputs: Vec<graph::Operand>,
}

/// A forward on batches of any size.
pub(super) struct Forward {
    pub(super) nodes: Vec<Node>,
    pub(super) constants: Vec<Same>,
    pub(super) inputs: Vec<Vec<Size>>,
    pub(super) outputs: Vec<Operand>,
}

pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) operation: Option<Operation>,
    pub(super) sizes: Vec<Size>,
    pub(super) operands: Vec<Operand>,
    pub(super) shape: Vec<Size>,
    pub(super) dtype: Dtype,
    pub(super) step: usize,
    pub(super) at: &'static std::panic::Location<'static>,
}

pub(super) struct Operand {
    pub(super) value: Value,
    pub(super) shape: Vec<Size>,
    pub(super) dtype: Dtype,
}

/// A constant: where its shape goes with the batch, the part that is repeated.
pub(super) struct Same {
    pub(super) shape: Vec<Size>,
    pub(super) sizes: Vec<usize>,
    pub(super) elements: Elements,
    pub(super) dtype: Dtype,
    pub(super) address: usize,
    pub(super) param: Option<ParamId>,
}

/// Why there is no such forward.
pub(super) fn differs(what: &str, at: Option<&'static std::panic::Location<'static>>) -> Error {
    let message = format!(
        "{what} for batches of different sizes, so the model cannot be written for a batch of any size; write it for one \
         size: `Input::new(..).fixed()`"
    );
    Error::Export { layer: None, message, at }
}

/// What the runs on these batches have in common.
pub(super) fn merge(runs: &[Run], batches: &[usize]) -> Result<Forward, Error> {
    let merge = Merge { runs, batches };
    let first = &runs[0];
    merge.equal(|run| run.graph.nodes.len(), "the forward does different things", None)?;
    merge.equal(|run| run.graph.constants.len(), "the forward takes different constants", None)?;
    merge.equal(|run| run.outputs.len(), "the forward gives different numbers of tensors", None)?;
    let nodes = (0..first.graph.nodes.len()).map(|i| merge.node(i));
    let nodes = nodes.collect::<Result<_, _>>()?;
    let constants = (0..first.graph.constants.len()).map(|i| merge.constant(i));
    let constants = constants.collect::<Result<_, _>>()?;
    let inputs = (0..first.inputs.len()).map(|i| merge.sizes(|run| &run.inputs[i], None));
    let inputs = inputs.collect::<Result<_, _>>()?;
    let outputs = (0..first.outputs.len()).map(|i| merge.operand(|run| &run.outputs[i], None));
    Ok(Forward { nodes, constants, inputs, outputs: outputs.collect::<Result<_, _>>()? })
}

struct Merge<'a> {
    runs: &'a [Run],
    batches: &'a [usize],
}

type At = Option<&'static std::panic::Location<'static>>;

impl<'a> Merge<'a> {
    fn equal<T: PartialEq>(&self, of: impl Fn(&'a Run) -> T, what: &str, at: At) -> Result<(), Error> {
        let first = of(&self.runs[0]);
        match self.runs.iter().all(|run| of(run) == first) {
            true => Ok(()),
            false => Err(differs(what, at)),
        }
    }

    fn node(&self, i: usize) -> Result<Node, Error> {
        let node = |run: &'a Run| &run.graph.nodes[i];
        let first = node(&self.runs[0]);
        let at = Some(first.at);
        self.equal(
            |run| (node(run).name, node(run).operands.len()),
            "the forward does different things",
            at,
        )?;
        self.equal(|run| &node(run).operation, &format!("`{}` has different settings", first.name), at)?;
        let operands = (0..first.operands.len()).map(|k| self.operand(|run| &node(run).operands[k], at));
        Ok(Node {
            name: first.name,
            operation: first.operation.clone(),
            sizes: self.sizes(|run| &node(run).sizes, at)?,
            operands: operands.collect::<Result<_, _>>()?,
            shape: self.sizes(|run| &node(run).shape, at)?,
            dtype: first.dtype,
            step: first.step,
            at: first.at,
        })
    }

    fn operand(&self, of: impl Fn(&'a Run) -> &'a graph::Operand, at: At) -> Result<Operand, Error> {
        self.equal(|run| of(run).value, "the forward takes different tensors", at)?;
        let (first, shape) = (of(&self.runs[0]), self.sizes(|run| &of(run).shape, at)?);
        Ok(Operand { value: first.value, shape, dtype: first.dtype })
    }

    fn sizes(&self, of: impl Fn(&'a Run) -> &'a Vec<usize>, at: At) -> Result<Vec<Size>, Error> {
        self.equal(|run| of(run).len(), "the forward gives tensors of different ranks", at)?;
        let axes = 0..of(&self.runs[0]).len();
        let size = |axis: usize| {
            let sizes: Vec<usize> = self.runs.iter().map(|run| of(run)[axis]).collect();
            let what =
                || format!("a size is {sizes:?} for batches of {:?}, which is no multiple", self.batches);
            Size::fit(&sizes, self.batches)
                .ok_or_else(|| differs(&format!("the forward computes sizes: {}", what()), at))
        };
        axes.map(size).collect()
    }

    fn constant(&self, i: usize) -> Result<Same, Error> {
        let of = |run: &'a Run| &run.graph.constants[i];
        let first = of(&self.runs[0]);
        let shape = self.sizes(|run| &of(run).shape, None)?;
        let (sizes, elements) = if shape.iter().all(|size| size.get().is_some()) {
            let same = |run: &Run| {
                let other = &run.graph.constants[i].elements;
                other.address() == first.elements.address() || bytes_of(other) == bytes_of(&first.elements)
            };
            if !self.runs.iter().all(same) {
                return Err(differs("the forward computes with different numbers", None));
            }
            (first.shape.clone(), Elements::Of(first.elements.clone()))
        } else {
            let part = |run: &Run| repeated(&run.graph.constants[i], &shape);
            let repeated = part(&self.runs[0])
                .filter(|first| self.runs.iter().all(|run| part(run).is_some_and(|other| other == *first)));
            let none =
                || differs("the forward computes with numbers that are not the same in each sample", None);
            let (sizes, bytes) = repeated.ok_or_else(none)?;
            (sizes, Elements::Bytes(bytes))
        };
        let (dtype, address) = (first.elements.dtype(), first.elements.address());
        Ok(Same { shape, sizes, elements, dtype, address, param: first.param })
    }
}

/// The part of a constant of which it is made where its sizes go with the batch, if it is the same everywhere.
fn repeated(constant: &Constant, shape: &[Size]) -> Option<(Vec<usize>, Vec<u8>)> {
    let bytes = bytes_of(&constant.elements);
    let width = constant.elements.dtype().size();
    let mut sizes = constant.shape.clone();
    sizes.iter_mut().zip(shape).filter(|(_, size)| size.get().is_none()).for_each(|(size, _)| *size = 1);
    let mut part = vec![0; sizes.iter().product::<usize>() * width];
    let element = |i: usize| &bytes[i * width..(i + 1) * width];
    for pass in [false, true] {
        for i in 0..constant.elements.len() {
            let at = place(i, &constant.shape, &sizes) * width;
            let here = &mut part[at..at + width];
            if !pass {
                here.copy_from_slice(element(i));
            } else if here != element(i) {
                return None;
            }
        }
    }
    Some((sizes, part))
}

/// Where the element `i` of a shape stands in a smaller one, of which some axes have size 1.
fn place(mut i: usize, shape: &[usize], smaller: &[usize]) -> usize {
    let (mut place, mut step) = (0, 1);
    for (&size, &small) in shape.iter().zip(smaller).rev() {
        place += if small == 1 { 0 } else { i % size * step };
        step *= small;
        i /= size;
    }
    place
}
