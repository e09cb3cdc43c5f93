//! Names of the user's own that the derives might have used themselves.

use nn_core::prelude::*;

mod shapes {
    pub(super) const WIDTH: usize = 3;
}

const SHAPE: usize = 4;
const OUTPUT: usize = 2;

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
struct Net {
    #[init(Linear::spec(SHAPE, shapes::WIDTH))]
    hidden: Linear,
    #[init(Linear::spec(shapes::WIDTH, OUTPUT))]
    head: Linear,
}

#[test]
fn constants_and_modules() {
    assert_eq!(Net::OUTPUT_SHAPE, [2]);
    assert_eq!(Net::init(&mut rng(0)).forward(Tensor::zeros([1, 4])).shape(), [1, 2]);
    let chain = sequential!([4] => Linear::spec(SHAPE, OUTPUT), Relu);
    assert_eq!(chain.shapes()[1], [2]);
}

#[derive(Module, Forward)]
struct Pair<Input, Output> {
    first: Input,
    second: Output,
}

#[test]
fn parameters() {
    let pair = Pair { first: Relu, second: Flatten };
    assert_eq!(pair.forward(Tensor::zeros([1, 2, 3])).shape(), [1, 6]);
}
