//! The layers of the library.

use nn_core::init;
use nn_core::onnx::Input;
use nn_core::ops::{Interpolation, Pad};
use nn_core::prelude::*;

use super::{Case, case, case_of};

fn noise<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

fn words<const N: usize>(shape: [usize; N], count: usize) -> Tensor<N, usize> {
    Tensor::from_fn(shape, |at| at.iter().fold(1, |sum, i| 7 * sum + i) % count)
}

/// A layer of one tensor whose first axis is the batch's.
macro_rules! plain {
    (@ $cases:ident, [$($size:expr),*], $layer:expr) => {
        let inputs = |batch: usize| noise([batch, $($size),*]);
        $cases.push(case(stringify!($layer), &$layer, inputs, |layer, x| layer.forward(x)));
    };
    ($cases:ident, $sizes:tt, $($layer:expr),* $(,)?) => {
        $(plain!(@ $cases, $sizes, $layer);)*
    };
}

/// Those that `rten` does not take.
macro_rules! not_by_rten {
    ($cases:ident, $why:literal, $sizes:tt, $($layer:expr),* $(,)?) => {
        let from = $cases.len();
        plain!($cases, $sizes, $($layer),*);
        $cases[from..].iter_mut().for_each(|case| case.not_by_rten = Some($why));
    };
}

/// All layers but those that ONNX has no operators for.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    dense(&mut cases);
    convolutions(&mut cases);
    pools(&mut cases);
    on_elements(&mut cases);
    others(&mut cases);
    recurrent(&mut cases);
    attention(&mut cases);
    cases
}

/// Parameters and statistics as training might leave them.
fn trained<M: Module>(mut layer: M) -> M {
    layer.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut Training));
    layer
}

struct Training;

impl VisitorMut for Training {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        param.fill(Initial::uniform(0.5, 1.5), &mut rng(3));
    }

    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        let values: Option<Tensor<1>> = buffer.value().to_tensor();
        if let Some(values) = values {
            let moved = init::uniform(values.shape(), 0.5, 1.5, &mut rng(4));
            buffer.set_value(moved.into()).expect("the shape is kept");
        }
    }
}

fn dense(cases: &mut Vec<Case>) {
    let source = &mut rng(0);
    plain!(cases, [6], Linear::new(6, 4, source), Linear::spec(6, 4).bias(false).init(source));
    plain!(cases, [3, 6], Linear::new(6, 4, source), Linear::spec(6, 4).bias(false).init(source));
    plain!(
        cases,
        [6],
        trained(BatchNorm1d::new(6)),
        trained(BatchNorm1d::spec(6).affine(false).init(source))
    );
    plain!(cases, [6, 3], trained(BatchNorm1d::spec(6).eps(0.1).init(source)));
    plain!(cases, [6, 3, 4], trained(BatchNorm2d::new(6)));
    plain!(cases, [6, 2, 3, 4], trained(BatchNorm3d::new(6)));
    plain!(cases, [6, 3], BatchNorm1d::spec(6).track_running_stats(false).init(source));
    plain!(cases, [3, 6], trained(LayerNorm::new([6])), trained(LayerNorm::new([3, 6])), RmsNorm::new([6]));
    plain!(cases, [3, 6], LayerNorm::spec([6]).elementwise_affine(false).init(source));
    plain!(cases, [6, 3], trained(GroupNorm::new(2, 6)), trained(GroupNorm::new(3, 6)));
    plain!(cases, [6, 3], InstanceNorm1d::new(6), LocalResponseNorm::new(2));
    plain!(cases, [6, 3, 4], trained(InstanceNorm2d::spec(6).affine(true).init(source)));
    plain!(cases, [6, 2, 3, 4], InstanceNorm3d::new(6));
    plain!(cases, [6, 4], trained(Prelu::new()), trained(Prelu::spec().num_parameters(6).init(source)));
    plain!(cases, [3], trained(weight_norm(Linear::spec(3, 4)).init(source)));
    plain!(cases, [2, 4, 5], spectral_norm(Conv2d::spec(2, 3, 2)).init(source));
    let bilinear = Bilinear::new(5, 3, 4, source);
    let pair = |batch: usize| (noise([batch, 5]), noise([batch, 3]));
    cases.push(case("Bilinear", &bilinear, pair, |layer, x| layer.forward(x)));
    let pair = |batch: usize| (noise([batch, 2, 5]), noise([batch, 2, 3]));
    cases.push(case("Bilinear of three axes", &bilinear, pair, |layer, x| layer.forward(x)));
    let embedding = shared(Embedding::spec(10, 4)).init(source);
    let two = |batch: usize| words([batch, 3], 10);
    cases.push(case("Embedding", &embedding, two, |layer, x| layer.forward(x)));
    let one = |batch: usize| words([batch], 10);
    cases.push(case("Embedding of one axis", &embedding, one, |layer, x| layer.forward(x)));
    let by_frequency = Embedding::spec(10, 4).scale_grad_by_freq(true).init(source);
    cases.push(case("Embedding by frequency", &by_frequency, two, |layer, x| layer.forward(x)));
    plain!(cases, [4], TiedLinear::new(&embedding));
    let softmax = AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![2, 4], source);
    cases.push(case("log_prob", &softmax, |batch| noise([batch, 16]), |layer, x| layer.log_prob(x)));
}

