//! ResNet-18 as torchvision has it: He et al., *Deep residual learning for image recognition*, 2015,
//! <https://arxiv.org/abs/1512.03385>.

use nn_core::prelude::*;

use super::{HUGE, compare};

#[derive(Module)]
struct BasicBlock {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    relu: Relu,
    conv2: Conv2d,
    bn2: BatchNorm2d,
    downsample: Option<(Conv2d, BatchNorm2d)>,
}

impl BasicBlock {
    fn new(inputs: usize, outputs: usize, stride: usize, rng: &mut impl Rng) -> Self {
        let conv = |inputs, stride| Conv2d::spec(inputs, outputs, 3).stride(stride).padding(1).bias(false);
        let narrow = Conv2d::spec(inputs, outputs, 1).stride(stride).bias(false);
        BasicBlock {
            conv1: conv(inputs, stride).init(rng),
            bn1: BatchNorm2d::new(outputs),
            relu: Relu,
            conv2: conv(outputs, 1).init(rng),
            bn2: BatchNorm2d::new(outputs),
            downsample: (stride > 1).then(|| (narrow.init(rng), BatchNorm2d::new(outputs))),
        }
    }
}

impl Forward<Tensor<4>> for BasicBlock {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.relu.forward(self.bn1.forward(self.conv1.forward(x.clone())));
        let y = self.bn2.forward(self.conv2.forward(y));
        self.relu.forward(y + self.downsample.forward(x))
    }
}

#[derive(Module)]
pub(super) struct ResNet18 {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    relu: Relu,
    maxpool: MaxPool2d,
    layer1: Sequential<Vec<BasicBlock>>,
    layer2: Sequential<Vec<BasicBlock>>,
    layer3: Sequential<Vec<BasicBlock>>,
    layer4: Sequential<Vec<BasicBlock>>,
    avgpool: AdaptiveAvgPool2d,
    fc: Linear,
}

impl ResNet18 {
    pub(super) fn new(rng: &mut impl Rng) -> Self {
        let mut stage = |inputs, outputs, stride| {
            let first = BasicBlock::new(inputs, outputs, stride, rng);
            Sequential(vec![first, BasicBlock::new(outputs, outputs, 1, rng)])
        };
        ResNet18 {
            layer1: stage(64, 64, 1),
            layer2: stage(64, 128, 2),
            layer3: stage(128, 256, 2),
            layer4: stage(256, 512, 2),
            conv1: Conv2d::spec(3, 64, 7).stride(2).padding(3).bias(false).init(rng),
            bn1: BatchNorm2d::new(64),
            relu: Relu,
            maxpool: MaxPool2d::new(3).stride(2).padding(1),
            avgpool: AdaptiveAvgPool2d::new(1),
            fc: Linear::new(512, 1000, rng),
        }
    }

    /// Gives the last layer other features than come in.
    pub(super) fn break_the_head(&mut self, rng: &mut impl Rng) {
        self.fc = Linear::new(100, 1000, rng);
    }

    /// Gives a convolution in a block other channels than come in.
    pub(super) fn break_a_block(&mut self, rng: &mut impl Rng) {
        self.layer3.0[1].conv2 = Conv2d::new(100, 256, 3, rng);
    }
}

impl Forward<Tensor<4>> for ResNet18 {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.maxpool.forward(self.relu.forward(self.bn1.forward(self.conv1.forward(x))));
        let x = self.layer2.forward(self.layer1.forward(x));
        let x = self.layer4.forward(self.layer3.forward(x));
        self.fc.forward(self.avgpool.forward(x).flatten())
    }
}

#[test]
fn the_sums_are_those_of_torchvision() {
    let model = ResNet18::new(&mut rng(0));
    let trace = model.trace([1, 3, 224, 224]).unwrap();
    assert_eq!(trace.output_shape(), [1, 1000]);
    assert_eq!(trace.num_parameters(), 11_689_512);
    assert_eq!(trace.multiply_adds(), 1_814_073_344);
    let table = trace.to_string();
    assert!(table.contains("Parameters: 11,689,512") && table.contains("(1.81 G)"), "{table}");
    compare("resnet18.txt", &table);
    assert_shapes!(model, [2, 3, 64, 96] => [2, 1000]);
}

#[test]
fn nothing_is_computed() {
    let model = ResNet18::new(&mut rng(0));
    let batch = HUGE >> 4;
    let trace = model.trace([batch, 3, 32, 32]).unwrap();
    assert_eq!(trace.output_shape(), [batch, 1000]);
    let one = model.trace([1, 3, 32, 32]).unwrap();
    assert_eq!(trace.multiply_adds(), one.multiply_adds() * batch as u64);
    // Each row is that of one sample, for as many.
    for (row, one) in trace.rows().iter().zip(one.rows()) {
        assert_eq!((row.path(), row.kind()), (one.path(), one.kind()));
        assert_eq!(row.output_shape()[1..], one.output_shape()[1..], "{}", row.path());
    }
}

#[test]
fn frozen_parameters_are_told_apart() {
    let mut model = ResNet18::new(&mut rng(0));
    model.layer1.freeze();
    let trace = model.trace([1, 3, 64, 64]).unwrap();
    assert_eq!(trace.num_trainable_parameters(), model.num_trainable_parameters());
    assert!(trace.num_trainable_parameters() < trace.num_parameters());
    assert!(trace.to_string().contains("Parameters: 11,689,512, 11,541,544 of them trainable\n"), "{trace}");
}
