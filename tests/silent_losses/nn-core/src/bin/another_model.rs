use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

fn main() {
    let (mut generator, critic) = (layer(), layer());
    let before = values(&generator);
    step(&mut generator, critic.forward(input()).mean());
    print_changed(&before, &values(&generator));
}
