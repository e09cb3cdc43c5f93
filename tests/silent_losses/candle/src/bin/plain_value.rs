use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let (layer, head) = (layer(vb.pp("layer")), layer(vb.pp("head")));
    let before = numbers(layer.weight());
    let loss = (head.forward(&input())?.mean_all()? + layer.weight().sqr()?.mean_all()?)?;
    sgd(&variables).backward_step(&loss)?;
    print_changed(&before, &numbers(layer.weight()));
    Ok(())
}
