//! Handwritten digits.

use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::Dataset;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

const PIXELS: usize = 64;
const CLASSES: usize = 10;

/// Reads a table of handwritten digits: a header `p0,..,p63,label`, then in each row the 8×8 pixels of a digit,
/// from 0 to 16, and the digit from 0 to 9. Pixels are scaled to 0 to 1; the inputs have shape (rows, 64).
///
/// Such a table is the test set of the UCI repository's
/// [Optical Recognition of Handwritten Digits](https://archive.ics.uci.edu/dataset/80), 1,797 digits.
///
/// ```
/// use nn_core::data;
///
/// # fn main() -> nn_core::Result<()> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/digits.csv");
/// let digits = data::digits(path)?;
/// assert_eq!(digits.inputs().shape(), [1797, 64]);
/// assert_eq!(digits.num_classes(), 10);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the file cannot be read, or if a row is not as described: with the line, the column, and what stands there.
pub fn digits(path: impl AsRef<Path>) -> Result<Dataset<2>> {
    let path = path.as_ref();
    // Rows of a wrong length are reported here, with the file's name, and not by the reader.
    let mut reader =
        ReaderBuilder::new().flexible(true).from_path(path).map_err(|error| csv_error(path, error))?;
    let header = reader.byte_headers().map_err(|error| csv_error(path, error))?.clone();
    check_header(path, &header)?;
    let (pixels, labels) = rows(path, &mut reader)?;
    if labels.is_empty() {
        return Err(Error::format(path, None, "holds no digits, expected a row for each below the header"));
    }
    let inputs = Tensor::new([labels.len(), PIXELS], pixels);
    Dataset::new(inputs, labels.into(), CLASSES)
}

fn check_header(path: &Path, header: &ByteRecord) -> Result<()> {
    let fail = |message| Err(Error::format(path, Some(1), message));
    if header.is_empty() {
        return fail("the file is empty, expected the header p0,..,p63,label".to_owned());
    }
    for i in 0..header.len().max(PIXELS + 1) {
        let expected = (i <= PIXELS).then(|| column(i));
        match (header.get(i), expected) {
            (Some(found), Some(expected)) if found == expected.as_bytes() => {}
            (Some(found), Some(expected)) => {
                return fail(format!("column {} is called {}, expected {expected}", i + 1, quoted(found)));
            }
            (None, Some(expected)) => {
                return fail(format!(
                    "the header has {i} columns, expected {}: {expected} is missing",
                    PIXELS + 1
                ));
            }
            (_, None) => {
                return fail(format!("the header has {} columns, expected {}", header.len(), PIXELS + 1));
            }
        }
    }
    Ok(())
}

fn rows(path: &Path, reader: &mut Reader<std::fs::File>) -> Result<(Vec<f32>, Vec<usize>)> {
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    let mut row = ByteRecord::new();
    while reader.read_byte_record(&mut row).map_err(|error| csv_error(path, error))? {
        let line = row.position().map(csv::Position::line);
        let fail = |message| Error::format(path, line, message);
        if row.len() != PIXELS + 1 {
            return Err(fail(format!("the row has {} columns, expected {}", row.len(), PIXELS + 1)));
        }
        for (i, field) in row.iter().take(PIXELS).enumerate() {
            pixels.push(pixel(field).ok_or_else(|| fail(wrong(i, field, "a number from 0 to 16")))? / 16.0);
        }
        let field = &row[PIXELS];
        labels.push(digit(field).ok_or_else(|| fail(wrong(PIXELS, field, "a digit from 0 to 9")))?);
    }
    Ok((pixels, labels))
}

fn pixel(field: &[u8]) -> Option<f32> {
    let value: f32 = std::str::from_utf8(field).ok()?.trim().parse().ok()?;
    (0.0..=16.0).contains(&value).then_some(value)
}

fn digit(field: &[u8]) -> Option<usize> {
    let value: usize = std::str::from_utf8(field).ok()?.trim().parse().ok()?;
    (value < CLASSES).then_some(value)
}

fn column(i: usize) -> String {
    if i == PIXELS { "label".to_owned() } else { format!("p{i}") }
}

fn wrong(i: usize, field: &[u8], expected: &str) -> String {
    format!("column {} holds {}, expected {expected}", column(i), quoted(field))
}

/// What stands in the file, in quotes and not longer than a message can bear.
fn quoted(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}..", &text[..end]),
        None => format!("{text:?}"),
    }
}

fn csv_error(path: &Path, error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("read", path, source),
        kind => Error::format(path, line, format!("{kind:?}")),
    }
}
