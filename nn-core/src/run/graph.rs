//! A trace as the graph that TensorBoard draws.

use std::collections::HashMap;

use crate::autodiff::Source;
use crate::trace::{Row, Trace};
use crate::wire::Message;

/// Source of the numbers of the fields:
/// <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto> and `node_def.proto`,
/// `attr_value.proto`, `tensor_shape.proto` beside it.
pub(super) fn graph(trace: &Trace) -> Message {
    let mut names = Names::default();
    let shapes = trace.input_shapes();
    let inputs: Vec<String> = shapes.iter().map(|_| names.free("input".to_owned())).collect();
    let rows: Vec<String> = trace.rows().iter().map(|row| names.free(name(row))).collect();
    let source = |source: &Source| match *source {
        Source::Input(i) => inputs[i].as_str(),
        Source::Step(i) => rows[i].as_str(),
    };
    let mut graph = Message::new();
    for (name, shape) in inputs.iter().zip(shapes) {
        graph = graph.message(1, &node(name, "input", std::iter::empty(), shape));
    }
    for (row, name) in trace.rows().iter().zip(&rows) {
        let node = node(name, row.kind(), row.inputs().iter().map(source), row.output_shape());
        graph = graph.message(1, &node);
    }
    // The version of the format that TensorBoard 2 expects.
    graph.message(4, &Message::new().number(1, 22))
}

/// Slashes make the modules into boxes that open.
fn name(row: &Row) -> String {
    if row.path().is_empty() { row.kind().to_owned() } else { row.path().replace('.', "/") }
}

/// The names that are taken.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    /// The name, with a number if it is taken: of a layer that runs again, and of operations.
    fn free(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        match *count {
            1 => name,
            count => self.free(format!("{name}_{}", count - 1)),
        }
    }
}

fn node<'a>(name: &str, kind: &str, inputs: impl Iterator<Item = &'a str>, shape: &[usize]) -> Message {
    let node = inputs.fold(Message::new().text(1, name).text(2, kind), |node, input| node.text(3, input));
    let sizes = shape.iter().map(|size| Message::new().number(1, *size as i64));
    let shape = sizes.fold(Message::new(), |shape, size| shape.message(2, &size));
    let shapes = Message::new().message(1, &Message::new().message(7, &shape));
    node.message(5, &Message::new().text(1, "_output_shapes").message(2, &shapes))
}
