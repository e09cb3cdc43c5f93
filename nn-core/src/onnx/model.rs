//! A model as ONNX, ready to be written.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use super::builder::Builder;
use super::export::numbered;
use super::proto::{Attribute, Initializer, Node, OPSET, Port, model};
use super::size::Size;
use crate::state::replace;
use crate::storage::Dtype;
use crate::wire::Message;
use crate::{Error, Result};

/// A model as ONNX: what [`to_onnx`](super::ExportOnnx::to_onnx) gives, to be saved under a path or taken as bytes.
#[derive(Clone, Debug)]
pub struct OnnxModel {
    nodes: Vec<Node>,
    initializers: Vec<Initializer>,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    /// What the outputs are called inside.
    sources: Vec<String>,
    /// What the open sizes are called.
    open: Vec<String>,
}

impl OnnxModel {
    pub(super) fn new(
        builder: Builder,
        inputs: Vec<Port>,
        outputs: Vec<(String, Dtype, Vec<Size>)>,
        open: Vec<String>,
    ) -> Self {
        let Builder { nodes, initializers, .. } = builder;
        let (mut sources, mut ports) = (Vec::new(), Vec::new());
        let count = outputs.len();
        for (i, (source, dtype, shape)) in outputs.into_iter().enumerate() {
            sources.push(source);
            ports.push(Port { name: numbered("output", i, count), dtype, shape });
        }
        let mut model = OnnxModel { nodes, initializers, inputs, outputs: ports, sources, open };
        model.prune();
        model
    }

    /// Names the outputs, in their order; by default they are `output`, or `output_0`, `output_1` and so on.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there are more or fewer outputs, or two have one name, or an input has it.
    pub fn output_names<const N: usize>(mut self, names: [&str; N]) -> Result<Self> {
        if N != self.outputs.len() {
            let count = self.outputs.len();
            return Err(Error::setting(format!(
                "the model gives {count} tensors, but there are {N} names: {names:?}"
            )));
        }
        let mut taken: HashSet<&str> = self.inputs.iter().map(|port| port.name.as_str()).collect();
        if let Some(name) = names.iter().find(|name| name.is_empty() || !taken.insert(name)) {
            return Err(Error::setting(format!(
                "the name {name:?} is taken, expected another for each output: {names:?}"
            )));
        }
        self.outputs.iter_mut().zip(names).for_each(|(port, name)| port.name = name.to_owned());
        Ok(self)
    }

    /// The names of the inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|port| port.name.as_str())
    }

    /// The names of the outputs.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().map(|port| port.name.as_str())
    }

    /// The operators that the model is made of, each once, in alphabetical order.
    pub fn operators(&self) -> Vec<&'static str> {
        let mut operators: Vec<_> = self.nodes.iter().map(|node| node.operator).collect();
        operators.sort_unstable();
        operators.dedup();
        operators
    }

    /// The version of the operators: 18.
    pub fn opset(&self) -> i64 {
        OPSET
    }

    /// The bytes of an `.onnx` file.
    ///
    /// # Errors
    ///
    /// [`Error::Export`] if they would be more than 2 GiB, which is the most that the format takes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        const MOST: usize = i32::MAX as usize;
        let bytes: usize = self.initializers.iter().map(|tensor| tensor.elements.num_bytes()).sum();
        let message = (bytes < MOST).then(|| model(&self.graph()));
        message.map(Message::into_bytes).filter(|bytes| bytes.len() <= MOST).ok_or_else(|| {
            let message = format!(
                "the model has {bytes} bytes of parameters and buffers, but an ONNX file holds no more than 2 GiB; export it \
                 in parts"
            );
            Error::Export { layer: None, message, at: None }
        })
    }

    /// Writes an `.onnx` file. A file that stands there is replaced as a whole, once the new one is complete.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be written, and those of [`to_bytes`](Self::to_bytes).
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let bytes = self.to_bytes()?;
        replace(path.as_ref(), |file| file.write_all(&bytes))
    }

    fn graph(&self) -> Message {
        let mut graph = Message::new();
        let names = self.free_names();
        for node in &self.nodes {
            graph = graph.message(1, &renamed(node, &names).message());
        }
        for (source, port) in self.sources.iter().zip(&self.outputs) {
            let node = Node {
                operator: "Identity",
                inputs: vec![name_of(source, &names).to_owned()],
                outputs: vec![port.name.clone()],
                attributes: Vec::<(&str, Attribute)>::new(),
            };
            graph = graph.message(1, &node.message());
        }
        graph = graph.text(2, "model");
        for tensor in &self.initializers {
            let tensor = Initializer { name: name_of(&tensor.name, &names).to_owned(), ..tensor.clone() };
            graph = graph.message(5, &tensor.message());
        }
        let open: Vec<&str> = self.open.iter().map(String::as_str).collect();
        let port = |graph: Message, field, port: &Port| graph.message(field, &port.message(&open));
        graph.each(11, &self.inputs, port).each(12, &self.outputs, port)
    }

    /// What has the name of an output, and gets another.
    fn free_names(&self) -> Vec<(String, String)> {
        let results = self.nodes.iter().flat_map(|node| &node.outputs);
        let taken: HashSet<&String> =
            results.chain(self.initializers.iter().map(|tensor| &tensor.name)).collect();
        let outputs = self.outputs.iter().map(|port| &port.name).filter(|name| taken.contains(name));
        outputs
            .map(|name| {
                let free = (0..).map(|i| format!("{name}.{i}")).find(|free| !taken.contains(free));
                (name.clone(), free.expect("there is a number that is free"))
            })
            .collect()
    }

    /// Leaves out what no output is made of.
    fn prune(&mut self) {
        let mut used: HashSet<String> = self.sources.iter().cloned().collect();
        let mut kept = Vec::new();
        for node in self.nodes.drain(..).rev() {
            if node.outputs.iter().any(|output| used.contains(output)) {
                used.extend(node.inputs.iter().cloned());
                kept.push(node);
            }
        }
        kept.reverse();
        // Results at the end that nobody takes are left out, but where an operator always has them.
        for node in kept.iter_mut().filter(|node| node.operator != "TopK") {
            while node.outputs.last().is_some_and(|output| !used.contains(output)) {
                node.outputs.pop();
            }
        }
        self.nodes = kept;
        self.initializers.retain(|tensor| used.contains(&tensor.name));
    }
}

fn name_of<'a>(name: &'a str, names: &'a [(String, String)]) -> &'a str {
    names.iter().find(|(taken, _)| taken == name).map_or(name, |(_, free)| free)
}

fn renamed(node: &Node, names: &[(String, String)]) -> Node {
    let mut node = node.clone();
    node.inputs.iter_mut().chain(&mut node.outputs).for_each(|name| *name = name_of(name, names).to_owned());
    node
}
