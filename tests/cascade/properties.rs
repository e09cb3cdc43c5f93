//! What a spec says of shapes is what its layer does, for settings of all kinds.

use nn_core::ops::Pad;
use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};
use proptest::prelude::*;

use super::caught::catch;

/// What is wrong, in whichever words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Zero,
    Groups,
    Padding,
    Stride,
    Input,
}

impl Reason {
    /// The words of a reason, those of constants first.
    const WORDS: [(Reason, [&str; 2]); 11] = [
        (Reason::Zero, ["stride or dilation of 0", "kernel_size, stride and dilation must be at least 1"]),
        (Reason::Zero, ["kernel_size, stride and dilation must be at least 1"; 2]),
        (Reason::Zero, ["kernel_size must be at least 1"; 2]),
        (Reason::Groups, ["which do not fall into", "must be multiples of groups="]),
        (Reason::Groups, ["must be multiples of groups"; 2]),
        (Reason::Padding, ["output_padding must be smaller"; 2]),
        (Reason::Input, ["cuts off by its padding", ": expected an input "]),
        (Reason::Padding, ["more than half of its window", "is more than half of the window"]),
        (Reason::Padding, ["on a side, but gets ["; 2]),
        (Reason::Stride, ["needs a stride of 1"; 2]),
        (Reason::Input, [", but gets [", ": expected an input "]),
    ];

    /// The reason in the words of a constant (0) or of a panic (1).
    fn in_words(of: usize, message: &str) -> Option<Reason> {
        if of == 0 && message.contains("which does not fit into [") {
            return Some(Reason::Input);
        }
        Reason::WORDS.iter().find(|(_, words)| message.contains(words[of])).map(|(reason, _)| *reason)
    }
}

/// Whether both name the same mistake. Of several mistakes in several axes, a constant names that of the first axis.
fn agree(said: &str, panic: &str, axes: usize) -> bool {
    match (Reason::in_words(0, said), Reason::in_words(1, panic)) {
        (Some(Reason::Input), Some(Reason::Zero | Reason::Padding)) => axes >= 2,
        (Some(said), Some(panic)) => said == panic,
        _ => false,
    }
}

#[test]
fn a_panic_of_another_reason_is_no_agreement() {
    let said = "Conv2d has 3 and 4 channels, which do not fall into 2 groups";
    let groups = "Conv2d(3, 4): in_channels and out_channels must be multiples of groups=2";
    assert!(agree(said, groups, 2));
    let others =
        ["Conv2d(3, 4): expected an input of shape [batch, 3], got [2, 4]", "index out of bounds", ""];
    assert!(others.iter().all(|panic| !agree(said, panic, 2)));
    assert!(!agree("another sentence", groups, 2));
    assert!(!agree(
        "MaxPool1d has a window of 3, but gets [2, 1]",
        "the padding is more than half of the window",
        1
    ));
}

/// Compares what is said with what the layer makes of a batch of two samples of zeros.
fn same<S: Init, const N: usize, const M: usize>(
    spec: &S,
    said: Result<Shape, Message>,
    input: [usize; N],
) -> Result<(), TestCaseError>
where
    S::Module: Forward<Tensor<N>, Output = Tensor<M>>,
{
    let mut batch = input;
    batch[0] = 2;
    let mut real = None;
    let panic = catch(|| real = Some(spec.init(&mut rng(0)).forward(Tensor::zeros(batch)).shape()));
    match (said, panic) {
        (Ok(shape), None) => prop_assert_eq!(shape.as_slice(), &real.expect("it did not panic")[1..]),
        (Err(message), Some(panic)) => {
            let agree = agree(message.as_str(), &panic.message, N - 2);
            prop_assert!(agree, "said {message}, but it panics: {}", panic.message);
        }
        (Ok(shape), Some(panic)) => prop_assert!(false, "said {shape}, but it panics: {}", panic.message),
        (Err(message), None) => prop_assert!(false, "said {message}, but it gives {real:?}"),
    }
    Ok(())
}

/// A layer that gives its output and a state, without the state.
struct Output<S>(S);

impl<S: Init> Init for Output<S> {
    type Module = Output<S::Module>;

    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Output(self.0.init(rng))
    }
}

impl<X, Y, Z, M: Forward<X, Output = (Y, Z)>> Forward<X> for Output<M> {
    type Output = Y;

    fn forward(&self, x: X) -> Y {
        self.0.forward(x).0
    }
}

