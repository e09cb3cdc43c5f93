//! Programs that once trained a model in part and said nothing. Each now trains all of it, or is refused where it goes
//! wrong and trains once it does what the refusal says.

mod consumed;
mod off_the_tape;
mod second_derivatives;

use nn_core::prelude::*;

use crate::diagnostics::caught::catch;

fn linear(inputs: usize, outputs: usize, seed: u64) -> Linear {
    Linear::new(inputs, outputs, &mut rng(seed))
}

/// What the panic says that ends the call.
#[track_caller]
fn refusal(call: impl FnOnce()) -> String {
    catch(call).expect("the program should be refused").message
}

/// Whether a step with these gradients changes the layer.
fn learns(layer: &mut Linear, gradients: &mut Gradients) -> bool {
    let before = layer.weight.value().clone();
    let own = gradients.take(layer);
    Sgd::new(0.1).step(layer, own).is_ok() && before != *layer.weight.value()
}
