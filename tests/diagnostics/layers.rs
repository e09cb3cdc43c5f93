//! Layers whose input, settings or values do not fit. Each layer of the library has a case.

use nn_core::ops::Pad;
use nn_core::prelude::*;
use nn_core::shape::Shape;

use super::cases::Cases;
use super::{indices, on_tape, zeros};

#[test]
fn dense() {
    let mut c = Cases::of("dense");
    let rng = &mut rng(0);
    panics!(c, Linear::new(5000, 10, rng).forward(zeros([8, 5408])));
    panics!(c, Linear::new(416, 10, rng).forward(zeros([8, 32, 13])));
    panics!(c, Linear::new(3, 10, rng).forward(zeros([4])));
    panics!(c, Linear::spec(3, 10).bias(false).init(rng).forward(zeros([8, 4])));
    panics!(c, Linear::new(usize::MAX, 2, rng));
    let mut linear = Linear::new(3, 10, rng);
    linear.bias.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, linear.forward(zeros([8, 3])));
    panics!(c, Bilinear::new(3, 4, 5, rng).forward((zeros([8, 3]), zeros([8, 5]))));
    panics!(c, Bilinear::new(3, 4, 5, rng).forward((zeros([8, 3]), zeros([7, 4]))));
    panics!(c, Bilinear::new(3, 4, 5, rng).forward((zeros([]), zeros([]))));
    panics!(c, Bilinear::new(1 << 30, 1 << 30, 5, rng));
    panics!(c, Embedding::new(10, 3, rng).forward(Tensor::from([[0, 12]; 2].concat()).reshape([2, 2])));
    panics!(c, Embedding::spec(10, 3).padding_idx(0).init(rng).forward(Tensor::from([10])));
    panics!(c, Embedding::spec(10, 3).padding_idx(10).init(rng));
    panics!(c, Embedding::new(usize::MAX, 3, rng));
    panics!(c, Embedding::new(10, 3, rng).attend(zeros([2, 4])));
    panics!(c, Embedding::new(10, 3, rng).renorm(&Tensor::from([10]), 1.0, 2.0));
    let shared = Shared::new(Embedding::new(10, 3, rng));
    panics!(c, TiedLinear::new(&shared).forward(zeros([2, 4])));
    let mut tied = TiedLinear::new(&shared);
    tied.bias.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, tied.forward(zeros([8, 3])));
    panics!(c, EmbeddingBag::new(10, 3, rng).forward(Tensor::from([0, 12]).reshape([1, 2])));
    panics!(c, EmbeddingBag::new(10, 3, rng).forward((indices([3]), Tensor::from([0, 4]))));
    panics!(c, EmbeddingBag::new(10, 3, rng).forward((indices([2, 3]), zeros([2, 3]))));
    panics!(c, EmbeddingBag::spec(10, 3).padding_idx(10).init(rng));
    panics!(c, EmbeddingBag::new(usize::MAX, 3, rng));
    panics!(c, AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![4, 2], rng));
    let softmax = AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![2, 4], rng);
    panics!(c, softmax.forward((zeros([3, 15]), indices([3]))));
    panics!(c, softmax.forward((zeros([3, 16]), indices([2]))));
    panics!(c, softmax.forward((zeros([1, 16]), Tensor::from([6]))));
    panics!(c, softmax.log_prob(zeros([3, 15])));
    panics!(c, softmax.predict(zeros([3, 15])));
    panics!(c, Flatten.forward(zeros([])));
    works!(c, Flatten.forward(indices([0, 3, 4])));
    c.compare();
}

