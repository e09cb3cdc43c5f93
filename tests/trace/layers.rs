//! Every layer says of itself in a trace what it gives when it runs.

use nn_core::ops::Pad;
use nn_core::prelude::*;
use nn_core::trace::{Outputs, TraceInput, TraceOutput};

use super::HUGE;

/// Runs a layer for real and traces it, once on as much as it ran on and once on more than any memory holds.
#[track_caller]
fn check<const N: usize, M>(layer: M, kind: &str, shape: [usize; N])
where
    M: Module + Forward<Tensor<N>>,
    M::Output: TraceOutput,
{
    let real = shapes(&layer.forward(Tensor::full(shape, 0.5)));
    let trace = layer.trace(shape).unwrap();
    assert_eq!(trace.output_shapes(), real, "{kind} of {shape:?}");
    assert_is_one_row(&trace, kind, &real[0]);
    if N > 1 {
        let mut huge = shape;
        huge[0] = HUGE;
        let mut want = real;
        want[0][0] = HUGE;
        assert_eq!(layer.trace(huge).unwrap().output_shapes(), want, "{kind} of {huge:?}");
    }
}

fn shapes(output: &impl TraceOutput) -> Vec<Vec<usize>> {
    let mut outputs = Outputs::new();
    output.shapes(&mut outputs);
    outputs.shapes().to_vec()
}

#[track_caller]
fn assert_is_one_row(trace: &nn_core::trace::Trace, kind: &str, output: &[usize]) {
    assert_eq!(trace.rows().len(), 1, "{trace}");
    let row = &trace.rows()[0];
    assert_eq!((row.kind(), row.output_shape()), (kind, output));
    assert_eq!(row.num_parameters(), trace.num_parameters(), "{trace}");
}

#[test]
fn dense_and_normalising() {
    let rng = &mut rng(0);
    check(Linear::new(6, 4, rng), "Linear", [6]);
    check(Linear::new(6, 4, rng), "Linear", [2, 6]);
    check(Linear::new(6, 4, rng), "Linear", [2, 3, 6]);
    check(BatchNorm1d::new(6), "BatchNorm1d", [2, 6]);
    check(BatchNorm1d::spec(6).track_running_stats(false).init(rng), "BatchNorm1d", [2, 6, 3]);
    check(BatchNorm2d::new(6), "BatchNorm2d", [2, 6, 3, 3]);
    check(LayerNorm::new([6]), "LayerNorm", [2, 6]);
    check(GroupNorm::new(2, 6), "GroupNorm", [2, 6, 3]);
    check(Prelu::new(), "Prelu", [2, 6]);
    check(Prelu::spec().num_parameters(6).init(rng), "Prelu", [2, 6, 3]);
}

#[test]
fn convolutional() {
    let rng = &mut rng(0);
    check(ConvTranspose1d::spec(6, 4, 3).stride(2).init(rng), "ConvTranspose1d", [2, 6, 7]);
    let conv = ConvTranspose2d::spec(6, 4, 3).stride(2).padding(1).output_padding(1).groups(2);
    check(conv.init(rng), "ConvTranspose2d", [2, 6, 7, 8]);
    let conv = Conv2d::spec(6, 4, 3).stride(2).padding(1).groups(2);
    check(conv.init(rng), "Conv2d", [2, 6, 7, 8]);
    check(Conv1d::spec(6, 4, 3).dilation(2).init(rng), "Conv1d", [2, 6, 9]);
    let reflected = Conv1d::spec(6, 4, 3).padding(2).padding_mode(Pad::Reflection);
    check(reflected.init(rng), "Conv1d", [2, 6, 9]);
    let volumes = Conv3d::spec(6, 4, 3).stride_dhw([1, 2, 2]).padding(1).groups(2);
    check(volumes.init(rng), "Conv3d", [2, 6, 3, 7, 8]);
    let volumes = ConvTranspose3d::spec(6, 4, 3).stride(2).output_padding_dhw([0, 1, 1]);
    check(volumes.init(rng), "ConvTranspose3d", [2, 6, 2, 3, 4]);
    // Without a batch the first axis is the channels'.
    let trace = conv.init(rng).trace([6, 7, 8]).unwrap();
    assert_is_one_row(&trace, "Conv2d", &[4, 4, 4]);
    assert_is_one_row(&Conv1d::new(6, 4, 3, rng).trace([6, 9]).unwrap(), "Conv1d", &[4, 7]);
}

