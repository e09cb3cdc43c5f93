//! Items of every form.

use std::fmt::Display;
use std::marker::PhantomData;

use nn_core::prelude::*;

use crate::{param, paths, values};

#[derive(Module)]
struct Named {
    second: Param<1>,
    first: Param<1>,
    width: usize,
}

#[derive(Module)]
struct Tuple(Param<1>, usize, Param<1>);

#[derive(Module)]
struct Unit;

#[test]
fn fields_are_visited_in_the_order_of_declaration() {
    let mut model = Named { second: param(1.0), first: param(2.0), width: 3 };
    assert_eq!(paths(&mut model), ["second", "first"]);
    assert_eq!(values(&model), [1.0, 2.0]);
    assert_eq!(model.width, 3);
}

#[test]
fn fields_of_a_tuple_struct_are_named_by_their_index() {
    let mut model = Tuple(param(1.0), 3, param(2.0));
    assert_eq!(paths(&mut model), ["0", "2"]);
    assert_eq!(model.1, 3);
}

#[test]
fn a_unit_struct_registers_nothing() {
    assert!(paths(&mut Unit).is_empty());
}

#[derive(Module)]
enum Block {
    Identity,
    Dense(Param<1>),
    Pair(Param<1>, Param<1>),
    Gate { gate: Param<1>, value: Param<1> },
}

#[derive(Module)]
struct Blocks {
    blocks: Vec<Block>,
}

#[test]
fn the_active_variant_is_registered() {
    let blocks = vec![
        Block::Identity,
        Block::Dense(param(1.0)),
        Block::Pair(param(2.0), param(3.0)),
        Block::Gate { gate: param(4.0), value: param(5.0) },
    ];
    let mut model = Blocks { blocks };
    let expected = ["blocks.1", "blocks.2.0", "blocks.2.1", "blocks.3.gate", "blocks.3.value"];
    assert_eq!(paths(&mut model), expected);
    assert_eq!(values(&model), [1.0, 2.0, 3.0, 4.0, 5.0]);
}

#[derive(Module)]
#[allow(dead_code, reason = "it cannot be made")]
enum Never {}

#[derive(Module)]
struct Generic<T, U: Module, const N: usize>
where
    T: Clone,
{
    items: [T; N],
    other: Option<U>,
    marker: PhantomData<T>,
}

#[test]
fn generic_items_are_modules_if_their_fields_are() {
    let mut model = Generic { items: [param(1.0), param(2.0)], other: Some(param(3.0)), marker: PhantomData };
    assert_eq!(paths(&mut model), ["items.0", "items.1", "other"]);
}

trait Config {
    type Layer;
}

struct Small;

impl Config for Small {
    type Layer = Named;
}

#[derive(Module)]
struct Configured<C: Config> {
    layer: C::Layer,
}

#[test]
fn a_field_may_have_an_associated_type() {
    let layer = Named { second: param(1.0), first: param(2.0), width: 0 };
    assert_eq!(paths(&mut Configured::<Small> { layer }), ["layer.second", "layer.first"]);
}

#[derive(Module)]
struct Borrowing<'a, T: ?Sized> {
    name: &'a str,
    marker: PhantomData<&'a T>,
    layer: Param<1>,
}

#[test]
fn an_item_may_have_lifetimes() {
    let name = String::from("net");
    let mut model = Borrowing::<str> { name: &name, marker: PhantomData, layer: param(1.0) };
    assert_eq!(paths(&mut model), ["layer"]);
    assert_eq!(model.name, "net");
}

#[derive(Module)]
struct Chain {
    weight: Param<1>,
    next: Option<Box<Chain>>,
}

#[derive(Module)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
    twin: Option<Box<Self>>,
}

#[test]
fn recursion_goes_through_boxes_and_lists() {
    let next = Chain { weight: param(2.0), next: None };
    let mut chain = Chain { weight: param(1.0), next: Some(Box::new(next)) };
    assert_eq!(paths(&mut chain), ["weight", "next.weight"]);

    let leaf = |x| Tree { value: param(x), children: vec![], twin: None };
    let mut tree = Tree { value: param(0.0), children: vec![leaf(1.0)], twin: Some(Box::new(leaf(2.0))) };
    assert_eq!(paths(&mut tree), ["value", "children.0.value", "twin.value"]);
}

#[derive(Module)]
struct Raw {
    r#type: Param<1>,
    r#match: Named,
}

#[test]
fn raw_names_are_registered_without_their_mark() {
    let inner = Named { second: param(1.0), first: param(2.0), width: 0 };
    assert_eq!(
        paths(&mut Raw { r#type: param(0.0), r#match: inner }),
        ["type", "match.second", "match.first"]
    );
}

#[derive(Module)]
#[module(bound = "M: Module, K: Display + Ord")]
struct Bounded<K, M> {
    entries: std::collections::BTreeMap<K, M>,
}

#[test]
fn bounds_may_be_written_by_hand() {
    let mut model = Bounded { entries: [(7, param(1.0))].into() };
    assert_eq!(paths(&mut model), ["entries.7"]);
}

trait Layer: Module + Forward<Tensor<2>, Output = Tensor<2>> {}

impl Layer for Linear {}

#[derive(Module)]
struct Objects {
    layers: Vec<Box<dyn Layer>>,
}

#[test]
fn objects_of_a_trait_that_asks_for_module_are_registered() {
    let mut model = Objects { layers: vec![Box::new(Linear::new(2, 2, &mut rng(0)))] };
    assert_eq!(paths(&mut model), ["layers.0.weight", "layers.0.bias"]);
    assert_eq!(model.layers[0].forward(Tensor::zeros([1, 2])).shape(), [1, 2]);
}

#[derive(Module)]
enum Cell {
    Gru { input: Param<1>, hidden: Param<1> },
    Lstm { input: Param<1>, hidden: Param<1> },
    Plain { input: Param<1> },
}

/// A path has no segment for the variant, as PyTorch has none for the class of a submodule.
#[test]
fn variants_with_fields_of_equal_names_load_into_each_other() {
    let gru = Cell::Gru { input: param(1.0), hidden: param(2.0) };
    let mut lstm = Cell::Lstm { input: param(3.0), hidden: param(4.0) };
    lstm.load_state_dict(&gru.state_dict()).unwrap();
    assert!(matches!(lstm, Cell::Lstm { .. }));
    assert_eq!(values(&lstm), [1.0, 2.0]);
    let mut plain = Cell::Plain { input: param(5.0) };
    let message = plain.load_state_dict(&gru.state_dict()).unwrap_err().to_string();
    assert!(message.contains("unexpected: `hidden`"), "{message}");
}