/// The shape of one sample of a batch.
fn sample<const N: usize>(batch: [usize; N]) -> Shape {
    Shape::new(&batch[1..])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn conv2d(
        channels in (1..5usize, 1..5usize, 1..5usize), size in (1..9usize, 1..9usize), kernel in (0..5usize, 0..5usize),
        stride in (0..4usize, 0..4usize), padding in (0..3usize, 0..3usize), dilation in (0..3usize, 1..3usize),
        groups in 0..4usize, same_padding in 0..4usize,
    ) {
        let mut spec = Conv2d::spec(channels.0, 4 * channels.1, 1).kernel_size(kernel.into()).stride_hw(stride.into());
        spec = spec.padding_hw(padding.into()).dilation_hw(dilation.into()).groups(groups);
        if same_padding == 0 {
            spec = spec.padding_same();
        }
        let came = if channels.2 == 1 { channels.0 + 1 } else { channels.0 };
        let input = [1, came, size.0, size.1];
        same(&spec, spec.output_shape(sample(input)), input)?;
    }

    #[test]
    fn conv1d(
        channels in (1..5usize, 1..5usize, 1..5usize), size in 1..12usize, kernel in 0..5usize, stride in 0..4usize,
        padding in 0..3usize, dilation in 0..3usize, groups in 0..4usize,
    ) {
        let spec = Conv1d::spec(channels.0, 4 * channels.1, kernel).stride(stride).padding(padding).dilation(dilation);
        let spec = spec.groups(groups);
        let came = if channels.2 == 1 { channels.0 + 1 } else { channels.0 };
        let input = [1, came, size];
        same(&spec, spec.output_shape(sample(input)), input)?;
    }

    #[test]
    fn convolutions_padded_with_their_input(
        size in (0..6usize, 1..6usize), kernel in (1..4usize, 1..4usize), padding in (0..4usize, 0..4usize),
        mode in prop_oneof![Just(Pad::Reflection), Just(Pad::Replication), Just(Pad::Circular)], same_padding in any::<bool>(),
    ) {
        let spec = Conv2d::spec(2, 1, 1).kernel_size(kernel.into()).padding_hw(padding.into()).padding_mode(mode);
        let spec = if same_padding { spec.padding_same() } else { spec };
        let input = [1, 2, size.0, size.1];
        same(&spec, spec.output_shape(sample(input)), input)?;
        let spec = Conv1d::spec(2, 1, kernel.0).padding(padding.0).padding_mode(mode);
        let input = [1, 2, size.0];
        same(&spec, spec.output_shape(sample(input)), input)?;
    }

    #[test]
    fn transposed_convolutions(
        channels in (1..5usize, 1..5usize, 1..5usize), size in (0..5usize, 1..5usize), kernel in (0..5usize, 1..4usize),
        stride in (0..4usize, 1..4usize), padding in (0..3usize, 0..3usize), more in (0..3usize, 0..2usize),
        dilation in (1..3usize, 1..3usize), groups in 1..4usize,
    ) {
        let came = if channels.2 == 1 { channels.0 + 1 } else { channels.0 };
        let spec = ConvTranspose2d::spec(channels.0, 4 * channels.1, 1).kernel_size(kernel.into()).stride_hw(stride.into());
        let spec = spec.padding_hw(padding.into()).output_padding_hw(more.into()).dilation_hw(dilation.into()).groups(groups);
        let input = [1, came, size.0, size.1];
        same(&spec, spec.output_shape(sample(input)), input)?;
        let spec = ConvTranspose1d::spec(channels.0, 4 * channels.1, kernel.0).stride(stride.0).padding(padding.0);
        let spec = spec.output_padding(more.0).dilation(dilation.0).groups(groups);
        let input = [1, came, size.0];
        same(&spec, spec.output_shape(sample(input)), input)?;
    }

    #[test]
    fn volumes(
        channels in (1..4usize, 1..3usize, 1..5usize), size in (1..5usize, 1..4usize, 1..5usize),
        kernel in (0..4usize, 1..4usize, 1..3usize), stride in (0..3usize, 1..3usize, 1..3usize),
        padding in (0..2usize, 0..3usize, 0..2usize), dilation in (1..3usize, 0..3usize, 1..3usize),
        groups in 0..3usize, ceil in any::<bool>(),
    ) {
        let came = if channels.2 == 1 { channels.0 + 1 } else { channels.0 };
        let input = [1, came, size.0, size.1, size.2];
        let spec = Conv3d::spec(channels.0, 2 * channels.1, 1).kernel_size(kernel.into()).stride_dhw(stride.into());
        let spec = spec.padding_dhw(padding.into()).dilation_dhw(dilation.into()).groups(groups);
        same(&spec, spec.output_shape(sample(input)), input)?;
        let spec = ConvTranspose3d::spec(channels.0, 2 * channels.1, 1).kernel_size(kernel.into());
        let spec = spec.stride_dhw(stride.into()).padding_dhw(padding.into()).dilation_dhw(dilation.into());
        let spec = spec.output_padding_dhw(padding.into()).groups(groups);
        same(&spec, spec.output_shape(sample(input)), input)?;
        let max = MaxPool3d::spec(1).kernel_size(kernel.into()).stride_dhw(stride.into()).padding_dhw(padding.into());
        let max = max.dilation_dhw(dilation.into()).ceil_mode(ceil);
        same(&max, max.output_shape(sample(input)), input)?;
        let avg = AvgPool3d::spec(1).kernel_size(kernel.into()).stride_dhw(stride.into()).padding_dhw(padding.into());
        let avg = avg.ceil_mode(ceil);
        same(&avg, avg.output_shape(sample(input)), input)?;
        let lp = LpPool3d::spec(2.0, 1).kernel_size(kernel.into()).stride_dhw(stride.into()).ceil_mode(ceil);
        same(&lp, lp.output_shape(sample(input)), input)?;
        let sizes = [Some(kernel.0), None, Some(kernel.2)];
        let adaptive = AdaptiveMaxPool3d::spec(1).output_size(sizes);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
        let adaptive = AdaptiveAvgPool3d::spec(1).output_size(sizes);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
        let fractional = FractionalMaxPool3d::spec(1, 1).kernel_size(kernel.into()).output_size(stride.into());
        same(&fractional, fractional.output_shape(sample(input)), input)?;
    }

    #[test]
    fn norms_and_fractions_of_windows(
        size in (1..12usize, 1..9usize), kernel in (0..5usize, 0..4usize), stride in (0..4usize, 0..4usize),
        ratio in (0.01..0.99f64, 0.01..0.99f64), ceil in any::<bool>(),
    ) {
        let (sequence, image) = ([1, 2, size.0], [1, 2, size.0, size.1]);
        let lp = LpPool1d::spec(1.5, kernel.0).stride(stride.0).ceil_mode(ceil);
        same(&lp, lp.output_shape(sample(sequence)), sequence)?;
        let lp = LpPool2d::spec(2.0, 1).kernel_size(kernel.into()).stride_hw(stride.into()).ceil_mode(ceil);
        same(&lp, lp.output_shape(sample(image)), image)?;
        let fractional = FractionalMaxPool2d::spec(1, 1).kernel_size(kernel.into()).output_ratio(ratio.into());
        same(&fractional, fractional.output_shape(sample(image)), image)?;
        let fractional = FractionalMaxPool2d::spec(kernel.0, stride.0);
        same(&fractional, fractional.output_shape(sample(image)), image)?;
    }

    #[test]
    fn as_many_channels_as_come_in(
        channels in 1..4usize, size in (1..5usize, 1..5usize, 1..5usize), kernel in 0..4usize, groups in 1..3usize,
    ) {
        let (sequence, image) = (Shape::new(&[channels, size.0]), Shape::new(&[channels, size.0, size.1]));
        let volume = Shape::new(&[channels, size.0, size.1, size.2]);
        macro_rules! as_the_ordinary_spec {
            ($($layer:ident $input:ident)*) => {$(
                let said = $layer::to(4, kernel).groups(groups).output_shape($input);
                let plain = $layer::spec(channels, 4, kernel).groups(groups).output_shape($input);
                prop_assert_eq!(said.map_err(|m| m.to_string()), plain.map_err(|m| m.to_string()));
            )*};
        }
        as_the_ordinary_spec!(Conv1d sequence Conv2d image Conv3d volume);
        as_the_ordinary_spec!(ConvTranspose1d sequence ConvTranspose2d image ConvTranspose3d volume);
    }

    #[test]
    fn paddings(size in (0..4usize, 1..5usize, 1..4usize), sides in (0..4usize, 0..4usize, 0..4usize, 0..4usize)) {
        let two = [sides.0, sides.1, sides.2, sides.3];
        let three = [sides.0, sides.1, sides.2, sides.3, sides.1, sides.2];
        let sequence = [1, 2, size.0];
        let (image, volume) = ([1, 2, size.0, size.1], [1, 2, size.0, size.1, size.2]);
        macro_rules! kind {
            ($one:ident $two:ident $three:ident $($value:literal)?) => {
                let spec = $one::sides([sides.0, sides.1] $(, $value)?);
                same(&spec, spec.output_shape(sample(sequence)), sequence)?;
                let spec = $two::sides(two $(, $value)?);
                same(&spec, spec.output_shape(sample(image)), image)?;
                let spec = $three::sides(three $(, $value)?);
                same(&spec, spec.output_shape(sample(volume)), volume)?;
            };
        }
        kind!(ZeroPad1d ZeroPad2d ZeroPad3d);
        kind!(ConstantPad1d ConstantPad2d ConstantPad3d 0.5);
        kind!(ReflectionPad1d ReflectionPad2d ReflectionPad3d);
        kind!(ReplicationPad1d ReplicationPad2d ReplicationPad3d);
        kind!(CircularPad1d CircularPad2d CircularPad3d);
    }

    #[test]
    fn halves_and_norms(size in (1..6usize, 1..5usize, 1..4usize), axis in -3..3isize, features in 1..5usize) {
        let input = [1, size.0, size.1];
        let glu = Glu::new(axis);
        same(&glu, glu.output_shape(sample(input)), input)?;
        let (image, volume) = ([1, size.0, 2, size.1], [1, size.0, size.2, 2, size.1]);
        let norm = InstanceNorm1d::spec(features);
        same(&norm, norm.output_shape(sample(input)), input)?;
        let norm = InstanceNorm2d::spec(features);
        same(&norm, norm.output_shape(sample(image)), image)?;
        let norm = InstanceNorm3d::spec(features);
        same(&norm, norm.output_shape(sample(volume)), volume)?;
        let norm = BatchNorm3d::spec(features);
        same(&norm, norm.output_shape(sample(volume)), volume)?;
        let norm = RmsNorm::spec([features]);
        same(&norm, norm.output_shape(sample(input)), input)?;
        let norm = LocalResponseNorm::spec(features);
        same(&norm, norm.output_shape(sample(input)), input)?;
        let softmin = Softmin::spec(axis);
        same(&softmin, softmin.output_shape(sample(input)), input)?;
        same(&Softmax2d, Softmax2d.output_shape(sample(image)), image)?;
    }

    #[test]
    fn recurrent_and_attention(
        length in 1..4usize, features in 1..5usize, given in 1..5usize, hidden in 2..4usize, layers in 1..3usize,
        two in any::<bool>(), proj in 0..2usize,
    ) {
        let input = [1, length, given];
        let spec = Rnn::spec(features, hidden).num_layers(layers).bidirectional(two).batch_first(true);
        same(&Output(spec), spec.output_shape(sample(input)), input)?;
        let spec = Lstm::spec(features, hidden).num_layers(layers).bidirectional(two).batch_first(true).proj_size(proj);
        same(&Output(spec), spec.output_shape(sample(input)), input)?;
        let spec = Gru::spec(features, hidden).num_layers(layers).bidirectional(two).batch_first(true);
        same(&Output(spec), spec.output_shape(sample(input)), input)?;
        let spec = MultiheadAttention::spec(features, 1).batch_first(true);
        same(&spec, spec.output_shape(sample(input)), input)?;
        let layer = TransformerEncoderLayer::spec(features, 1).dim_feedforward(hidden).batch_first(true);
        same(&layer, layer.output_shape(sample(input)), input)?;
        let encoder = TransformerEncoder::spec(layer, layers);
        same(&encoder, encoder.output_shape(sample(input)), input)?;
    }

    #[test]
    fn other_places_and_sizes(
        size in (1..9usize, 0..7usize, 0..7usize), by in (1..4usize, 0..4usize), axis in -4..4isize,
        factor in (0.0..2.5f64, 0.1..2.5f64), padding in 0..2usize, columns in 0..13usize,
    ) {
        let (sequence, image) = ([1, size.0, size.1], [1, size.0, size.1, size.2]);
        let layer = PixelShuffle::new(by.0);
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = PixelUnshuffle::new(by.0);
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = ChannelShuffle::new(by.0);
        same(&layer, layer.output_shape(sample(sequence)), sequence)?;
        if ![0, -3].contains(&axis) {
            let layer = Unflatten::new(axis, [by.0, by.1]);
            same(&layer, layer.output_shape(sample(sequence)), sequence)?;
        }
        let layer = Upsample::scale_factor([factor.0]);
        same(&layer, layer.output_shape(sample(sequence)), sequence)?;
        let layer = Upsample::size([by.0, by.1]);
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = UpsamplingNearest2d::scale_factor(factor.into());
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = UpsamplingBilinear2d::size([by.1, by.0]);
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = Unfold::new(1).kernel_size([by.0, by.1]).stride(by.0).padding(padding);
        same(&layer, layer.output_shape(sample(image)), image)?;
        let layer = Fold::new([size.1, size.2], by.0).padding(padding);
        let patches = [1, 2 * size.0, columns];
        same(&layer, layer.output_shape(sample(patches)), patches)?;
    }

    #[test]
    fn pools_of_images(
        size in (1..9usize, 1..9usize), kernel in (0..5usize, 0..5usize), stride in (0..4usize, 0..4usize),
        padding in (0..3usize, 0..3usize), dilation in (0..3usize, 1..3usize), ceil in any::<bool>(),
    ) {
        let input = [1, 2, size.0, size.1];
        let max = MaxPool2d::spec(1).kernel_size(kernel.into()).stride_hw(stride.into()).padding_hw(padding.into());
        let max = max.dilation_hw(dilation.into()).ceil_mode(ceil);
        same(&max, max.output_shape(sample(input)), input)?;
        let avg = AvgPool2d::spec(1).kernel_size(kernel.into()).stride_hw(stride.into()).padding_hw(padding.into());
        let avg = avg.ceil_mode(ceil);
        same(&avg, avg.output_shape(sample(input)), input)?;
        let sizes = [Some(kernel.0).filter(|&size| size > 0), Some(kernel.1)];
        let adaptive = AdaptiveMaxPool2d::spec(1).output_size(sizes);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
        let adaptive = AdaptiveAvgPool2d::spec(1).output_size(sizes);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
    }

    #[test]
    fn pools_of_sequences(
        size in 1..12usize, kernel in 0..5usize, stride in 0..4usize, padding in 0..3usize, dilation in 0..3usize,
        ceil in any::<bool>(),
    ) {
        let input = [1, 2, size];
        let max = MaxPool1d::spec(kernel).stride(stride).padding(padding).dilation(dilation).ceil_mode(ceil);
        same(&max, max.output_shape(sample(input)), input)?;
        let avg = AvgPool1d::spec(kernel).stride(stride).padding(padding).ceil_mode(ceil);
        same(&avg, avg.output_shape(sample(input)), input)?;
        let adaptive = AdaptiveAvgPool1d::spec(kernel);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
        let adaptive = AdaptiveMaxPool1d::spec(kernel);
        same(&adaptive, adaptive.output_shape(sample(input)), input)?;
    }

    #[test]
    fn features_and_channels(a in 1..4usize, b in 1..4usize, c in 1..4usize, out in 0..5usize) {
        let (flat, image) = ([1, a], [1, a, b, c]);
        let linear = Linear::spec(b, out);
        same(&linear, linear.output_shape(sample(flat)), flat)?;
        same(&linear, linear.output_shape(sample([1, a, c])), [1, a, c])?;
        let linear = weight_norm(Linear::spec(b, out));
        same(&linear, linear.output_shape(sample(flat)), flat)?;
        let linear = spectral_norm(Linear::spec(b, out));
        same(&linear, linear.output_shape(sample(flat)), flat)?;
        let norm = BatchNorm1d::spec(b);
        same(&norm, norm.output_shape(sample(flat)), flat)?;
        same(&norm, norm.output_shape(sample([1, a, c])), [1, a, c])?;
        let norm = BatchNorm2d::spec(b);
        same(&norm, norm.output_shape(sample(image)), image)?;
        let norm = LayerNorm::spec([b, 2]);
        same(&norm, norm.output_shape(sample(image)), image)?;
        let norm = GroupNorm::spec(1, b);
        same(&norm, norm.output_shape(sample(image)), image)?;
        let prelu = Prelu::spec().num_parameters(b);
        same(&prelu, prelu.output_shape(sample(image)), image)?;
        same(&Flatten, Flatten.output_shape(sample(image)), image)?;
        for axis in -6..6 {
            let softmax = Softmax::spec(axis);
            same(&softmax, softmax.output_shape(sample(image)), image)?;
        }
        let keep = Dropout2d::spec(0.5);
        same(&keep, keep.output_shape(sample(image)), image)?;
        let keep = AlphaDropout::spec(0.5);
        same(&keep, keep.output_shape(sample(flat)), flat)?;
        let keep = FeatureAlphaDropout::spec(0.5);
        same(&keep, keep.output_shape(sample(image)), image)?;
        let keep = Dropout::spec(0.5);
        same(&keep, keep.output_shape(sample(image)), image)?;
        same(&Relu, Relu.output_shape(sample(image)), image)?;
    }
}
