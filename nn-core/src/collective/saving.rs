//! Checkpoints of a run of many ranks: rank 0 writes and reads, and all wait.

use std::path::PathBuf;

use super::bytes::{Reader, Writer};
use super::call::Call;
use super::layout::{Layout, checksums};
use super::optimizer::{Distributed, decode, encode};
use super::world::World;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::optim::Optimizer;
use crate::resume::{Checkpoints, Newest, PartMut, Progress, files_of_part};
use crate::state::Checkpoint;

/// The note in a checkpoint by which a run goes on with the same bits.
const SHARDS: &str = "shards";

/// The name of the model in a checkpoint, as [`Checkpoints::save`] gives it.
const MODEL: &str = "model";

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
        optimizer: &dyn Distributed,
        progress: &Progress,
    ) -> Result<PathBuf> {
        self.agree(Call::Save, checksums(model))?;
        let mut progress = progress.clone();
        progress.extra.metadata_mut().insert(SHARDS.to_owned(), self.shards().to_string());
        let states = (model.state_dict(), Some(optimizer.gather_state(model)?));
        let save = || {
            let path = checkpoints.save_files(files_of_part(MODEL, states), &progress)?;
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
        let parts: &mut [PartMut<'_>] = &mut [(MODEL, model, Some(optimizer))];
        let found = self.broadcast(Call::Resume, || self.read(checkpoints, parts, progress))?;
        let mut found = Reader(&found);
        if found.is_empty() {
            checkpoints.go_on();
            return Ok(None);
        }
        let path = path(found.bytes()?);
        let [there, model, optimizer] = [(); 3].map(|()| decode(&mut found));
        let newest = Newest {
            path,
            states: vec![(model?, Some(optimizer?))],
            progress: Progress::from_state(there?)?,
        };
        *progress = newest.load(parts)?;
        checkpoints.go_on();
        Ok(Some(newest.path))
    }

    /// What the newest checkpoint holds, for all ranks: nothing, or the folder, the progress and the states.
    fn read(
        &self,
        checkpoints: &mut Checkpoints,
        parts: &[PartMut<'_>],
        progress: &Progress,
    ) -> Result<Vec<u8>> {
        let Some(Newest { path, mut states, mut progress }) = checkpoints.newest(parts, progress)? else {
            return Ok(Vec::new());
        };
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
        let (model, optimizer) = states.remove(0);
        writer.0.extend(encode(&[progress.to_state(), model, optimizer.unwrap_or_default()])?);
        Ok(writer.0)
    }
}

/// A path that rank 0 has sent.
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
