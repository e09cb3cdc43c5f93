//! The second set: larger models, as they are known by name.

use nn_core::prelude::*;

use crate::gpt::Gpt;
use crate::harness::Report;
use crate::mobilenet_v2::MobileNetV2;
use crate::resnet18::ResNet18;
use crate::unet::UNet;
use crate::word_lstm::WordLstm;
use crate::{Generator, classes, floats, forward, measure, momentum, words};

pub(crate) const SECOND: [&str; 8] =
    ["resnet18", "resnet18_one", "mobilenet_v2", "mobilenet_v2_one", "unet", "lstm", "gpt", "gpt_one"];

/// Those that end in `_one` are inference of one sample alone.
pub(crate) fn workload(report: &mut Report, name: &str) {
    match name {
        "resnet18" => {
            measure(report, name, resnet18, floats(111, [8, 3, 128, 128]), momentum, classes(112, 8, 1000));
        }
        "resnet18_one" => forward(report, name, &resnet18(&mut rng(0)), floats(113, [1, 3, 224, 224])),
        "mobilenet_v2" => {
            measure(
                report,
                name,
                mobilenet_v2,
                floats(121, [8, 3, 128, 128]),
                momentum,
                classes(122, 8, 1000),
            );
        }
        "mobilenet_v2_one" => {
            forward(report, name, &mobilenet_v2(&mut rng(0)), floats(123, [1, 3, 224, 224]))
        }
        "unet" => measure(report, name, unet, floats(131, [4, 1, 128, 128]), || Adam::new(1e-3), mask()),
        "lstm" => {
            let loss = classes(142, 700, 10_000);
            measure(report, name, lstm, words(141, [20, 35], 10_000), || Sgd::new(1.0), loss);
        }
        "gpt" => {
            let loss = classes(152, 1024, 128);
            measure(report, name, gpt, words(151, [4, 256], 128), || AdamW::new(1e-4), loss);
        }
        _ => forward(report, name, &gpt(&mut rng(0)), words(153, [1, 64], 128)),
    }
}

/// Which pixels belong to something.
fn mask() -> impl Fn(Tensor<4>) -> Tensor<0> + Clone {
    let target = floats(132, [4, 1, 128, 128]).gt(0.0).cast::<f32>();
    move |y| y.binary_cross_entropy_with_logits(&target)
}

fn resnet18(rng: &mut Generator) -> ResNet18 {
    counted(ResNet18::new(rng), 11_689_512)
}

fn mobilenet_v2(rng: &mut Generator) -> MobileNetV2 {
    counted(MobileNetV2::new(rng), 3_504_872)
}

fn unet(rng: &mut Generator) -> UNet {
    counted(UNet::new(rng), 482_449)
}

fn lstm(rng: &mut Generator) -> WordLstm {
    counted(WordLstm::new(rng), 6_182_672)
}

fn gpt(rng: &mut Generator) -> Gpt {
    counted(Gpt::new(rng), 10_844_160)
}

/// The model, which has as many parameters as PyTorch's.
fn counted<M: Module>(model: M, parameters: usize) -> M {
    assert_eq!(model.num_parameters(), parameters);
    model
}
