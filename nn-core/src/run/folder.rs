//! A run: a folder, and what goes into it.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::event::{Content, histogram, image};
use super::graph::graph;
use super::log::{self, Log, Place};
use super::metrics::read_metrics;
use super::options::RunOptions;
use super::picture::pixels;
use crate::autodiff::Gradients;
use crate::error::{Error, Result};
use crate::histogram::Histogram;
use crate::module::Module;
use crate::optim::Optimizer;
use crate::resume::{Checkpoints, Part, PartMut, Progress};
use crate::tensor::{AnyTensor, Tensor};
use crate::trace::Trace;

/// The buckets of a histogram: about as many as TensorBoard has columns for.
const BUCKETS: usize = 64;

/// A run: a folder with its log, its settings and its checkpoints. See the [module](crate::run).
///
/// What is logged stands in the files when a method returns. A program that is killed leaves at most one unfinished line
/// and one unfinished event behind, which the next start removes.
#[doc(alias = "SummaryWriter")]
#[derive(Debug)]
pub struct Run {
    folder: PathBuf,
    checkpoints: Checkpoints,
    /// The log, once something is written to it.
    log: Option<Log>,
}

impl Run {
    /// Opens the run in a folder: makes a new one, or finds one that is there, of the same settings. One program at a
    /// time has it open.
    ///
    /// Settings are whatever [serde](https://serde.rs) makes a JSON object of: a struct with `#[derive(Serialize)]`, a map,
    /// or what `serde_json::json!` gives; `&()` if there are none. They stand in `settings.json`, which is read with at most 64
    /// times its size in memory.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or written to, if it holds files and no run, if its run has other settings (the message
    /// says which), or if another program has it open.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use nn_core::run::Run;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// # let temporary = tempfile::tempdir().unwrap();
    /// # let folder = temporary.path().join("run");
    /// let settings = |lr| BTreeMap::from([("lr", lr), ("momentum", 0.9)]);
    /// drop(Run::open(&folder, &settings(0.1))?);
    /// let error = Run::open(&folder, &settings(0.2)).unwrap_err().to_string();
    /// assert!(error.contains("lr: 0.1 there and 0.2 here"));
    /// Run::options().accept("lr").open(&folder, &settings(0.2))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(folder: impl AsRef<Path>, settings: &(impl Serialize + ?Sized)) -> Result<Run> {
        Run::options().open(folder, settings)
    }

    /// For a run whose settings may change, or that keeps more checkpoints.
    pub fn options() -> RunOptions {
        RunOptions::new()
    }

    pub(super) fn new(folder: &Path, checkpoints: Checkpoints) -> Run {
        Run { folder: folder.to_owned(), checkpoints, log: None }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The checkpoints of the run, for the [best](Checkpoints::best) of them.
    pub fn checkpoints(&self) -> &Checkpoints {
        &self.checkpoints
    }

    /// Goes on from the newest checkpoint, as [`Checkpoints::resume`] does, and cuts the log to what it was when that was
    /// saved, so that what is done again is not logged twice. Gives the checkpoint's folder.
    ///
    /// Without a checkpoint the run begins anew, and it returns `None`. A log that is there is not lost: it is moved into
    /// the folder `before-1` (or another number), where TensorBoard shows it as a run of its own.
    ///
    /// # Errors
    ///
    /// As `Checkpoints::resume`, and if the log is shorter than it was. Nothing is changed then.
    pub fn resume(
        &mut self,
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
        progress: &mut Progress,
    ) -> Result<Option<PathBuf>> {
        self.resume_parts(&mut [("model", model, Some(optimizer))], progress)
    }

    /// Like [`resume`](Run::resume), for several models: see [`Checkpoints::resume_parts`].
    ///
    /// # Errors
    ///
    /// As `resume`, and if the checkpoint does not hold exactly these parts.
    pub fn resume_parts(
        &mut self,
        parts: &mut [PartMut<'_>],
        progress: &mut Progress,
    ) -> Result<Option<PathBuf>> {
        let Some(mut newest) = self.checkpoints.newest(parts, progress)? else {
            log::set_aside(&self.folder)?;
            self.checkpoints.go_on();
            return Ok(None);
        };
        let place = Place::take(&mut newest.progress);
        let place = place.map_err(|error| Error::format(&newest.path, None, error.to_string()))?;
        place.check(&self.folder)?;
        *progress = newest.load(parts)?;
        self.log = Some(Log::cut_to(&self.folder, place, progress.step)?);
        self.checkpoints.go_on();
        Ok(Some(newest.path))
    }

    /// Saves a checkpoint into the folder `checkpoints` and returns its folder, as [`Checkpoints::save`] does.
    ///
    /// # Errors
    ///
    /// As `Checkpoints::save`.
    pub fn save(
        &mut self,
        model: &dyn Module,
        optimizer: &dyn Optimizer,
        progress: &Progress,
    ) -> Result<PathBuf> {
        self.save_parts(&[("model", model, Some(optimizer))], progress)
    }

    /// Like [`save`](Run::save), for several models: see [`Checkpoints::save_parts`].
    ///
    /// # Errors
    ///
    /// As `Checkpoints::save_parts`.
    pub fn save_parts(&mut self, parts: &[Part<'_>], progress: &Progress) -> Result<PathBuf> {
        let mut progress = progress.clone();
        self.log()?.place()?.note(&mut progress);
        self.checkpoints.save_parts(parts, &progress)
    }

    /// Logs a number: a line of `metrics.csv`, and a scalar of TensorBoard, which has it as `f32`. Slashes group the tags:
    /// `loss/train`, `loss/test`. Infinities and NaN are logged as such.
    ///
    /// # Errors
    ///
    /// If it cannot be written, if the tag is empty or has a control character, or if the folder holds a log that was not
    /// [resumed](Run::resume).
    #[doc(alias = "add_scalar")]
    pub fn scalar(&mut self, tag: &str, step: u64, value: impl Into<f64>) -> Result<()> {
        check(tag)?;
        self.log()?.scalar(tag, step, value.into())
    }

    /// Logs how values are distributed: activations, or whatever else is a tensor of floats. What is not finite is left
    /// out.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar), and if the values are no floats.
    #[doc(alias = "add_histogram")]
    pub fn histogram(&mut self, tag: &str, step: u64, values: impl Into<AnyTensor>) -> Result<()> {
        self.histogram_of(tag, step, &values.into())
    }

    /// Logs how the values of each parameter of a model are distributed, under `weights/` and its path.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar).
    pub fn weight_histograms(&mut self, step: u64, model: &dyn Module) -> Result<()> {
        let parameters = model.named_parameters();
        parameters.iter().try_for_each(|(path, parameter)| {
            self.histogram_of(&format!("weights/{path}"), step, parameter.value())
        })
    }

    /// Logs how the gradient of each parameter is distributed, under `gradients/` and the parameter's path. Parameters that
    /// took no part in the loss have none.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar).
    pub fn gradient_histograms(
        &mut self,
        step: u64,
        gradients: &Gradients,
        model: &dyn Module,
    ) -> Result<()> {
        gradients
            .named(model)
            .iter()
            .try_for_each(|(path, gradient)| self.histogram_of(&format!("gradients/{path}"), step, gradient))
    }

    /// Logs a picture of `[channels, height, width]` with values from 0 to 1, in one channel (grey) or three (red, green,
    /// blue). What lies outside is 0 or 1, and NaN is 0.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar), and if the shape is another one.
    #[doc(alias = "add_image")]
    pub fn image(&mut self, tag: &str, step: u64, image: &Tensor<3>) -> Result<()> {
        check(tag)?;
        let pixels = pixels(tag, image)?;
        let png = pixels.to_png().map_err(|error| Error::setting(format!("the image `{tag}`: {error}")))?;
        self.png(tag, step, [pixels.height, pixels.width, pixels.channels], &png)
    }

    /// Keeps a picture: under its tag in the folder `pictures`, as SVG, and among the images of TensorBoard, where those of
    /// earlier steps stay.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar).
    ///
    /// ```
    /// use nn_core::plots::Curves;
    /// use nn_core::run::Run;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// # let temporary = tempfile::tempdir().unwrap();
    /// # let folder = temporary.path().join("run");
    /// let mut run = Run::open(&folder, &())?;
    /// (0..50).try_for_each(|step| run.scalar("loss/train", step, 1.0 / (step as f64 + 1.0)))?;
    /// let picture = Curves::new("Loss").curve("train", &run.scalars("loss/train")?).draw();
    /// run.picture("loss", 50, &picture)?;
    /// assert!(folder.join("pictures/loss.svg").exists());
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "plots")]
    #[doc(alias = "add_figure")]
    pub fn picture(&mut self, tag: &str, step: u64, picture: &crate::plots::Picture) -> Result<()> {
        check(tag)?;
        self.log()?;
        let pictures = self.folder.join("pictures");
        std::fs::create_dir_all(&pictures).map_err(|error| Error::io("create", &pictures, error))?;
        picture.save(pictures.join(format!("{}.svg", file_name(tag))))?;
        let pixels = picture.pixels(1.0);
        let png = pixels.to_png().expect("a picture has pixels");
        self.png(tag, step, [pixels.height, pixels.width, pixels.channels], &png)
    }

    /// Logs the graph of a model, which TensorBoard draws with its modules as boxes that open. A run has one graph: that of
    /// the first call.
    ///
    /// # Errors
    ///
    /// As [`scalar`](Run::scalar).
    #[doc(alias = "add_graph")]
    pub fn graph(&mut self, trace: &Trace) -> Result<()> {
        let log = self.log()?;
        if log.has_graph {
            return Ok(());
        }
        log.has_graph = true;
        log.add(0, &Content::Graph(graph(trace)))
    }

    /// What was logged under a tag: the steps and the numbers, from the beginning of the run, for a curve.
    ///
    /// # Errors
    ///
    /// As [`read_metrics`].
    pub fn scalars(&self, tag: &str) -> Result<Vec<(u64, f64)>> {
        let metrics =
            if log::files(&self.folder)?.is_empty() { Vec::new() } else { read_metrics(&self.folder)? };
        Ok(metrics.into_iter().filter(|metric| metric.tag == tag).map(|m| (m.step, m.value)).collect())
    }

    fn histogram_of(&mut self, tag: &str, step: u64, values: &AnyTensor) -> Result<()> {
        check(tag)?;
        let of = match (values.as_slice::<f32>(), values.as_slice::<f64>()) {
            (Some(values), _) => Histogram::of(values.iter().map(|value| f64::from(*value)), BUCKETS),
            (_, Some(values)) => Histogram::of(values.iter().copied(), BUCKETS),
            _ => {
                let message =
                    format!("the histogram `{tag}` is of elements {}, expected floats", values.dtype());
                return Err(Error::setting(message));
            }
        };
        self.log()?.add(step, &histogram(tag, &of))
    }

    pub(super) fn png(&mut self, tag: &str, step: u64, sizes: [usize; 3], png: &[u8]) -> Result<()> {
        self.log()?.add(step, &image(tag, sizes, png))
    }

    /// The log, which this run has begun or goes on with.
    fn log(&mut self) -> Result<&mut Log> {
        if self.log.is_none() {
            if !log::files(&self.folder)?.is_empty() {
                return Err(Error::setting(format!(
                    "{} holds the log of a run: call `resume` before anything is logged to go on with that run, or take \
                     another folder",
                    self.folder.display()
                )));
            }
            self.log = Some(Log::cut_to(&self.folder, Place::default(), 0)?);
        }
        Ok(self.log.as_mut().expect("just begun"))
    }
}

/// A tag as the name of a file: what no name may have becomes a `-`.
#[cfg(feature = "plots")]
fn file_name(tag: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '-' };
    tag.chars().map(plain).collect()
}

/// An error unless a tag is a name that fits a line.
fn check(tag: &str) -> Result<()> {
    if tag.is_empty() || tag.contains(|c: char| c.is_control()) {
        let message = format!("the tag {tag:?} names nothing, expected a line such as `loss/train`");
        return Err(Error::setting(message).with("tag", tag));
    }
    Ok(())
}
