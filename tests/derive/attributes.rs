//! The attributes of fields.

use std::cell::RefCell;
use std::collections::HashMap;

use nn_core::prelude::*;

use crate::{param, paths, values};

#[derive(Module)]
struct Inner {
    weight: Param<1>,
    bias: Param<1>,
}

fn inner(value: f32) -> Inner {
    Inner { weight: param(value), bias: param(value) }
}

#[derive(Module)]
struct Skips {
    #[module(skip)]
    table: HashMap<String, usize>,
    #[module(skip = "captures no layer")]
    activation: Box<dyn Fn(f32) -> f32>,
    layer: Param<1>,
}

#[test]
fn a_skipped_field_is_left_out() {
    let mut model = Skips { table: HashMap::new(), activation: Box::new(f32::abs), layer: param(1.0) };
    assert_eq!(paths(&mut model), ["layer"]);
    assert_eq!((model.activation)(-1.0), 1.0);
    assert!(model.table.is_empty());
}

#[derive(Module)]
struct Renames(#[module(rename = "head")] Inner, Inner);

#[derive(Module)]
enum RenamedVariant {
    One(#[module(rename = "one")] Param<1>),
}

#[test]
fn a_renamed_field_is_registered_under_its_new_name() {
    let expected = ["head.weight", "head.bias", "1.weight", "1.bias"];
    assert_eq!(paths(&mut Renames(inner(1.0), inner(2.0))), expected);
    assert_eq!(paths(&mut RenamedVariant::One(param(1.0))), ["one"]);
}

#[derive(Module)]
struct Flattens {
    #[module(flatten)]
    inner: Inner,
    #[module(flatten)]
    list: Frozen<Vec<Param<1>>>,
}

#[test]
fn a_flattened_field_adds_no_segment() {
    let mut model = Flattens { inner: inner(1.0), list: Frozen::new(vec![param(2.0)]) };
    assert_eq!(paths(&mut model), ["weight", "bias", "0"]);
    assert_eq!(values(&model), [1.0, 1.0, 2.0]);
    assert!(!model.parameters()[2].is_trainable());
}

/// The names of PyTorch's recurrent weights, of torchvision's layers, and of a list in a list.
#[derive(Module)]
struct NamesElements {
    #[module(rename = "weight_l{}")]
    weights: Vec<Param<1>>,
    #[module(rename = "weight_l{}_reverse")]
    reverse: [Param<1>; 1],
    #[module(rename = "layer{1..}")]
    layers: Frozen<Vec<Flattens>>,
    #[module(rename = "{}")]
    plain: Sequential<Vec<Vec<Param<1>>>>,
}

fn names_elements(start: f32) -> NamesElements {
    let flattens = |x| Flattens { inner: inner(x), list: Frozen::new(vec![param(x)]) };
    NamesElements {
        weights: vec![param(start), param(start + 1.0)],
        reverse: [param(start + 2.0)],
        layers: Frozen::new(vec![flattens(start + 3.0), flattens(start + 4.0)]),
        plain: Sequential(vec![vec![param(start + 5.0)]]),
    }
}

#[test]
fn a_list_names_its_elements() {
    let mut model = names_elements(1.0);
    let want = [
        "weight_l0",
        "weight_l1",
        "weight_l0_reverse",
        "layer1.weight",
        "layer1.bias",
        "layer1.0",
        "layer2.weight",
        "layer2.bias",
        "layer2.0",
        "0.0",
    ];
    assert_eq!(paths(&mut model), want);
    assert!(model.tree().to_string().contains("(layer2): "));
    let mut other = names_elements(20.0);
    other.load_state_dict(&model.state_dict()).unwrap();
    assert_eq!(values(&other), values(&model));
}

/// Plain values of one name are not saved, so they do not clash.
#[derive(Module)]
struct SharesPlainNames {
    width: usize,
    sizes: Vec<usize>,
    shape: (usize, usize),
    relu: Relu,
    #[module(rename = "2")]
    second: Param<1>,
    #[module(rename = "01")]
    first: Param<1>,
    #[module(flatten)]
    named: PlainNames,
    #[module(flatten)]
    pair: (Param<1>, Relu),
}

#[derive(Module)]
struct PlainNames {
    width: usize,
    sizes: Vec<usize>,
    shape: (usize, usize),
    relu: Relu,
    weight: Param<1>,
}

/// Each may contain the other, through what is flattened as well.
#[derive(Module)]
enum Branch {
    Leaf(Param<1>),
    Residual(Residual),
}

#[derive(Module)]
struct Residual {
    #[module(flatten)]
    inner: Box<Branch>,
    branches: Vec<Branch>,
}

#[test]
fn flattened_names_clash_only_where_two_are_saved() {
    let named = || PlainNames { width: 1, sizes: vec![1], shape: (1, 1), relu: Relu, weight: param(1.0) };
    let mut model = SharesPlainNames {
        width: 1,
        sizes: vec![1],
        shape: (1, 1),
        relu: Relu,
        second: param(1.0),
        first: param(1.0),
        named: named(),
        pair: (param(1.0), Relu),
    };
    assert_eq!(paths(&mut model), ["2", "01", "weight", "0"]);
    let leaf = || Branch::Leaf(param(1.0));
    let mut branch = Branch::Residual(Residual { inner: Box::new(leaf()), branches: vec![leaf()] });
    assert_eq!(paths(&mut branch), ["", "branches.0"]);
}

/// Layers in a foreign container.
mod cells {
    use super::*;

    pub(super) fn visit(cell: &RefCell<Inner>, at: &Path<'_>, visit: &mut Visit<'_>) {
        cell.borrow().visit(at, visit);
    }

    pub(super) fn visit_mut(cell: &mut RefCell<Inner>, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        cell.get_mut().visit_mut(at, visit);
    }
}

#[derive(Module)]
struct With {
    #[module(with = cells)]
    cell: RefCell<Inner>,
    #[module(with = self::cells, rename = "other")]
    second: RefCell<Inner>,
}

#[test]
fn a_foreign_container_is_visited_by_hand() {
    let mut model = With { cell: RefCell::new(inner(1.0)), second: RefCell::new(inner(2.0)) };
    assert_eq!(paths(&mut model), ["cell.weight", "cell.bias", "other.weight", "other.bias"]);
}
