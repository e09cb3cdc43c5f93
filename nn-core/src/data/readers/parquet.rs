//! Parquet files.

use std::path::Path;

use bytes::Bytes;
use parquet::basic::ConvertedType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result as Read;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::pages::check_pages;
use super::table::{Cells, Column, Table, Texts};
use crate::error::{Error, Result, shortened};
use crate::state::read_file;

/// The cells (and bytes of text) that a small file may have, and those that each of its bytes may add: what is compressed
/// is at most so many times smaller.
const SMALL: usize = 1 << 20;
const PER_BYTE: usize = 1032;

impl Table {
    /// Reads a [Parquet](https://parquet.apache.org/docs/file-format/) file: columns of numbers, booleans and texts, without
    /// compression or compressed by Snappy or gzip. Columns of other types, such as lists and decimal numbers, are in the
    /// table, but asking for one is an error; so is asking for one with a row that has no value.
    ///
    /// Needs the cargo feature `parquet`. A table may have 1,048,576 cells, and 1,032 more for each byte of the file; and as
    /// many bytes of text. A cell takes up to 64 bytes while it is read.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no Parquet file or a damaged one, or has more cells than its size allows.
    pub fn parquet(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = Bytes::from(read_file(path, "a Parquet file")?);
        let table = parse(&file).map_err(|message| Error::format(path, None, message))?;
        let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        Table::check_names(path, &names, None)?;
        Ok(Table { path: path.to_owned(), ..table })
    }
}

fn parse(file: &Bytes) -> Result<Table, String> {
    let damaged = |error| format!("is no Parquet file, or a damaged one ({error})");
    let reader = SerializedFileReader::new(file.clone()).map_err(damaged)?;
    let metadata = reader.metadata();
    let groups = metadata.row_groups();
    let schema = metadata.file_metadata().schema_descr();
    let most = SMALL + PER_BYTE * file.len();
    let rows = groups.iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(usize::MAX));
    let rows = rows.fold(0_usize, usize::saturating_add);
    if rows.saturating_mul(schema.num_columns().max(1)) > most {
        return Err(format!(
            "announces {rows} rows of {} columns, more than its {} bytes can hold: it is damaged",
            schema.num_columns(),
            file.len()
        ));
    }
    let mut text_left = most;
    let mut columns = Vec::with_capacity(schema.num_columns());
    for (i, description) in schema.columns().iter().enumerate() {
        let name = description.path().string();
        let mut builder = Builder::new(description);
        for (at, group) in groups.iter().enumerate() {
            let place = |error: String| format!("column {:?}: {error}", shortened(&name));
            if builder.is_read() {
                check_pages(file, group.column(i)).map_err(place)?;
                let rows = group.num_rows() as usize;
                let group = reader.get_row_group(at).map_err(damaged)?;
                let column = group.get_column_reader(i).map_err(damaged)?;
                builder.add(column, rows, &mut text_left).map_err(place)?;
            }
        }
        columns.push(Column { name, cells: builder.cells, missing: builder.missing });
    }
    Ok(Table { path: Default::default(), columns, rows, lines: Vec::new() })
}

/// A column as far as it has been read.
struct Builder {
    cells: Cells,
    rows: usize,
    missing: Option<usize>,
    converted: ConvertedType,
    /// The level of a value that is there.
    present: i16,
}

impl Builder {
    fn new(description: &ColumnDescriptor) -> Self {
        use parquet::basic::Type;
        let converted = description.converted_type();
        let other = |kind: &str| Cells::Other(kind.to_owned());
        let cells = match (description.physical_type(), converted) {
            _ if description.max_rep_level() > 0 => other("lists"),
            (_, ConvertedType::DECIMAL) => other("decimal numbers"),
            (Type::BOOLEAN, _) => Cells::Bools(Vec::new()),
            (Type::INT32 | Type::INT64, _) => Cells::Wholes(Vec::new()),
            (Type::FLOAT | Type::DOUBLE, _) => Cells::Floats(Vec::new()),
            (Type::BYTE_ARRAY, _) => Cells::Texts(Texts::default()),
            (kind, _) => Cells::Other(format!("values of the type {kind}")),
        };
        Builder { cells, rows: 0, missing: None, converted, present: description.max_def_level() }
    }

    fn is_read(&self) -> bool {
        !matches!(self.cells, Cells::Other(_))
    }

    /// Adds the rows of a group. Nothing more is read once a row has no value.
    fn add(&mut self, reader: ColumnReader, rows: usize, text_left: &mut usize) -> Result<(), String> {
        if self.missing.is_some() {
            return Ok(());
        }
        let unsigned = self.converted;
        match (&mut self.cells, reader) {
            (Cells::Bools(cells), ColumnReader::BoolColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                cells.extend(values.found);
                self.missing = values.missing.map(|row| self.rows + row);
            }
            (Cells::Wholes(cells), ColumnReader::Int32ColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                let whole = |value: i32| match unsigned {
                    ConvertedType::UINT_32 => i64::from(value.cast_unsigned()),
                    _ => i64::from(value),
                };
                cells.extend(values.found.into_iter().map(whole));
                self.missing = values.missing.map(|row| self.rows + row);
            }
            (Cells::Wholes(cells), ColumnReader::Int64ColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                if unsigned == ConvertedType::UINT_64 && values.found.iter().any(|value| *value < 0) {
                    return Err("holds a number of 2^63 or more, which no tensor does".to_owned());
                }
                cells.extend(values.found);
                self.missing = values.missing.map(|row| self.rows + row);
            }
            (Cells::Floats(cells), ColumnReader::FloatColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                cells.extend(values.found.into_iter().map(f64::from));
                self.missing = values.missing.map(|row| self.rows + row);
            }
            (Cells::Floats(cells), ColumnReader::DoubleColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                cells.extend(values.found);
                self.missing = values.missing.map(|row| self.rows + row);
            }
            (Cells::Texts(texts), ColumnReader::ByteArrayColumnReader(reader)) => {
                let values = values(reader, rows, self.present)?;
                add_texts(texts, &values.found, text_left)?;
                self.missing = values.missing.map(|row| self.rows + row);
            }
            _ => return Err("has another type in a part of the file than in its header".to_owned()),
        }
        self.rows += rows;
        Ok(())
    }
}

fn add_texts(texts: &mut Texts, found: &[ByteArray], left: &mut usize) -> Result<(), String> {
    for value in found {
        *left = left
            .checked_sub(value.len())
            .ok_or("holds more text than the size of the file allows: it is damaged")?;
        let text = std::str::from_utf8(value.data());
        texts.push(text.map_err(|_| "holds bytes that are no text in UTF-8".to_owned())?);
    }
    Ok(())
}

/// The values of a group of rows, and the first row that has none.
struct Found<T> {
    found: Vec<T>,
    missing: Option<usize>,
}

fn values<D: DataType>(
    mut reader: ColumnReaderImpl<D>,
    rows: usize,
    present: i16,
) -> Result<Found<D::T>, String> {
    let (mut found, mut levels) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let more: Read<_> = reader.read_records(rows - read, Some(&mut levels), None, &mut found);
        let (records, ..) = more.map_err(|error| format!("is damaged ({error})"))?;
        if records == 0 {
            return Err(format!("has {read} rows where its header announces {rows}: the file is damaged"));
        }
        read += records;
    }
    let missing = levels.iter().position(|level| *level < present);
    match missing.is_some() || found.len() == rows {
        true => Ok(Found { found, missing }),
        false => Err(format!("has {} values in {rows} rows: the file is damaged", found.len())),
    }
}
