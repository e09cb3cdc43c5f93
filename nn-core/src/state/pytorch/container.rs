//! The pickles of a file, looked through before the reader takes them.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::tar;
use super::walk::Walk;
use crate::state::format::Container;

/// How many pickles stand at the beginning of an old file: a magic number, a version, the system's types, the object and
/// the list of its storages.
const LEGACY: usize = 5;
/// How much larger than the file its pickle may be: where it is compressed, which PyTorch does not do.
const SLACK: u64 = 1 << 16;

/// An error if a pickle is damaged, would take memory out of proportion, or holds what the reader gets wrong.
pub(super) fn check(bytes: &[u8], container: Container) -> Result<(), String> {
    match container {
        Container::Zip => zip(bytes),
        Container::Legacy => legacy(bytes),
        Container::Tar => tar::check(bytes),
    }
}

fn legacy(bytes: &[u8]) -> Result<(), String> {
    let mut at = 0;
    for _ in 0..LEGACY {
        if at > 0 && at == bytes.len() {
            return Err(
                "is a Python pickle, but none that `torch.save` wrote: expected a state dict".to_owned()
            );
        }
        at += Walk::of(&bytes[at..], bytes.len())?.length;
    }
    Ok(())
}

fn zip(bytes: &[u8]) -> Result<(), String> {
    let wrong = |error| format!("is a zip file that is cut off or damaged ({error}): take another copy");
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| "is a zip file without its end: it is cut off or damaged; take another copy")?;
    let mut found = false;
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(wrong)?;
        if !entry.name().map_err(wrong)?.ends_with("data.pkl") {
            continue;
        }
        if found {
            return Err("is a zip file with two `data.pkl`, expected one that `torch.save` wrote".to_owned());
        }
        found = true;
        let most = bytes.len() as u64 + SLACK;
        if entry.size() > most {
            return Err(format!(
                "has a pickle of {} bytes in a file of {}: it is made to exhaust the memory, or damaged",
                entry.size(),
                bytes.len()
            ));
        }
        drop(entry);
        let mut pickle = Vec::new();
        let entry = archive.by_index(i).map_err(wrong)?;
        entry.take(most).read_to_end(&mut pickle).map_err(|error| wrong(error.into()))?;
        Walk::of(&pickle, bytes.len())?;
    }
    if found {
        Ok(())
    } else {
        Err("is a zip file without a `data.pkl`, expected one that `torch.save` wrote".to_owned())
    }
}
