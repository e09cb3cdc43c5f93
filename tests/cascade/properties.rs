//! What a spec says of shapes is what its layer does, for settings of all kinds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};
use proptest::prelude::*;

/// Panics of the layers are what is asked about here: they are not printed.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| ())));
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
    silence();
    let mut batch = input;
    batch[0] = 2;
    let run = || spec.init(&mut rng(0)).forward(Tensor::zeros(batch)).shape();
    match (said, catch_unwind(AssertUnwindSafe(run))) {
        (Ok(shape), Ok(real)) => prop_assert_eq!(shape.as_slice(), &real[1..]),
        (Err(_), Err(_)) => {}
        (Ok(shape), Err(panic)) => {
            let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            prop_assert!(false, "said {shape}, but it panics: {text}");
        }
        (Err(message), Ok(real)) => prop_assert!(false, "said {message}, but it gives {real:?}"),
    }
    Ok(())
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
        let keep = Dropout::spec(0.5);
        same(&keep, keep.output_shape(sample(image)), image)?;
        same(&Relu, Relu.output_shape(sample(image)), image)?;
    }
}
