//! The messages of an ONNX file, by the numbers of their fields in
//! [`onnx.proto`](https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

use super::size::Size;
use crate::storage::{AnyStorage, Dtype, Element, Number, SharedStorage, dispatch};
use crate::wire::Message;

/// The version of the operators.
pub(super) const OPSET: i64 = 18;

/// The version of the format that came with them.
const IR_VERSION: i64 = 8;

/// `int32`, which no tensor of ours has, but lengths of sequences have.
pub(super) const INT32: i64 = 6;

/// The number of an element type.
pub(super) fn type_of(dtype: Dtype) -> i64 {
    match dtype {
        Dtype::F32 => 1,
        Dtype::F64 => 11,
        Dtype::I64 | Dtype::Usize => 7,
        Dtype::Bool => 9,
    }
}

/// A setting of a node.
#[derive(Clone, Debug)]
pub(super) enum Attribute {
    Int(i64),
    Ints(Vec<i64>),
    Float(f64),
    Text(&'static str),
    Texts(&'static [&'static str]),
}

/// A call of an operator.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) operator: &'static str,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    pub(super) attributes: Vec<(&'static str, Attribute)>,
}

/// A tensor that is part of the model.
#[derive(Clone, Debug)]
pub(super) struct Initializer {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) dtype: i64,
    pub(super) elements: Elements,
}

/// The elements of a tensor, as bytes or as what they are made of.
#[derive(Clone, Debug)]
pub(super) enum Elements {
    Of(AnyStorage),
    Bytes(Vec<u8>),
}

/// An input or output.
#[derive(Clone, Debug)]
pub(super) struct Port {
    pub(super) name: String,
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<Size>,
}

impl Attribute {
    fn message(&self, name: &str) -> Message {
        let mut message = Message::new();
        message.text(1, name);
        match self {
            Attribute::Float(value) => message.float(2, *value as f32).int(20, 1),
            Attribute::Int(value) => message.int(3, *value).int(20, 2),
            Attribute::Text(value) => message.text(4, value).int(20, 3),
            Attribute::Ints(values) => message.ints(8, values).int(20, 7),
            Attribute::Texts(values) => {
                values.iter().for_each(|value| _ = message.text(9, value));
                message.int(20, 8)
            }
        };
        message
    }
}

impl Node {
    pub(super) fn message(&self) -> Message {
        let mut message = Message::new();
        self.inputs.iter().for_each(|input| _ = message.text(1, input));
        self.outputs.iter().for_each(|output| _ = message.text(2, output));
        message.text(3, &self.outputs[0]).text(4, self.operator);
        for (name, attribute) in &self.attributes {
            message.message(5, &attribute.message(name));
        }
        message
    }
}

impl Elements {
    /// In little-endian order.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Elements::Bytes(bytes) => bytes.clone(),
            Elements::Of(elements) => bytes_of(elements),
        }
    }

    pub(super) fn num_bytes(&self) -> usize {
        match self {
            Elements::Bytes(bytes) => bytes.len(),
            Elements::Of(elements) => elements.len() * elements.dtype().size(),
        }
    }
}

/// The elements in little-endian order.
pub(super) fn bytes_of(elements: &AnyStorage) -> Vec<u8> {
    fn of<A: Element>(elements: &SharedStorage<A>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(elements.len() * A::DTYPE.size());
        elements.as_slice().iter().for_each(|element| append(&mut bytes, A::DTYPE, element.number()));
        bytes
    }
    dispatch!(elements, elements => of(elements))
}

/// Appends a number as an element of this type.
pub(super) fn append(bytes: &mut Vec<u8>, dtype: Dtype, number: Number) {
    let (float, whole) = match number {
        Number::Float(x) => (x, x as i64),
        Number::Whole(x) => (x as f64, x as i64),
    };
    match dtype {
        Dtype::F32 => bytes.extend((float as f32).to_le_bytes()),
        Dtype::F64 => bytes.extend(float.to_le_bytes()),
        Dtype::I64 | Dtype::Usize => bytes.extend(whole.to_le_bytes()),
        Dtype::Bool => bytes.push((whole != 0).into()),
    }
}

impl Initializer {
    pub(super) fn message(&self) -> Message {
        let mut message = Message::new();
        self.shape.iter().for_each(|&size| _ = message.int(1, size as i64));
        message.int(2, self.dtype).text(8, &self.name).bytes(9, &self.elements.to_bytes());
        message
    }
}

impl Port {
    pub(super) fn message(&self) -> Message {
        let mut shape = Message::new();
        for size in &self.shape {
            let mut axis = Message::new();
            match size.get() {
                Some(size) => axis.int(1, size as i64),
                None => axis.text(2, &size.to_string()),
            };
            shape.message(1, &axis);
        }
        let mut tensor = Message::new();
        tensor.int(1, type_of(self.dtype)).message(2, &shape);
        let mut message = Message::new();
        message.text(1, &self.name).message(2, Message::new().message(1, &tensor));
        message
    }
}

/// A whole file of a graph.
pub(super) fn model(graph: &Message) -> Message {
    let mut opset = Message::new();
    opset.text(1, "").int(2, OPSET);
    let mut message = Message::new();
    message.int(1, IR_VERSION).text(2, "nn-core").text(3, env!("CARGO_PKG_VERSION"));
    message.message(7, graph).message(8, &opset);
    message
}