#[test]
fn recurrent() {
    let rng = &mut rng(0);
    check(Rnn::spec(6, 4).num_layers(2).init(rng), "Rnn", [3, 6]);
    check(Lstm::spec(6, 4).bidirectional(true).proj_size(2).init(rng), "Lstm", [3, 6]);
    check(Gru::new(6, 4, rng), "Gru", [3, 6]);
    check(RnnCell::new(6, 4, rng), "RnnCell", [6]);
    check(LstmCell::new(6, 4, rng), "LstmCell", [6]);
    check(GruCell::new(6, 4, rng), "GruCell", [6]);
    let trace = Lstm::spec(6, 4).batch_first(true).init(rng).trace([HUGE, 3, 6]).unwrap();
    assert_eq!(trace.output_shapes(), [vec![HUGE, 3, 4], vec![1, HUGE, 4], vec![1, HUGE, 4]]);
}

#[test]
fn attention() {
    let rng = &mut rng(0);
    check(MultiheadAttention::spec(6, 2).batch_first(true).init(rng), "MultiheadAttention", [2, 3, 6]);
    // What is made of layers has no row of its own, but one for each of them.
    let settings = TransformerEncoderLayer::spec(6, 2).batch_first(true);
    let trace = settings.init(rng).trace([2, 3, 6]).unwrap();
    assert_eq!(trace.rows()[0].path(), "self_attn");
    assert!(trace.rows().iter().all(|row| row.output_shape().len() == 3), "{trace}");
    assert_eq!(trace.rows().iter().map(|row| row.num_parameters()).sum::<usize>(), trace.num_parameters());
    let settings = TransformerEncoderLayer::spec(6, 2).batch_first(true);
    assert_eq!(settings.init(rng).trace([HUGE, 3, 6]).unwrap().output_shapes(), [[HUGE, 3, 6]]);
    let encoder = TransformerEncoder::spec(settings, 2).norm(true).init(rng);
    assert_eq!(encoder.trace([HUGE, 3, 6]).unwrap().output_shapes(), [[HUGE, 3, 6]]);
    let settings = TransformerDecoderLayer::spec(6, 2).batch_first(true);
    let inputs = ([HUGE, 3, 6], [HUGE, 4, 6]);
    assert_eq!(settings.init(rng).trace(inputs).unwrap().output_shapes(), [[HUGE, 3, 6]]);
    let decoder = TransformerDecoder::spec(settings, 2).init(rng);
    assert_eq!(decoder.trace(inputs).unwrap().output_shapes(), [[HUGE, 3, 6]]);
    let transformer =
        Transformer::spec().d_model(6).nhead(2).batch_first(true).num_encoder_layers(1).init(rng);
    assert_eq!(transformer.trace(inputs).unwrap().output_shapes(), [[HUGE, 4, 6]]);
}

