//! What gradients know of a model.

use super::net::Net;
use super::search::Search;
use crate::autodiff::Gradients;
use crate::module::{AnyBuffer, AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut};
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
        let mut named = Named { gradients: self, search: Search::new(self), found: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut named));
        named.found
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
        let mut unused = Unused { gradients: self, search: Search::new(self), found: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut unused));
        unused.found
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
        Net::cast(model, self);
        let params = self.params.extract_if(.., |g| g.registered).collect();
        let updates = self.updates.extract_if(.., |u| u.registered).collect();
        Gradients { params, inputs: Vec::new(), updates }
    }

    /// Applies the updates of the model's buffers (batch norm's running statistics) without an optimizer. They
    /// are gone from the gradients then, so that a later `step` does not apply them again.
    pub fn apply_updates(&mut self, model: &mut dyn Module) {
        model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut Apply(self)));
    }

    /// Applies the updates of one buffer, in the order in which they were asked for; a frozen one ignores them.
    pub(super) fn update(&mut self, buffer: &mut dyn AnyBuffer) {
        let id = buffer.id();
        for update in self.updates.extract_if(.., |u| u.buffer == id) {
            if buffer.is_frozen() {
                continue;
            }
            let mut apply = Some(update.apply);
            buffer.change(&mut |storage| {
                if let Some(apply) = apply.take() {
                    apply(storage);
                }
            });
        }
    }
}

struct Named<'g> {
    gradients: &'g Gradients,
    search: Search,
    found: Vec<(String, AnyTensor)>,
}

impl Visitor for Named<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        if let Some(i) = self.search.find(self.gradients, param.id()) {
            let gradient = &self.gradients.params[i];
            let value = AnyTensor::new(gradient.shape(), gradient.value.clone());
            self.found.push((at.into(), value));
        }
    }
}

struct Unused<'g> {
    gradients: &'g Gradients,
    search: Search,
    found: Vec<String>,
}

impl Visitor for Unused<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let trainable = param.is_trainable() && !at.is_frozen();
        if trainable && self.search.find(self.gradients, param.id()).is_none() {
            self.found.push(at.into());
        }
    }

    fn contested(&mut self, _: &Path<'_>, of: &str, _: Option<&dyn AnyParam>) {
        self.found.retain(|found| found != of);
    }
}

struct Apply<'g>(&'g mut Gradients);

impl VisitorMut for Apply<'_> {
    fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        if !at.is_frozen() {
            self.0.update(buffer);
        }
    }
}
