//! Averages of a model's weights along its training.

use std::collections::HashMap;

use crate::autodiff::{BufferId, Change, How};
use crate::device::Device;
use crate::error::{Error, Result, listed};
use crate::module::{AnyBuffer, AnyParam, Buffer, Module, Path, Visit, VisitMut, Visitor, distinct};
use crate::state::{Checkpoint, StateDict};
use crate::tensor::AnyTensor;

/// The average of a model's weights along its training, by their paths, as PyTorch's
/// [`AveragedModel`](https://docs.pytorch.org/docs/2.8/generated/torch.optim.swa_utils.AveragedModel.html): an exponential
/// moving average (EMA), or the plain one of stochastic weight averaging (SWA). Averaged weights often give better scores than
/// the last ones.
///
/// | | after each [`update`](Self::update) | |
/// |---|---|---|
/// | [`ema(&model, decay)`](Self::ema) | `average ← decay · average + (1 − decay) · weight` | in every step |
/// | [`swa(&model)`](Self::swa) | the mean of all weights so far | late in the training, as once an epoch |
///
/// The first update takes the weights as they are. Frozen parameters and buffers are the model's; batch norms' statistics are
/// averaged as well if [`use_buffers`](Self::use_buffers) says so. What counts, as the number of batches, is the model's.
///
/// ```
/// use nn_core::optim::WeightAverage;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let (mut model, mut adam) = (Linear::new(2, 1, &mut rng(0)), Adam::new(0.1));
/// let mut average = WeightAverage::ema(&model, 0.9);
/// let x = Tensor::from([[1.0, 2.0]]);
/// for step in 0..5 {
///     let loss = model.forward(Tape::at_step(0, step).input(&x)).square().mean();
///     adam.step(&mut model, loss.backward())?;
///     average.update(&model)?;
/// }
/// // For the length of a closure, the model has the averaged weights:
/// let averaged = average.swapped(&mut model, |model| model.forward(x.clone()).item())?;
/// assert_ne!(averaged, model.forward(x).item());
/// # Ok(())
/// # }
/// ```
///
/// The average does not train, so it is its own memory of the model: a model of which it does not know every parameter, or
/// which has another shape, is refused, as an optimizer does with gradients that are not the model's.
///
/// # In checkpoints
///
/// It is a [`Module`], under the names of PyTorch's `AveragedModel` (`module.` before those of the model, and `n_averaged`), so
/// that its files go over in both directions. In a run it is a part beside the model:
/// `checkpoints.save_parts(&[("model", &model, Some(&adam)), ("average", &average, None)], &progress)`. The weights by
/// themselves, under the model's names, are [`weights`](Self::weights): `average.weights().write(path)` is a file of the model.
///
/// # Batch norms after SWA
///
/// Their running statistics are those of the last weights, not of the averaged ones. PyTorch's `update_bn` is an epoch of
/// forwards with the average: `model.load_state_dict(&average.weights())`, then for each batch `loss.backward()`, whose gradients
/// are dropped after `gradients.apply_updates(&mut model)`.
#[derive(Clone, Debug)]
#[doc(alias("AveragedModel", "swa_utils", "get_ema_multi_avg_fn", "ModelEma", "EMA", "SWA"))]
pub struct WeightAverage {
    kind: Kind,
    warmup: bool,
    use_buffers: bool,
    tensors: Vec<Averaged>,
    places: HashMap<String, usize>,
    n_averaged: Buffer<0, i64>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Exponential { decay: f64 },
    Equal,
}

/// A tensor of the average.
#[derive(Clone, Debug)]
struct Averaged {
    id: BufferId,
    path: String,
    value: AnyTensor,
}

/// A tensor of the model.
struct Current {
    path: String,
    value: AnyTensor,
    /// Whether it is averaged, rather than taken over.
    averages: bool,
}

impl WeightAverage {
    /// An exponential moving average. The decay is the share that stays of the average in an update: with 0.999 it goes back
    /// some thousand updates.
    pub fn ema(model: &dyn Module, decay: f64) -> Self {
        WeightAverage::new(model, Kind::Exponential { decay })
    }

