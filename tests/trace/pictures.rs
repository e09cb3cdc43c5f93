//! Traces as pictures.

use nn_core::prelude::*;

use super::compare;

/// Two ways from one input to one output.
#[derive(Module)]
struct Branches {
    left: Linear,
    right: (Linear, Relu),
    by_name: std::collections::BTreeMap<String, Linear>,
}

impl Forward<(Tensor<2>, Tensor<2>)> for Branches {
    type Output = Tensor<2>;

    fn forward(&self, (x, y): (Tensor<2>, Tensor<2>)) -> Tensor<2> {
        let x = self.by_name.values().fold(x, |x, layer| layer.forward(x));
        Tensor::concat(&[self.left.forward(x.clone()), self.right.forward(y), x], 1)
    }
}

fn branches() -> Branches {
    let rng = &mut rng(0);
    Branches {
        left: Linear::new(3, 4, rng),
        right: (Linear::new(5, 2, rng), Relu),
        by_name: [("a \"b\" <\\>".to_owned(), Linear::new(3, 3, rng))].into(),
    }
}

#[test]
fn graphviz() {
    compare("branches.dot", &branches().trace(([1, 3], [1, 5])).unwrap().to_dot());
}

#[test]
fn mermaid() {
    compare("branches.mmd", &branches().trace(([1, 3], [1, 5])).unwrap().to_mermaid());
}

#[test]
fn a_table_of_two_inputs() {
    compare("branches.txt", &branches().trace(([1, 3], [1, 5])).unwrap().to_string());
}