#[test]
fn recurrent() {
    let mut c = Cases::of("recurrent");
    let rng = &mut rng(0);
    panics!(c, Rnn::new(3, 4, rng).forward(zeros([5, 2, 4])));
    panics!(c, Rnn::spec(3, 4).num_layers(0).init(rng));
    panics!(c, Rnn::new(usize::MAX, 2, rng));
    panics!(c, Gru::spec(3, 4).batch_first(true).init(rng).forward((zeros([2, 5, 3]), zeros([1, 5, 4]))));
    panics!(c, Gru::new(3, 4, rng).forward((zeros([5, 3]), zeros([2, 4]))));
    panics!(c, Gru::new(3, 4, rng).forward(Padded::new(zeros([5, 2, 3]), [5, 6])));
    panics!(c, Gru::new(3, 4, rng).forward(Padded::new(zeros([5, 2, 3]), [5])));
    panics!(c, Lstm::spec(3, 4).proj_size(4).init(rng));
    panics!(c, Lstm::new(3, 4, rng).forward((zeros([5, 2, 3]), (zeros([1, 2, 4]), zeros([1, 2, 3])))));
    let mut lstm = Lstm::new(3, 4, rng);
    lstm.weights[0].bias_hh.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, lstm.forward(zeros([5, 2, 3])));
    lstm.weights = Lstm::spec(3, 4).bias(false).init(rng).weights;
    works!(c, RecurrentWeights::clone(&lstm.weights[0]).weight_hr.is_none());
    works!(c, lstm.forward(zeros([0, 2, 3])));
    works!(c, lstm.forward(zeros([5, 0, 3])));
    panics!(c, RnnCell::spec(3, 4).nonlinearity(RnnNonlinearity::RELU).init(rng).forward(zeros([2, 4])));
    panics!(c, LstmCell::new(3, 4, rng).forward((zeros([2, 3]), (zeros([2, 4]), zeros([1, 4])))));
    panics!(c, GruCell::new(3, 4, rng).forward((zeros([3]), zeros([3]))));
    c.compare();
}

#[test]
fn attention() {
    let mut c = Cases::of("attention");
    let rng = &mut rng(0);
    let masks = |length: usize| Tensor::<2, bool>::from_fn([2, length], |_| false);
    panics!(c, MultiheadAttention::new(4, 3, rng));
    panics!(c, MultiheadAttention::new(usize::MAX, 1, rng));
    panics!(c, MultiheadAttention::new(4, 2, rng).forward(zeros([3, 2, 5])));
    panics!(
        c,
        MultiheadAttention::new(4, 2, rng).forward((zeros([3, 2, 4]), zeros([5, 1, 4]), zeros([5, 2, 4])))
    );
    let attention = MultiheadAttention::spec(4, 2).batch_first(true).kdim(3).init(rng);
    panics!(c, attention.forward((zeros([2, 3, 4]), zeros([2, 5, 4]), zeros([2, 5, 4]))));
    let attention = MultiheadAttention::spec(4, 2).batch_first(true).init(rng);
    panics!(c, attention.forward((zeros([2, 3, 4]), &AttentionMask::new().key_padding_mask(masks(4)))));
    panics!(c, attention.forward((zeros([2, 3, 4]), &AttentionMask::new().attn_mask(zeros([2, 3])))));
    panics!(c, attention.forward((zeros([2, 3, 4]), &AttentionMask::new().attn_mask(zeros([3, 3, 3])))));
    works!(
        c,
        attention
            .forward((zeros([2, 3, 4]), &AttentionMask::causal().attn_mask(AttnMask::added(zeros([3, 3])))))
    );
    works!(
        c,
        attention.forward((
            zeros([2, 0, 4]),
            &AttentionMask::new().key_padding_mask(KeyPaddingMask::added(masks(0)))
        ))
    );
    panics!(c, MultiheadAttention::spec(4, 2).dropout(1.5).init(rng).forward(on_tape([3, 2, 4])));
    let gelu = TransformerActivation::GELU;
    panics!(c, TransformerEncoderLayer::spec(4, 2).activation(gelu).init(rng).forward(zeros([3, 2, 5])));
    panics!(c, TransformerEncoderLayer::spec(4, 3).activation(TransformerActivation::RELU).init(rng));
    let layer = TransformerEncoderLayer::spec(4, 2);
    panics!(c, TransformerEncoder::spec(layer, 2).init(rng).forward(zeros([3, 2, 5])));
    let masks = &DecoderMasks::default();
    let layer = TransformerDecoderLayer::spec(4, 2);
    panics!(c, TransformerDecoderLayer::new(4, 2, rng).forward((zeros([3, 2, 4]), zeros([3, 1, 4]), masks)));
    panics!(c, TransformerDecoder::spec(layer, 1).init(rng).forward((zeros([3, 2, 4]), zeros([3, 2, 5]))));
    let small = Transformer::spec().d_model(4).nhead(2).num_encoder_layers(1);
    panics!(c, small.init(rng).forward((zeros([3, 2, 4]), zeros([3, 2, 5]), &TransformerMasks::default())));
    panics!(c, Transformer::spec().nhead(3).init(rng));
    works!(c, DecoderMasks { tgt: AttentionMask::causal(), ..DecoderMasks::default() });
    c.compare();
}

