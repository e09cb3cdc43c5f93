//! The models of the numbered examples, as small as they can be.

use nn_core::init;
use nn_core::onnx::Input;
use nn_core::prelude::*;

use super::{Case, case, case_of};

/// An example's file, whose `main` is nobody's business here.
macro_rules! examples {
    ($($file:literal $name:ident),* $(,)?) => {$(
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "the file is a program with a public model")]
        #[path = $file]
        pub(super) mod $name;
    )*};
}

examples! {
    "../../../examples/01_linear_net.rs" linear_net,
    "../../../examples/02_simple_cnn.rs" simple_cnn,
    "../../../examples/03_plain_list.rs" plain_list,
    "../../../examples/04_lists_and_sequences.rs" lists_and_sequences,
    "../../../examples/05_densenet.rs" densenet,
    "../../../examples/06_maxout.rs" maxout,
    "../../../examples/07_text_cnn.rs" text_cnn,
    "../../../examples/08_dilated_dense.rs" dilated_dense,
    "../../../examples/09_indexed_list.rs" indexed_list,
    "../../../examples/10_lenet.rs" lenet,
    "../../../examples/11_vgg.rs" vgg,
    "../../../examples/12_resnet.rs" resnet,
    "../../../examples/13_gpt.rs" gpt,
    "../../../examples/14_densenet.rs" densenet121,
    "../../../examples/15_nanogpt.rs" nanogpt,
    "../../../examples/16_unet.rs" unet,
    "../../../examples/17_mobilenet.rs" mobilenet,
    "../../../examples/18_word_lstm.rs" word_lstm,
    "../../../examples/19_dcgan.rs" dcgan,
    "../../../examples/20_seq2seq.rs" seq2seq,
}

fn noise<const N: usize>(shape: [usize; N]) -> Tensor<N> {
    init::normal(shape, 0.0, 1.0, &mut rng(1))
}

fn words<const N: usize>(shape: [usize; N], count: usize) -> Tensor<N, usize> {
    Tensor::from_fn(shape, |at| at.iter().fold(1, |sum, i| 7 * sum + i) % count)
}

/// A model of images or vectors.
macro_rules! plain {
    ($name:literal, $model:expr, [$($size:expr),*]) => {
        case($name, &$model, |batch| noise([batch, $($size),*]), |model, x| model.forward(x))
    };
}

/// All twenty.
pub fn cases() -> Vec<Case> {
    let rng = &mut rng(0);
    vec![
        plain!("01_linear_net", linear_net::LinearNet::init(8, 2, 16, 10, rng), [8]),
        plain!("02_simple_cnn", simple_cnn::simple_cnn(4, rng), [3, 32, 32]),
        plain!("03_plain_list", plain_list::Module1::init(7, 13, 10, rng), [7, 5, 6]),
        plain!("04_lists_and_sequences", lists_and_sequences::model(8, 6, 2, 3, rng), [8]),
        plain!("05_densenet", densenet::DenseNet::init(4, 2, rng), [1, 8, 8]),
        plain!("06_maxout", maxout::MaxoutNet::init(8, 2, rng), [64]),
        case(
            "07_text_cnn",
            &text_cnn::TextCnn::init(20, 10, &[3, 4, 5], 4, rng),
            |batch| words([batch, 7], 20),
            |model, x| model.forward(x),
        ),
        plain!("08_dilated_dense", dilated_dense::model(3, 3, rng), [1, 8, 8]),
        plain!("09_indexed_list", indexed_list::IndexedList::init(10, 10, rng), [10]),
        plain!("10_lenet", lenet::LeNet::init(rng), [1, 32, 32]),
        plain!("11_vgg", vgg::Vgg11::init(rng), [3, 32, 32]),
        plain!("12_resnet", resnet::ResNet18::init(rng), [3, 64, 48]),
        case("13_gpt", &gpt::Gpt::init(rng), |batch| words([batch, 64], 128), |model, x| model.forward(x)),
        plain!("14_densenet", densenet121::DenseNet121::init(rng), [3, 64, 48]),
        case(
            "15_nanogpt",
            &nanogpt::NanoGpt::init(13, 8, 2, 2, 8, 0.0, rng),
            |batch| words([batch, 8], 13),
            |model, x| model.forward(x),
        ),
        plain!("16_unet", unet::UNet::init(3, 2, 2, false, rng), [3, 20, 17]),
        plain!("16_unet --bilinear", unet::UNet::init(3, 2, 2, true, rng), [3, 20, 17]),
        plain!("17_mobilenet", mobilenet::MobileNetV2::init(10, 0.05, rng), [3, 32, 32]),
        word_lstm(rng),
        plain!("19_dcgan generator", dcgan::Generator::init(4, 2, 1, rng), [4, 1, 1]),
        plain!("19_dcgan discriminator", dcgan::Discriminator::init(2, 1, rng), [1, 64, 64]),
        seq2seq(rng),
    ]
}

/// Words and the state before them, whose batch is the second axis.
fn word_lstm(rng: &mut impl Rng) -> Case {
    let model = word_lstm::RnnModel::init(19, 8, 2, 0.0, rng);
    let inputs = |batch: usize| (words([5, batch], 19), noise([2, batch, 8]), noise([2, batch, 8]));
    let (x, h, c) = inputs(2);
    let exported = (
        Input::new(x).name("words").batch_axis(1),
        Input::new(h).name("state").batch_axis(1),
        Input::new(c).name("memory").batch_axis(1),
    );
    case_of("18_word_lstm", &model, &super::BATCHES, exported, inputs, |model, (x, h, c)| {
        model.forward(x, Some((h, c)))
    })
}

/// Sentences, and those that the model writes by itself.
fn seq2seq(rng: &mut impl Rng) -> Case {
    let model = (seq2seq::Encoder::init(30, 8, 0.0, rng), seq2seq::Decoder::init(8, 25, 0.0, 4, rng));
    case(
        "20_seq2seq",
        &model,
        |batch| words([batch, 6], 30),
        |(encoder, decoder), x| {
            let (keys, state) = encoder.forward(x);
            decoder.forward(keys, state, None)
        },
    )
}
