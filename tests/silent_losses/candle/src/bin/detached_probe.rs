use silent_losses_candle::*;

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let (encoder, task, probe) = (layer(vb.pp("encoder")), layer(vb.pp("task")), layer(vb.pp("probe")));
    let before = values(&probe);
    let h = encoder.forward(&input())?;
    let loss = (task.forward(&h)?.mean_all()? + probe.forward(&h.detach())?.mean_all()?)?;
    sgd(&variables).backward_step(&loss)?;
    print_changed(&before, &values(&probe));
    Ok(())
}
