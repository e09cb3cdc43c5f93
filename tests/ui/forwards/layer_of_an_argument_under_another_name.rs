//! A layer runs on a tensor under a name of the program's own.

use nn_core::prelude::*;

type Image = Tensor<4>;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 3, 3).padding(1))]
    conv: Conv2d,
}

#[shapes]
impl Net {
    fn twice(&self, x: Image) -> Tensor<4> {
        self.conv.forward(self.conv.forward(x.clone())) + x.relu()
    }
}

#[shapes(input = [3, 8, 8])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.twice(x)
    }
}

fn main() {}