#[test]
fn pooling() {
    check(MaxPool2d::new(2), "MaxPool2d", [2, 3, 7, 8]);
    check(MaxPool1d::new(2), "MaxPool1d", [2, 3, 8]);
    check(AvgPool2d::new(2).ceil_mode(true), "AvgPool2d", [2, 3, 7, 8]);
    check(AvgPool1d::new(2), "AvgPool1d", [2, 3, 8]);
    check(AdaptiveAvgPool2d::new(3), "AdaptiveAvgPool2d", [2, 3, 7, 8]);
    check(AdaptiveAvgPool1d::new(3), "AdaptiveAvgPool1d", [2, 3, 8]);
    check(AdaptiveMaxPool2d::new(3), "AdaptiveMaxPool2d", [2, 3, 7, 8]);
    check(AdaptiveMaxPool1d::new(3), "AdaptiveMaxPool1d", [2, 3, 8]);
    check(MaxPool3d::new(2), "MaxPool3d", [2, 3, 4, 7, 8]);
    check(AvgPool3d::new(2).ceil_mode(true), "AvgPool3d", [2, 3, 4, 7, 8]);
    check(AdaptiveAvgPool3d::new(3), "AdaptiveAvgPool3d", [2, 3, 4, 7, 8]);
    check(AdaptiveMaxPool3d::new(3), "AdaptiveMaxPool3d", [2, 3, 4, 7, 8]);
    check(LpPool1d::new(2.0, 2), "LpPool1d", [2, 3, 8]);
    check(LpPool2d::new(2.0, 2), "LpPool2d", [2, 3, 7, 8]);
    check(LpPool3d::new(1.5, 2).ceil_mode(true), "LpPool3d", [2, 3, 4, 7, 8]);
    check(FractionalMaxPool2d::of_ratio(2, 0.6), "FractionalMaxPool2d", [2, 3, 7, 8]);
    check(FractionalMaxPool3d::new(2, 3), "FractionalMaxPool3d", [2, 3, 4, 7, 8]);
}

