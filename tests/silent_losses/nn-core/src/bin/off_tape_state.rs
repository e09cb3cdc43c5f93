use nn_core::prelude::*;
use silent_losses_nn_core::{layer, print_equal};

/// Both biases are added to the same sum, so their gradients are equal.
fn main() {
    let (ih, hh) = (layer(), layer());
    let tape = Tape::new(0);
    let mut h = Tensor::<2>::zeros([1, 2]);
    for x in [1.0, -1.0] {
        h = (ih.forward(tape.input(Tensor::full([1, 2], x))) + hh.forward(h)).tanh();
    }
    let gradients = h.sum().backward();
    let of = |layer: &Linear| gradients.get(layer.bias.as_ref().unwrap()).unwrap().into_vec();
    print_equal(&of(&ih), &of(&hh));
}