    /// The mean of the weights at all updates, each with the same weight.
    pub fn swa(model: &dyn Module) -> Self {
        WeightAverage::new(model, Kind::Equal)
    }

    fn new(model: &dyn Module, kind: Kind) -> Self {
        let averaged = |Current { path, value, .. }: Current| Averaged { id: BufferId::new(), path, value };
        let tensors: Vec<Averaged> = Collect::of(model, false).into_iter().map(averaged).collect();
        let places = tensors.iter().enumerate().map(|(i, tensor)| (tensor.path.clone(), i)).collect();
        WeightAverage {
            kind,
            warmup: false,
            use_buffers: false,
            tensors,
            places,
            n_averaged: Buffer::new(0i64),
        }
    }

    /// Lets an exponential average begin with a lower decay, `min(decay, (1 + n) / (10 + n))` at the update `n` from 0 on, so
    /// that the first weights, which are those of an untrained model, are forgotten sooner. Without, it is `decay` at once.
    /// Equal weights, as those of [`swa`](Self::swa), have no decay: with them it is an error of the update.
    pub fn warmup(mut self) -> Self {
        self.warmup = true;
        self
    }

    /// Whether buffers of floats are averaged as well, such as the running statistics of batch norms; by default they are those
    /// of the model at the last update.
    pub fn use_buffers(mut self, use_buffers: bool) -> Self {
        self.use_buffers = use_buffers;
        self
    }

    /// Averages the model's weights into this, behind the optimizer's step.
    ///
    /// # Errors
    ///
    /// If the model does not have exactly the parameters and buffers that the average was made of, by path, shape and element
    /// type, or shows one twice; if the decay is not between 0 and 1; or if equal weights are to be warmed up. Nothing is
    /// changed then.
    pub fn update(&mut self, model: &dyn Module) -> Result<()> {
        let share = self.share()?;
        let current = Collect::of(model, self.use_buffers);
        self.check(model, &current)?;
        for Current { path, value, averages } in current {
            let own = &mut self.tensors[self.places[&path]].value;
            *own = match share {
                Some(share) if averages => blended(own, &value, share),
                _ => value,
            };
        }
        self.n_averaged.set_value(self.updates() as i64 + 1);
        Ok(())
    }

    /// The share of the model's weights in the next update; none where they are taken as they are.
    fn share(&self) -> Result<Option<f64>> {
        let n = self.updates() as f64;
        let share = match self.kind {
            Kind::Equal if self.warmup => {
                let message =
                    "WeightAverage: equal weights have no decay to warm up; `WeightAverage::ema` has one";
                return Err(Error::setting(message).with("warmup", true));
            }
            Kind::Equal => 1.0 / (n + 1.0),
            Kind::Exponential { decay } if !(0.0..=1.0).contains(&decay) => {
                let message =
                    format!("WeightAverage: the decay is {decay}, expected a number between 0 and 1");
                return Err(Error::setting(message).with("decay", decay));
            }
            Kind::Exponential { decay } if self.warmup => 1.0 - decay.min((1.0 + n) / (10.0 + n)),
            Kind::Exponential { decay } => 1.0 - decay,
        };
        Ok((n > 0.0).then_some(share))
    }

    /// An error unless the tensors are those of the average.
    fn check(&self, model: &dyn Module, current: &[Current]) -> Result<()> {
        let kind = |value: &AnyTensor| format!("{} {:?}", value.dtype(), value.shape());
        let differs = |Current { path, value, .. }: &Current| {
            let Some(&at) = self.places.get(path) else {
                return Some((path.clone(), "is not in the average".into()));
            };
            let (now, own) = (kind(value), kind(&self.tensors[at].value));
            (now != own).then(|| (path.clone(), format!("is {now}, in the average {own}")))
        };
        let mut wrong: Vec<(String, String)> = current.iter().filter_map(differs).collect();
        if wrong.is_empty() && current.len() == self.tensors.len() {
            return distinct(model).map_err(Error::optimizer);
        }
        let gone = |averaged: &&Averaged| !current.iter().any(|current| current.path == averaged.path);
        let missing = self.tensors.iter().filter(gone);
        wrong.extend(missing.map(|averaged| (averaged.path.clone(), "is not in the model".into())));
        let mut lines = vec!["the average is of another model, and nothing is averaged:".to_owned()];
        lines.extend(listed(&wrong, |(path, what)| format!("`{path}` {what}")));
        lines.push("make a new average of the model: `WeightAverage::ema(&model, decay)`".to_owned());
        Err(Error::optimizer(lines.join("\n")).with_paths(wrong.into_iter().map(|(path, _)| path).collect()))
    }

