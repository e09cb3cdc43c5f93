//! The nodes of an ONNX graph, one after the other.

use std::collections::{HashMap, HashSet};

use super::proto::{Attribute, Elements, INT32, Initializer, Node, append, type_of};
use super::size::{Size, factors};
use crate::storage::{Dtype, Number};

/// A graph that is being built. Values are known by their names.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) nodes: Vec<Node>,
    pub(super) initializers: Vec<Initializer>,
    /// Before the names of what is computed now: the path of its layer.
    prefix: String,
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
    numbers: HashMap<(i64, Vec<usize>, Vec<u8>), String>,
    sizes: HashMap<Vec<Size>, String>,
    /// What was computed from the same before.
    known: HashMap<(String, Vec<Size>), String>,
    /// For each open size, an input that tells it, and its axis there.
    pub(super) open: Vec<(String, usize)>,
}

impl Builder {
    /// What follows belongs to the layer of this path.
    pub(super) fn enter(&mut self, path: &str) {
        self.prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    }

    /// Takes a name, which must be another than all before.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    fn fresh(&mut self, kind: &str) -> String {
        let base = format!("{}{kind}", self.prefix);
        loop {
            let count = self.counts.entry(base.clone()).or_default();
            let name = if *count == 0 { base.clone() } else { format!("{base}_{count}") };
            *count += 1;
            if self.take(&name) {
                return name;
            }
        }
    }

    /// The result of an operator without settings.
    pub(super) fn op(&mut self, operator: &'static str, inputs: &[&str]) -> String {
        self.set(operator, inputs, &[])
    }

    /// The result of an operator with settings.
    pub(super) fn set(
        &mut self,
        operator: &'static str,
        inputs: &[&str],
        attributes: &[(&'static str, Attribute)],
    ) -> String {
        self.several(operator, inputs, attributes, 1).remove(0)
    }

    /// The results of an operator, of which there are so many.
    pub(super) fn several(
        &mut self,
        operator: &'static str,
        inputs: &[&str],
        attributes: &[(&'static str, Attribute)],
        count: usize,
    ) -> Vec<String> {
        let outputs: Vec<String> = (0..count).map(|_| self.fresh(operator)).collect();
        let inputs = inputs.iter().map(|&input| input.to_owned()).collect();
        self.nodes.push(Node { operator, inputs, outputs: outputs.clone(), attributes: attributes.to_vec() });
        outputs
    }

    /// Numbers that are part of the model.
    pub(super) fn numbers(&mut self, shape: &[usize], dtype: Dtype, numbers: &[Number]) -> String {
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&number| append(&mut bytes, dtype, number));
        self.constant(shape, type_of(dtype), bytes)
    }

    pub(super) fn floats(&mut self, shape: &[usize], dtype: Dtype, numbers: &[f64]) -> String {
        let numbers: Vec<Number> = numbers.iter().map(|&number| Number::Float(number)).collect();
        self.numbers(shape, dtype, &numbers)
    }

    pub(super) fn scalar(&mut self, dtype: Dtype, number: f64) -> String {
        self.floats(&[], dtype, &[number])
    }

    pub(super) fn ints(&mut self, numbers: &[i64]) -> String {
        self.int_tensor(&[numbers.len()], numbers)
    }

    pub(super) fn int_tensor(&mut self, shape: &[usize], numbers: &[i64]) -> String {
        self.constant(shape, type_of(Dtype::I64), numbers.iter().flat_map(|n| n.to_le_bytes()).collect())
    }

    /// Lengths of sequences, which have a type of their own.
    pub(super) fn lengths(&mut self, lengths: &[usize]) -> String {
        let bytes = lengths.iter().flat_map(|&length| (length as i32).to_le_bytes()).collect();
        self.constant(&[lengths.len()], INT32, bytes)
    }

    fn constant(&mut self, shape: &[usize], dtype: i64, bytes: Vec<u8>) -> String {
        let key = (dtype, shape.to_vec(), bytes);
        if let Some(name) = self.numbers.get(&key) {
            return name.clone();
        }
        let prefix = std::mem::take(&mut self.prefix);
        let name = self.fresh("number");
        self.prefix = prefix;
        let elements = Elements::Bytes(key.2.clone());
        self.numbers.insert(key, name.clone());
        self.initializers.push(Initializer { name: name.clone(), shape: shape.to_vec(), dtype, elements });
        name
    }

    /// A tensor of the model under a name of its own, or one that is like it.
    pub(super) fn initializer(
        &mut self,
        name: &str,
        shape: Vec<usize>,
        dtype: Dtype,
        elements: Elements,
    ) -> String {
        let name = if self.take(name) { name.to_owned() } else { self.fresh(name) };
        self.initializers.push(Initializer { name: name.clone(), shape, dtype: type_of(dtype), elements });
        name
    }

    /// An open size, as a vector of one element.
    fn open(&mut self, i: usize) -> String {
        let (input, axis) = self.open[i].clone();
        let (start, end) = (Attribute::Int(axis as i64), Attribute::Int(axis as i64 + 1));
        self.set("Shape", &[&input], &[("start", start), ("end", end)])
    }

    /// `times · ∏ open[i]`, of which there is at least one factor.
    fn term(&mut self, term: usize, times: i64) -> String {
        let factors: Vec<String> = factors(term).map(|i| self.shape_of(&[Size::open(i)])).collect();
        let times = (times != 1 || factors.is_empty()).then(|| self.ints(&[times]));
        let factors = factors.into_iter().chain(times);
        factors.reduce(|product, factor| self.op("Mul", &[&product, &factor])).expect("there is a factor")
    }

    fn size(&mut self, size: Size) -> String {
        if let Some(size) = size.get() {
            return self.ints(&[size as i64]);
        }
        let terms: Vec<String> = size.terms().map(|(term, times)| self.term(term, times)).collect();
        let sum =
            terms.into_iter().reduce(|sum, term| self.op("Add", &[&sum, &term])).expect("there is a term");
        match size.divisor() {
            1 => sum,
            divisor => {
                let divisor = self.ints(&[divisor]);
                self.op("Div", &[&sum, &divisor])
            }
        }
    }

    /// Sizes as a vector.
    pub(super) fn shape_of(&mut self, sizes: &[Size]) -> String {
        if let Some(sizes) = sizes.iter().map(|size| size.get()).collect::<Option<Vec<_>>>() {
            let sizes: Vec<i64> = sizes.iter().map(|&size| size as i64).collect();
            return self.ints(&sizes);
        }
        if let Some(known) = self.sizes.get(sizes) {
            return known.clone();
        }
        let prefix = std::mem::take(&mut self.prefix);
        let name = match sizes {
            [size] => match (0..self.open.len()).find(|&i| *size == Size::open(i)) {
                Some(i) => self.open(i),
                None => self.size(*size),
            },
            _ => {
                let parts: Vec<String> = sizes.iter().map(|&size| self.shape_of(&[size])).collect();
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                self.set("Concat", &parts, &[("axis", Attribute::Int(0))])
            }
        };
        self.prefix = prefix;
        self.sizes.insert(sizes.to_vec(), name.clone());
        name
    }

    /// The same elements under another shape.
    pub(super) fn reshape(&mut self, x: &str, to: &[Size]) -> String {
        let key = (x.to_owned(), to.to_vec());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let is_one_open = to.iter().filter(|size| size.get().is_none()).count() == 1;
        let has_zero = to.iter().any(|size| size.get() == Some(0));
        let shape = match is_one_open && !has_zero {
            true => {
                let sizes: Vec<i64> =
                    to.iter().map(|size| size.get().map_or(-1, |size| size as i64)).collect();
                self.ints(&sizes)
            }
            false => self.shape_of(to),
        };
        let attributes = [("allowzero", Attribute::Int(1))];
        let name = self.set("Reshape", &[x, &shape], if has_zero { &attributes } else { &[] });
        self.known.insert(key, name.clone());
        name
    }

    pub(super) fn transpose(&mut self, x: &str, axes: &[usize]) -> String {
        let axes = axes.iter().map(|&axis| axis as i64).collect();
        self.set("Transpose", &[x], &[("perm", Attribute::Ints(axes))])
    }

    /// A sum, mean and the like along axes.
    pub(super) fn reduce(&mut self, operator: &'static str, x: &str, axes: &[i64], keep: bool) -> String {
        let axes = self.ints(axes);
        self.set(operator, &[x, &axes], &[("keepdims", Attribute::Int(keep.into()))])
    }

    /// Elements along an axis by their places there.
    pub(super) fn gather(&mut self, x: &str, axis: usize, shape: &[usize], places: &[i64]) -> String {
        let places = self.int_tensor(shape, places);
        self.set("Gather", &[x, &places], &[("axis", Attribute::Int(axis as i64))])
    }

    /// The elements along an axis of this size, from the last to the first.
    pub(super) fn reversed(&mut self, x: &str, axis: usize, size: Size) -> String {
        let places = match size.get() {
            Some(size) => self.int_tensor(&[size], &(0..size as i64).rev().collect::<Vec<_>>()),
            None => {
                let (falling, last) = (self.range(0, -1, size), self.shape_of(&[size.minus(Size::ONE)]));
                self.op("Add", &[&falling, &last])
            }
        };
        self.set("Gather", &[x, &places], &[("axis", Attribute::Int(axis as i64))])
    }

    /// A tensor of some sizes as one of another shape, repeated along axes.
    pub(super) fn expand(&mut self, x: &str, sizes: &[usize], shape: &[Size]) -> String {
        if shape.iter().map(|size| size.get()).eq(sizes.iter().map(|&size| Some(size))) {
            return x.to_owned();
        }
        let shape = self.shape_of(shape);
        self.op("Expand", &[x, &shape])
    }

    /// One side of a diagonal of the last two axes, and zeros on the other.
    pub(super) fn triangle(&mut self, x: &str, upper: bool, diagonal: i64) -> String {
        let diagonal = self.int_tensor(&[], &[diagonal]);
        self.set("Trilu", &[x, &diagonal], &[("upper", Attribute::Int(upper.into()))])
    }

    /// `start + step · i`, of which there are `count`.
    pub(super) fn range(&mut self, start: i64, step: i64, count: Size) -> String {
        let [zero, one] = [0, 1].map(|number| self.int_tensor(&[], &[number]));
        let (count, axes) = (self.shape_of(&[count]), self.ints(&[0]));
        let count = self.op("Squeeze", &[&count, &axes]);
        let range = self.op("Range", &[&zero, &count, &one]);
        let [start, step] = [start, step].map(|number| self.int_tensor(&[], &[number]));
        let range = self.op("Mul", &[&range, &step]);
        self.op("Add", &[&range, &start])
    }

    /// A tensor with the same number everywhere.
    pub(super) fn full(&mut self, sizes: &[Size], dtype: Dtype, number: Number) -> String {
        let one = self.numbers(&[], dtype, &[number]);
        let shape = self.shape_of(sizes);
        self.op("Expand", &[&one, &shape])
    }
}
