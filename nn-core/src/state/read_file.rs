//! The contents of a file that comes from outside.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// The bytes of a regular file, which should be what `expected` says, such as "a safetensors file".
///
/// Anything else is refused before it is opened: a pipe would block, and some devices never end.
pub(crate) fn read_file(path: &Path, expected: &str) -> Result<Vec<u8>> {
    let fail = |error| Error::io("read", path, error);
    let kind = fs::metadata(path).map_err(fail)?;
    if !kind.is_file() {
        let found = if kind.is_dir() { "a folder" } else { "no regular file" };
        return Err(Error::format(path, None, format!("is {found}, expected {expected}")));
    }
    fs::read(path).map_err(fail)
}
