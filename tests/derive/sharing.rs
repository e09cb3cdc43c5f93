//! One module in several places.

use nn_core::prelude::*;

use crate::{param, paths};

#[derive(Module)]
struct Pair {
    key: Param<1>,
    value: Shared<Param<1>>,
}

#[derive(Module)]
struct Net {
    first: Shared<Pair>,
    middle: Param<1>,
    second: Shared<Pair>,
    value: Shared<Param<1>>,
}

fn net() -> Net {
    let value = Shared::new(param(1.0));
    let pair = Shared::new(Pair { key: param(0.0), value: value.clone() });
    Net { first: pair.clone(), middle: param(2.0), second: pair, value }
}

#[test]
fn a_shared_module_is_registered_once() {
    let mut net = net();
    assert_eq!(paths(&mut net), ["first.key", "first.value", "middle"]);
    assert_eq!(net.num_parameters(), 3);
    net.second.write().key.set_value(Tensor::from([7.0]));
    assert_eq!(net.first.read().key.value().as_slice(), [7.0]);
}

#[test]
fn its_other_paths_are_aliases_of_the_first() {
    struct Aliases(Vec<(String, String)>);

    impl Visitor for Aliases {
        fn alias(&mut self, at: &Path<'_>, of: &str) {
            self.0.push((at.to_string(), of.to_owned()));
        }
    }

    let mut aliases = Aliases(Vec::new());
    net().visit(&Path::ROOT, &mut Visit::new(&mut aliases));
    let found: Vec<(&str, &str)> = aliases.0.iter().map(|(at, of)| (at.as_str(), of.as_str())).collect();
    assert_eq!(
        found,
        [("second.key", "first.key"), ("second.value", "first.value"), ("value", "first.value")]
    );
}

#[test]
fn a_clone_of_a_model_is_another_model() {
    let layer = Linear::new(2, 2, &mut rng(0));
    assert_ne!(layer.weight.id(), layer.clone().weight.id());
    assert_eq!(layer.weight.value().as_slice(), layer.clone().weight.value().as_slice());
}

#[derive(Debug, Module)]
struct Node {
    layer: Linear,
    next: Option<Shared<Node>>,
}

/// A ring of nodes: each stands before the next, and the last before the first.
fn ring(len: usize) -> Shared<Node> {
    let node = |i| Shared::new(Node { layer: Linear::new(2, 2, &mut rng(i as u64)), next: None });
    let nodes: Vec<_> = (0..len).map(node).collect();
    for (i, node) in nodes.iter().enumerate() {
        node.write().next = Some(nodes[(i + 1) % len].clone());
    }
    nodes[0].clone()
}

#[test]
fn a_module_that_contains_itself_is_visited_once() {
    let mut one = ring(1);
    assert_eq!(paths(&mut one), ["layer.weight", "layer.bias"]);
    assert_eq!((one.num_parameters(), one.parameters().len()), (6, 2));
    assert_eq!(one.tree().to_string(), "Node(\n  (layer): Linear(2, 2)  # 6\n)  # 6");
    let mut three = ring(3);
    assert_eq!(paths(&mut three).len(), 6);
    assert_eq!(three.state_dict().names().last(), Some("next.next.layer.bias"));
    assert_eq!(three.state_dict().aliases().count(), 0);
}

#[test]
fn a_module_that_contains_itself_is_trained_and_saved() {
    let mut model = (ring(2), ring(1));
    let x = Tape::new(0).input(Tensor::<2>::full([1, 2], 1.0));
    let gradients = model.0.read().layer.forward(x).sum().backward();
    Adam::new(0.1).step(&mut model, gradients).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ring.safetensors");
    model.save(&path).unwrap();
    let mut other = (ring(2), ring(1));
    assert_ne!(other.0.read().layer.weight.value(), model.0.read().layer.weight.value());
    other.load(&path).unwrap();
    assert_eq!(other.0.read().layer.weight.value(), model.0.read().layer.weight.value());
    model.freeze();
    assert_eq!(model.num_trainable_parameters(), 0);
}

#[test]
fn printing_a_ring_ends() {
    let two = ring(2);
    let printed = format!("{two:?}");
    assert_eq!((printed.matches("Node").count(), printed.matches("Shared(..)").count()), (2, 1), "{printed}");
    assert!(!format!("{:?}", two.read().layer).is_empty());
}

#[test]
fn the_aliases_of_a_ring_end() {
    let first = ring(2);
    let second = first.read().next.clone();
    let mut model = (first.clone(), first, second);
    let names = ["0.layer.weight", "0.layer.bias", "0.next.layer.weight", "0.next.layer.bias"];
    assert_eq!(paths(&mut model), names);
    let state = model.state_dict();
    let aliases: Vec<_> = state.aliases().filter(|(alias, _)| alias.ends_with("weight")).collect();
    assert_eq!(
        aliases,
        [
            ("1.layer.weight", "0.layer.weight"),
            ("1.next.layer.weight", "0.next.layer.weight"),
            ("2.layer.weight", "0.next.layer.weight"),
            ("2.next.layer.weight", "0.layer.weight"),
        ]
    );
    model.load_state_dict(&state).unwrap();
}

/// A list of clones: they begin equal, and are three.
#[test]
fn a_vector_of_clones_has_parameters_of_its_own() {
    let mut layers = vec![Linear::new(2, 2, &mut rng(0)); 3];
    assert_eq!(layers.num_parameters(), 3 * 6);
    let [a, b, c] = &layers[..] else { panic!("three layers") };
    assert!(a.weight.id() != b.weight.id() && b.weight.id() != c.weight.id());
    assert!(a.weight.value() == b.weight.value() && b.weight.value() == c.weight.value());
    let gradients = b.forward(Tape::new(0).input(Tensor::<2>::full([1, 2], 1.0))).sum().backward();
    Sgd::new(0.1).step(&mut layers, gradients).unwrap();
    assert!(layers[0].weight.value() == layers[2].weight.value());
    assert!(layers[0].weight.value() != layers[1].weight.value());
}
