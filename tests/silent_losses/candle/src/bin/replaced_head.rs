use silent_losses_candle::*;

struct Net {
    layer: Linear,
    head: Linear,
}

fn main() -> Result<()> {
    let (variables, vb) = variables();
    let mut net = Net { layer: layer(vb.pp("layer")), head: layer(vb.pp("head")) };
    let mut optimizer = sgd(&variables);
    net.head = layer(vb.pp("new_head"));
    let before = values(&net.head);
    let loss = net.head.forward(&net.layer.forward(&input())?)?.mean_all()?;
    optimizer.backward_step(&loss)?;
    print_changed(&before, &values(&net.head));
    Ok(())
}