fn convolutions(cases: &mut Vec<Case>) {
    let source = &mut rng(0);
    plain!(
        cases,
        [6, 9],
        Conv1d::spec(6, 4, 3).dilation(2).init(source),
        Conv1d::spec(6, 4, 3).padding(2).padding_mode(Pad::Reflection).init(source),
        Conv1d::spec(6, 4, 3).padding(2).padding_mode(Pad::Circular).init(source),
        Conv1d::spec(6, 4, 3).padding(2).padding_mode(Pad::Replication).init(source),
        Conv1d::spec(6, 4, 4).padding_same().init(source),
        ConvTranspose1d::spec(6, 4, 3).stride(2).init(source),
    );
    plain!(
        cases,
        [6, 7, 8],
        Conv2d::spec(6, 4, 3).stride(2).padding(1).groups(2).init(source),
        Conv2d::spec(6, 6, 3).padding(1).groups(6).bias(false).init(source),
        Conv2d::spec(6, 4, 3).stride_hw([2, 1]).padding_hw([0, 2]).dilation_hw([1, 2]).init(source),
        ConvTranspose2d::spec(6, 4, 3).stride(2).padding(1).output_padding(1).groups(2).init(source),
        ConvTranspose2d::spec(6, 4, 2).stride(2).bias(false).init(source),
        Conv2d::spec(6, 4, 3).init(source),
    );
    not_by_rten!(
        cases,
        "its convolutions have at most two axes",
        [6, 3, 7, 8],
        Conv3d::spec(6, 4, 3).stride_dhw([1, 2, 2]).padding(1).groups(2).init(source),
        ConvTranspose3d::spec(6, 4, 3).stride(2).output_padding_dhw([0, 1, 1]).init(source),
    );
    // Without a batch, the first axis is the channels'.
    let conv = Conv2d::new(6, 4, 3, source);
    let image = Input::new([6, 7, 8]).fixed();
    cases.push(case_of(
        "Conv2d of one image",
        &conv,
        &[0],
        image,
        |_| noise([6, 7, 8]),
        |conv, x| conv.forward(x),
    ));
}

fn pools(cases: &mut Vec<Case>) {
    plain!(
        cases,
        [3, 7, 8],
        MaxPool2d::new(2),
        MaxPool2d::new(3).stride(2).padding(1),
        MaxPool2d::new(2).ceil_mode(true),
        MaxPool2d::new(3).stride(2).padding(1).ceil_mode(true),
        AvgPool2d::new(2),
        AvgPool2d::new(2).ceil_mode(true),
        AvgPool2d::new(3).stride(2).padding(1),
        AvgPool2d::new(3).stride(2).padding(1).ceil_mode(true),
        AvgPool2d::new(3).stride(2).padding(1).count_include_pad(false),
        AvgPool2d::new(2).divisor_override(3),
        AdaptiveAvgPool2d::new(1),
        AdaptiveAvgPool2d::new(3),
        AdaptiveMaxPool2d::new(3),
        AdaptiveMaxPool2d::new(1),
        LpPool2d::new(2.0, 2),
    );
    plain!(
        cases,
        [3, 8],
        MaxPool1d::new(2),
        AvgPool1d::new(2),
        AdaptiveAvgPool1d::new(3),
        AdaptiveMaxPool1d::new(3)
    );
    plain!(cases, [3, 8], AdaptiveAvgPool1d::new(4), LpPool1d::new(2.0, 3));
    plain!(cases, [8], MaxPool1d::new(2), AvgPool1d::new(2));
    plain!(cases, [3, 4, 7, 8], AdaptiveAvgPool3d::new(3), AdaptiveMaxPool3d::new(3));
    not_by_rten!(
        cases,
        "its pooling has at most two axes, and no dilation",
        [3, 4, 7, 8],
        MaxPool3d::new(2),
        AvgPool3d::new(2).ceil_mode(true),
        AvgPool3d::new(2),
    );
    not_by_rten!(cases, "its pooling has no dilation", [3, 7, 8], MaxPool2d::new(2).dilation(2));
    let pool = MaxPool2d::new(3).stride(2).padding(1);
    let image = |batch: usize| noise([batch, 3, 7, 8]);
    let found = case("MaxPool2d with indices", &pool, image, |pool, x| pool.forward_with_indices(x));
    cases.push(found.not_by_rten("its pooling does not tell where a maximum stands"));
    let pool = (MaxPool2d::new(2), MaxUnpool2d::new(2));
    let back =
        case("MaxUnpool2d", &pool, image, |(pool, unpool), x| unpool.forward(pool.forward_with_indices(x)));
    cases.push(back.not_by_rten("its pooling does not tell where a maximum stands"));
}

