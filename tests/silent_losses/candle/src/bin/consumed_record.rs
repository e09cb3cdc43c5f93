use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let (layer, head) = (layer(vb.pp("layer")), layer(vb.pp("head")));
    let mut optimizer = sgd(&variables);
    let h = layer.forward(&input())?;
    optimizer.backward_step(&head.forward(&h)?.mean_all()?)?;
    let before = values(&layer);
    optimizer.backward_step(&head.forward(&h)?.mean_all()?)?;
    print_changed(&before, &values(&layer));
    Ok(())
}
