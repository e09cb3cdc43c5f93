//! The networks that the examples declare in their structs, against torchvision's.

use nn_core::prelude::*;

#[allow(dead_code, unreachable_pub, reason = "the file is a program with a public model")]
#[path = "../../examples/14_densenet.rs"]
mod densenet;
#[allow(dead_code, unreachable_pub, reason = "the file is a program with a public model")]
#[path = "../../examples/12_resnet.rs"]
mod resnet;

#[test]
fn resnet_has_the_parameters_and_names_of_torchvision() {
    let model = resnet::ResNet18::init(&mut rng(0));
    assert_eq!(resnet::ResNet18::OUTPUT_SHAPE, [1000]);
    assert_shapes!(model, [1, 3, 224, 224] => [1, 1000]);
    assert_eq!(model.num_parameters(), 11_689_512);
    let parameters = model.named_parameters();
    assert_eq!(parameters["layer2.0.downsample.0.weight"].shape(), [128, 64, 1, 1]);
    assert_eq!(parameters["layer4.1.bn2.bias"].shape(), [512]);
}

#[test]
fn densenet_has_the_parameters_and_names_of_torchvision() {
    let model = densenet::DenseNet121::init(&mut rng(0));
    assert_eq!(densenet::DenseNet121::OUTPUT_SHAPE, [1000]);
    let trace = model.trace([1, 3, 224, 224]).unwrap();
    assert_eq!(trace.output_shape(), [1, 1000]);
    assert_eq!((trace.num_parameters(), trace.multiply_adds() / 1_000_000), (7_978_856, 2_834));
    let parameters = model.named_parameters();
    assert_eq!(parameters["features.denseblock3.denselayer24.conv1.weight"].shape(), [128, 992, 1, 1]);
    assert_eq!(parameters["features.transition3.conv.weight"].shape(), [512, 1024, 1, 1]);
    assert_eq!(model.buffers()["features.norm5.running_mean"].shape(), [1024]);
}
