//! A parameter whose initial value a function makes that says no shape.

use nn_core::init::draw;
use nn_core::prelude::*;

fn waves() -> Tensor<1> {
    Tensor::from_fn([8], |[i]| (i as f32).sin())
}

#[derive(Module, Init)]
struct Waves {
    #[init(draw(|_| Param::new(waves())))]
    waves: Param<1>,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Waves {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x * &self.waves
    }
}

fn main() {}
