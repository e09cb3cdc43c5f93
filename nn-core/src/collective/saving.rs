//! Checkpoints of a run of many ranks: rank 0 writes and reads, and all wait.

use std::path::PathBuf;

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::layout::{Layout, checksums};
use super::optimizer::{encode, load};
use super::world::World;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::optim::Optimizer;
use crate::resume::{Checkpoints, Progress};
use crate::state::{Checkpoint, StateDict};

/// The note in a checkpoint by which a run goes on with the same bits.
const SHARDS: &str = "shards";

impl World {
    /// Saves a checkpoint as [`Checkpoints::save`] does, on rank 0, while all wait; and gives its folder.
    ///
    /// # Errors
    ///
    /// On all ranks, if it cannot be saved, or if the model is another on one of them: see [`verify`](World::verify).
    pub fn save(
        &self,
        checkpoints: &mut Checkpoints,
        model: &dyn Module,
        optimizer: &dyn Optimizer,
        progress: &Progress,
    ) -> Result<PathBuf> {
        self.agree(Call::Save, checksums(model))?;
        let mut progress = progress.clone();
        progress.extra.metadata_mut().insert(SHARDS.to_owned(), self.shards().to_string());
        let save = || {
            let path = checkpoints.save(model, optimizer, &progress)?;
            Ok(path.into_os_string().into_encoded_bytes())
        };
        Ok(path(&self.broadcast(Call::Save, save)?))
    }

    /// Goes on from the newest checkpoint as [`Checkpoints::resume`] does, all ranks with what rank 0 reads. They may be
    /// another number than those that saved it, as long as the number of shards is the same.
    ///
    /// # Errors
    ///
    /// On all ranks, if rank 0 cannot resume; if the checkpoint is of a run with another number of shards; or if the model,
    /// the settings or the seed are others on one rank.
    pub fn resume(
        &self,
        checkpoints: &mut Checkpoints,
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
        progress: &mut Progress,
    ) -> Result<Option<PathBuf>> {
        let mut facts = vec![
            ("the number of shards".to_owned(), self.shards().to_string()),
            ("the seed".to_owned(), progress.seed.to_string()),
        ];
        facts.extend(optimizer.state_dict(model).metadata().clone());
        facts.extend(Layout::of(model).facts);
        self.agree(Call::Resume, facts)?;
        let found = self.broadcast(Call::Resume, || self.read(checkpoints, model, optimizer, progress))?;
        let mut found = Reader(&found);
        if found.is_empty() {
            return Ok(None);
        }
        let path = path(found.bytes()?);
        if self.rank() > 0 {
            *progress = Progress::from_state(StateDict::from_bytes(found.bytes()?)?)?;
            load(&mut found, model, optimizer)?;
        }
        Ok(Some(path))
    }

    /// Resumes on this rank, for the others: nothing, or the folder, the progress and the states.
    fn read(
        &self,
        checkpoints: &mut Checkpoints,
        model: &mut dyn Module,
        optimizer: &mut dyn Optimizer,
        progress: &mut Progress,
    ) -> Result<Vec<u8>> {
        let Some(path) = checkpoints.resume(model, optimizer, progress)? else { return Ok(Vec::new()) };
        let there = progress.extra.metadata_mut().remove(SHARDS);
        if let Some(there) = there.filter(|there| *there != self.shards().to_string()) {
            return Err(Error::setting(format!(
                "{} was saved by a run with {there} shards, and this one has {}, which would give other bits: \
                 `world.with_shards({there})`",
                path.display(),
                self.shards()
            )));
        }
        let mut writer = Writer::default();
        writer.bytes(path.as_os_str().as_encoded_bytes());
        writer.0.extend(encode(&[progress.to_state(), model.state_dict(), optimizer.state_dict(model)])?);
        Ok(writer.0)
    }
}

/// A path that rank 0 has sent.
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