#[test]
fn convolutional() {
    let mut c = Cases::of("convolutional");
    let rng = &mut rng(0);
    panics!(c, Conv2d::spec(3, 32, 7).stride(2).init(rng).forward(zeros([8, 1, 32, 32])));
    panics!(c, Conv2d::new(3, 32, 7, rng).forward(zeros([8, 32, 32, 3])));
    panics!(c, Conv2d::new(3, 32, 7, rng).forward(zeros([8, 3, 5, 32])));
    panics!(c, Conv2d::spec(3, 32, 7).padding(1).init(rng).forward(zeros([8, 3, 4, 4])));
    panics!(c, Conv2d::spec(3, 32, 3).dilation(4).init(rng).forward(zeros([3, 8, 8])));
    panics!(
        c,
        Conv2d::spec(3, 32, 3).kernel_size([1, 5]).padding_same().init(rng).forward(zeros([8, 3, 0, 8]))
    );
    panics!(c, Conv2d::spec(4, 8, 3).groups(2).bias(false).init(rng).forward(zeros([2, 8, 8])));
    panics!(c, Conv2d::spec(3, 32, 3).groups(2).init(rng));
    let reflected = Conv2d::spec(3, 32, 3).padding(4).padding_mode(Pad::Reflection).init(rng);
    panics!(c, reflected.forward(zeros([8, 3, 4, 32])));
    panics!(c, Conv1d::spec(3, 4, 3).padding(4).padding_mode(Pad::Circular).init(rng).forward(zeros([3, 3])));
    panics!(c, Conv2d::spec(3, 32, 3).groups(0).init(rng));
    panics!(c, Conv2d::spec(3, 32, 3).stride_hw([1, 0]).init(rng));
    panics!(c, Conv2d::spec(3, 32, 3).dilation(0).init(rng));
    panics!(c, Conv2d::new(3, 32, 0, rng));
    panics!(c, Conv2d::spec(3, 32, 3).padding_same().stride(2).init(rng));
    panics!(c, Conv2d::new(3, 32, 1 << 40, rng));
    panics!(c, Conv2d::spec(3, 32, 3).dilation(usize::MAX).init(rng).forward(zeros([1, 3, 8, 8])));
    panics!(c, Conv2d::spec(3, 32, 3).padding(usize::MAX).init(rng).forward(zeros([1, 3, 8, 8])));
    panics!(c, ConvTranspose2d::new(3, 32, 7, rng).forward(zeros([8, 1, 4, 4])));
    panics!(c, ConvTranspose2d::spec(3, 32, 3).padding(2).init(rng).forward(zeros([3, 1, 8])));
    panics!(c, ConvTranspose1d::new(3, 32, 7, rng).forward(zeros([8, 3, 0])));
    panics!(c, ConvTranspose1d::new(3, 32, 7, rng).forward(zeros([2, 4])));
    panics!(c, ConvTranspose2d::spec(3, 32, 3).groups(2).init(rng));
    panics!(c, ConvTranspose2d::spec(3, 32, 3).stride_hw([1, 0]).init(rng));
    panics!(c, ConvTranspose2d::spec(3, 32, 3).stride(2).output_padding(2).init(rng));
    panics!(c, ConvTranspose1d::new(3, 32, 1 << 60, rng));
    panics!(c, ConvTranspose2d::spec(3, 32, 3).dilation(usize::MAX).init(rng).forward(zeros([1, 3, 8, 8])));
    panics!(c, Conv3d::new(3, 8, 3, rng).forward(zeros([2, 3, 2, 8, 8])));
    panics!(c, Conv3d::new(3, 8, 3, rng).forward(zeros([4, 8, 8, 3])));
    panics!(c, Conv3d::spec(3, 8, 3).stride_dhw([1, 0, 1]).init(rng));
    panics!(c, ConvTranspose3d::new(3, 8, 3, rng).forward(zeros([2, 1, 4, 4, 4])));
    panics!(c, ConvTranspose3d::spec(3, 8, 3).stride(2).output_padding_dhw([1, 1, 2]).init(rng));
    panics!(c, Conv3d::to(8, 3).init_for(Shape::new(&[3, 8, 8]), rng));
    panics!(c, Conv2d::to(8, 3).groups(2).init_for(Shape::new(&[3, 8, 8]), rng));
    panics!(c, ConvTranspose2d::to(8, 3).init_for(Shape::new(&[8]), rng));
    let mut conv = Conv2d::new(3, 32, 3, rng);
    conv.bias.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, conv.forward(zeros([1, 3, 8, 8])));
    panics!(c, Conv1d::new(300, 100, 3, rng).forward(zeros([2, 56, 300])));
    panics!(c, weight_norm(Conv1d::spec(3, 4, 3)).init(rng).forward(zeros([2, 4, 5])));
    panics!(c, WeightNorm::new(Linear::new(3, 4, rng)).forward(zeros([2, 4])));
    panics!(c, spectral_norm(Conv2d::spec(3, 4, 3)).init(rng).forward(zeros([2, 3, 2, 5])));
    panics!(c, SpectralNorm::new(Linear::new(3, 4, rng), rng).forward(zeros([2, 4])));
    panics!(c, Conv1d::new(300, 100, 3, rng).forward(zeros([56, 300])));
    panics!(c, Conv1d::new(300, 100, 3, rng).forward(zeros([2, 300, 2])));
    panics!(c, Conv1d::spec(3, 4, 3).stride(0).init(rng));
    panics!(c, Conv1d::spec(3, 4, 3).padding_same().stride(2).init(rng));
    panics!(c, Conv1d::spec(3, 4, 3).groups(2).init(rng));
    let mut conv = Conv1d::new(3, 32, 3, rng);
    conv.bias.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, conv.forward(zeros([1, 3, 8])));
    c.compare();
}

