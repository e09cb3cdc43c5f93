//! A trace as a diagram of Mermaid.

use super::dot::name;
use super::{Row, Trace};

impl Trace {
    /// The graph in the language of [Mermaid](https://mermaid.js.org), which many viewers of Markdown draw.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mermaid = (Linear::new(4, 2, &mut rng(0)), Relu).trace([1, 4])?.to_mermaid();
    /// assert!(mermaid.contains(r#"row1["1<br/>Relu<br/>[1, 2]"]"#));
    /// # Ok::<(), nn_core::Error>(())
    /// ```
    pub fn to_mermaid(&self) -> String {
        let mut mermaid = "flowchart TD\n".to_owned();
        for (i, shape) in self.inputs.iter().enumerate() {
            mermaid += &format!("    input{i}([\"input<br/>{shape:?}\"])\n");
        }
        for (i, row) in self.rows.iter().enumerate() {
            mermaid += &format!("    row{i}[\"{}\"]\n", label(row));
        }
        for (i, row) in self.rows.iter().enumerate() {
            for source in &row.inputs {
                mermaid += &format!("    {} --> row{i}\n", name(source));
            }
        }
        mermaid
    }
}

fn label(row: &Row) -> String {
    let path = if row.path.is_empty() { String::new() } else { format!("{}<br/>", escaped(&row.path)) };
    format!("{path}{}<br/>{:?}", escaped(row.kind), row.output_shape)
}

/// What would end the label, or be read as markup, in the entities of Mermaid.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
