//! Recurrent layers, in one direction each.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::{Call, Lowering, Made, Results, Size};
use crate::autodiff::graph::Value;
use crate::kernels::recurrent::Cell;
use crate::operation::{Operation, Recurrent};
use crate::storage::Number;

/// The operands by their roles.
struct Operands {
    state: Option<String>,
    memory: Option<String>,
    bias: Option<String>,
}

impl Lowering<'_> {
    /// ONNX's operator multiplies the inputs by itself, so it takes what the linear map before took.
    pub(super) fn recurrent(&mut self, call: &Call<'_>, layer: &Recurrent) -> Results {
        let [.., has_projection] = layer.operands;
        if has_projection {
            return Err("an LSTM with a `proj_size` has no place in ONNX".to_owned());
        }
        let map = match call.node.operands[0].value {
            Value::Result(node, 0) => &self.forward.nodes[node],
            _ => return Err("a recurrent layer takes no linear map of its input".to_owned()),
        };
        if map.operation != Some(Operation::Linear) {
            return Err("a recurrent layer takes no linear map of its input".to_owned());
        }
        let inputs = map.operands.iter().map(|operand| self.operand(operand));
        let inputs: Vec<String> = inputs.collect::<Result<_, _>>()?;
        let (b, shape, features) = (&mut self.builder, call.shape(0), map.operands[0].shape[2]);
        let x = if layer.batch_first { b.transpose(&inputs[0], &[1, 0, 2]) } else { inputs[0].clone() };
        let [steps, batch] = if layer.batch_first { [shape[1], shape[0]] } else { [shape[0], shape[1]] };
        let operands = operands(call, layer);
        let sizes = Sizes { steps, batch, features, hidden: layer.hidden };
        let turn = |b: &mut Builder, x: &str| match is_turned(layer) {
            true => b.reversed(x, 0, steps),
            false => x.to_owned(),
        };
        let x = turn(b, &x);
        let mut outputs = sizes.run(b, call, layer, &x, &inputs[1..], &operands);
        outputs[0] = turn(b, &outputs[0]);
        let parts = sizes.parts(b, call, layer, outputs);
        let mut start = Size::of(0);
        let mut placed = Vec::new();
        for part in parts {
            let len = super::super::size::product(&part.shape).ok_or("two axes go with one open size")?;
            placed.push((start, part));
            start = start.plus(len);
        }
        self.parts.insert(call.number, placed);
        // Nobody takes the whole.
        call.one(String::new())
    }
}

fn operands(call: &Call<'_>, layer: &Recurrent) -> Operands {
    let mut next = 2;
    let mut given = |is_given: bool| {
        next += usize::from(is_given);
        is_given.then(|| call.x(next - 1).to_owned())
    };
    let [state, memory, bias, _] = layer.operands;
    Operands { state: given(state), memory: given(memory), bias: given(bias) }
}

struct Sizes {
    steps: Size,
    batch: Size,
    features: Size,
    hidden: usize,
}

/// The operator, and in which order it has the gates.
fn operator(cell: Cell) -> (&'static str, &'static [usize]) {
    match cell {
        Cell::Tanh | Cell::Relu => ("RNN", &[0]),
        Cell::Lstm => ("LSTM", &[0, 3, 1, 2]),
        Cell::Gru => ("GRU", &[1, 0, 2]),
    }
}

impl Sizes {
    fn run(
        &self,
        b: &mut Builder,
        call: &Call<'_>,
        layer: &Recurrent,
        x: &str,
        map: &[String],
        operands: &Operands,
    ) -> Vec<String> {
        let (operator, order) = operator(layer.cell);
        let width = order.len() * self.hidden;
        let weight = self.ordered(b, &map[0], order, &[Size::ONE, Size::of(width), self.features]);
        let hidden = self.ordered(b, call.x(1), order, &[Size::ONE, Size::of(width), Size::of(self.hidden)]);
        let bias = self.bias(b, call, order, [map.get(1), operands.bias.as_ref()]);
        let state = self.state(b, call, operands.state.as_ref());
        let lengths = layer.lengths.as_ref().map_or(String::new(), |lengths| b.lengths(lengths));
        let mut inputs = vec![x, &weight, &hidden, &bias, &lengths, &state];
        let memory = match layer.cell.has_memory() {
            true => self.state(b, call, operands.memory.as_ref()),
            false => String::new(),
        };
        inputs.push(&memory);
        while inputs.last().is_some_and(|input| input.is_empty()) {
            inputs.pop();
        }
        let count = if layer.cell.has_memory() { 3 } else { 2 };
        b.several(operator, &inputs, &attributes(layer), count)
    }

