use silent_losses_burn::{input, layer, print_changed, step, values};

fn main() {
    let (generator, critic) = (layer(), layer());
    let before = values(&generator);
    let generator = step(generator, critic.forward(input()).mean());
    print_changed(&before, &values(&generator));
}