#[test]
fn pooling() {
    let mut c = Cases::of("pooling");
    panics!(c, MaxPool2d::new(3).forward(zeros([8, 16, 2, 5])));
    panics!(c, MaxPool2d::new(3).kernel_size([1, 4]).stride_hw([1, 2]).forward(zeros([16, 5, 3])));
    panics!(c, MaxPool2d::new(2).padding(1).forward(zeros([8, 16, 0, 9])));
    panics!(c, MaxPool2d::new(3).padding(2).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(0).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(3).stride(0).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(3).dilation(0).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(3).dilation(usize::MAX).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(usize::MAX).padding(usize::MAX / 2).forward(zeros([8, 16, 9, 9])));
    works!(c, MaxPool2d::new(3).stride(usize::MAX).ceil_mode(true).forward(zeros([8, 16, 9, 9])));
    panics!(c, MaxPool2d::new(3).forward_with_indices(zeros([5])));
    panics!(c, MaxPool2d::new(3).forward_with_indices(zeros([2, 5])));
    panics!(c, MaxPool1d::new(3).forward(zeros([8, 16, 2])));
    panics!(c, MaxPool1d::new(3).stride(1).padding(2).forward(zeros([3, 4])));
    panics!(c, MaxPool1d::new(3).dilation(3).ceil_mode(true).forward(zeros([3, 4])));
    panics!(c, MaxPool1d::new(3).forward_with_indices(zeros([])));
    panics!(c, MaxPool1d::new(3).forward_with_indices(zeros([2])));
    panics!(c, AvgPool2d::new(3).count_include_pad(false).forward(zeros([8, 16, 2, 5])));
    panics!(c, AvgPool2d::new(3).padding(2).forward(zeros([8, 16, 9, 9])));
    panics!(c, AvgPool2d::new(3).divisor_override(0));
    panics!(c, AvgPool1d::new(3).forward(zeros([8, 16, 2])));
    panics!(c, AvgPool1d::new(3).stride(0).forward(zeros([8, 16, 9])));
    panics!(c, AdaptiveAvgPool1d::new(2).forward(zeros([8, 16, 0])));
    panics!(c, AdaptiveAvgPool1d::new(usize::MAX).forward(zeros([8, 16, 2])));
    panics!(c, AdaptiveAvgPool2d::new(2).forward(zeros([8, 16, 0, 5])));
    panics!(c, AdaptiveAvgPool2d::new(1 << 40).forward(zeros([8, 16, 5, 5])));
    panics!(c, AdaptiveMaxPool1d::new(2).forward(zeros([16, 0])));
    panics!(c, AdaptiveMaxPool2d::new(2).output_size([None, Some(3)]).forward(zeros([16, 0, 5])));
    works!(c, AdaptiveMaxPool2d::new(0).forward(zeros([16, 5, 5])));
    panics!(c, AdaptiveMaxPool2d::new(2).forward_with_indices(zeros([5])));
    panics!(c, MaxPool3d::new(3).forward(zeros([8, 16, 2, 5, 5])));
    panics!(c, MaxPool3d::new(3).forward_with_indices(zeros([5, 5])));
    panics!(c, AvgPool3d::new(2).kernel_size([1, 2, 3]).forward(zeros([16, 1, 1, 5])));
    panics!(c, AvgPool3d::new(2).divisor_override(0));
    panics!(c, AdaptiveAvgPool3d::new(2).forward(zeros([8, 16, 0, 5, 5])));
    panics!(c, AdaptiveMaxPool3d::new(2).output_size([None, None, Some(1)]).forward(zeros([16, 5, 0, 5])));
    panics!(c, LpPool1d::new(2.0, 3).forward(zeros([8, 16, 2])));
    panics!(c, LpPool2d::new(0.0, 3));
    panics!(c, LpPool2d::new(1.5, 2).stride(0).forward(zeros([8, 16, 9, 9])));
    panics!(c, LpPool3d::new(2.0, 3).forward(zeros([8, 16, 2, 5, 5])));
    panics!(c, MaxUnpool1d::new(2).forward((zeros([3, 4]), indices([3, 5]))));
    panics!(c, MaxUnpool1d::new(2).stride(0).forward((zeros([3, 4]), indices([3, 4]))));
    panics!(c, MaxUnpool2d::new(2).output_size([8, 7]).forward((zeros([3, 4, 5]), indices([3, 4, 5]))));
    panics!(c, MaxUnpool2d::new(2).padding(1).forward((zeros([3, 1, 4]), indices([3, 1, 4]))));
    panics!(c, MaxUnpool2d::new(2).forward((zeros([1, 1, 1]), Tensor::full([1, 1, 1], 4))));
    panics!(c, MaxUnpool3d::new(2).forward((zeros([1, 1, 0, 1]), indices([1, 1, 0, 1]))));
    panics!(c, FractionalMaxPool2d::new(2, 5).forward(zeros([8, 16, 5, 9])));
    panics!(c, FractionalMaxPool2d::new(0, 5).forward(zeros([8, 16, 5, 9])));
    panics!(c, FractionalMaxPool2d::of_ratio(2, 1.0));
    panics!(c, FractionalMaxPool2d::new(2, 3).output_ratio([0.5, 0.0]));
    panics!(c, FractionalMaxPool2d::new(2, 3).forward_with_indices(zeros([9, 9])));
    panics!(c, FractionalMaxPool2d::new(2, 3).forward_with_samples(zeros([8, 16, 9, 9]), &zeros([8, 16, 3])));
    panics!(c, FractionalMaxPool3d::of_ratio(4, 0.9).forward(zeros([8, 16, 9, 9, 9])));
    c.compare();
}

