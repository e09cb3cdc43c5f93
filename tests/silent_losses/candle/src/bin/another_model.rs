use silent_losses_candle::*;

fn main() -> Result<()> {
    let ((own, generator), (_, critic)) = (variables(), variables());
    let (generator, critic) = (layer(generator), layer(critic));
    let before = values(&generator);
    sgd(&own).backward_step(&critic.forward(&input())?.mean_all()?)?;
    print_changed(&before, &values(&generator));
    Ok(())
}
