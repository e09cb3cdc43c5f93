//! Handwritten digits.

use std::path::Path;

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
    let mut rows = rows(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    let damaged = |line, message| Error::format(path, Some(line), message);
    let (line, header) = rows.next().unwrap_or((1, b""));
    check_header(header).map_err(|message| damaged(line, message))?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for (line, row) in rows {
        labels.push(read_row(row, &mut pixels).map_err(|message| damaged(line, message))?);
    }
    if labels.is_empty() {
        return Err(Error::format(path, None, "holds no digits, expected a row for each below the header"));
    }
    let inputs = Tensor::new([labels.len(), PIXELS], pixels);
    Dataset::new(inputs, labels.into(), CLASSES)
}

/// The lines that are not empty, with their numbers. Numbers are not in quotes, so commas and ends of lines are what they
/// seem.
fn rows(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    (1..).zip(lines).filter(|(_, line)| !line.is_empty())
}

fn fields(line: &[u8]) -> Result<Vec<&[u8]>, String> {
    if line.len() > LONGEST_LINE {
        return Err(format!(
            "the line has {} bytes, expected no more than {LONGEST_LINE} for {} columns of a number each",
            line.len(),
            PIXELS + 1
        ));
    }
    Ok(line.split(|byte| *byte == b',').collect())
}

fn check_header(line: &[u8]) -> Result<(), String> {
    if line.is_empty() {
        return Err("the file is empty, expected the header p0,..,p63,label".to_owned());
    }
    let header = fields(line)?;
    for (i, found) in header.iter().take(PIXELS + 1).enumerate() {
        let expected = column(i);
        if *found != expected.as_bytes() {
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
fn read_row(line: &[u8], pixels: &mut Vec<f32>) -> Result<usize, String> {
    let row = fields(line)?;
    if row.len() != PIXELS + 1 {
        return Err(format!("the row has {} columns, expected {}", row.len(), PIXELS + 1));
    }
    for (i, field) in row.iter().take(PIXELS).enumerate() {
        let value = pixel(field).ok_or_else(|| wrong(i, field, "a number from 0 to 16"))?;
        pixels.push(value / 16.0);
    }
    digit(row[PIXELS]).ok_or_else(|| wrong(PIXELS, row[PIXELS], "a digit from 0 to 9"))
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
