//! States of optimizers that are not this one's, and checkpoints of another run.

use std::fs;

use nn_core::prelude::*;

use super::cases::Cases;

fn net(width: usize) -> (Linear, Linear) {
    (Linear::new(3, width, &mut rng(0)), Linear::new(width, 2, &mut rng(1)))
}

/// What an optimizer remembers after a step.
fn after_a_step(mut optimizer: impl Optimizer, width: usize) -> StateDict {
    let mut model = net(width);
    let x = Tape::new(0).input(Tensor::<2>::full([1, 3], 0.5));
    let loss = model.1.forward(model.0.forward(x)).sum();
    optimizer.step(&mut model, loss.backward()).unwrap();
    optimizer.state_dict(&model)
}

fn load(mut optimizer: impl Optimizer, state: &StateDict) -> nn_core::Result<()> {
    optimizer.load_state_dict(&net(4), state)
}

#[test]
fn states_of_optimizers() {
    let mut c = Cases::of("states_of_optimizers");
    let mut adam = after_a_step(Adam::new(0.01), 4);
    works!(c, load(Adam::new(0.01), &adam).unwrap());
    fails!(c, load(Adam::new(0.02).betas(0.8, 0.999), &adam));
    fails!(c, load(AdamW::new(0.01), &adam));
    fails!(c, load(Adam::new(0.01).group("*bias", |g| g.lr(1.0)), &adam));
    fails!(c, load(Adam::new(0.01), &after_a_step(Adam::new(0.01), 5)));
    fails!(c, load(Adam::new(0.01).amsgrad(true), &adam));
    fails!(c, load(Sgd::new(0.01).momentum(0.9), &adam));
    let renamed = adam.clone().into_iter().map(|(name, value)| (name.replace("0.bias", "0.biass"), value));
    fails!(c, load(Adam::new(0.01), &renamed.collect()));
    adam.insert("0.bias.step", Tensor::from(1.5f32));
    fails!(c, load(Adam::new(0.01), &adam));
    fails!(c, load(Adam::new(0.01), &net(4).state_dict()));
    c.compare();
}

#[test]
fn checkpoints() {
    let mut c = Cases::of("checkpoints");
    let folder = tempfile::tempdir().unwrap();
    let said = |result: nn_core::Result<Option<std::path::PathBuf>>| {
        let folder = folder.path().display().to_string();
        result.map(drop).map_err(|error| nn_core::Error::setting(error.to_string().replace(&folder, "run")))
    };
    let resume = |mut checkpoints: Checkpoints, mut optimizer: Adam, width: usize, seed: u64| {
        said(checkpoints.resume(&mut net(width), &mut optimizer, &mut Progress::new(seed)))
    };
    let here = || Checkpoints::new(&folder);
    let mut first = here();
    for _ in 0..2 {
        first.save(&net(4), &Adam::new(0.01), &Progress::new(0)).unwrap();
    }
    fails!(c, resume(here(), Adam::new(0.01), 4, 0));
    drop(first);
    works!(c, resume(here(), Adam::new(0.01), 4, 0).unwrap());
    fails!(c, resume(here(), Adam::new(0.02), 4, 0));
    works!(c, resume(here().accept("lr"), Adam::new(0.02), 4, 0).unwrap());
    fails!(c, resume(here(), Adam::new(0.01), 5, 0));
    fails!(c, resume(here(), Adam::new(0.01), 4, 1));
    fails!(c, said(here().save(&net(4), &Adam::new(0.01), &Progress::new(0)).map(Some)));
    fails!(c, said(here().resume_parts(&mut [("g", &mut net(4), None)], &mut Progress::new(0))));
    fails!(c, said(here().resume_parts(&mut [("model", &mut net(4), None)], &mut Progress::new(0))));
    fails!(c, said(here().save_parts(&[("a.b", &net(4), None)], &Progress::new(0)).map(Some)));
    let model = folder.path().join("000002-step-0/model.safetensors");
    fs::write(&model, &fs::read(&model).unwrap()[..100]).unwrap();
    fails!(c, resume(here(), Adam::new(0.01), 4, 0));
    fs::remove_file(&model).unwrap();
    fails!(c, resume(here(), Adam::new(0.01), 4, 0));
    c.compare();
}
