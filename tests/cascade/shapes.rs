//! Shapes in constants.

use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32], output = [10])]
struct SimpleCnn {
    #[init(Conv2d::spec(3, 32, 7).stride(2))]
    conv: Conv2d,
    #[init(Relu)]
    relu: Relu,
    #[init(Flatten)]
    flatten: Flatten,
    #[init(Linear::to(10))]
    fc: Linear,
}

const _: () = assert!(SimpleCnn::OUTPUT_SHAPE[0] == 10);

#[test]
fn a_model_knows_what_it_gives_and_what_comes_in() {
    let net = SimpleCnn::init(&mut rng(0));
    assert_eq!(SimpleCnn::OUTPUT_SHAPE, [10]);
    assert_eq!(net.fc.in_features(), 5408);
    assert_eq!(net.forward(Tensor::zeros([2, 3, 32, 32])).shape(), [2, 10]);
}

#[derive(Module, Forward, Init)]
#[init(channels: usize)]
struct Block {
    #[init(Conv2d::spec(channels, 2 * channels, 3).padding(1))]
    conv: Conv2d,
    #[init(BatchNorm2d::spec(2 * channels))]
    norm: BatchNorm2d,
    #[init(MaxPool2d::spec(2))]
    pool: MaxPool2d,
}

#[derive(Module, Forward, Init)]
#[forward(input = [4, 16, 16])]
struct Deep {
    #[init(Sequential(repeat(2, |i| Block::spec(4 << i))))]
    blocks: Sequential<Vec<Block>>,
    #[init((AdaptiveAvgPool2d::spec(1), Flatten, Linear::to(7)))]
    head: (AdaptiveAvgPool2d, Flatten, Linear),
}

#[test]
fn nested_models_lists_and_tuples_bring_their_shapes_along() {
    assert_eq!(Deep::OUTPUT_SHAPE, [7]);
    assert_eq!(Deep::init(&mut rng(0)).forward(Tensor::zeros([2, 4, 16, 16])).shape(), [2, 7]);
    let error = Deep::spec().output_shape(Shape::new(&[4, 16, 3])).unwrap_err();
    assert_eq!(error.to_string(), "`blocks.1.pool`: MaxPool2d has a window of 2, but gets [16, 8, 1]");
}

#[derive(Module, Forward, Init)]
#[forward(input = [7], element = usize)]
struct Words {
    #[init(Embedding::spec(100, 8))]
    embedding: Embedding,
    #[init(LayerNorm::spec([8]))]
    norm: LayerNorm,
    #[init(Linear::to(3))]
    head: Linear,
}

#[test]
fn indices_come_in() {
    assert_eq!(Words::OUTPUT_SHAPE, [7, 3]);
    assert_eq!(Words::init(&mut rng(0)).forward(Tensor::zeros([2, 7])).shape(), [2, 7, 3]);
}

/// A layer of one's own, with a shape function.
#[derive(Clone, Copy)]
struct Halve;

impl Halve {
    const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match input.last() {
            Some(size) if size % 2 == 0 => Ok(input.with(input.rank() - 1, size / 2)),
            _ => Err(Message::new("Halve takes an even size, but gets ").shape(&input)),
        }
    }
}

#[derive(Module)]
struct Half;

impl Init for Halve {
    type Module = Half;

    fn init(&self, _: &mut impl Rng) -> Half {
        Half
    }
}

impl Forward<Tensor<2>> for Half {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [_, size] = x.shape();
        x.slice(1, 0..size / 2)
    }
}

#[derive(Module, Forward, Init)]
#[forward(input = [8])]
struct Own {
    #[init(Halve)]
    half: Half,
    #[init(Linear::to(2))]
    head: Linear,
}

#[test]
fn a_spec_of_ones_own_takes_part() {
    assert_eq!(Own::init(&mut rng(0)).head.in_features(), 4);
}

