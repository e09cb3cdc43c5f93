//! Parameters of a model's own, in operations and in the functions of layers.

use nn_core::init::{Initial, draw, normal};
use nn_core::ops::{Conv2dOptions, Interpolation};
use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize)]
struct Net {
    #[init(draw(|rng| Param::new(normal([width, 8], 0.0, 0.02, rng))))]
    weight: Param<2>,
    #[init(draw(|_| Param::new(Tensor::zeros([width]))))]
    bias: Param<1>,
    #[init(draw(|_| Param::new([0.5; 4])))]
    scale: Param<1>,
    #[init(draw(|rng| Param::new(Initial::normal(0.0, 0.02).draw([4, 8, 3, 3], rng))))]
    kernel: Param<4>,
    #[init((width > 5).then(|| Linear::spec(width, width)))]
    down: Option<Linear>,
    #[init(repeat(2, |i| draw(move |_| Param::new(Tensor::ones([width - i])))))]
    list: Vec<Param<1>>,
}

#[shapes(spec = Net::spec(4), input = [8, 16, 16], output = [4])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let y = x.clone().conv2d(&self.kernel, None, Conv2dOptions::new().stride([2, 2]).padding([1, 1]));
        let y = y.interpolate([2.0, 2.0], Interpolation::Nearest).interpolate([8, 8], Interpolation::Nearest);
        let y = y.mean_axis(3).mean_axis(2).linear(self.weight.on(&x).t().reshape([8, 4]), None);
        let z = y.linear(&self.weight, &self.bias);
        let z = self.down.as_ref().map_or_else(|| z.clone(), |down| down.forward(z.clone())) * &self.scale;
        let weight = self.weight.on(&z);
        let e: Tensor<2> = Tensor::einsum("bi,ij->bj", (&z, &weight));
        let e: Tensor<2> = Tensor::einsum("bj,ij->bi", (&e, &weight));
        let first = &self.list[0];
        let [_, width] = e.shape();
        let rest = e.clone().slice(1, 1..) * &self.list[1];
        let e = Tensor::concat(&[rest, e.slice(1, ..1)], 1);
        (e.layer_norm([width], first, None, 1e-5) + &self.scale).feature_dropout(0.1) + first
    }
}

fn main() {
    let net = Net::init(4, &mut rng(0));
    assert_eq!(net.forward(Tensor::zeros([2, 8, 16, 16])).shape(), [2, 4]);
}
