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
    let layer = BatchNorm3d::new(3);
    mix!("BatchNorm3d", Some(&layer), x: float [4, 3, 1, 2, 2] => layer.forward(x));
    let layer = InstanceNorm1d::spec(3).affine(true).init(rng);
    mix!("InstanceNorm1d", Some(&layer), x: float [4, 3, 2] => layer.forward(x));
    let layer = InstanceNorm2d::spec(3).affine(true).init(rng);
    mix!("InstanceNorm2d", Some(&layer), x: float [4, 3, 2, 2] => layer.forward(x));
    let layer = InstanceNorm3d::spec(3).affine(true).init(rng);
    mix!("InstanceNorm3d", Some(&layer), x: float [4, 3, 1, 2, 2] => layer.forward(x));
    let layer = RmsNorm::new([3]);
    mix!("RmsNorm", Some(&layer), x: float [4, 3] => layer.forward(x));
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
    let layer = ConvTranspose1d::new(2, 3, 2, rng);
    mix!("ConvTranspose1d", Some(&layer), x: float [2, 2, 4] => layer.forward(x));
    let layer = ConvTranspose2d::new(2, 3, 2, rng);
    mix!("ConvTranspose2d", Some(&layer), x: float [2, 2, 3, 3] => layer.forward(x));
    let layer = Conv3d::new(2, 3, 2, rng);
    mix!("Conv3d", Some(&layer), x: float [2, 2, 2, 3, 4] => layer.forward(x));
    let layer = ConvTranspose3d::new(2, 3, 2, rng);
    mix!("ConvTranspose3d", Some(&layer), x: float [2, 2, 2, 2, 3] => layer.forward(x));
    mix!("MaxPool1d", x: float [2, 2, 6] => MaxPool1d::new(2).forward(x));
    mix!("MaxPool2d", x: float [2, 2, 6, 6] => MaxPool2d::new(2).forward(x));
    mix!("AvgPool1d", x: float [2, 2, 6] => AvgPool1d::new(2).forward(x));
    mix!("AvgPool2d", x: float [2, 2, 6, 6] => AvgPool2d::new(2).forward(x));
    mix!("AdaptiveAvgPool1d", x: float [2, 2, 6] => AdaptiveAvgPool1d::new(3).forward(x));
    mix!("AdaptiveAvgPool2d", x: float [2, 2, 6, 6] => AdaptiveAvgPool2d::new(3).forward(x));
    mix!("AdaptiveMaxPool1d", x: float [2, 2, 6] => AdaptiveMaxPool1d::new(3).forward(x));
    mix!("AdaptiveMaxPool2d", x: float [2, 2, 6, 6] => AdaptiveMaxPool2d::new(3).forward(x));
    mix!("MaxPool3d", x: float [2, 2, 2, 4, 6] => MaxPool3d::new(2).forward(x));
    mix!("AvgPool3d", x: float [2, 2, 2, 4, 6] => AvgPool3d::new(2).forward(x));
    mix!("AdaptiveAvgPool3d", x: float [2, 2, 2, 4, 6] => AdaptiveAvgPool3d::new(3).forward(x));
    mix!("AdaptiveMaxPool3d", x: float [2, 2, 2, 4, 6] => AdaptiveMaxPool3d::new(3).forward(x));
    mix!("LpPool1d", x: float [2, 2, 6] => LpPool1d::new(2.0, 2).forward(x));
    mix!("LpPool2d", x: float [2, 2, 6, 6] => LpPool2d::new(1.5, 2).forward(x));
    mix!("LpPool3d", x: float [2, 2, 2, 4, 6] => LpPool3d::new(2.0, 2).forward(x));
    mix!("FractionalMaxPool2d", x: float [2, 2, 6, 6] => FractionalMaxPool2d::of_ratio(2, 0.5).forward(x));
    mix!("FractionalMaxPool2d", x: float [1, 2, 6, 6], u: constant [1, 2, 2] => {
        FractionalMaxPool2d::new(2, 3).forward_with_samples(x, &u).0
    });
    mix!("MaxUnpool1d", x: float [2, 2, 1], at: index [2, 2, 1] => MaxUnpool1d::new(2).forward((x, at)));
    mix!("MaxUnpool2d", x: float [2, 2, 1, 1], at: index [2, 2, 1, 1] => MaxUnpool2d::new(2).forward((x, at)));
    mix!("MaxUnpool3d", x: float [2, 1, 1, 1], at: index [2, 1, 1, 1] => MaxUnpool3d::new(2).forward((x, at)));
    mix!("FractionalMaxPool3d", x: float [2, 2, 2, 4, 6] => FractionalMaxPool3d::new(1, 2).forward(x));
}

