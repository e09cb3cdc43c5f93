//! Models whose lengths, heights and widths are left open as well.

use nn_core::init;
use nn_core::onnx::Input;
use nn_core::prelude::*;

use super::examples::{gpt, nanogpt, resnet, unet};
use super::{Case, case_of};

fn noise<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

fn words(shape: [usize; 2], count: usize) -> Tensor<2, usize> {
    Tensor::from_fn(shape, |[i, j]| (7 * i + 3 * j + 1) % count)
}

/// Batches and lengths.
const TEXTS: [[usize; 2]; 4] = [[1, 1], [3, 5], [2, 8], [4, 3]];

/// Batches, heights and widths.
const IMAGES: [[usize; 3]; 3] = [[1, 32, 64], [2, 96, 32], [3, 64, 64]];

/// A layer of sequences, `[batch, length, 6]`.
macro_rules! sequences {
    ($cases:ident, $($layer:expr),* $(,)?) => {$(
        let inputs = |i: usize| noise([TEXTS[i][0], TEXTS[i][1], 6]);
        let input = Input::new([1, 4, 6]).open(1, "length");
        let name = concat!("any length: ", stringify!($layer));
        $cases.push(case_of(name, &$layer, &[0, 1, 2, 3], input, inputs, |layer, x| layer.forward(x)));
    )*};
}

/// A model of images, `[batch, 3, height, width]`.
macro_rules! images {
    ($cases:ident, $of:literal, $($name:literal: $model:expr),* $(,)?) => {$(
        let inputs = |i: usize| noise([IMAGES[i][0], 3, IMAGES[i][1], IMAGES[i][2]]);
        let input = Input::new([1, 3, 32, 32]).open_multiple(2, "height", $of).open_multiple(3, "width", $of);
        let name = concat!("any image: ", $name);
        $cases.push(case_of(name, &$model, &[0, 1, 2], input, inputs, |model, x| model.forward(x)));
    )*};
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let (mut cases, source) = (Vec::new(), &mut rng(0));
    texts(&mut cases, source);
    sequences!(
        cases,
        (Linear::new(6, 5, source), LayerNorm::new([5])),
        Lstm::spec(6, 4).batch_first(true).bidirectional(true).init(source),
        Gru::spec(6, 4).batch_first(true).init(source),
        TransformerEncoderLayer::spec(6, 2).batch_first(true).init(source),
    );
    let attention = MultiheadAttention::spec(6, 2).batch_first(true).init(source);
    let input = Input::new([1, 4, 6]).open(1, "length");
    let inputs = |i: usize| noise([TEXTS[i][0], TEXTS[i][1], 6]);
    let causal = |layer: &MultiheadAttention, x| layer.forward((x, &AttentionMask::causal()));
    cases.push(case_of("any length: causal", &attention, &[0, 1, 2, 3], input, inputs, causal));
    two_lengths(&mut cases, source);
    images!(
        cases,
        32,
        "12_resnet": resnet::ResNet18::init(source),
        "16_unet": unet::UNet::init(3, 2, 2, false, source),
        "norm by groups": (Conv2d::new(3, 4, 1, source), GroupNorm::new(2, 4)),
        "flattened": (Conv2d::new(3, 4, 1, source), Flatten),
        "pooled and put back": (MaxPool2d::new(2), Relu, ConvTranspose2d::spec(3, 2, 2).stride(2).init(source)),
    );
    images!(
        cases,
        1,
        "AdaptiveAvgPool2d": AdaptiveAvgPool2d::new(1),
        "convolved": (Conv2d::spec(3, 4, 3).padding(1).init(source), Relu, Conv2d::new(4, 2, 5, source)),
    );
    let inputs = |i: usize| noise([1, 3, IMAGES[i][1], IMAGES[i][2]]);
    let input = Input::new([1, 3, 32, 32]).fixed().open_multiple(2, "height", 2).open_multiple(3, "width", 2);
    let unpooled =
        case_of("any image: unpooled", &MaxPool2d::new(2), &[0, 1, 2], input, inputs, |pool, x| {
            MaxUnpool2d::new(2).forward(pool.forward_with_indices(x))
        });
    cases.push(unpooled.not_by_rten("its pooling does not tell where a maximum stands"));
    cases.push(masks());
    cases
}

/// Masks and places that a forward makes by the length of its input.
fn masks() -> Case {
    let inputs = |i: usize| noise([1, 1 + i, 1 + i]);
    let input = Input::new([1, 3, 3]).fixed().open(1, "length").open(2, "length");
    case_of("any length: masks", &Relu, &[0, 1, 5], input, inputs, |_, x| {
        let length = x.shape()[1];
        let later = |[i, j]: [usize; 2]| if j > i { f32::NEG_INFINITY } else { 0.0 };
        let places: Tensor<1> = Tensor::<1, usize>::arange(3, length + 3).cast();
        let x = x + Tensor::from_fn([length, length], later);
        let seen = Tensor::<2, bool>::ones([length, length]).tril(-1);
        let x = x.masked_fill(&seen.reshape([1, length, length]), 0.5);
        x.softmax(2) * Tensor::from_fn([length, length], |[i, j]| if j + 1 >= i { 2.0 } else { 0.0 }) + places
    })
}

fn texts(cases: &mut Vec<Case>, source: &mut impl Rng) {
    let text = || Input::new(words([1, 4], 13)).open(1, "length");
    let inputs = |i: usize| words(TEXTS[i], 13);
    let model = nanogpt::NanoGpt::init(13, 8, 2, 2, 8, 0.0, source);
    cases.push(case_of("any length: 15_nanogpt", &model, &[0, 1, 2, 3], text(), inputs, |model, x| {
        model.forward(x)
    }));
    let model = gpt::Gpt::init(source);
    cases.push(case_of("any length: 13_gpt", &model, &[0, 1, 2, 3], text(), inputs, |model, x| {
        model.forward(x)
    }));
}

/// A target and a source of different lengths.
fn two_lengths(cases: &mut Vec<Case>, source: &mut impl Rng) {
    let inputs = |i: usize| {
        let [batch, length] = TEXTS[i];
        (noise([batch, length, 6]), noise([batch, 9 - length, 6]))
    };
    let exported = (
        Input::new([1, 4, 6]).name("source").open(1, "source_length"),
        Input::new([1, 3, 6]).name("target").open(1, "target_length"),
    );
    let transformer = Transformer::spec().d_model(6).nhead(2).batch_first(true).num_encoder_layers(1);
    let transformer = transformer.num_decoder_layers(1).init(source);
    let forward = |transformer: &Transformer, x| transformer.forward(x);
    cases.push(case_of("any lengths: Transformer", &transformer, &[0, 1, 2, 3], exported, inputs, forward));
}