#[test]
fn a_chain_in_an_expression() {
    let spec = sequential!([3, 32, 32] => Conv2d::spec(3, 32, 7).stride(2), Relu, Flatten, Linear::to(10));
    assert_eq!(spec.shapes()[2], [5408]);
    let net: (Conv2d, Relu, Flatten, Linear) = spec.init(&mut rng(0));
    assert_eq!(net.forward(Tensor::<4>::zeros([1, 3, 32, 32])).shape(), [1, 10]);
}

#[test]
fn a_convolution_of_as_many_channels_as_come_in() {
    let spec = sequential!([3, 9, 9] => Conv2d::to(8, 3).stride(2), Relu, ConvTranspose2d::to(2, 2));
    let net: (Conv2d, Relu, ConvTranspose2d) = spec.init(&mut rng(0));
    assert_eq!((net.0.in_channels(), net.2.in_channels()), (3, 8));
    assert_eq!(net.forward(Tensor::<4>::zeros([1, 3, 9, 9])).shape(), [1, 2, 5, 5]);
}

/// As many layers as the deepest ResNet has: the compiler goes through them one by one, not one inside the other.
macro_rules! as_deep_as {
    ($($name:ident)*) => {
        #[derive(Module, Forward, Init)]
        #[forward(input = [2, 4, 4])]
        struct ManyLayers {
            $(
                #[init(Conv2d::spec(2, 2, 1))]
                $name: Conv2d,
            )*
            #[init((Flatten, Linear::to(3)))]
            head: (Flatten, Linear),
        }
    };
}

as_deep_as!(
    c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 c23 c24
    c25 c26 c27 c28 c29 c30 c31 c32 c33 c34 c35 c36 c37 c38 c39 c40 c41 c42 c43 c44 c45 c46 c47
    c48 c49 c50 c51 c52 c53 c54 c55 c56 c57 c58 c59 c60 c61 c62 c63 c64 c65 c66 c67 c68 c69 c70
    c71 c72 c73 c74 c75 c76 c77 c78 c79 c80 c81 c82 c83 c84 c85 c86 c87 c88 c89 c90 c91 c92 c93
    c94 c95 c96 c97 c98 c99 c100 c101 c102 c103 c104 c105 c106 c107 c108 c109 c110 c111 c112
    c113 c114 c115 c116 c117 c118 c119 c120 c121 c122 c123 c124 c125 c126 c127 c128 c129 c130
    c131 c132 c133 c134 c135 c136 c137 c138 c139 c140 c141 c142 c143 c144 c145 c146 c147 c148
    c149 c150 c151
);

#[test]
fn a_hundred_and_fifty_two_layers() {
    assert_eq!(ManyLayers::OUTPUT_SHAPE, [3]);
    let net = ManyLayers::init(&mut rng(0));
    assert_eq!(net.forward(Tensor::zeros([1, 2, 4, 4])).shape(), [1, 3]);
}

/// So many that the compiler would give up if it went through all of them.
#[derive(Module, Forward, Init)]
#[forward(input = [8], output = [8])]
struct Equal {
    #[init(Sequential(repeat(100_000_000, |_| (Linear::spec(8, 8), Relu))))]
    layers: Sequential<Vec<(Linear, Relu)>>,
}

#[derive(Module, Forward, Init)]
#[forward(input = [5], output = [8])]
struct Copies {
    #[init(Sequential([(Linear::to(8), Relu); 3]))]
    layers: Sequential<[(Linear, Relu); 3]>,
}

#[test]
fn equal_layers_are_checked_once_for_all() {
    assert_eq!(Equal::OUTPUT_SHAPE, [8]);
    let error = Equal::spec().output_shape(Shape::new(&[9])).unwrap_err();
    assert_eq!(error.to_string(), "`layers.0.0`: Linear takes 8 features, but gets [9]");
    let features = Copies::init(&mut rng(0)).layers.0.map(|(linear, _)| linear.in_features());
    assert_eq!(features, [5, 8, 8]);
}