#[test]
fn normalising() {
    let mut c = Cases::of("normalising");
    panics!(c, BatchNorm2d::new(3).forward(zeros([2, 4, 5, 5])));
    panics!(c, BatchNorm2d::new(1 << 62));
    panics!(c, BatchNorm1d::spec(3).eps(0.01).momentum(None).init(&mut rng(0)).forward(zeros([2, 4])));
    panics!(c, BatchNorm1d::spec(3).affine(false).init(&mut rng(0)).forward(zeros([2, 4, 7])));
    panics!(c, BatchNorm1d::new(3).forward(on_tape([1, 3])));
    let mut norm = BatchNorm1d::new(3);
    norm.running_var.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, norm.forward(zeros([2, 3])));
    panics!(c, GroupNorm::new(2, 4).forward(zeros([2, 5, 3])));
    panics!(c, GroupNorm::new(2, 4).forward(zeros([4])));
    panics!(c, GroupNorm::new(3, 4));
    let mut norm = GroupNorm::new(2, 4);
    norm.weight.as_mut().unwrap().set_value(zeros([3]));
    panics!(c, norm.forward(zeros([2, 4])));
    panics!(c, LayerNorm::new([3, 4]).forward(zeros([2, 4, 3])));
    panics!(c, LayerNorm::spec([4]).eps(0.1).bias(false).init(&mut rng(0)).forward(zeros([2, 3])));
    panics!(c, LayerNorm::new([4]).forward(zeros([])));
    panics!(c, LayerNorm::new([]));
    panics!(c, LayerNorm::new([1 << 40, 1 << 40]));
    let mut norm = LayerNorm::new([3]);
    norm.bias.as_mut().unwrap().set_value(zeros([4]));
    panics!(c, norm.forward(zeros([2, 3])));
    c.compare();
}

