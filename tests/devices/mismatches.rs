//! What is said where things are on different devices.

use mock_device::{memory, mock};
use nn_core::device::Device;
use nn_core::prelude::*;

use crate::diagnostics::caught::catch;

fn said(f: impl FnOnce()) -> (String, bool) {
    let caught = catch(f).expect("this panics");
    (caught.message, caught.file == file!())
}

#[test]
fn a_parameter_and_an_input_on_two_devices() {
    let mut model = Linear::new(3, 2, &mut rng(0));
    let x = Tensor::<2>::zeros([1, 3]);
    let (message, here) = said(|| drop(model.forward(x.clone().to(&mock()))));
    assert!(here, "the panic points elsewhere");
    assert!(message.starts_with("a parameter of shape [2, 3], made at "), "{message}");
    assert!(message.ends_with(
        ", is on the host, but the input of shape [1, 3] is on `mock`; move the model, `model.to(&device)`, or the \
         input, `x.to(&device)`"
    ));
    model.to(&memory());
    let (message, _) = said(|| drop(model.forward(x)));
    assert!(message.contains("is on `memory`, but the input of shape [1, 3] is on the host"), "{message}");
}

#[test]
fn operands_on_two_devices() {
    let (a, b) = (Tensor::from([1.0, 2.0]).to(&mock()), Tensor::from([1.0, 2.0]).to(&memory()));
    let (message, here) = said(|| drop(a + b));
    assert!(here, "the panic points elsewhere");
    assert_eq!(
        message,
        "+: the operands are on two devices, `mock` and `memory`; move one of them: `x.to(&device)`"
    );
}

#[test]
fn the_strict_mode_refuses_a_computation_on_the_host() {
    let device = memory();
    let x = Tape::new(0).input(Tensor::from([1.0, 2.0]).to(&device)).requires_grad();
    let y = x.clone().exp().sum();
    assert!(device.transfers().fallbacks > 0);
    device.set_strict(true);
    let (message, _) = said(|| drop(x.clone().exp()));
    assert!(message.starts_with("exp at "), "{message}");
    assert!(message.contains("mismatches.rs"), "{message}");
    assert!(message.contains("the device `memory` has no kernel for a part of it"), "{message}");
    let (message, _) = said(|| drop(y.backward()));
    assert!(message.starts_with("sum at "), "{message}");
}

#[test]
fn a_trace_does_not_care_where_a_model_is() {
    let mut model = Linear::new(3, 2, &mut rng(0));
    let on_host = model.trace([1, 3]).unwrap().to_string();
    let device = mock();
    model.to(&device);
    let before = device.transfers();
    assert_eq!(model.trace([1, 3]).unwrap().to_string(), on_host);
    assert_eq!(device.transfers(), before);
}

#[test]
fn a_gradient_goes_back_to_where_an_input_came_from() {
    let x = Tape::new(0).input([2.0, 3.0]).requires_grad();
    let y = x.clone().to(&mock());
    let gradient = (&y * &y).sum().backward().wrt(&x).unwrap();
    assert!(gradient.device().is_host());
    assert_eq!(gradient.as_slice(), [4.0, 6.0]);
    assert!(Device::host().transfers() == Default::default());
}
