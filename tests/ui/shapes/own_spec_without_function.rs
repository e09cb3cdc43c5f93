//! A spec of one's own that has no shape function.

use nn_core::prelude::*;

#[derive(Module)]
struct Half;

impl Forward<Tensor<2>> for Half {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x * 0.5
    }
}

struct HalfSpec;

impl Init for HalfSpec {
    type Module = Half;

    fn init(&self, _: &mut impl Rng) -> Half {
        Half
    }
}

#[derive(Module, Forward, Init)]
#[forward(input = [64])]
struct Net {
    #[init(HalfSpec)]
    half: Half,
    #[init(Linear::to(10))]
    fc: Linear,
}

fn main() {}
