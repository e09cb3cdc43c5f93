use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let first = layer(vb);
    let second = first.clone();
    let loss = second.forward(&first.forward(&input())?.tanh()?)?.mean_all()?;
    sgd(&variables).backward_step(&loss)?;
    print_equal(&values(&first), &values(&second));
    Ok(())
}
