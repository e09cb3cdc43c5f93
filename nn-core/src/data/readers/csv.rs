//! Comma-separated values.

use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::table::{Cells, Column, Table, Texts};
use crate::error::{Error, Result, shortened};
use crate::state::read_file;

/// A table of more columns is refused: one of empty names would take a hundred times its size.
const MOST_COLUMNS: usize = 1 << 14;

impl Table {
    /// Reads a table of comma-separated values in UTF-8 ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)): names of
    /// columns in the first line, then a line for each row. Cells may be in quotes.
    ///
    /// Needs the cargo feature `csv`. It takes no more memory than 64 times the file, and 16 MiB.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is empty or not in UTF-8, if two columns have the same name, or if a row has more or
    /// fewer cells than there are names: with the line.
    pub fn csv(path: impl AsRef<Path>) -> Result<Self> {
        Table::delimited(path, b',')
    }

    /// As [`csv`](Table::csv), with another character between the cells, such as `b'\t'` or `b';'`.
    ///
    /// # Errors
    ///
    /// As of [`csv`](Table::csv).
    pub fn delimited(path: impl AsRef<Path>, delimiter: u8) -> Result<Self> {
        let path = path.as_ref();
        let file = read_file(path, "a table")?;
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(file);
        let mut record = ByteRecord::new();
        let mut next = |record: &mut ByteRecord| {
            let is_row = reader.read_byte_record(record);
            is_row.map_err(|error| Error::format(path, None, format!("is no table ({error})")))
        };
        if !next(&mut record)? {
            return Err(Error::format(path, None, "the file is empty, expected the names of the columns"));
        }
        let names = names(path, &record)?;
        let mut columns = vec![Texts::default(); names.len()];
        let mut lines = Vec::new();
        while next(&mut record)? {
            add(path, &record, &names, &mut columns)?;
            lines.push(line(&record));
        }
        let columns = names.into_iter().zip(columns);
        let columns =
            columns.map(|(name, texts)| Column { name, cells: Cells::Texts(texts), missing: None }).collect();
        Ok(Table { path: path.to_owned(), columns, rows: lines.len(), lines })
    }
}

fn names(path: &Path, record: &ByteRecord) -> Result<Vec<String>> {
    let line = Some(line(record));
    if record.len() > MOST_COLUMNS {
        let message =
            format!("the first line has {} names of columns, expected at most {MOST_COLUMNS}", record.len());
        return Err(Error::format(path, line, message));
    }
    let mut names = Vec::with_capacity(record.len());
    for name in record {
        let name = std::str::from_utf8(name).map_err(|_| {
            Error::format(path, line, "the name of a column is not in UTF-8: save the file in UTF-8")
        })?;
        names.push(name.trim().to_owned());
    }
    Table::check_names(path, &names, line)?;
    Ok(names)
}

/// Adds the cells of a row to the columns.
fn add(path: &Path, record: &ByteRecord, names: &[String], columns: &mut [Texts]) -> Result<()> {
    let wrong = |message| Error::format(path, Some(line(record)), message);
    if record.len() != names.len() {
        return Err(wrong(format!(
            "the row has {} cells, but there are {} columns",
            record.len(),
            names.len()
        )));
    }
    for ((cell, name), column) in record.iter().zip(names).zip(columns) {
        let cell = std::str::from_utf8(cell).map_err(|_| {
            wrong(format!("column {:?} holds no UTF-8: save the file in UTF-8", shortened(name)))
        })?;
        column.push(cell);
    }
    Ok(())
}

fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(1, csv::Position::line)
}
