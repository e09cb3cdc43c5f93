//! What a forward does with inputs of any size: what it did with some, which must be the same.

use super::filled::Filled;
use super::proto::{Elements, bytes_of};
use super::size::Size;
use super::windows::Settings;
use crate::Error;
use crate::autodiff::ParamId;
use crate::autodiff::graph::{self, Graph, Value};
use crate::operation::Operation;
use crate::storage::Dtype;

/// A forward on inputs of one size.
pub(super) struct Run {
    pub(super) graph: Graph,
    pub(super) inputs: Vec<Vec<usize>>,
    pub(super) outputs: Vec<graph::Operand>,
}

/// A forward on inputs of any size.
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

/// A constant, whose shape may go with an open size.
pub(super) struct Same {
    pub(super) shape: Vec<Size>,
    pub(super) filled: Filled,
    pub(super) dtype: Dtype,
    pub(super) address: usize,
    pub(super) param: Option<ParamId>,
}

/// What the runs at these points have in common; `different` is what messages say of their inputs.
pub(super) fn merge(runs: &[Run], points: &[Vec<usize>], different: &str) -> Result<Forward, Error> {
    let merge = Merge { runs, points, different };
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
    points: &'a [Vec<usize>],
    different: &'a str,
}

type At = Option<&'static std::panic::Location<'static>>;

impl<'a> Merge<'a> {
    /// Why there is no such forward.
    fn differs(&self, what: &str, at: At) -> Error {
        let message = format!(
            "{what} for {}, so the model cannot be written for any of them; write it for one size: \
             `Input::new(..).fixed()`",
            self.different
        );
        Error::Export { layer: None, message, at }
    }

    fn equal<T: PartialEq>(&self, of: impl Fn(&'a Run) -> T, what: &str, at: At) -> Result<(), Error> {
        let first = of(&self.runs[0]);
        match self.runs.iter().all(|run| of(run) == first) {
            true => Ok(()),
            false => Err(self.differs(what, at)),
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
        if !self.runs.iter().all(|run| is_same(&node(run).operation, &first.operation)) {
            return Err(self.differs(&format!("`{}` has different settings", first.name), at));
        }
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
            Size::fit(&sizes, self.points).ok_or_else(|| {
                let what =
                    format!("the forward computes sizes that are no multiple of the inputs', {sizes:?}");
                self.differs(&what, at)
            })
        };
        axes.map(size).collect()
    }

    fn constant(&self, i: usize) -> Result<Same, Error> {
        let of = |run: &'a Run| &run.graph.constants[i];
        let first = of(&self.runs[0]);
        let shape = self.sizes(|run| &of(run).shape, None)?;
        let filled = if shape.iter().all(|size| size.get().is_some()) {
            let same = |run: &Run| {
                let other = &run.graph.constants[i].elements;
                other.address() == first.elements.address() || bytes_of(other) == bytes_of(&first.elements)
            };
            if !self.runs.iter().all(same) {
                return Err(self.differs("the forward computes with different numbers", None));
            }
            Filled::Whole { sizes: first.shape.clone(), elements: Elements::Of(first.elements.clone()) }
        } else {
            let what = "the forward computes with numbers that are not the same in each sample";
            let filled = self.common(|run| Filled::repeated(of(run), &shape));
            let filled = filled.or_else(|| self.common(|run| Filled::counted(of(run))));
            let filled = filled.or_else(|| self.common(|run| Filled::triangle(of(run))));
            filled.ok_or_else(|| self.differs(what, None))?
        };
        let (dtype, address) = (first.elements.dtype(), first.elements.address());
        Ok(Same { shape, filled, dtype, address, param: first.param })
    }

    /// What is there in every run, and the same.
    fn common<T: PartialEq>(&self, of: impl Fn(&'a Run) -> Option<T>) -> Option<T> {
        let first = of(&self.runs[0])?;
        self.runs.iter().all(|run| of(run).as_ref() == Some(&first)).then_some(first)
    }
}

/// Whether two operations are written in the same way.
fn is_same(a: &Option<Operation>, b: &Option<Operation>) -> bool {
    let settings = |operation: &Option<Operation>| match operation {
        Some(Operation::Pool { chosen, windows }) => Settings::of(*chosen, windows),
        _ => None,
    };
    a == b || settings(a).is_some_and(|a| settings(b) == Some(a))
}