#[test]
fn without_parameters() {
    check(Flatten, "Flatten", [2, 3, 4]);
    check(Dropout::new(0.5), "Dropout", [2, 3]);
    check(Dropout1d::new(0.5), "Dropout1d", [2, 3, 4]);
    check(Dropout2d::new(0.5), "Dropout2d", [2, 3, 4, 5]);
    check(Dropout3d::new(0.5), "Dropout3d", [2, 3, 4, 5, 6]);
    check(AlphaDropout::new(0.5), "AlphaDropout", [2, 3]);
    check(FeatureAlphaDropout::new(0.5), "FeatureAlphaDropout", [2, 3, 4]);
    check(PixelShuffle::new(2), "PixelShuffle", [2, 4, 3, 5]);
    check(PixelUnshuffle::new(2), "PixelUnshuffle", [2, 3, 4, 6]);
    check(ChannelShuffle::new(2), "ChannelShuffle", [2, 4, 3]);
    check(Unflatten::new(1, [2, 3]), "Unflatten", [2, 6]);
    check(Upsample::scale_factor([2.5]), "Upsample", [2, 3, 4]);
    check(UpsamplingNearest2d::size([3, 9]), "UpsamplingNearest2d", [2, 3, 4, 5]);
    check(UpsamplingBilinear2d::scale_factor([2.0, 0.5]), "UpsamplingBilinear2d", [2, 3, 4, 5]);
    check(Unfold::new(2).padding(1), "Unfold", [2, 3, 4, 5]);
    check(Fold::new([4, 5], 2), "Fold", [2, 8, 12]);
    let rng = &mut rng(0);
    check(weight_norm(Linear::spec(3, 4)).init(rng), "WeightNorm", [2, 3]);
    check(spectral_norm(Conv2d::spec(2, 3, 2)).init(rng), "SpectralNorm", [2, 2, 4, 5]);
    check(Softmax::new(-1), "Softmax", [2, 3]);
    check(LogSoftmax::new(1), "LogSoftmax", [2, 3]);
    check(Softmin::new(1), "Softmin", [2, 3]);
    check(Softmax2d, "Softmax2d", [2, 3, 4, 5]);
    check(Glu::new(-1), "Glu", [2, 6]);
    check(CircularPad1d::new(1), "CircularPad1d", [1, 2, 3]);
    check(CircularPad2d::new(1), "CircularPad2d", [1, 2, 3, 3]);
    check(CircularPad3d::new(1), "CircularPad3d", [1, 2, 3, 3, 3]);
    check(ConstantPad1d::new(1, 0.5), "ConstantPad1d", [1, 2, 3]);
    check(ConstantPad2d::new(1, 0.5), "ConstantPad2d", [1, 2, 3, 3]);
    check(ConstantPad3d::new(1, 0.5), "ConstantPad3d", [1, 2, 3, 3, 3]);
    check(ReflectionPad1d::new(1), "ReflectionPad1d", [1, 2, 3]);
    check(ReflectionPad2d::new(1), "ReflectionPad2d", [1, 2, 3, 3]);
    check(ReflectionPad3d::new(1), "ReflectionPad3d", [1, 2, 3, 3, 3]);
    check(ReplicationPad1d::new(1), "ReplicationPad1d", [1, 2, 3]);
    check(ReplicationPad2d::new(1), "ReplicationPad2d", [1, 2, 3, 3]);
    check(ReplicationPad3d::new(1), "ReplicationPad3d", [1, 2, 3, 3, 3]);
    check(ZeroPad1d::new(1), "ZeroPad1d", [1, 2, 3]);
    check(ZeroPad2d::new(1), "ZeroPad2d", [1, 2, 3, 3]);
    check(ZeroPad3d::new(1), "ZeroPad3d", [1, 2, 3, 3, 3]);
    check(InstanceNorm1d::new(6), "InstanceNorm1d", [2, 6, 3]);
    check(InstanceNorm2d::new(6), "InstanceNorm2d", [2, 6, 3, 3]);
    check(InstanceNorm3d::new(6), "InstanceNorm3d", [2, 6, 3, 3, 3]);
    check(RmsNorm::new([3]), "RmsNorm", [2, 3]);
    check(LocalResponseNorm::new(2), "LocalResponseNorm", [2, 3, 4]);
    check(BatchNorm3d::new(6), "BatchNorm3d", [2, 6, 3, 3, 3]);
    check(Relu, "Relu", [2, 3]);
    check(Rrelu::default(), "Rrelu", [2, 3]);
    check(Relu6, "Relu6", [2, 3]);
    check(Sigmoid, "Sigmoid", [2, 3]);
    check(Tanh, "Tanh", [2, 3]);
    check(Silu, "Silu", [2, 3]);
    check(Gelu, "Gelu", [2, 3]);
    check(GeluTanh, "GeluTanh", [2, 3]);
    check(LeakyRelu::new(), "LeakyRelu", [2, 3]);
    check(Elu::new(), "Elu", [2, 3]);
    check(Softplus::new(), "Softplus", [2, 3]);
    check(Celu::new(), "Celu", [2, 3]);
    check(Selu, "Selu", [2, 3]);
    check(Mish, "Mish", [2, 3]);
    check(Hardswish, "Hardswish", [2, 3]);
    check(Hardsigmoid, "Hardsigmoid", [2, 3]);
    check(Hardshrink::new(), "Hardshrink", [2, 3]);
    check(Softshrink::new(), "Softshrink", [2, 3]);
    check(Softsign, "Softsign", [2, 3]);
    check(Tanhshrink, "Tanhshrink", [2, 3]);
    check(LogSigmoid, "LogSigmoid", [2, 3]);
    check(Threshold::new(0.1, 2.0), "Threshold", [2, 3]);
    check(Hardtanh::new(), "Hardtanh", [2, 3]);
}

