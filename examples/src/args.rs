//! The arguments that all examples have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nn_core::data::{self, Dataset};
use nn_core::device::Device;
use nn_core::{Checkpoint, Element, Error, Module};

/// Arguments of every example. One with more of them flattens these into its own.
#[derive(Clone, Debug, clap::Parser)]
#[command(about = None, long_about = None)]
// So that an example may call its own arguments `Args` as well.
#[group(skip)]
pub struct Args {
    /// How often to go through the training data [default: what the example needs]
    #[arg(long)]
    epochs: Option<usize>,

    /// The seed of initial values, shuffles and dropout: the same seed gives the same run to the last bit
    #[arg(long, default_value_t = 0)]
    pub seed: u64,

    /// Other data than the example's own
    #[arg(long, value_name = "PATH")]
    pub data: Option<PathBuf>,

    /// A short run that shows that everything works, not how well
    #[arg(long)]
    pub quick: bool,

    /// Start from a checkpoint of the same model: ours, or a state dict that PyTorch saved as safetensors
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,

    /// Save checkpoints in this folder while the model trains, and go on from the last one if there is one
    #[arg(long, value_name = "FOLDER")]
    pub resume: Option<PathBuf>,

    /// Keep the whole run in this folder: a table of its numbers, TensorBoard's events, pictures, settings and checkpoints,
    /// and go on with it if it is there
    #[arg(long, value_name = "FOLDER", conflicts_with = "resume")]
    pub run: Option<PathBuf>,

    /// Where to train: on the host, or on a device that is none (mock), which counts what would travel
    #[arg(long, value_name = "NAME", default_value = "host", value_parser = device)]
    pub device: Device,

    /// Save the trained model
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

impl Args {
    /// The number of epochs: as asked for, else the example's own for a full or a quick run.
    pub fn epochs(&self, full: usize, quick: usize) -> usize {
        self.epochs.unwrap_or(if self.quick { quick } else { full })
    }

    /// What makes a run what it is: a run in the folder of `--run` goes on only with the same.
    pub(crate) fn settings(&self, parameters: usize) -> BTreeMap<&'static str, String> {
        let program = std::env::current_exe().ok();
        let name = program.as_deref().and_then(Path::file_stem).unwrap_or_default();
        let data = self.data.as_ref().map_or("the example's own".into(), |path| path.display().to_string());
        BTreeMap::from([
            ("example", name.to_string_lossy().into_owned()),
            ("seed", self.seed.to_string()),
            ("data", data),
            ("quick", self.quick.to_string()),
            ("parameters", parameters.to_string()),
        ])
    }

    /// The handwritten digits of `--data`, by default the 1,797 that come with the examples, split 80 to 20 in
    /// the same way in every run: for training and for testing.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no table of digits.
    pub fn digits(&self) -> nn_core::Result<(Dataset<2>, Dataset<2>)> {
        let own = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv"));
        hold_out(&data::digits(self.data.as_deref().unwrap_or(own))?, 0.2)
    }

    /// The text of `--data`, by default the example's own.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn texts(&self, own: &[&str]) -> nn_core::Result<Vec<String>> {
        let Some(path) = &self.data else { return Ok(own.iter().map(|text| (*text).to_owned()).collect()) };
        let text = std::fs::read_to_string(path);
        Ok(vec![text.map_err(|e| Error::setting(format!("cannot read {}: {e}", path.display())))?])
    }

    /// Loads the checkpoint of `--load` into the model, if there is one, and moves the model to the device of `--device`.
    ///
    /// # Errors
    ///
    /// If the file is damaged or holds another model; the model is unchanged then.
    pub fn load(&self, model: &mut impl Module) -> nn_core::Result<()> {
        if let Some(path) = &self.load {
            model.load(path)?;
            println!("starts from {}", path.display());
        }
        model.to(&self.device);
        Ok(())
    }

    /// Ends the training: saves the model to the file of `--save`, if there is one, and brings it back to the host.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, model: &mut impl Module) -> nn_core::Result<()> {
        model.to(&Device::host());
        let Some(path) = &self.save else { return Ok(()) };
        model.save(path)?;
        println!("saved as {}", path.display());
        Ok(())
    }
}

/// The device of a name.
fn device(name: &str) -> Result<Device, String> {
    match name {
        "host" => Ok(Device::host()),
        "mock" => Ok(mock_device::mock()),
        _ => Err("there are the devices host and mock".to_owned()),
    }
}

/// Splits off a fraction of the data for testing, in the same way in every run: a model is comparable with that of
/// another seed.
///
/// # Errors
///
/// If there are too few samples for both parts.
pub fn hold_out<const N: usize, A: Element>(
    data: &Dataset<N, A>,
    fraction: f64,
) -> nn_core::Result<(Dataset<N, A>, Dataset<N, A>)> {
    let (train, test) = data.split(1.0 - fraction, 0);
    enough(train.len(), test.len())?;
    Ok((train, test))
}

/// Whether there is something to train with and something to test with.
///
/// # Errors
///
/// If one of the two parts is empty.
pub fn enough(train: usize, test: usize) -> nn_core::Result<()> {
    if train > 0 && test > 0 {
        return Ok(());
    }
    Err(Error::setting(format!(
        "there are too few samples: {train} to train with and {test} to test with, expected some for both"
    )))
}