    /// The rows of a weight in ONNX's order of the gates.
    fn ordered(&self, b: &mut Builder, x: &str, order: &[usize], shape: &[Size]) -> String {
        let rows = order.iter().flat_map(|&gate| gate * self.hidden..(gate + 1) * self.hidden);
        let rows: Vec<i64> = rows.map(|row| row as i64).collect();
        let x = if rows.is_sorted() { x.to_owned() } else { b.gather(x, 0, &[rows.len()], &rows) };
        b.reshape(&x, shape)
    }

    /// That of the inputs and then that of the states, or nothing.
    fn bias(
        &self,
        b: &mut Builder,
        call: &Call<'_>,
        order: &[usize],
        biases: [Option<&String>; 2],
    ) -> String {
        if biases == [None, None] {
            return String::new();
        }
        let shape = [Size::ONE, Size::of(order.len() * self.hidden)];
        let [inputs, states] = biases.map(|bias| match bias {
            Some(bias) => self.ordered(b, bias, order, &shape),
            None => b.full(&shape, call.dtype(), Number::Float(0.0)),
        });
        b.set("Concat", &[&inputs, &states], &[("axis", Attribute::Int(1))])
    }

    /// The state before the first step: zeros if there is none, which some readers do not make by themselves for a batch of
    /// any size.
    fn state(&self, b: &mut Builder, call: &Call<'_>, state: Option<&String>) -> String {
        let shape = [Size::ONE, self.batch, Size::of(self.hidden)];
        match state {
            Some(state) => b.reshape(state, &shape),
            None => b.full(&shape, call.dtype(), Number::Float(0.0)),
        }
    }

    /// The outputs of all steps, the last state and the last memory, as the layer has them.
    fn parts(&self, b: &mut Builder, call: &Call<'_>, layer: &Recurrent, outputs: Vec<String>) -> Vec<Made> {
        let hidden = Size::of(self.hidden);
        let (y, state) = ([self.steps, self.batch, hidden], [self.batch, hidden]);
        let mut name = b.reshape(&outputs[0], &y);
        let mut shape = y.to_vec();
        if layer.batch_first {
            name = b.transpose(&name, &[1, 0, 2]);
            shape.swap(0, 1);
        }
        let mut parts = vec![Made { name, shape }];
        parts.push(Made { name: b.reshape(&outputs[1], &state), shape: state.to_vec() });
        let memory = match outputs.get(2) {
            Some(memory) => Made { name: b.reshape(memory, &state), shape: state.to_vec() },
            // There is none, but it is handed on.
            None => {
                let none = [self.batch, Size::of(0)];
                Made { name: b.full(&none, call.dtype(), Number::Float(0.0)), shape: none.to_vec() }
            }
        };
        parts.push(memory);
        parts
    }
}

/// Whether a layer that goes backwards gets its steps from the last to the first: tract, for one, goes forwards whatever
/// `direction` says. Sequences of several lengths each have another last step, and are left to the operator.
fn is_turned(layer: &Recurrent) -> bool {
    layer.reverse && layer.lengths.is_none()
}

fn attributes(layer: &Recurrent) -> Vec<(&'static str, Attribute)> {
    let direction = if layer.reverse && !is_turned(layer) { "reverse" } else { "forward" };
    let mut attributes =
        vec![("hidden_size", Attribute::Int(layer.hidden as i64)), ("direction", Attribute::Text(direction))];
    match layer.cell {
        Cell::Gru => attributes.push(("linear_before_reset", Attribute::Int(1))),
        Cell::Relu => attributes.push(("activations", Attribute::Texts(&["Relu"]))),
        Cell::Tanh | Cell::Lstm => {}
    }
    attributes
}
