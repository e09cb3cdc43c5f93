//! The models of the ten workloads.

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

#[derive(Module)]
pub(crate) struct Mlp {
    fc1: Linear,
    fc2: Linear,
    fc3: Linear,
}

impl Mlp {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        Mlp {
            fc1: Linear::new(784, 512, rng),
            fc2: Linear::new(512, 512, rng),
            fc3: Linear::new(512, 10, rng),
        }
    }
}

impl Forward<Tensor<2>> for Mlp {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.fc1.forward(x).relu();
        self.fc3.forward(self.fc2.forward(x).relu())
    }
}

#[derive(Module)]
pub(crate) struct SimpleCnn {
    conv: Conv2d,
    fc: Linear,
}

impl SimpleCnn {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        SimpleCnn { conv: Conv2d::spec(3, 32, 7).stride(2).init(rng), fc: Linear::new(5408, 10, rng) }
    }
}

impl Forward<Tensor<4>> for SimpleCnn {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.fc.forward(self.conv.forward(x).relu().flatten())
    }
}

#[derive(Module)]
pub(crate) struct TextCnn {
    emb: Embedding,
    convs: Vec<Conv1d>,
    drop: Dropout,
    fc: Linear,
}

impl TextCnn {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        TextCnn {
            emb: Embedding::new(20_000, 300, rng),
            convs: [3, 4, 5].map(|width| Conv1d::new(300, 100, width, rng)).into(),
            drop: Dropout::new(0.5),
            fc: Linear::new(300, 2, rng),
        }
    }
}

impl Forward<Tensor<2, usize>> for TextCnn {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2, usize>) -> Tensor<2> {
        let x = self.emb.forward(x).transpose(1, 2);
        let maps: Vec<_> = self.convs.iter().map(|conv| conv.forward(x.clone()).relu().max_axis(2)).collect();
        self.fc.forward(self.drop.forward(Tensor::concat(&maps, 1)))
    }
}

#[derive(Module)]
pub(crate) struct Conv1x1Stack {
    convs: Vec<Conv2d>,
}

impl Conv1x1Stack {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        Conv1x1Stack { convs: (0..10).map(|i| Conv2d::new(7, if i == 9 { 13 } else { 7 }, 1, rng)).collect() }
    }
}

impl Forward<Tensor<4>> for Conv1x1Stack {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.convs.iter().fold(x, |x, conv| conv.forward(x))
    }
}

#[derive(Module)]
struct DenseLayer {
    bn1: BatchNorm2d,
    conv1: Conv2d,
    bn2: BatchNorm2d,
    conv2: Conv2d,
}

impl DenseLayer {
    fn new(channels: usize, growth: usize, rng: &mut impl Rng) -> Self {
        DenseLayer {
            bn1: BatchNorm2d::new(channels),
            conv1: Conv2d::spec(channels, 4 * growth, 1).bias(false).init(rng),
            bn2: BatchNorm2d::new(4 * growth),
            conv2: Conv2d::spec(4 * growth, growth, 3).padding(1).bias(false).init(rng),
        }
    }
}

impl Forward<Tensor<4>> for DenseLayer {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.conv1.forward(self.bn1.forward(x.clone()).relu());
        let y = self.conv2.forward(self.bn2.forward(y).relu());
        Tensor::concat(&[x, y], 1)
    }
}

#[derive(Module)]
pub(crate) struct DenseNetBlock {
    layers: Vec<DenseLayer>,
    fc: Linear,
}

impl DenseNetBlock {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        DenseNetBlock {
            layers: (0..6).map(|i| DenseLayer::new(24 + 12 * i, 12, rng)).collect(),
            fc: Linear::new(96, 10, rng),
        }
    }
}

impl Forward<Tensor<4>> for DenseNetBlock {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.layers.iter().fold(x, |x, layer| layer.forward(x));
        let [batch, channels, height, width] = x.shape();
        self.fc.forward(x.reshape([batch, channels, height * width]).mean_axis(2))
    }
}

#[derive(Module)]
pub(crate) struct Maxout {
    fc1: Linear,
    fc2: Linear,
    fc3: Linear,
}

impl Maxout {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        Maxout {
            fc1: Linear::new(784, 480, rng),
            fc2: Linear::new(240, 480, rng),
            fc3: Linear::new(240, 10, rng),
        }
    }
}

fn max_of_two(x: Tensor<2>) -> Tensor<2> {
    let [batch, _] = x.shape();
    x.reshape([batch, 240, 2]).max_axis(2)
}

