//! Parity with PyTorch over the committed cases.

use std::path::Path;

use tests::parity;

/// The modules that we have. A module that loses its cases or its entry fails the test.
const MODULES: [&str; 38] = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AvgPool1d",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Bilinear",
    "Conv1d",
    "Conv2d",
    "CrossEntropyLoss",
    "ELU",
    "Embedding",
    "GELU",
    "GroupNorm",
    "Hardtanh",
    "KLDivLoss",
    "L1Loss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "MaxPool1d",
    "MaxPool2d",
    "NLLLoss",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Tanh",
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

#[test]
fn a_folder_without_cases_is_an_error() {
    let empty = tempfile::tempdir().unwrap();
    let message = parity::run(empty.path()).unwrap_err();
    assert!(message.contains("holds no .json file"), "{message}");
    std::fs::write(empty.path().join("Linear.json"), "[{}]").unwrap();
    let message = parity::run(empty.path()).unwrap_err();
    assert!(message.contains("Linear.safetensors"), "{message}");
}
