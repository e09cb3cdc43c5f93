//! A trace as a picture of Graphviz.

use super::{Row, Trace};
use crate::autodiff::Source;

impl Trace {
    /// The graph in the language of [Graphviz](https://graphviz.org): `dot -Tsvg model.dot > model.svg`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let dot = (Linear::new(4, 2, &mut rng(0)), Relu).trace([1, 4])?.to_dot();
    /// assert!(dot.contains(r#"row1 [label="1\nRelu\n[1, 2]"];"#));
    /// # Ok::<(), nn_core::Error>(())
    /// ```
    pub fn to_dot(&self) -> String {
        let mut dot = "digraph model {\n    node [shape=box];\n".to_owned();
        for (i, shape) in self.inputs.iter().enumerate() {
            dot += &format!("    input{i} [shape=oval, label=\"input\\n{shape:?}\"];\n");
        }
        for (i, row) in self.rows.iter().enumerate() {
            dot += &format!("    row{i} [label=\"{}\"];\n", label(row));
        }
        for (i, row) in self.rows.iter().enumerate() {
            for source in &row.inputs {
                dot += &format!("    {} -> row{i};\n", name(source));
            }
        }
        dot + "}\n"
    }
}

fn label(row: &Row) -> String {
    let path = if row.path.is_empty() { String::new() } else { format!("{}\\n", escaped(&row.path)) };
    format!("{path}{}\\n{:?}", escaped(row.kind), row.output_shape)
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

pub(super) fn name(source: &Source) -> String {
    match source {
        Source::Input(i) => format!("input{i}"),
        Source::Step(i) => format!("row{i}"),
    }
}
