//! Handwritten digits.

use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::Dataset;
use crate::error::{Error, Result};
use crate::state::read_file;
use crate::tensor::Tensor;

const PIXELS: usize = 64;
const CLASSES: usize = 10;
/// The longest line: one of a million empty fields would take many times its size.
const LONGEST_LINE: usize = 4096;

/// Reads a table of handwritten digits: a header `p0,..,p63,label`, then in each row the 8×8 pixels of a
/// digit, from 0 to 16, and the digit from 0 to 9. Pixels are scaled to 0 to 1; the inputs have shape (rows,
/// 64).
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
/// It takes no more memory than 32 times the file, and 1 MiB.
///
/// # Errors
///
/// If the file cannot be read, or if a row is not as described: with the line, the column, and what stands
/// there.
pub fn digits(path: impl AsRef<Path>) -> Result<Dataset<2>> {
    let path = path.as_ref();
    let bytes = read_file(path, "a table of digits")?;
    let file = Source { path, bytes: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) };
    file.refuse_long_lines()?;
    // Rows of a wrong length are reported here, with the file's name, and not by the reader.
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file.bytes);
    let header = reader.byte_headers().map_err(|error| file.damaged(&error))?.clone();
    check_header(&header).map_err(|message| file.error(&header, message))?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for row in reader.byte_records() {
        let row = row.map_err(|error| file.damaged(&error))?;
        labels.push(read_row(&row, &mut pixels).map_err(|message| file.error(&row, message))?);
    }
    if labels.is_empty() {
        return Err(Error::format(path, None, "holds no digits, expected a row for each below the header"));
    }
    let inputs = Tensor::new([labels.len(), PIXELS], pixels);
    Dataset::new(inputs, labels.into(), CLASSES)
}

struct Source<'a> {
    path: &'a Path,
    bytes: &'a [u8],
}

impl Source<'_> {
    /// An error in a row, with its line. The reader's own count of lines stops before empty ones.
    fn error(&self, row: &ByteRecord, message: String) -> Error {
        let start = row.position().map_or(0, |position| position.byte() as usize).min(self.bytes.len());
        let empty = self.bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let lines = self.bytes[..start + empty].iter().filter(|byte| **byte == b'\n').count() as u64;
        Error::format(self.path, Some(lines + 1), message)
    }

    fn refuse_long_lines(&self) -> Result<()> {
        let mut lines = self.bytes.split(|byte| *byte == b'\n').zip(1..);
        let Some((line, number)) = lines.find(|(line, _)| line.len() > LONGEST_LINE) else { return Ok(()) };
        let message = format!(
            "the line has {} bytes, expected no more than {LONGEST_LINE} for {} columns of a number each",
            line.len(),
            PIXELS + 1
        );
        Err(Error::format(self.path, Some(number), message))
    }

    fn damaged(&self, error: &csv::Error) -> Error {
        Error::format(self.path, error.position().map(csv::Position::line), error.to_string())
    }
}

fn check_header(header: &ByteRecord) -> Result<(), String> {
    if header.is_empty() {
        return Err("the file is empty, expected the header p0,..,p63,label".to_owned());
    }
    for (i, found) in header.iter().take(PIXELS + 1).enumerate() {
        let expected = column(i);
        if found != expected.as_bytes() {
            return Err(format!("column {} is called {}, expected {expected}", i + 1, quoted(found)));
        }
    }
    match header.len() {
        found if found < PIXELS + 1 => Err(format!(
            "the header has {found} columns, expected {}: {} is missing",
            PIXELS + 1,
            column(found)
        )),
        found if found > PIXELS + 1 => {
            Err(format!("the header has {found} columns, expected {}", PIXELS + 1))
        }
        _ => Ok(()),
    }
}

/// Adds the pixels of a row and gives its label.
fn read_row(row: &ByteRecord, pixels: &mut Vec<f32>) -> Result<usize, String> {
    if row.len() != PIXELS + 1 {
        return Err(format!("the row has {} columns, expected {}", row.len(), PIXELS + 1));
    }
    for (i, field) in row.iter().take(PIXELS).enumerate() {
        let value = pixel(field).ok_or_else(|| wrong(i, field, "a number from 0 to 16"))?;
        pixels.push(value / 16.0);
    }
    digit(&row[PIXELS]).ok_or_else(|| wrong(PIXELS, &row[PIXELS], "a digit from 0 to 9"))
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
