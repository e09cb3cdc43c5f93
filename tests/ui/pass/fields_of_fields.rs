//! Layers of the models inside: fields of fields, in lists, tuples and options.

use nn_core::prelude::*;

mod parts {
    use nn_core::prelude::*;

    /// What other modules do not see.
    const WIDTH: usize = 8;

    #[derive(Module, Init)]
    #[init(width: usize)]
    pub struct Block {
        #[init(Conv2d::spec(width, width, 3).padding(1))]
        pub conv: Conv2d,
        #[init((width > 8).then(|| Conv2d::spec(width, width, 1)))]
        pub down: Option<Conv2d>,
    }

    #[shapes]
    impl Block {}

    #[shapes]
    impl Forward<Tensor<4>> for Block {
        type Output = Tensor<4>;

        fn forward(&self, x: Tensor<4>) -> Tensor<4> {
            let x = self.down.as_ref().map(|down| down.forward(x.clone())).unwrap_or(x);
            self.conv.forward(x)
        }
    }

    #[derive(Module, Init)]
    pub struct Encoder {
        #[init(Conv2d::spec(3, WIDTH, 3).padding(1))]
        pub stem: Conv2d,
        #[init(repeat(3, |_| Block::spec(WIDTH)))]
        pub blocks: Vec<Block>,
        #[init((Linear::spec(WIDTH, 16), Relu, Linear::spec(16, 4)))]
        pub head: (Linear, Relu, Linear),
        #[init(Flatten)]
        odd: Flatten,
    }

    #[shapes(unused(odd = "nobody asks for it"))]
    impl Encoder {}

    impl Encoder {
        pub fn is_odd(&self) -> bool {
            self.odd == Flatten
        }
    }
}

use parts::{Block, Encoder};

#[derive(Module, Init)]
struct Net {
    #[init(frozen(Encoder::spec()))]
    encoder: Frozen<Encoder>,
    #[init(repeat(2, |i| Block::spec(8 + 8 * i)))]
    blocks: Vec<Block>,
}

#[shapes(input = [3, 32, 32], output = [4])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let mut x = self.encoder.stem.forward(x);
        for block in &self.encoder.blocks {
            x = block.forward(x);
        }
        assert!(self.encoder.blocks.len() == 3);
        let x = self.encoder.blocks[1].forward(x);
        let x = self.blocks[0].conv.forward(x);
        let x = match &self.blocks[0].down {
            Some(down) => down.forward(x),
            None => x,
        };
        let x = x.mean_axis(3).mean_axis(2);
        let h = self.encoder.head.0.forward(x).relu();
        self.encoder.head.2.forward(h)
    }
}

fn main() {
    let net = Net::init(&mut rng(0));
    assert!(net.encoder.is_odd());
    assert_eq!(net.forward(Tensor::zeros([2, 3, 32, 32])).shape(), [2, 4]);
    assert_eq!(Net::OUTPUT_SHAPE, [4]);
}
