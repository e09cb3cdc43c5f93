//! Texts from files.

use std::fs;
use std::path::Path;

use nn_core::{Error, Result};

/// The whole text of a file.
///
/// # Errors
///
/// If it cannot be read, or is not in UTF-8: the error names the line and the byte.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|source| Error::Io { action: "read", path: path.into(), source })?;
    String::from_utf8(bytes).map_err(|error| {
        let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        let message = format!(
            "byte {at} of the file is {:#04x}, which is not UTF-8: expected a text in UTF-8",
            bytes[at]
        );
        Error::Format { path: path.into(), line: Some(line), message }
    })
}