#[test]
fn of_other_inputs() {
    let rng = &mut rng(0);
    let embedding = Embedding::new(10, 4, rng);
    let trace = embedding.trace(Tensor::<2, usize>::zeros([2, 3])).unwrap();
    assert_is_one_row(&trace, "Embedding", &[2, 3, 4]);
    let trace = TiedLinear::new(&Shared::new(embedding)).trace([HUGE, 4]).unwrap();
    assert_is_one_row(&trace, "TiedLinear", &[HUGE, 10]);
    let bags = EmbeddingBag::new(10, 4, rng);
    let trace = bags.trace(Tensor::<2, usize>::zeros([2, 3])).unwrap();
    assert_is_one_row(&trace, "EmbeddingBag", &[2, 4]);
    let trace = bags.trace((Tensor::<1, usize>::zeros([7]), Tensor::<1, usize>::zeros([2]))).unwrap();
    assert_is_one_row(&trace, "EmbeddingBag", &[2, 4]);
    let softmax = AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![2, 4], rng);
    let trace = softmax.trace(([3, 16], Tensor::from([1, 2, 5]))).unwrap();
    assert_is_one_row(&trace, "AdaptiveLogSoftmaxWithLoss", &[3]);
    let trace = Bilinear::new(5, 3, 4, rng).trace(([7, 5], [7, 3])).unwrap();
    assert_is_one_row(&trace, "Bilinear", &[7, 4]);
    assert_eq!(trace.multiply_adds(), 7 * 4 * 5 * 3);
    assert!(Bilinear::new(5, 3, 4, rng).trace(([HUGE, 5], [HUGE, 3])).is_ok());
    let trace = CosineSimilarity::new(1).trace(([HUGE, 5, 3], [HUGE, 5, 3])).unwrap();
    assert_is_one_row(&trace, "CosineSimilarity", &[HUGE, 3]);
    let trace = PairwiseDistance::new().trace(([HUGE, 5], [HUGE, 5])).unwrap();
    assert_is_one_row(&trace, "PairwiseDistance", &[HUGE]);
    let largest = (Tensor::<4>::zeros([2, 3, 4, 5]), Tensor::<4, usize>::zeros([2, 3, 4, 5]));
    let trace = MaxUnpool2d::new(2).trace(largest).unwrap();
    assert_is_one_row(&trace, "MaxUnpool2d", &[2, 3, 8, 10]);
}

#[test]
fn multiply_adds_count_every_product() {
    let rng = &mut rng(0);
    let of = |trace: nn_core::Result<nn_core::trace::Trace>| trace.unwrap().multiply_adds();
    assert_eq!(of(Linear::new(6, 4, rng).trace([5, 3, 6])), 5 * 3 * 6 * 4);
    let conv = Conv2d::spec(6, 4, 3).stride(2).padding(1).groups(2).init(rng);
    assert_eq!(of(conv.trace([2, 6, 7, 8])), (2 * 4 * 4 * 4) * (3 * 3 * 3));
    assert_eq!(of(Conv1d::new(6, 4, 3, rng).trace([2, 6, 9])), (2 * 4 * 7) * (6 * 3));
    assert_eq!(of(Conv3d::new(6, 4, 3, rng).trace([2, 6, 4, 5, 6])), (2 * 4 * 2 * 3 * 4) * (6 * 27));
    assert_eq!(of(BatchNorm1d::new(6).trace([2, 6])), 0);
}

/// A struct of tensors goes in, one comes out.
struct Batch {
    words: Tensor<2, usize>,
    lengths: Tensor<1, usize>,
}

impl TraceInput for Batch {
    type Tensors = Batch;

    fn traced(self, entry: &mut nn_core::trace::Entry) -> Batch {
        Batch { words: self.words.traced(entry), lengths: self.lengths.traced(entry) }
    }
}

impl TraceOutput for Batch {
    fn shapes(&self, into: &mut Outputs) {
        self.words.shapes(into);
        self.lengths.shapes(into);
    }
}

#[derive(Module)]
struct Echo;

impl Forward<Batch> for Echo {
    type Output = (Batch, Vec<Tensor<1, usize>>);

    fn forward(&self, batch: Batch) -> Self::Output {
        let lengths = batch.lengths.clone();
        (batch, vec![lengths])
    }
}

#[test]
fn of_structs() {
    let batch = Batch { words: Tensor::zeros([2, 7]), lengths: Tensor::zeros([2]) };
    assert_shapes!(Echo, batch => ([2, 7], [2], [2]));
}
