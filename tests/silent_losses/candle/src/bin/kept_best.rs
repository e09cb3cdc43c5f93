use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let mut net = layer(vb);
    let before = values(&net);
    let best = net.clone();
    sgd(&variables).backward_step(&net.forward(&input())?.mean_all()?)?;
    net = best;
    print_equal(&before, &values(&net));
    Ok(())
}
