//! The optimizers beside PyTorch's: the state of one goes on in the other. Their half is
//! `tests/interop/optim_state.py`.

use std::path::Path;

use nn_core::prelude::*;
use nn_core::{Error, Result};

use crate::models::difference;

/// Parameters that are further apart do not agree.
pub const TOLERANCE: f32 = 1e-6;

const STEPS: usize = 4;

type Model = (Linear, Tanh, Linear);

/// The optimizers under PyTorch's names, with settings other than the defaults.
pub fn optimizers() -> Vec<(&'static str, Box<dyn Optimizer>)> {
    vec![
        ("SGD", Box::new(Sgd::new(0.05).momentum(0.9).weight_decay(0.01))),
        ("Adam", Box::new(Adam::new(0.01).amsgrad(true))),
        ("AdamW", Box::new(AdamW::new(0.01).weight_decay(0.1))),
        ("Adamax", Box::new(Adamax::new(0.01).betas(0.8, 0.95))),
        ("Adadelta", Box::new(Adadelta::new(1.0).rho(0.95))),
        ("Adagrad", Box::new(Adagrad::new(0.05).lr_decay(0.1))),
        ("RMSprop", Box::new(RmsProp::new(0.01).momentum(0.9).centered(true))),
    ]
}

/// A run of PyTorch's, as it has written it.
pub struct Theirs(StateDict);

impl Theirs {
    /// Reads what PyTorch has written for an optimizer.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn read(folder: &Path, optimizer: &str) -> Result<Theirs> {
        StateDict::read(folder.join(format!("{optimizer}.safetensors"))).map(Theirs)
    }

    /// What stands below a name: `start`, `model` and `optimizer` after some steps, `end` after some more.
    pub fn part(&self, name: &str) -> StateDict {
        let below = |(path, value): (&str, &AnyTensor)| {
            Some((path.strip_prefix(name)?.strip_prefix('.')?.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(below).collect()
    }

    /// A model with the values of a part.
    ///
    /// # Errors
    ///
    /// If they do not fit.
    pub fn model(&self, part: &str) -> Result<Model> {
        let mut model = (Linear::spec(3, 4), Tanh, Linear::spec(4, 2)).init(&mut rng(0));
        model.load_state_dict(&self.part(part))?;
        Ok(model)
    }

    /// Some steps on their data.
    ///
    /// # Errors
    ///
    /// If the optimizer refuses one.
    pub fn train(&self, model: &mut Model, optimizer: &mut dyn Optimizer) -> Result<()> {
        let data = |name: &str| {
            let tensor = self.0.get(name).and_then(AnyTensor::to_tensor::<2, f32>);
            tensor.ok_or_else(|| Error::state_dict(format!("there are no data `{name}`")))
        };
        let (x, y) = (data("x")?, data("y")?);
        for step in 0..STEPS {
            let loss = model.forward(Tape::new(step as u64).input(&x)).mse_loss(&y);
            optimizer.step(model, loss.backward())?;
        }
        Ok(())
    }

    /// Goes on from their state and gives the largest difference from their end.
    ///
    /// # Errors
    ///
    /// If their state does not fit.
    pub fn go_on(&self, optimizer: &mut dyn Optimizer) -> Result<f32> {
        let mut model = self.model("model")?;
        optimizer.load_state_dict(&model, &self.part("optimizer"))?;
        self.train(&mut model, optimizer)?;
        Ok(farthest(&model.state_dict(), &self.part("end")))
    }

    /// Trains from their start and writes model and optimizer after some steps, and the model after some more.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write_ours(&self, folder: &Path, name: &str, optimizer: &mut dyn Optimizer) -> Result<()> {
        let file = |what: &str| folder.join(format!("{name}.{what}.safetensors"));
        let mut model = self.model("start")?;
        self.train(&mut model, optimizer)?;
        model.save(file("model"))?;
        optimizer.state_dict(&model).write(file("optimizer"))?;
        self.train(&mut model, optimizer)?;
        model.save(file("end"))
    }
}

/// The largest difference of two state dicts, as a share of the largest element of its tensor where that is above 1;
/// infinite if they have other names.
pub fn farthest(a: &StateDict, b: &StateDict) -> f32 {
    if a.len() != b.len() {
        return f32::INFINITY;
    }
    let of =
        |(name, a): (&str, &AnyTensor)| b.get(name).map_or(f32::INFINITY, |b| difference(a, b) / largest(b));
    a.iter().map(of).fold(0.0, f32::max)
}

fn largest(tensor: &AnyTensor) -> f32 {
    tensor.as_slice::<f32>().unwrap_or_default().iter().fold(1.0, |largest, value| largest.max(value.abs()))
}
