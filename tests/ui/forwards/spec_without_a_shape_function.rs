//! A layer whose spec does not say what it makes of a shape.

use nn_core::prelude::*;

struct Scale(f32);

impl Init for Scale {
    type Module = Scaled;

    fn init(&self, _: &mut impl Rng) -> Scaled {
        Scaled { by: self.0 }
    }
}

#[derive(Module)]
struct Scaled {
    by: f32,
}

impl Forward<Tensor<2>> for Scaled {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x * self.by
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
    #[init(Scale(2.0))]
    scale: Scaled,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.scale.forward(self.fc.forward(x))
    }
}

fn main() {}
