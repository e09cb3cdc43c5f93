//! Texts.

use std::path::Path;

use crate::data::decode_text::decode_lines;
use crate::error::Result;
use crate::state::read_file;

/// Reads the lines of a text, in UTF-8 or windows-1252 (which contains Latin-1), without their ends.
///
/// It takes no more memory than 64 times the file, and 1 MiB.
///
/// # Errors
///
/// If the file cannot be read, is in UTF-16, or has control characters: with the line.
pub fn lines(path: impl AsRef<Path>) -> Result<Vec<String>> {
    let path = path.as_ref();
    let bytes = read_file(path, "a text")?;
    decode_lines(path, &bytes)?.collect()
}