fn on_elements(cases: &mut Vec<Case>) {
    plain!(
        cases,
        [5],
        Relu,
        Relu6,
        Rrelu::default(),
        Sigmoid,
        Tanh,
        Silu,
        Gelu,
        GeluTanh,
        LeakyRelu::new(),
        Elu::new(),
        Celu::new().alpha(2.0),
        Selu,
        Softplus::new(),
        Softplus::new().beta(2.0).threshold(1.0),
        Mish,
        Hardswish,
        Hardsigmoid,
        Hardshrink::new(),
        Softshrink::new(),
        Softsign,
        Tanhshrink,
        LogSigmoid,
        Threshold::new(0.1, 2.0),
        Hardtanh::new(),
        Softmax::new(-1),
        LogSoftmax::new(1),
        Softmin::new(1),
        Dropout::new(0.5),
        AlphaDropout::new(0.5),
        Identity,
    );
    plain!(cases, [6], Glu::new(-1));
    plain!(cases, [3, 4, 5], Softmax2d, Dropout2d::new(0.5));
}

fn others(cases: &mut Vec<Case>) {
    plain!(
        cases,
        [3, 4],
        Flatten,
        Upsample::scale_factor([2.5]),
        ConstantPad1d::new(1, 0.5),
        CircularPad1d::new(1)
    );
    plain!(cases, [6], Unflatten::new(1, [2, 3]));
    plain!(cases, [4, 3, 5], PixelShuffle::new(2), ChannelShuffle::new(2));
    plain!(cases, [3, 4, 6], PixelUnshuffle::new(2));
    plain!(
        cases,
        [3, 4, 5],
        UpsamplingNearest2d::size([3, 9]),
        UpsamplingBilinear2d::scale_factor([2.0, 0.5]),
        Upsample::size([7, 6]).mode(Interpolation::Multilinear { align_corners: false }),
        Upsample::size([7, 6]).mode(Interpolation::Cubic { align_corners: true }),
        Upsample::size([2, 3]).mode(Interpolation::Area),
        Upsample::scale_factor([2.0, 2.0]).mode(Interpolation::NearestExact),
        Unfold::new(2).padding(1),
        Unfold::new(2).dilation(2).stride(2),
        CircularPad2d::new(1),
        ConstantPad2d::new(1, 0.5),
        ReflectionPad2d::new(1),
        ReplicationPad2d::new(1),
        ZeroPad2d::new(1),
    );
    not_by_rten!(cases, "it has no `Col2Im`", [8, 12], Fold::new([4, 5], 2));
    let pair = |batch: usize| (noise([batch, 5, 3]), noise([batch, 5, 3]) + 0.5);
    cases.push(case("CosineSimilarity", &CosineSimilarity::new(1), pair, |layer, x| layer.forward(x)));
    let pair = |batch: usize| (noise([batch, 5]), noise([batch, 5]) + 0.5);
    cases.push(case("PairwiseDistance", &PairwiseDistance::new(), pair, |layer, x| layer.forward(x)));
}

/// A recurrent layer with and without states, which are given in the second axis.
macro_rules! recurrent {
    ($cases:ident, $($layer:expr),* $(,)?) => {$(
        let x = Input::new([5, 2, 6]).batch_axis(1);
        let inputs = |batch: usize| noise([5, batch, 6]);
        $cases.push(case_of(stringify!($layer), &$layer, &super::BATCHES, x, inputs, |layer, x| layer.forward(x)));
    )*};
}

