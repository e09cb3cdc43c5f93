//! A Siamese network: one encoder for two pictures; and attention from one sequence to another, of any lengths.

use nn_core::prelude::*;
use nn_core::shape::Shape;

#[derive(Module, Init)]
struct Siamese {
    #[init((Conv2d::spec(1, 8, 3).stride(2), Relu, Flatten, Linear::spec(8 * 13 * 13, 32)))]
    encoder: (Conv2d, Relu, Flatten, Linear),
}

#[shapes(input = ([1, 28, 28], [1, 28, 28]), output = ([32], [32]))]
impl Forward<(Tensor<4>, Tensor<4>)> for Siamese {
    type Output = (Tensor<2>, Tensor<2>);

    fn forward(&self, (a, b): (Tensor<4>, Tensor<4>)) -> (Tensor<2>, Tensor<2>) {
        (self.encoder.forward(a), self.encoder.forward(b))
    }
}

#[derive(Module, Init)]
struct Cross {
    #[init(Linear::spec(8, 8))]
    query: Linear,
    #[init(Linear::spec(8, 8))]
    key: Linear,
}

#[shapes(input = ([1..=16, 8], [1..=32, 8]), output = [_, 8])]
impl Forward<(Tensor<3>, Tensor<3>)> for Cross {
    type Output = Tensor<3>;

    fn forward(&self, (x, memory): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        let weights = self.query.forward(x).matmul_t(self.key.forward(memory.clone())).softmax(2);
        weights.matmul(memory)
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Cross::spec())]
    cross: Cross,
    #[init(Linear::spec(8, 3))]
    fc: Linear,
}

#[shapes(input = [1..=64, 8], output = [_, 3])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let y = self.cross.forward((x.clone(), x));
        self.fc.forward(y)
    }
}

fn main() {
    let pictures = || Tensor::zeros([3, 1, 28, 28]);
    let (a, b) = Siamese::init(&mut rng(0)).forward((pictures(), pictures()));
    assert_eq!((a.shape(), b.shape()), ([3, 32], [3, 32]));
    let [first, second] = [[1, 28, 28], [1, 28, 33]].map(|sizes| Shape::new(&sizes));
    let message = Siamese::spec().output_shape((first, second)).unwrap_err();
    assert_eq!((message.path(), message.as_str()), ("encoder.3", "Linear takes 1352 features, but gets [1664]"));
    assert_eq!(Net::init(&mut rng(0)).forward(Tensor::zeros([2, 5, 8])).shape(), [2, 5, 3]);
    let message = Net::spec().output_shape(Shape::new(&[5, 9])).unwrap_err();
    assert_eq!((message.path(), message.as_str()), ("cross.query", "Linear takes 8 features, but gets [5, 9]"));
}