#[test]
fn without_parameters() {
    mix!("Flatten", x: float [2, 3, 4] => Flatten.forward(x));
    mix!("Dropout", x: float [2, 30] => Dropout::new(0.5).forward(x));
    mix!("Softmax", x: float [2, 3] => Softmax::new(-1).forward(x));
    mix!("LogSoftmax", x: float [2, 3] => LogSoftmax::new(1).forward(x));
    mix!("Softmin", x: float [2, 3] => Softmin::new(1).forward(x));
    mix!("Softmax2d", x: float [2, 3, 1, 1] => Softmax2d.forward(x));
    mix!("Glu", x: float [2, 4] => Glu::new(1).forward(x));
    mix!("CircularPad1d", x: float [1, 2, 3] => CircularPad1d::new(1).forward(x));
    mix!("CircularPad2d", x: float [1, 2, 3, 3] => CircularPad2d::new(1).forward(x));
    mix!("CircularPad3d", x: float [1, 2, 3, 3, 3] => CircularPad3d::new(1).forward(x));
    mix!("ConstantPad1d", x: float [1, 2, 3] => ConstantPad1d::new(1, 0.5).forward(x));
    mix!("ConstantPad2d", x: float [1, 2, 3, 3] => ConstantPad2d::new(1, 0.5).forward(x));
    mix!("ConstantPad3d", x: float [1, 2, 3, 3, 3] => ConstantPad3d::new(1, 0.5).forward(x));
    mix!("ReflectionPad1d", x: float [1, 2, 3] => ReflectionPad1d::new(1).forward(x));
    mix!("ReflectionPad2d", x: float [1, 2, 3, 3] => ReflectionPad2d::new(1).forward(x));
    mix!("ReflectionPad3d", x: float [1, 2, 3, 3, 3] => ReflectionPad3d::new(1).forward(x));
    mix!("ReplicationPad1d", x: float [1, 2, 3] => ReplicationPad1d::new(1).forward(x));
    mix!("ReplicationPad2d", x: float [1, 2, 3, 3] => ReplicationPad2d::new(1).forward(x));
    mix!("ReplicationPad3d", x: float [1, 2, 3, 3, 3] => ReplicationPad3d::new(1).forward(x));
    mix!("ZeroPad1d", x: float [1, 2, 3] => ZeroPad1d::new(1).forward(x));
    mix!("ZeroPad2d", x: float [1, 2, 3, 3] => ZeroPad2d::new(1).forward(x));
    mix!("ZeroPad3d", x: float [1, 2, 3, 3, 3] => ZeroPad3d::new(1).forward(x));
    mix!("Identity", x: float [2, 3] => Identity.forward(x));
    mix!("LocalResponseNorm", x: float [1, 3, 2] => LocalResponseNorm::new(2).forward(x));
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
    mix!("Celu", x: float [2, 3] => Celu::new().forward(x));
    mix!("Selu", x: float [2, 3] => Selu.forward(x));
    mix!("Mish", x: float [2, 3] => Mish.forward(x));
    mix!("Hardswish", x: float [2, 3] => Hardswish.forward(x));
    mix!("Hardsigmoid", x: float [2, 3] => Hardsigmoid.forward(x));
    mix!("Hardshrink", x: float [2, 3] => Hardshrink::new().forward(x));
    mix!("Softshrink", x: float [2, 3] => Softshrink::new().forward(x));
    mix!("Softsign", x: float [2, 3] => Softsign.forward(x));
    mix!("Tanhshrink", x: float [2, 3] => Tanhshrink.forward(x));
    mix!("LogSigmoid", x: float [2, 3] => LogSigmoid.forward(x));
    mix!("Threshold", x: float [2, 3] => Threshold::new(0.1, 2.0).forward(x));
    mix!("Hardtanh", x: float [2, 3] => Hardtanh::new().forward(x));
}

/// A frozen layer is data: nothing is learned from it, so nothing is lost.
#[test]
fn frozen() {
    let mut layer = Linear::new(3, 4, &mut rng(0));
    layer.freeze();
    mix!("frozen Linear", None, x: float [2, 3] => layer.forward(x));
}
