//! What a checkpoint holds: models by name, each with its optimizer, all loaded or none.

use std::fs;
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
pub(super) type States = (StateDict, Option<StateDict>);

/// The file of where the run stands.
pub(super) const PROGRESS: &str = "progress.safetensors";

/// The files of the parts, each with what it is to hold.
pub(super) fn files(parts: &[Part<'_>]) -> Result<Vec<(String, StateDict)>> {
    check_names(parts.iter().map(|(name, ..)| *name))?;
    let mut files = Vec::new();
    for (name, model, optimizer) in parts {
        files.push((model_file(name), model.state_dict()));
        files.extend(optimizer.map(|optimizer| (optimizer_file(name), optimizer.state_dict(*model))));
    }
    Ok(files)
}

/// Reads the states of the parts from a checkpoint, which must hold these and no others.
pub(super) fn read(folder: &Path, parts: &[PartMut<'_>]) -> Result<Vec<States>> {
    check_names(parts.iter().map(|(name, ..)| *name))?;
    let read = |(name, _, optimizer): &PartMut<'_>| {
        let model = StateDict::read(folder.join(model_file(name)))?;
        let optimizer = optimizer.as_ref().map(|_| StateDict::read(folder.join(optimizer_file(name))));
        Ok((model, optimizer.transpose()?))
    };
    let states = parts.iter().map(read).collect::<Result<Vec<_>>>()?;
    refuse_others(folder, parts)?;
    Ok(states)
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
    let of = |error: Error| Error::StateDict(format!("`{name}`: {error}"));
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
            return Err(Error::Setting(format!(
                "checkpoint: a part is named {name:?}, expected names without dots and slashes, each other than those \
                 before it: {seen:?}"
            )));
        }
        seen.push(name);
    }
    Ok(())
}

/// An error if a checkpoint holds more than is resumed, which would be lost at the next one.
fn refuse_others(folder: &Path, parts: &[PartMut<'_>]) -> Result<()> {
    let fail = |error| Error::io("read", folder, error);
    for file in fs::read_dir(folder).map_err(fail)? {
        let file = file.map_err(fail)?.file_name();
        let known = file == PROGRESS
            || parts.iter().any(|(name, _, optimizer)| {
                file == *model_file(name) || (optimizer.is_some() && file == *optimizer_file(name))
            });
        if !known && file.to_str().is_some_and(|name| name.ends_with(".safetensors")) {
            let message =
                format!("holds {}, which this run does not resume: name it as well", file.display());
            return Err(Error::format(folder, None, message));
        }
    }
    Ok(())
}
