//! Files that may be compressed by gzip.

use std::path::Path;

use crate::error::{Error, Result};
use crate::state::read_file;

/// The contents of a file, unpacked if it is compressed by gzip.
pub(super) fn read_unpacked(path: &Path, expected: &str) -> Result<Vec<u8>> {
    let file = read_file(path, expected)?;
    match file.starts_with(&[0x1f, 0x8b]) {
        true => unpack(&file).map_err(|message| Error::format(path, None, message)),
        false => Ok(file),
    }
}

#[cfg(feature = "gzip")]
fn unpack(file: &[u8]) -> Result<Vec<u8>, String> {
    use std::io::Read;

    let mut contents = Vec::new();
    flate2::read::MultiGzDecoder::new(file)
        .read_to_end(&mut contents)
        .map_err(|error| format!("is a damaged gzip file ({error}): take another copy"))?;
    Ok(contents)
}

#[cfg(not(feature = "gzip"))]
fn unpack(_: &[u8]) -> Result<Vec<u8>, String> {
    Err("is compressed by gzip: unpack it (`gunzip`), or enable the cargo feature `gzip` of nn-core"
        .to_owned())
}
