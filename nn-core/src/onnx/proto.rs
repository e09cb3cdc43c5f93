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
#[derive(Clone, Debug, PartialEq)]
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
        let message = Message::new().text(1, name);
        match self {
            Attribute::Float(value) => message.float(2, *value as f32).number(20, 1),
            Attribute::Int(value) => message.number(3, *value).number(20, 2),
            Attribute::Text(value) => message.text(4, value).number(20, 3),
            Attribute::Ints(values) => message.each(8, values.iter().copied(), Message::number).number(20, 7),
            Attribute::Texts(values) => message.each(9, values.iter().copied(), Message::text).number(20, 8),
        }
    }
}

impl Node {
    pub(super) fn message(&self) -> Message {
        let named = Message::new()
            .each(1, self.inputs.iter().map(String::as_str), Message::text)
            .each(2, self.outputs.iter().map(String::as_str), Message::text)
            .text(3, &self.outputs[0])
            .text(4, self.operator);
        named.each(5, &self.attributes, |message, field, (name, attribute)| {
            message.message(field, &attribute.message(name))
        })
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

impl PartialEq for Elements {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
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
        let message = Message::new().each(1, self.shape.iter().map(|size| *size as i64), Message::number);
        message.number(2, self.dtype).text(8, &self.name).bytes(9, &self.elements.to_bytes())
    }
}

impl Port {
    /// With the names of the open sizes.
    pub(super) fn message(&self, open: &[&str]) -> Message {
        let axis = |size: &Size| match size.get() {
            Some(size) => Message::new().number(1, size as i64),
            None => Message::new().text(2, &size.said(open)),
        };
        let shape =
            Message::new().each(1, &self.shape, |shape, field, size| shape.message(field, &axis(size)));
        let tensor = Message::new().number(1, type_of(self.dtype)).message(2, &shape);
        Message::new().text(1, &self.name).message(2, &Message::new().message(1, &tensor))
    }
}

/// A whole file of a graph.
pub(super) fn model(graph: &Message) -> Message {
    let opset = Message::new().text(1, "").number(2, OPSET);
    let message = Message::new().number(1, IR_VERSION).text(2, "nn-core").text(3, env!("CARGO_PKG_VERSION"));
    message.message(7, graph).message(8, &opset)
}
