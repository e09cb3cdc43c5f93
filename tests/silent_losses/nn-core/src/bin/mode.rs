use nn_core::ndarray::array;
use nn_core::prelude::*;
use silent_losses_nn_core::{layer, print_equal, step, values};

fn main() {
    let mut net = (BatchNorm1d::new(2), layer());
    let x = Tensor::from(array![[1.0, 2.0], [3.0, 5.0]]);
    let loss = net.forward(Tape::new(0).input(&x)).mean();
    step(&mut net, loss);
    let before = values(&net.0);
    net.forward(x);
    print_equal(&before, &values(&net.0));
}