    /// Runs a function of the model with the averaged weights, as an evaluation, and gives the model its own weights back,
    /// whatever happens, so that the training cannot go on with the wrong ones.
    ///
    /// # Errors
    ///
    /// If the average is of another model. The model is unchanged then, and the function is not called.
    pub fn swapped<M: Module, T>(&self, model: &mut M, run: impl FnOnce(&M) -> T) -> Result<T> {
        let own = model.state_dict();
        model.load_state_dict(&self.weights())?;
        let swapped = Swapped { model, own };
        Ok(run(swapped.model))
    }

    /// The averaged weights and the buffers under the model's names, for `model.load_state_dict(&average.weights())`: after the
    /// training, when the averaged model is the result.
    pub fn weights(&self) -> StateDict {
        self.tensors.iter().map(|tensor| (tensor.path.clone(), tensor.value.clone())).collect()
    }

    /// The number of updates.
    pub fn updates(&self) -> u64 {
        self.n_averaged.value().item() as u64
    }
}

/// `(1 − share) · average + share · value`
fn blended(average: &AnyTensor, value: &AnyTensor, share: f64) -> AnyTensor {
    let mut storage = average.storage().clone();
    Change::new(How::Blend { share }, value.shape(), value.storage().clone()).apply(&mut storage, &mut 0);
    AnyTensor::new(value.shape(), storage)
}

/// A model with other weights, which gets its own back at the end.
struct Swapped<'m, M: Module> {
    model: &'m mut M,
    own: StateDict,
}

impl<M: Module> Drop for Swapped<'_, M> {
    fn drop(&mut self) {
        self.model.load_state_dict(&self.own).expect("the model's own values fit it");
    }
}

struct Collect {
    found: Vec<Current>,
    buffers: bool,
}

impl Collect {
    fn of(model: &dyn Module, buffers: bool) -> Vec<Current> {
        let mut collect = Collect { found: Vec::new(), buffers };
        model.visit(&Path::ROOT, &mut Visit::new(&mut collect));
        collect.found
    }
}

impl Visitor for Collect {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let averages = param.is_trainable() && !at.is_frozen();
        self.found.push(Current { path: at.into(), value: param.value(), averages });
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        let value = buffer.value();
        let averages = self.buffers && value.dtype().is_float() && !buffer.is_frozen() && !at.is_frozen();
        self.found.push(Current { path: at.into(), value, averages });
    }
}

#[diagnostic::do_not_recommend]
impl Module for WeightAverage {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        let module = at.field("module");
        self.tensors.iter().for_each(|tensor| visit.buffer(&module.field(&tensor.path), tensor));
        self.n_averaged.visit(&at.field("n_averaged"), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        let module = at.field("module");
        for tensor in &mut self.tensors {
            let path = tensor.path.clone();
            visit.buffer(&module.field(&path), tensor);
        }
        self.n_averaged.visit_mut(&at.field("n_averaged"), visit);
    }
}

impl AnyBuffer for Averaged {
    fn id(&self) -> BufferId {
        self.id
    }

    fn shape(&self) -> &[usize] {
        self.value.shape()
    }

    fn is_frozen(&self) -> bool {
        true
    }

    fn set_frozen(&mut self, _: bool) {}

    fn value(&self) -> AnyTensor {
        self.value.clone()
    }

    fn set_value(&mut self, value: AnyTensor) -> std::result::Result<(), AnyTensor> {
        if (value.shape(), value.dtype()) != (self.value.shape(), self.value.dtype()) {
            return Err(value);
        }
        self.value = value;
        Ok(())
    }

    fn move_to(&mut self, device: &Device) {
        self.value = AnyTensor::new(self.value.shape(), self.value.storage().to(device));
    }

    /// No forward knows of the average, so there is none.
    fn apply(&mut self, _: &Change) {}
}
