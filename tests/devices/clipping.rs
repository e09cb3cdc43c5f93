//! Gradients are clipped where they are.

use mock_device::mock;
use nn_core::device::Device;
use nn_core::prelude::*;

/// The bits of a layer after a step by clipped gradients, which leaves nothing to travel.
fn stepped(device: &Device, clip: fn(&mut Gradients)) -> Vec<u32> {
    let mut layer = Linear::new(3, 4, &mut rng(0));
    layer.to(device);
    let x = Tensor::<2>::from_fn([5, 3], |[i, j]| (i * 3 + j) as f32 / 7.0).to(device);
    let mut gradients = layer.forward(Tape::new(0).input(x)).sum().backward();
    clip(&mut gradients);
    let before = device.transfers();
    Sgd::new(1.0).step(&mut layer, gradients).unwrap();
    let moved = device.transfers().since(before);
    assert_eq!((moved.to_device, moved.to_host), (0, 0), "a clipped gradient is not on its device");
    layer.to(&Device::host());
    layer.weight.value().as_slice().iter().map(|w| w.to_bits()).collect()
}

#[test]
fn clipped_gradients_stay_on_their_device() {
    let whole = stepped(&Device::host(), |_| {});
    let clips: [fn(&mut Gradients); 3] = [
        |gradients| _ = gradients.clip_grad_norm(0.5),
        |gradients| gradients.clip_grad_value(0.5),
        |gradients| gradients.scale(0.3),
    ];
    for clip in clips {
        let on_host = stepped(&Device::host(), clip);
        assert_ne!(on_host, whole);
        assert_eq!(stepped(&mock(), clip), on_host);
    }
}
