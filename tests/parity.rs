//! Parity with PyTorch over the committed cases.

use std::path::Path;

use nn_core::{AnyTensor, Tensor};
use tests::parity;
use tests::parity::case::{Argument, Case};

/// The modules that we have. A module that loses its cases or its entry fails the test.
const MODULES: [&str; 113] = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Bilinear",
    "CELU",
    "CTCLoss",
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "ELU",
    "Embedding",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "GELU",
    "GLU",
    "GRU",
    "GRUCell",
    "GaussianNLLLoss",
    "GroupNorm",
    "Hardshrink",
    "Hardswish",
    "Hardtanh",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "KLDivLoss",
    "L1Loss",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "LSTM",
    "LSTMCell",
    "LayerNorm",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyConvTranspose3d",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSigmoid",
    "LogSoftmax",
    "MSELoss",
    "MarginRankingLoss",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "Mish",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "MultiheadAttention",
    "NLLLoss",
    "PReLU",
    "PoissonNLLLoss",
    "RMSNorm",
    "RNN",
    "RNNCell",
    "ReLU",
    "ReLU6",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "SELU",
    "SiLU",
    "Sigmoid",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
    "Transformer",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
];

#[test]
fn every_case_of_every_module() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("parity");
    let report = parity::run(&folder).unwrap();
    println!("{report}");
    let names: Vec<_> = report.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(names, MODULES);
    for module in &report.modules {
        assert!(module.cases > 0, "{} has no cases", module.name);
        assert!(module.failures.is_empty(), "{}: {:?}", module.name, module.failures);
    }
}

/// `settings.py` writes these: settings that PyTorch's table does not try.
#[test]
fn every_further_setting() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/settings");
    let report = parity::run(&folder).unwrap();
    assert_eq!(report.modules.len(), 14);
    for module in &report.modules {
        assert!(module.failures.is_empty(), "{}: {:?}", module.name, module.failures);
    }
}

/// The first case of a module in training.
fn case(module: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("parity");
    let modules = parity::reader::read(&folder).unwrap();
    let (_, cases) = modules.into_iter().find(|(name, _)| name == module).unwrap();
    cases.into_iter().next().unwrap()
}

/// How a case fails once something in it is changed, where it passed before.
fn failure(mut case: Case, change: impl FnOnce(&mut Case)) -> String {
    assert_eq!(parity::failure(&case), None);
    change(&mut case);
    parity::failure(&case).expect("a changed case fails")
}

/// A tensor whose last element is larger by `by`.
fn moved(tensor: &AnyTensor, by: f32) -> AnyTensor {
    let mut values = tensor.as_slice::<f32>().unwrap().to_vec();
    *values.last_mut().unwrap() += by;
    match *tensor.shape() {
        [a] => Tensor::new([a], values).into(),
        [a, b] => Tensor::new([a, b], values).into(),
        ref shape => panic!("no tensor of shape {shape:?}"),
    }
}

#[test]
fn a_wrong_number_is_found_wherever_it_stands() {
    let norm = case("BatchNorm1d");
    let how = failure(norm.clone(), |case| case.outputs[0] = moved(&case.outputs[0], 1e-2));
    assert!(how.starts_with("output 0: largest difference"), "{how}");
    for i in 0..norm.gradients.len() {
        let how = failure(norm.clone(), |case| case.gradients[i].1 = moved(&case.gradients[i].1, 1e-2));
        assert!(how.contains(&format!("gradient of {}: largest", norm.gradients[i].0)), "{how}");
    }
    let how = failure(norm.clone(), |case| {
        let (_, mean) = case.state_after.iter_mut().find(|(name, _)| name == "running_mean").unwrap();
        *mean = moved(mean, 1e-2);
    });
    assert!(how.contains("state running_mean: largest difference"), "{how}");
    let how = failure(norm, |case| case.state[0].1 = moved(&case.state[0].1, 0.5));
    assert!(how.contains("largest difference"), "{how}");
}

#[test]
fn nothing_is_ignored_silently() {
    let layer = case("Linear");
    let setting = ("device".to_owned(), Argument::Text("cuda".to_owned()));
    let how = failure(layer.clone(), |case| case.config.push(setting));
    assert_eq!(how, "the setting device = Text(\"cuda\") is not supported");
    let argument = ("scale".to_owned(), Argument::Number(2.0));
    let how = failure(layer.clone(), |case| case.kwargs.push(argument));
    assert_eq!(how, "kwarg.scale: is not supported");
    let how = failure(layer.clone(), |case| drop(case.state.pop()));
    assert!(how.contains("bias") || how.contains("weight"), "{how}");
    let how = failure(layer.clone(), |case| case.outputs.push(case.outputs[0].clone()));
    assert_eq!(how, "number of outputs: 1 instead of 2");
    let how = failure(layer, |case| case.module = "QuantStub".to_owned());
    assert_eq!(how, "nn-core has no QuantStub");
}

#[test]
fn a_folder_without_cases_is_an_error() {
    let empty = tempfile::tempdir().unwrap();
    let message = parity::run(empty.path()).unwrap_err();
    assert!(message.contains("holds no .json file"), "{message}");
    std::fs::write(empty.path().join("Linear.json"), "[{}]").unwrap();
    let message = parity::run(empty.path()).unwrap_err();
    assert!(message.contains("Linear.safetensors"), "{message}");
}
