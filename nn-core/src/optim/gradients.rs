//! What gradients know of a model.

use super::fingerprint::Fingerprint;
use super::pending::PendingUpdates;
use super::registration::Registration;
use super::search::GradientSearch;
use crate::autodiff::{Gradients, ParamGradient, Update};
use crate::error::{Error, Result};
use crate::module::{AnyBuffer, AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut, agree};
use crate::storage::Float;
use crate::tensor::AnyTensor;

impl Gradients {
    /// The gradients by the paths of their parameters, in the order of declaration. Parameters that took no part
    /// in the loss are left out, and so are those that the model does not register.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let model = Linear::new(3, 2, &mut rng(0));
    /// let loss = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0]])).sum();
    /// let gradients = loss.backward().named(&model);
    /// assert_eq!(gradients[0].0, "weight");
    /// assert_eq!(gradients[0].1.as_slice::<f32>().unwrap(), [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]);
    /// ```
    pub fn named(&self, model: &dyn Module) -> Vec<(String, AnyTensor)> {
        let tensor = |(path, i): (String, usize)| {
            let gradient = &self.params[i];
            (path, AnyTensor::new(gradient.shape(), gradient.value.clone()))
        };
        self.places(model).into_iter().map(tensor).collect()
    }

    /// The paths of the trainable parameters that took no part in the loss: layers that the forward forgot.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mut rng = rng(0);
    /// let model = (Linear::new(3, 2, &mut rng), Linear::new(3, 2, &mut rng));
    /// let loss = model.0.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0]])).sum();
    /// assert_eq!(loss.backward().unused(&model), ["1.weight", "1.bias"]);
    /// ```
    pub fn unused(&self, model: &dyn Module) -> Vec<String> {
        let mut unused =
            Unused { gradients: self, search: GradientSearch::new(&self.params), found: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut unused));
        unused.found
    }

    /// Changes the gradients in place, each with the path of its parameter: for scales of one's own, noise, centring.
    /// Those that are of no parameter of the model stay as they are.
    ///
    /// # Panics
    ///
    /// If a parameter of the model has elements of another type than `A`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mut rng = rng(0);
    /// let model = (Linear::new(3, 2, &mut rng), Linear::new(2, 2, &mut rng));
    /// let mut gradients = model.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 3.0]])).sum().backward();
    /// gradients.map_inplace(&model, |path: &str, gradient: &mut [f32]| {
    ///     if path.ends_with("bias") {
    ///         gradient.fill(0.0);
    ///     }
    /// });
    /// assert_eq!(gradients.get(model.1.bias.as_ref().unwrap()).unwrap().as_slice(), [0.0, 0.0]);
    /// ```
    #[doc(alias = "register_hook")]
    #[track_caller]
    pub fn map_inplace<A: Float>(&mut self, model: &dyn Module, mut change: impl FnMut(&str, &mut [A])) {
        for (path, i) in self.places(model) {
            let ParamGradient { value, .. } = &mut self.params[i];
            let found = value.dtype();
            match value.as_mut_slice() {
                Some(gradient) => change(&path, gradient),
                None => {
                    panic!("map_inplace: the gradient of `{path}` has elements {found}, not {}", A::DTYPE)
                }
            }
        }
    }

    /// Takes out the gradients and updates that belong to `model`, for a loss that goes through more than one: a
    /// generator and the discriminator that judges it, each with an optimizer of its own. Those of a shared module that
    /// the model only holds in a [`Frozen`](crate::Frozen) belong to others.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let mut rng = rng(0);
    /// let mut generator = Linear::new(2, 3, &mut rng);
    /// let discriminator = Linear::new(3, 1, &mut rng);
    /// let noise = Tape::new(0).input(ndarray::array![[0.5, -0.5]]);
    /// let loss = discriminator.forward(generator.forward(noise)).mean();
    /// let mut gradients = loss.backward();
    /// let its_own = gradients.take(&generator);
    /// assert_eq!((its_own.len(), gradients.len()), (2, 2));
    /// Adam::new(1e-3).step(&mut generator, its_own)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn take(&mut self, model: &dyn Module) -> Gradients {
        Registration::of(model, self, Fingerprint::new(0));
        let params = self.params.extract_if(.., |g| g.registered).collect();
        let updates = self.updates.extract_if(.., |u| u.registered).collect();
        Gradients { params, inputs: Vec::new(), updates, of_all_ranks: self.of_all_ranks }
    }

    /// Applies the updates of the model's buffers (batch norm's running statistics) without an optimizer. They
    /// are gone from the gradients then, so that a later `step` does not apply them again.
    ///
    /// # Errors
    ///
    /// Nothing is changed if a buffer was given a value of another shape since the forward, or if the model does not show
    /// each of its parameters and buffers once, under one path.
    pub fn apply_updates(&mut self, model: &mut dyn Module) -> Result<()> {
        agree(model).map_err(Error::optimizer)?;
        Registration::of(model, self, Fingerprint::new(0)).check_updates()?;
        let updates: Vec<Update> = self.updates.extract_if(.., |u| u.registered).collect();
        let pending = PendingUpdates::new(&updates);
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut Apply { updates, pending }));
        Ok(())
    }

    /// The paths of the model's parameters that have a gradient, and where that stands.
    fn places(&self, model: &dyn Module) -> Vec<(String, usize)> {
        let mut places =
            Places { gradients: self, search: GradientSearch::new(&self.params), found: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut places));
        places.found
    }
}

struct Unused<'g> {
    gradients: &'g Gradients,
    search: GradientSearch,
    found: Vec<String>,
}

impl Visitor for Unused<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let trainable = param.is_trainable() && !at.is_frozen();
        if trainable && self.search.find(&self.gradients.params, param.id()).is_none() {
            self.found.push(at.into());
        }
    }

    fn contested(&mut self, _: &Path<'_>, of: &str, _: Option<&dyn AnyParam>) {
        self.found.retain(|found| found != of);
    }
}

/// The places of the gradients, by path.
struct Places<'g> {
    gradients: &'g Gradients,
    search: GradientSearch,
    found: Vec<(String, usize)>,
}

impl Visitor for Places<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        if let Some(i) = self.search.find(&self.gradients.params, param.id()) {
            self.found.push((at.into(), i));
        }
    }
}

struct Apply {
    updates: Vec<Update>,
    pending: PendingUpdates,
}

impl VisitorMut for Apply {
    fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        if !at.is_frozen() {
            self.pending.apply(&self.updates, buffer);
        }
    }
}
