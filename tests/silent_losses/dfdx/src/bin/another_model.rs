use silent_losses_dfdx::*;

fn main() {
    let (mut generator, critic) = (layer(), layer());
    let before = values(&generator);
    let loss = critic.forward(scale().trace(critic.alloc_grads())).mean();
    step(&mut generator, loss);
    print_changed(&before, &values(&generator));
}
