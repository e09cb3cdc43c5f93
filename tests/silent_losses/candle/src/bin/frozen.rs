use candle_nn::{BatchNorm, ModuleT, batch_norm};
use silent_losses_candle::*;

struct Net {
    linear: Linear,
    norm: BatchNorm,
    head: Linear,
}

impl ModuleT for Net {
    fn forward_t(&self, x: &Tensor, train: bool) -> Result<Tensor> {
        self.head.forward(&self.norm.forward_t(&self.linear.forward(x)?, train)?)
    }
}

impl Net {
    fn body(&self) -> Vec<f32> {
        let (weight, bias) = self.norm.weight_and_bias().unwrap();
        let norm = [weight, bias, self.norm.running_mean(), self.norm.running_var()].map(numbers).concat();
        [values(&self.linear), norm].concat()
    }
}

/// The optimizer gets the variables of the head alone.
fn main() -> Result<()> {
    let ((_, body), (trained, head)) = (variables(), variables());
    let net = Net {
        linear: layer(body.pp("linear")),
        norm: batch_norm(2, 1e-5, body.pp("norm"))?,
        head: layer(head),
    };
    let before = net.body();
    let x = Tensor::new(&[[1f32, 2.0], [3.0, 5.0]], &Device::Cpu)?;
    sgd(&trained).backward_step(&net.forward_t(&x, true)?.mean_all()?)?;
    print_equal(&before, &net.body());
    Ok(())
}