impl Forward<Tensor<2>> for Maxout {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = max_of_two(self.fc1.forward(x));
        let x = max_of_two(self.fc2.forward(x));
        self.fc3.forward(x)
    }
}

#[derive(Module)]
pub(crate) struct TinyList {
    linears: Vec<Linear>,
}

impl TinyList {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        TinyList { linears: (0..10).map(|_| Linear::new(10, 10, rng)).collect() }
    }
}

impl Forward<Tensor<2>> for TinyList {
    type Output = Tensor<2>;

    fn forward(&self, mut x: Tensor<2>) -> Tensor<2> {
        for (i, linear) in self.linears.iter().enumerate() {
            x = self.linears[i / 2].forward(x.clone()) + linear.forward(x);
        }
        x
    }
}

#[derive(Module)]
pub(crate) struct LeNet {
    conv1: Conv2d,
    conv2: Conv2d,
    fc1: Linear,
    fc2: Linear,
}

impl LeNet {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        LeNet {
            conv1: Conv2d::spec(1, 32, 3).padding(1).init(rng),
            conv2: Conv2d::spec(32, 64, 3).padding(1).init(rng),
            fc1: Linear::new(3136, 128, rng),
            fc2: Linear::new(128, 10, rng),
        }
    }
}

impl Forward<Tensor<4>> for LeNet {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let pool = MaxPool2d::new(2);
        let x = pool.forward(self.conv1.forward(x).relu());
        let x = pool.forward(self.conv2.forward(x).relu());
        self.fc2.forward(self.fc1.forward(x.flatten()).relu())
    }
}

/// The width of the transformer, and its heads.
const WIDTH: usize = 256;
const HEADS: usize = 8;

#[derive(Module)]
struct Block {
    ln1: LayerNorm,
    qkv: Linear,
    proj: Linear,
    ln2: LayerNorm,
    fc1: Linear,
    fc2: Linear,
}

impl Block {
    fn new(rng: &mut impl Rng) -> Self {
        Block {
            ln1: LayerNorm::new([WIDTH]),
            qkv: Linear::new(WIDTH, 3 * WIDTH, rng),
            proj: Linear::new(WIDTH, WIDTH, rng),
            ln2: LayerNorm::new([WIDTH]),
            fc1: Linear::new(WIDTH, 1024, rng),
            fc2: Linear::new(1024, WIDTH, rng),
        }
    }

    /// Attention that sees no later position: by the kernel for it, or by single operations with a mask, which devices without
    /// that kernel have.
    fn attend(&self, x: Tensor<3>, mask: Option<&Tensor<2>>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let size = width / HEADS;
        let qkv = self.qkv.forward(x).reshape([batch, length, 3, HEADS, size]).permute([2, 0, 3, 1, 4]);
        let [q, k, v] =
            [0, 1, 2].map(|i| qkv.clone().slice(0, i..i + 1).reshape([batch, HEADS, length, size]));
        let y = match mask {
            None => q.scaled_dot_product_attention(&k, &v, &AttentionOptions::new().is_causal(true)),
            Some(mask) => (q.matmul_t(k) * (1.0 / (size as f32).sqrt()) + mask).softmax(3).matmul(v),
        };
        self.proj.forward(y.permute([0, 2, 1, 3]).reshape([batch, length, width]))
    }

    fn forward(&self, x: Tensor<3>, mask: Option<&Tensor<2>>) -> Tensor<3> {
        let y = self.attend(self.ln1.forward(x.clone()), mask);
        let x = x + y;
        let y = self.fc1.forward(self.ln2.forward(x.clone())).gelu();
        x + self.fc2.forward(y)
    }
}

#[derive(Module)]
pub(crate) struct Transformer {
    blocks: Vec<Block>,
}

impl Transformer {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        Transformer { blocks: (0..2).map(|_| Block::new(rng)).collect() }
    }
}

impl Transformer {
    /// By single operations, with what is added to the scores.
    #[allow(dead_code, reason = "for the tests of devices")]
    pub(crate) fn forward_masked(&self, x: Tensor<3>, mask: &Tensor<2>) -> Tensor<3> {
        self.blocks.iter().fold(x, |x, block| block.forward(x, Some(mask)))
    }
}

impl Forward<Tensor<3>> for Transformer {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        self.blocks.iter().fold(x, |x, block| block.forward(x, None))
    }
}

/// A thousand layers, to be counted and named.
pub(crate) fn thousand(rng: &mut impl Rng) -> Vec<Linear> {
    (0..1000).map(|_| Linear::new(16, 16, rng)).collect()
}
