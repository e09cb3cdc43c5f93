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