fn recurrent(cases: &mut Vec<Case>) {
    let source = &mut rng(0);
    recurrent!(
        cases,
        Lstm::new(6, 4, source),
        Lstm::spec(6, 4).num_layers(2).bidirectional(true).init(source),
        Lstm::spec(6, 4).bias(false).init(source),
        Gru::new(6, 4, source),
        Gru::spec(6, 4).num_layers(2).bidirectional(true).init(source),
    );
    let from = cases.len();
    recurrent!(
        cases,
        Rnn::new(6, 4, source),
        Rnn::spec(6, 4).nonlinearity(RnnNonlinearity::RELU).bidirectional(true).init(source),
    );
    cases[from..].iter_mut().for_each(|case| case.not_by_rten = Some("it has no `RNN`"));
    plain!(
        cases,
        [5, 6],
        Lstm::spec(6, 4).batch_first(true).init(source),
        Gru::spec(6, 4).batch_first(true).init(source)
    );
    plain!(cases, [6], LstmCell::new(6, 4, source), GruCell::new(6, 4, source));
    not_by_rten!(cases, "it has no `RNN`", [6], RnnCell::new(6, 4, source));
    let gru = Gru::spec(6, 4).bidirectional(true).init(source);
    let inputs = |batch: usize| (noise([5, batch, 6]), noise([2, batch, 4]));
    let exported = (Input::new([5, 2, 6]).batch_axis(1), Input::new([2, 2, 4]).batch_axis(1));
    cases.push(case_of("Gru with states", &gru, &super::BATCHES, exported, inputs, |gru, x| gru.forward(x)));
    let cell = LstmCell::new(6, 4, source);
    let inputs = |batch: usize| (noise([batch, 6]), noise([batch, 4]), noise([batch, 4]) + 0.5);
    cases.push(case("LstmCell with states", &cell, inputs, |cell, (x, h, c)| cell.forward((x, (h, c)))));
    let lstm = Lstm::spec(6, 4).bidirectional(true).batch_first(true).init(source);
    let padded = |lstm: &Lstm, x: Tensor<3>| lstm.forward(Padded::new(x, vec![5, 2, 3]));
    let x = Input::new([3, 5, 6]).fixed();
    let case = case_of("Lstm of lengths", &lstm, &[3], x, |batch| noise([batch, 5, 6]), padded);
    cases.push(case.not_by_rten("it takes no lengths of sequences"));
}

fn attention(cases: &mut Vec<Case>) {
    let source = &mut rng(0);
    let settings = || TransformerEncoderLayer::spec(6, 2).batch_first(true);
    plain!(
        cases,
        [3, 6],
        MultiheadAttention::spec(6, 2).batch_first(true).init(source),
        MultiheadAttention::spec(6, 2).batch_first(true).add_bias_kv(true).init(source),
        MultiheadAttention::spec(6, 2).batch_first(true).add_zero_attn(true).init(source),
        settings().init(source),
        settings().norm_first(true).init(source),
        TransformerEncoder::spec(settings(), 2).norm(true).init(source),
    );
    let length_first = MultiheadAttention::new(6, 2, source);
    let x = Input::new([3, 2, 6]).batch_axis(1);
    let inputs = |batch: usize| noise([3, batch, 6]);
    cases.push(case_of("length first", &length_first, &super::BATCHES, x, inputs, |layer, x| {
        layer.forward(x)
    }));
    let attention = MultiheadAttention::spec(6, 2).batch_first(true).init(source);
    let causal = |layer: &MultiheadAttention, x| layer.forward((x, &AttentionMask::causal()));
    cases.push(case("causal", &attention, |batch| noise([batch, 3, 6]), causal));
    let three = |batch: usize| (noise([batch, 3, 6]), noise([batch, 4, 6]), noise([batch, 4, 6]) + 0.5);
    cases.push(case("with weights", &attention, three, |layer, x| layer.forward(x)));
    let masked = |layer: &MultiheadAttention, (q, k, v): (Tensor<3>, Tensor<3>, Tensor<3>)| {
        let mask =
            AttentionMask::new().attn_mask(Tensor::<2>::from_fn([3, 4], |[i, j]| (i * j) as f32 / 3.0));
        layer.attend(q, k, v, &mask)
    };
    cases.push(case("masked", &attention, three, masked));
    let padded = |batch: usize| {
        (noise([batch, 3, 6]), Tensor::from_fn([batch, 3], |[i, j]| j > 0 && (i + j) % 3 == 0))
    };
    let by_padding = |layer: &MultiheadAttention, (x, mask): (Tensor<3>, Tensor<2, bool>)| {
        layer.forward((x, &AttentionMask::new().key_padding_mask(mask)))
    };
    cases.push(case("key_padding_mask", &attention, padded, by_padding));
    let two = |batch: usize| (noise([batch, 3, 6]), noise([batch, 4, 6]));
    let decoder = TransformerDecoderLayer::spec(6, 2).batch_first(true).init(source);
    cases.push(case("TransformerDecoderLayer", &decoder, two, |layer, x| layer.forward(x)));
    let transformer = Transformer::spec().d_model(6).nhead(2).batch_first(true).num_encoder_layers(1);
    let transformer = transformer.num_decoder_layers(1).init(source);
    cases.push(case("Transformer", &transformer, two, |layer, x| layer.forward(x)));
}
