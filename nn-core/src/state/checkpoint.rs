//! What every model can do with its state: give it, take it, save it, load it.

use std::collections::HashMap;
use std::path::Path as FilePath;

use super::StateDict;
use super::fit::{fit, fit_partly};
use super::report::LoadReport;
use crate::error::{Error, Result};
use crate::module::{
    AnyBuffer, AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut, agree, distinct,
};
use crate::tensor::AnyTensor;

/// Saving and loading, for every [`Module`]. Names, shapes and element types are those of PyTorch's
/// `state_dict`, so a file goes over in both directions: there,
/// `model.load_state_dict(safetensors.torch.load_file(path))` reads ours, and
/// `safetensors.torch.save_file(model.state_dict(), path)` writes one for us. For models with
/// [`Shared`](crate::Shared) modules, `safetensors.torch.load_model` and `save_model` do the same.
///
/// ```
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("model.safetensors");
/// let model = (Linear::new(4, 8, &mut rng(0)), Relu, Linear::new(8, 2, &mut rng(1)));
/// model.save(&path)?;
///
/// let mut other = (Linear::new(4, 8, &mut rng(2)), Relu, Linear::new(8, 2, &mut rng(3)));
/// other.load(&path)?;
/// let x = Tensor::<2>::full([1, 4], 0.5);
/// assert_eq!(other.forward(x.clone()), model.forward(x));
/// # Ok(())
/// # }
/// ```
pub trait Checkpoint: Module {
    /// The parameters and buffers with their paths. The values share the model's memory until either is
    /// written, so this costs next to nothing, and what is trained afterwards does not change it.
    fn state_dict(&self) -> StateDict {
        let mut collect = Collect(StateDict::new());
        self.visit(&Path::ROOT, &mut Visit::new(&mut collect));
        collect.0
    }

    /// Takes over the values of a state dict. Parameters keep their identity, so an optimizer goes on with
    /// them.
    ///
    /// Floats are rounded to the model's precision, as PyTorch's `copy_` does. A shared tensor may come under
    /// one or several of its names. A batch norm's `num_batches_tracked` may be missing beside its statistics, as
    /// in files of PyTorch before 0.4.1: the model's own count stays then.
    ///
    /// # Errors
    ///
    /// If the state dict does not hold exactly the model's tensors: one error lists the names that are missing or
    /// unexpected, with the nearest name, and the tensors of another shape or type, up to 20 of each kind; or if the
    /// model does not show each of its tensors once, under one name. Nothing is taken over then.
    fn load_state_dict(&mut self, state: &StateDict) -> Result<()> {
        take_over(self, state, "the state dict")
    }

    /// Takes over what a state dict has for the model and leaves the rest, as `load_state_dict(state, strict=False)` in
    /// PyTorch: for a pretrained body under a new head. What was left out on either side is in the report.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let pretrained = (Linear::new(4, 8, &mut rng(0)), Relu, Linear::new(8, 1000, &mut rng(1)));
    /// let mut model = (Linear::new(4, 8, &mut rng(2)), Relu, Linear::new(8, 2, &mut rng(3)));
    ///
    /// let mut state = pretrained.state_dict();
    /// state.remove("2.weight"); // of another shape: what is not wanted is taken out by its name
    /// state.remove("2.bias");
    /// let report = model.load_partial(&state)?;
    /// assert_eq!(report.loaded, ["0.weight", "0.bias"]);
    /// assert_eq!(report.missing, ["2.weight", "2.bias"]);
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If a tensor of both has another shape or type, as in PyTorch: often the model was made with the wrong sizes, and
    /// what does not fit by intention is taken out by [`StateDict::remove`]. If no name is the model's, so that nothing
    /// would be loaded. Nothing is taken over then.
    #[doc(alias = "strict")]
    fn load_partial(&mut self, state: &StateDict) -> Result<LoadReport> {
        agree(self).map_err(Error::state_dict)?;
        let own = self.state_dict();
        let fitted = fit_partly(&own, state);
        let (values, report) = fitted.map_err(|misfit| misfit.into_error("the state dict"))?;
        self.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut Give(values)));
        Ok(report)
    }

    /// Writes the [`state_dict`](Checkpoint::state_dict) to a safetensors file: see [`StateDict::write`]. A
    /// file that stands there is replaced in one move once the new one is complete.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or if the model does not show each of its tensors once and under a name of its own.
    fn save(&self, path: impl AsRef<FilePath>) -> Result<()> {
        distinct(self).map_err(Error::state_dict)?;
        self.state_dict().write(path)
    }

    /// Loads a file of safetensors, of shards or of PyTorch, as [`StateDict::read`] and
    /// [`load_state_dict`](Checkpoint::load_state_dict) do.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or does not fit. The model is unchanged then.
    fn load(&mut self, path: impl AsRef<FilePath>) -> Result<()> {
        let path = path.as_ref();
        take_over(self, &StateDict::read(path)?, &path.display().to_string())
    }
}

impl<M: Module + ?Sized> Checkpoint for M {}

fn take_over<M: Module + ?Sized>(model: &mut M, state: &StateDict, source: &str) -> Result<()> {
    agree(model).map_err(Error::state_dict)?;
    let own = model.state_dict();
    let values = fit(&own, state).map_err(|misfit| misfit.into_error(source))?;
    model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut Give(values)));
    Ok(())
}

struct Collect(StateDict);

impl Visitor for Collect {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.0.register(at.into(), param.value());
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.0.register(at.into(), buffer.value());
    }

    fn alias(&mut self, at: &Path<'_>, of: &str) {
        self.0.register_alias(at.into(), of.to_owned());
    }
}

struct Give(HashMap<String, AnyTensor>);

impl Give {
    fn take(&mut self, at: &Path<'_>) -> AnyTensor {
        self.0.remove(&String::from(at)).expect("both walks were seen to meet the same names")
    }
}

const FITS: &str = "shape and element type were seen to fit";

impl VisitorMut for Give {
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        param.set_value(self.take(at)).expect(FITS);
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        buffer.set_value(self.take(at)).expect(FITS);
    }
}
