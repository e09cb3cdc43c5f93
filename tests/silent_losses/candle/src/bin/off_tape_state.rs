use silent_losses_candle::*;

/// Both biases are added to the same sum, so their gradients are equal.
fn main() -> Result<()> {
    let (_, vb) = variables();
    let (ih, hh) = (layer(vb.pp("ih")), layer(vb.pp("hh")));
    let mut h = Tensor::zeros((1, 2), DType::F32, &Device::Cpu)?;
    for x in [1.0, -1.0] {
        h = (ih.forward(&(input() * x)?)? + hh.forward(&h)?)?.tanh()?;
    }
    let gradients = h.sum_all()?.backward()?;
    let of = |layer: &Linear| numbers(gradients.get(layer.bias().unwrap()).unwrap());
    print_equal(&of(&ih), &of(&hh));
    Ok(())
}
