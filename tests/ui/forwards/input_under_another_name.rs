//! The input of a forward has a name of the program's own.

use nn_core::prelude::*;

type Image = Tensor<4>;

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 3, 3).padding(1))]
    conv: Conv2d,
}

#[shapes(input = [3, 8, 8])]
impl Forward<Image> for Net {
    type Output = Image;

    fn forward(&self, x: Image) -> Image {
        self.conv.forward(x).relu()
    }
}

fn main() {}
