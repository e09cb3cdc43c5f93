//! Every layer: on a tape it trains all its parameters, and off it what it gives remembers them.

use nn_core::ops::Pad;
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
    let layer = TiedLinear::new(&Shared::new(layer));
    mix!("TiedLinear", Some(&layer), x: float [2, 4] => layer.forward(x));
    let layer = EmbeddingBag::new(5, 4, rng);
    mix!("EmbeddingBag", Some(&layer), i: index [2, 3] => layer.forward(i));
    let layer = AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![2, 4], rng);
    let classes = Tensor::from([1, 2, 5]);
    mix!("AdaptiveLogSoftmaxWithLoss", Some(&layer), x: float [3, 16] => layer.forward((x, classes.clone())).0);
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
    let layer = Conv2d::spec(2, 3, 2).padding(1).padding_mode(Pad::Circular).init(rng);
    mix!("Conv2d in a ring", Some(&layer), x: float [2, 2, 6, 6] => layer.forward(x));
    let layer = weight_norm(Conv1d::spec(2, 3, 2)).init(rng);
    mix!("WeightNorm", Some(&layer), x: float [2, 2, 6] => layer.forward(x));
    let layer = weight_norm(Linear::spec(3, 4)).init(rng);
    mix!("WeightNorm of Linear", Some(&layer), x: float [2, 3] => layer.forward(x));
    let layer = spectral_norm(Conv2d::spec(2, 3, 2)).init(rng);
    mix!("SpectralNorm", Some(&layer), x: float [2, 2, 6, 6] => layer.forward(x));
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
fn recurrent() {
    let rng = &mut rng(0);
    let layer = Rnn::new(3, 2, rng);
    assert!(matches!(&layer.weights[..], [RecurrentWeights { weight_hr: None, .. }]));
    mix!("Rnn", Some(&layer), x: float [4, 2, 3], h: float [1, 2, 2] => layer.forward((x, h)).0);
    let layer = Lstm::spec(3, 2).bidirectional(true).proj_size(1).init(rng);
    mix!("Lstm", Some(&layer), x: float [4, 2, 3] => layer.forward(x).0);
    let layer = Gru::spec(3, 2).num_layers(2).init(rng);
    mix!("Gru", Some(&layer), x: float [4, 2, 3] => layer.forward(Padded::new(x, [4, 2])).0);
    let layer = RnnCell::spec(3, 2).nonlinearity(RnnNonlinearity::RELU).init(rng);
    mix!("RnnCell", Some(&layer), x: float [4, 3], h: float [4, 2] => layer.forward((x, h)));
    let layer = LstmCell::new(3, 2, rng);
    mix!("LstmCell", Some(&layer), x: float [4, 3], h: float [4, 2], c: float [4, 2] =>
        layer.forward((x, (h, c))).0);
    let layer = GruCell::new(3, 2, rng);
    mix!("GruCell", Some(&layer), x: float [4, 3], h: float [4, 2] => layer.forward((x, h)));
}

#[test]
fn attention() {
    let rng = &mut rng(0);
    let layer = MultiheadAttention::spec(4, 2).add_bias_kv(true).init(rng);
    mix!("MultiheadAttention", Some(&layer), x: float [3, 2, 4], y: float [5, 2, 4], z: float [5, 2, 4] =>
        layer.forward((x, y, z)).0);
    mix!("MultiheadAttention", Some(&layer), x: float [3, 2, 4] => layer.forward((x, &AttentionMask::causal())));
    fn mask(attn: impl AttnMask, padding: impl KeyPaddingMask) -> AttentionMask {
        AttentionMask::new().attn_mask(attn).key_padding_mask(padding)
    }
    let masked = &mask(Tensor::from_fn([3, 3], |[i, j]| j > i), Tensor::<2>::zeros([2, 3]));
    mix!("MultiheadAttention", Some(&layer), x: float [3, 2, 4] => layer.forward((x, masked)));
    let settings =
        TransformerEncoderLayer::spec(4, 2).dim_feedforward(3).activation(TransformerActivation::GELU);
    let layer = settings.init(rng);
    mix!("TransformerEncoderLayer", Some(&layer), x: float [3, 2, 4] => layer.forward(x));
    let layer = TransformerEncoder::spec(settings, 2).init(rng);
    mix!("TransformerEncoder", Some(&layer), x: float [3, 2, 4] => layer.forward(x));
    let settings = TransformerDecoderLayer::spec(4, 2).dim_feedforward(3).norm_first(true);
    let (layer, masks) = (settings.init(rng), &DecoderMasks::default());
    mix!("TransformerDecoderLayer", Some(&layer), x: float [3, 2, 4], m: float [5, 2, 4] =>
        layer.forward((x, m, masks)));
    let layer = TransformerDecoder::spec(settings, 2).norm(true).init(rng);
    mix!("TransformerDecoder", Some(&layer), x: float [3, 2, 4], m: float [5, 2, 4] => layer.forward((x, m)));
    let layer = Transformer::spec().d_model(4).nhead(2).dim_feedforward(3).num_encoder_layers(1);
    let layer = layer.num_decoder_layers(1).init(rng);
    let masks = &TransformerMasks::default();
    mix!("Transformer", Some(&layer), x: float [3, 2, 4], y: float [5, 2, 4] => layer.forward((x, y, masks)));
}

#[test]
fn without_parameters() {
    mix!("Flatten", x: float [2, 3, 4] => Flatten.forward(x));
    mix!("Dropout", x: float [2, 30] => Dropout::new(0.5).forward(x));
    mix!("Dropout1d", x: float [2, 30, 2] => Dropout1d::new(0.5).forward(x));
    mix!("Dropout2d", x: float [2, 30, 1, 2] => Dropout2d::new(0.5).forward(x));
    mix!("Dropout3d", x: float [2, 30, 1, 1, 2] => Dropout3d::new(0.5).forward(x));
    mix!("AlphaDropout", x: float [2, 30] => AlphaDropout::new(0.5).forward(x));
    mix!("FeatureAlphaDropout", x: float [2, 30, 2] => FeatureAlphaDropout::new(0.5).forward(x));
    mix!("PixelShuffle", x: float [1, 4, 2, 3] => PixelShuffle::new(2).forward(x));
    mix!("PixelUnshuffle", x: float [1, 1, 2, 4] => PixelUnshuffle::new(2).forward(x));
    mix!("ChannelShuffle", x: float [1, 4, 2] => ChannelShuffle::new(2).forward(x));
    mix!("Unflatten", x: float [2, 6] => Unflatten::new(1, [2, 3]).forward(x));
    mix!("CosineSimilarity", a: float [2, 3], b: float [2, 3] => CosineSimilarity::new(1).forward((a, b)));
    mix!("PairwiseDistance", a: float [2, 3], b: float [2, 3] => PairwiseDistance::new().forward((a, b)));
    mix!("Upsample", x: float [1, 2, 3] => Upsample::scale_factor([2.0]).forward(x));
    mix!("UpsamplingNearest2d", x: float [1, 2, 3, 2] => UpsamplingNearest2d::size([4, 3]).forward(x));
    mix!("UpsamplingBilinear2d", x: float [1, 2, 3, 2] => UpsamplingBilinear2d::size([4, 3]).forward(x));
    mix!("Unfold", x: float [1, 2, 3, 3] => Unfold::new(2).forward(x));
    mix!("Fold", x: float [1, 8, 4] => Fold::new([3, 3], 2).forward(x));
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
    mix!("Rrelu", x: float [2, 3] => Rrelu::new(0.1, 0.3).forward(x));
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