#[test]
fn activations() {
    let mut c = Cases::of("activations");
    panics!(c, Prelu::spec().num_parameters(4).init(&mut rng(0)).forward(zeros([2, 3])));
    panics!(c, Prelu::spec().num_parameters(4).init(&mut rng(0)).forward(zeros([4])));
    panics!(c, Prelu::spec().num_parameters(1 << 62).init(&mut rng(0)));
    panics!(c, Softmax::new(2).forward(zeros([3])));
    panics!(c, Softmax::new(-3).forward(zeros([2, 3])));
    panics!(c, LogSoftmax::new(1).forward(zeros([])));
    panics!(c, Softmin::new(1).forward(zeros([])));
    panics!(c, Glu::new(1).forward(zeros([2])));
    panics!(c, Glu::new(-1).forward(zeros([2, 3])));
    works!(c, Softmax2d.forward(zeros([2, 0, 1])));
    panics!(c, Dropout::new(-0.1));
    panics!(c, Dropout::new(f64::NAN));
    panics!(c, Dropout::spec(1.5));
    works!(c, Dropout::new(0.5).forward(zeros([])));
    panics!(c, Dropout1d::new(1.5));
    panics!(c, Dropout2d::spec(1.5));
    panics!(c, Dropout3d::new(-0.5));
    panics!(c, AlphaDropout::new(1.5));
    panics!(c, FeatureAlphaDropout::new(1.5));
    panics!(c, FeatureAlphaDropout::new(0.5).forward(zeros([3])));
    panics!(c, PixelShuffle::new(0));
    panics!(c, PixelShuffle::new(2).forward(zeros([1, 3, 4, 4])));
    panics!(c, PixelUnshuffle::new(0));
    panics!(c, PixelUnshuffle::new(2).forward(zeros([1, 3, 4, 5])));
    panics!(c, ChannelShuffle::new(0));
    panics!(c, ChannelShuffle::new(2).forward(zeros([1, 3, 4])));
    panics!(c, Unflatten::new(1, [2, 3]).forward(zeros([4, 5])));
    panics!(c, Unflatten::new(-3, [2, 2]).forward(zeros([4, 5])));
    panics!(c, CosineSimilarity::new(2).forward((zeros([4, 5]), zeros([4, 5]))));
    panics!(c, CosineSimilarity::new(1).forward((zeros([4, 5]), zeros([4, 6]))));
    panics!(c, PairwiseDistance::new().p(0.0));
    panics!(c, PairwiseDistance::new().forward((zeros([4, 5]), zeros([5, 5]))));
    panics!(c, Upsample::scale_factor([0.1]).forward(zeros([1, 2, 3])));
    panics!(c, Upsample::size([2, 2]).forward(zeros([1, 2, 3, 0])));
    panics!(c, UpsamplingNearest2d::size([0, 4]).forward(zeros([1, 2, 3, 3])));
    panics!(c, UpsamplingBilinear2d::scale_factor([-1.0, 2.0]).forward(zeros([1, 2, 3, 3])));
    panics!(c, Unfold::new(3).padding(1).forward(zeros([1, 2, 0, 9])));
    panics!(c, Unfold::new(2).stride(0).forward(zeros([2, 3, 3])));
    panics!(c, Fold::new([3, 3], 2).forward(zeros([1, 8, 5])));
    panics!(c, Fold::new([3, 3], 2).forward(zeros([7, 4])));
    works!(c, CircularPad1d::new(1).forward(zeros([1, 2, 3])));
    works!(c, CircularPad2d::new(1).forward(zeros([1, 2, 3, 3])));
    works!(c, CircularPad3d::new(1).forward(zeros([1, 2, 3, 3, 3])));
    works!(c, ConstantPad1d::new(1, 0.5).forward(zeros([1, 2, 3])));
    works!(c, ConstantPad2d::new(1, 0.5).forward(zeros([1, 2, 3, 3])));
    works!(c, ConstantPad3d::new(1, 0.5).forward(zeros([1, 2, 3, 3, 3])));
    works!(c, ReflectionPad1d::new(1).forward(zeros([1, 2, 3])));
    works!(c, ReflectionPad2d::new(1).forward(zeros([1, 2, 3, 3])));
    works!(c, ReflectionPad3d::new(1).forward(zeros([1, 2, 3, 3, 3])));
    works!(c, ReplicationPad1d::new(1).forward(zeros([1, 2, 3])));
    works!(c, ReplicationPad2d::new(1).forward(zeros([1, 2, 3, 3])));
    works!(c, ReplicationPad3d::new(1).forward(zeros([1, 2, 3, 3, 3])));
    works!(c, ZeroPad1d::new(1).forward(zeros([1, 2, 3])));
    works!(c, ZeroPad2d::new(1).forward(zeros([1, 2, 3, 3])));
    works!(c, ZeroPad3d::new(1).forward(zeros([1, 2, 3, 3, 3])));
    panics!(c, ReflectionPad2d::new(3).forward(zeros([1, 2, 3, 4])));
    panics!(c, CircularPad1d::new(4).forward(zeros([2, 3])));
    panics!(c, ReplicationPad1d::new(1).forward(zeros([2, 0])));
    works!(c, Identity.forward(zeros([])));
    panics!(c, InstanceNorm1d::new(3).forward(zeros([2, 4, 5])));
    panics!(c, InstanceNorm2d::new(3).forward(zeros([4, 5, 5])));
    panics!(c, InstanceNorm3d::new(3).forward(zeros([2, 4, 1, 1, 1])));
    panics!(
        c,
        InstanceNorm1d::spec(3).track_running_stats(true).init(&mut rng(0)).forward(on_tape([2, 3, 1]))
    );
    panics!(c, RmsNorm::new([]));
    panics!(c, RmsNorm::new([3]).forward(zeros([2, 4])));
    panics!(c, LocalResponseNorm::new(0));
    panics!(c, LocalResponseNorm::new(2).forward(zeros([2, 4])));
    panics!(c, BatchNorm3d::new(3).forward(zeros([2, 4, 1, 1, 1])));
    works!(c, Relu.forward(zeros([])));
    panics!(c, Rrelu::new(0.5, 0.25));
    panics!(c, Rrelu::spec(0.5, 0.25));
    works!(c, Relu6.forward(zeros([])));
    works!(c, Sigmoid.forward(zeros([])));
    works!(c, Tanh.forward(zeros([])));
    works!(c, Silu.forward(zeros([])));
    works!(c, Gelu.forward(zeros([])));
    works!(c, GeluTanh.forward(zeros([])));
    works!(c, LeakyRelu::new().forward(zeros([])));
    works!(c, Elu::new().forward(zeros([])));
    works!(c, Softplus::new().forward(zeros([])));
    works!(c, Celu::new().forward(zeros([])));
    works!(c, Selu.forward(zeros([])));
    works!(c, Mish.forward(zeros([])));
    works!(c, Hardswish.forward(zeros([])));
    works!(c, Hardsigmoid.forward(zeros([])));
    works!(c, Hardshrink::new().forward(zeros([])));
    works!(c, Softshrink::new().forward(zeros([])));
    works!(c, Softsign.forward(zeros([])));
    works!(c, Tanhshrink.forward(zeros([])));
    works!(c, LogSigmoid.forward(zeros([])));
    works!(c, Threshold::new(0.1, 2.0).forward(zeros([])));
    works!(c, Hardtanh::new().min_val(1.0).max_val(-1.0).forward(zeros([])));
    c.compare();
}
