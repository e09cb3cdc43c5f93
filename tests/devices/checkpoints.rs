//! Checkpoints and optimizers of models on a device.

use mock_device::mock;
use nn_core::device::Device;
use nn_core::prelude::*;

fn step(model: &mut (Linear, Relu, Linear), adam: &mut Adam, device: &Device) -> u32 {
    let x = Tensor::from_fn([4, 3], |[i, j]| (i * 3 + j) as f32).to(device);
    let loss = model.forward(Tape::new(0).input(x)).mean();
    let value = loss.item();
    adam.step(model, loss.backward()).unwrap();
    value.to_bits()
}

fn model() -> (Linear, Relu, Linear) {
    let rng = &mut rng(0);
    (Linear::new(3, 8, rng), Relu, Linear::new(8, 1, rng))
}

#[test]
fn a_model_that_moves_while_it_trains_goes_on_as_if_it_stayed() {
    let (host, device) = (Device::host(), mock());
    let run = |places: [&Device; 4]| {
        let (mut model, mut adam) = (model(), Adam::new(1e-2));
        let losses = places.map(|place| {
            model.to(place);
            step(&mut model, &mut adam, place)
        });
        let moment =
            adam.state_dict(&model).get("0.weight.exp_avg").unwrap().as_slice::<f32>().unwrap().to_vec();
        (losses, moment)
    };
    let stays = run([&host; 4]);
    assert_eq!(run([&device; 4]), stays);
    assert_eq!(run([&host, &device, &device, &host]), stays);
}

#[test]
fn a_checkpoint_from_a_device_is_that_of_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let (on_host, on_device) =
        (folder.path().join("host.safetensors"), folder.path().join("device.safetensors"));
    let mut saved = model();
    saved.save(&on_host).unwrap();
    saved.to(&mock());
    saved.save(&on_device).unwrap();
    assert_eq!(std::fs::read(&on_host).unwrap(), std::fs::read(&on_device).unwrap());
}

#[test]
fn what_is_loaded_stays_on_the_device() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model().save(&path).unwrap();
    let device = mock();
    let mut loaded = (Linear::new(3, 8, &mut rng(1)), Relu, Linear::new(8, 1, &mut rng(2)));
    loaded.to(&device);
    loaded.load(&path).unwrap();
    assert_eq!(loaded.0.weight.value().device(), device);
    assert_eq!(loaded.0.weight.value(), model().0.weight.value());
}
