//! Every layer: on a tape it trains all its parameters, and off it what it gives remembers them.

use nn_core::prelude::*;

use super::world::mix;

#[test]
fn dense_and_normalising() {
    let rng = &mut rng(0);
    let layer = Linear::new(3, 4, rng);
    mix!("Linear", Some(&layer), x: float [2, 3] => layer.forward(x));
    let layer = Bilinear::new(3, 5, 4, rng);
    mix!("Bilinear", Some(&layer), a: float [2, 3], b: float [2, 5] => layer.forward((a, b)));
    let layer = Embedding::new(5, 4, rng);
    mix!("Embedding", Some(&layer), i: index [2, 3] => layer.forward(i));
    let layer = BatchNorm1d::new(3);
    mix!("BatchNorm1d", Some(&layer), x: float [4, 3] => layer.forward(x));
    let layer = BatchNorm2d::new(3);
    mix!("BatchNorm2d", Some(&layer), x: float [4, 3, 2, 2] => layer.forward(x));
    let layer = LayerNorm::new([3]);
    mix!("LayerNorm", Some(&layer), x: float [4, 3] => layer.forward(x));
    let layer = GroupNorm::new(2, 4);
    mix!("GroupNorm", Some(&layer), x: float [4, 4] => layer.forward(x));
    let layer = Prelu::new();
    mix!("Prelu", Some(&layer), x: float [4, 3] => layer.forward(x));
}

#[test]
fn convolutional_and_pooling() {
    let rng = &mut rng(0);
    let layer = Conv1d::new(2, 3, 2, rng);
    mix!("Conv1d", Some(&layer), x: float [2, 2, 6] => layer.forward(x));
    let layer = Conv2d::new(2, 3, 2, rng);
    mix!("Conv2d", Some(&layer), x: float [2, 2, 6, 6] => layer.forward(x));
    mix!("MaxPool1d", x: float [2, 2, 6] => MaxPool1d::new(2).forward(x));
    mix!("MaxPool2d", x: float [2, 2, 6, 6] => MaxPool2d::new(2).forward(x));
    mix!("AvgPool1d", x: float [2, 2, 6] => AvgPool1d::new(2).forward(x));
    mix!("AvgPool2d", x: float [2, 2, 6, 6] => AvgPool2d::new(2).forward(x));
    mix!("AdaptiveAvgPool1d", x: float [2, 2, 6] => AdaptiveAvgPool1d::new(3).forward(x));
    mix!("AdaptiveAvgPool2d", x: float [2, 2, 6, 6] => AdaptiveAvgPool2d::new(3).forward(x));
    mix!("AdaptiveMaxPool1d", x: float [2, 2, 6] => AdaptiveMaxPool1d::new(3).forward(x));
    mix!("AdaptiveMaxPool2d", x: float [2, 2, 6, 6] => AdaptiveMaxPool2d::new(3).forward(x));
}

#[test]
fn without_parameters() {
    mix!("Flatten", x: float [2, 3, 4] => Flatten.forward(x));
    mix!("Dropout", x: float [2, 30] => Dropout::new(0.5).forward(x));
    mix!("Softmax", x: float [2, 3] => Softmax::new(-1).forward(x));
    mix!("LogSoftmax", x: float [2, 3] => LogSoftmax::new(1).forward(x));
    mix!("Relu", x: float [2, 3] => Relu.forward(x));
    mix!("Relu6", x: float [2, 3] => Relu6.forward(x));
    mix!("Sigmoid", x: float [2, 3] => Sigmoid.forward(x));
    mix!("Tanh", x: float [2, 3] => Tanh.forward(x));
    mix!("Silu", x: float [2, 3] => Silu.forward(x));
    mix!("Gelu", x: float [2, 3] => Gelu.forward(x));
    mix!("GeluTanh", x: float [2, 3] => GeluTanh.forward(x));
    mix!("LeakyRelu", x: float [2, 3] => LeakyRelu::new().forward(x));
    mix!("Elu", x: float [2, 3] => Elu::new().forward(x));
    mix!("Softplus", x: float [2, 3] => Softplus::new().forward(x));
    mix!("Hardtanh", x: float [2, 3] => Hardtanh::new().forward(x));
}

/// A frozen layer is data: nothing is learned from it, so nothing is lost.
#[test]
fn frozen() {
    let mut layer = Linear::new(3, 4, &mut rng(0));
    layer.freeze();
    mix!("frozen Linear", None, x: float [2, 3] => layer.forward(x));
}
