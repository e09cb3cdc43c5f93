//! What a checkpoint holds: models by name, each with its optimizer, all loaded or none.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, Result};
use crate::module::Module;
use crate::optim::Optimizer;
use crate::state::{Checkpoint, StateDict};

/// A model to be saved under a name, with the optimizer that trains it, if one does.
pub type Part<'a> = (&'a str, &'a dyn Module, Option<&'a dyn Optimizer>);

/// A model to be resumed under a name, with the optimizer that trains it, if one does.
pub type PartMut<'a> = (&'a str, &'a mut dyn Module, Option<&'a mut dyn Optimizer>);

/// The states of a model and of its optimizer.
pub(crate) type States = (StateDict, Option<StateDict>);

/// The file of where the run stands.
pub(super) const PROGRESS: &str = "progress.safetensors";

/// The files of the parts, each with what it is to hold.
pub(super) fn files(parts: &[Part<'_>]) -> Result<Vec<(String, StateDict)>> {
    check_names(parts.iter().map(|(name, ..)| *name))?;
    let mut files = Vec::new();
    for (name, model, optimizer) in parts {
        files.extend(files_of_part(name, (model.state_dict(), optimizer.map(|o| o.state_dict(*model)))));
    }
    Ok(files)
}

/// The files of a part with these states.
pub(crate) fn files_of_part(name: &str, (model, optimizer): States) -> Vec<(String, StateDict)> {
    let optimizer = optimizer.map(|state| (optimizer_file(name), state));
    std::iter::once((model_file(name), model)).chain(optimizer).collect()
}

/// An error unless a checkpoint holds these parts and no others, which would be lost at the next one.
pub(super) fn same_parts(folder: &Path, parts: &[PartMut<'_>]) -> Result<()> {
    check_names(parts.iter().map(|(name, ..)| *name))?;
    let files = |(name, _, optimizer): &PartMut<'_>| {
        let optimizer = optimizer.as_ref().map(|_| optimizer_file(name));
        std::iter::once(model_file(name)).chain(optimizer)
    };
    let mut here: Vec<String> = parts.iter().flat_map(files).collect();
    here.sort_unstable();
    let there = files_of(folder).map_err(|error| Error::io("read", folder, error))?;
    if here == there {
        return Ok(());
    }
    Err(Error::setting(format!("its parts are {} there and {} here", there.join(", "), here.join(", "))))
}

/// The files of all parts that a checkpoint holds, in order.
fn files_of(folder: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder)? {
        files.extend(file?.file_name().into_string());
    }
    files.retain(|file| file.ends_with(".safetensors") && file != PROGRESS);
    files.sort_unstable();
    Ok(files)
}

/// Reads the states of the parts from a checkpoint.
pub(super) fn read(folder: &Path, parts: &[PartMut<'_>]) -> Result<Vec<States>> {
    let read = |(name, _, optimizer): &PartMut<'_>| {
        let model = StateDict::read(folder.join(model_file(name)))?;
        let optimizer = optimizer.as_ref().map(|_| StateDict::read(folder.join(optimizer_file(name))));
        Ok((model, optimizer.transpose()?))
    };
    parts.iter().map(read).collect()
}

/// Gives each part its states, or, if one does not fit, leaves all as they were.
pub(super) fn load(parts: &mut [PartMut<'_>], states: &[States]) -> Result<()> {
    let current = |(_, model, optimizer): &PartMut<'_>| {
        let optimizer = optimizer.as_ref().map(|optimizer| optimizer.state_dict(&**model));
        (model.state_dict(), optimizer)
    };
    let before: Vec<States> = parts.iter().map(current).collect();
    let loaded = parts.iter_mut().zip(states).try_for_each(|(part, states)| load_part(part, states));
    if loaded.is_err() {
        // What was taken out of a part fits it again, unless it is the fault of the part, and that was unchanged.
        parts.iter_mut().zip(&before).for_each(|(part, states)| drop(load_part(part, states)));
    }
    loaded
}

fn load_part((name, model, optimizer): &mut PartMut<'_>, (values, state): &States) -> Result<()> {
    let of = |error: Error| match error {
        error @ Error::StateDict { .. } => error.within(&format!("`{name}`")),
        error => Error::state_dict(format!("`{name}`: {error}")),
    };
    model.load_state_dict(values).map_err(of)?;
    match (optimizer, state) {
        (Some(optimizer), Some(state)) => optimizer.load_state_dict(&**model, state).map_err(of),
        _ => Ok(()),
    }
}

fn model_file(name: &str) -> String {
    format!("{name}.safetensors")
}

fn optimizer_file(name: &str) -> String {
    format!("{name}.optimizer.safetensors")
}

/// Each name is that of a file, and of one only.
fn check_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = vec!["progress"];
    for name in names {
        let wrong = name.is_empty() || name.contains(['.', '/', '\\']) || seen.contains(&name);
        if wrong {
            return Err(Error::setting(format!(
                "checkpoint: a part is named {name:?}, expected names without dots and slashes, each other than those \
                 before it: {seen:?}"
            )));
        }
        seen.push(name);
    }
    Ok(())
}
