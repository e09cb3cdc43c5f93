//! Tables with named columns.

use std::collections::BTreeMap;
#[cfg(any(feature = "csv", feature = "parquet"))]
use std::path::Path;
use std::path::PathBuf;

use super::stored::{exactly, text};
use crate::error::{Error, Result, shortened};
use crate::storage::{Element, Number};
use crate::tensor::Tensor;

/// A table with named columns, from a CSV file (`Table::csv`, with the cargo feature `csv`) or from Parquet
/// (`Table::parquet`, with the feature `parquet`).
///
/// ```
/// # #[cfg(feature = "csv")] {
/// use nn_core::data::{Rows, Source, Table};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let path = std::env::temp_dir().join(format!("houses-{}.csv", std::process::id()));
/// # std::fs::write(&path, "area,rooms,kind,price\n80,3,flat,210.5\n120,5,house,330\n").unwrap();
/// let houses = Table::csv(&path)?;
/// let inputs: Tensor<2> = houses.columns(["area", "rooms"])?;
/// let prices: Tensor<1> = houses.column("price")?;
/// assert_eq!((inputs.shape(), prices.as_slice()), ([2, 2], &[210.5, 330.0][..]));
///
/// let (kinds, names) = houses.classes("kind")?;
/// assert_eq!((kinds.as_slice(), &names[..]), (&[0, 1][..], &["flat".to_owned(), "house".to_owned()][..]));
///
/// let regression = Rows::new(inputs).zip(Rows::new(prices));
/// assert_eq!(regression.len(), 2);
/// # std::fs::remove_file(path).unwrap();
/// # Ok(())
/// # }
/// # main().unwrap();
/// # }
/// ```
#[doc(alias("read_csv", "read_parquet", "DataFrame"))]
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) path: PathBuf,
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
    /// The line of each row, in a file that has lines.
    pub(super) lines: Vec<u64>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) cells: Cells,
    /// The first row that has no value.
    pub(super) missing: Option<usize>,
}

/// The values of a column.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "a CSV file has texts alone"))]
pub(super) enum Cells {
    Texts(Texts),
    Floats(Vec<f64>),
    Wholes(Vec<i64>),
    Bools(Vec<bool>),
    /// Of a type that is not read.
    Other(String),
}

/// Texts one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) text: String,
    pub(super) ends: Vec<usize>,
}

impl Texts {
    #[cfg(any(feature = "csv", feature = "parquet"))]
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

impl Table {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// A column of numbers, or of booleans: as [`columns`](Table::columns).
    ///
    /// # Errors
    ///
    /// As of [`columns`](Table::columns).
    pub fn column<A: Element>(&self, name: &str) -> Result<Tensor<1, A>> {
        Ok(self.elements([name])?.into())
    }

    /// Columns of numbers side by side: of shape `[rows, columns]`. The columns may be of any type in the file: they are
    /// converted, and a number that changed its value by that is an error, other than one that is rounded to a float of 4
    /// bytes. In a text, numbers are finite.
    ///
    /// # Errors
    ///
    /// If there is no column of a name, or if a cell is empty or no number of this type: with the row, and the line in the
    /// file.
    pub fn columns<'a, A: Element>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Tensor<2, A>> {
        let names: Vec<&str> = names.into_iter().collect();
        let elements = self.elements(names.iter().copied())?;
        Ok(Tensor::new([self.rows, names.len()], elements))
    }

    fn elements<'a, A: Element>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<A>> {
        let columns: Vec<&Column> = names.into_iter().map(|name| self.find(name)).collect::<Result<_>>()?;
        let mut elements = Vec::with_capacity(self.rows * columns.len());
        for row in 0..self.rows {
            for column in &columns {
                elements.push(self.element(column, row)?);
            }
        }
        Ok(elements)
    }

    /// A column of texts.
    ///
    /// # Errors
    ///
    /// If there is no column of this name, or if it holds no texts.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>> {
        let column = self.find(name)?;
        match &column.cells {
            Cells::Texts(texts) => Ok((0..self.rows).map(|row| texts.get(row)).collect()),
            _ => {
                let message = format!("column {:?} holds no texts", shortened(name));
                Err(Error::format(&self.path, None, message))
            }
        }
    }

    /// The classes that a column names: the label of each row, and the names, in alphabetical order. A text is a class as
    /// it stands there, and a number or a boolean by how it is written.
    ///
    /// # Errors
    ///
    /// If there is no column of this name, or if a cell is empty.
    #[doc(alias = "LabelEncoder")]
    pub fn classes(&self, name: &str) -> Result<(Tensor<1, usize>, Vec<String>)> {
        let column = self.find(name)?;
        let cells: Vec<String> = (0..self.rows).map(|row| self.class(column, row)).collect::<Result<_>>()?;
        let mut classes: BTreeMap<&str, usize> = cells.iter().map(|cell| (cell.as_str(), 0)).collect();
        classes.values_mut().enumerate().for_each(|(i, label)| *label = i);
        let labels = cells.iter().map(|cell| classes[cell.as_str()]).collect();
        Ok((labels, classes.into_keys().map(str::to_owned).collect()))
    }

    fn class(&self, column: &Column, row: usize) -> Result<String> {
        match &column.cells {
            Cells::Texts(texts) if texts.get(row).is_empty() => {
                Err(self.wrong(column, row, "nothing", "the name of a class"))
            }
            Cells::Texts(texts) => Ok(texts.get(row).to_owned()),
            Cells::Floats(values) => Ok(values[row].to_string()),
            Cells::Wholes(values) => Ok(values[row].to_string()),
            Cells::Bools(values) => Ok(values[row].to_string()),
            Cells::Other(kind) => Err(self.wrong(column, row, kind, "the name of a class")),
        }
    }

    fn find(&self, name: &str) -> Result<&Column> {
        let column = self.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<_> = self.names().into_iter().take(20).map(shortened).collect();
            let more = self.columns.len().saturating_sub(20);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("there is no column {name:?}, expected one of {names:?}{more}");
            Error::format(&self.path, None, message)
        })?;
        match column.missing {
            Some(row) => Err(self.wrong(column, row, "nothing", "a value")),
            None => Ok(column),
        }
    }

    fn element<A: Element>(&self, column: &Column, row: usize) -> Result<A> {
        let number = match &column.cells {
            Cells::Texts(texts) => number(texts.get(row).trim()).ok_or_else(|| {
                let found = format!("{:?}", shortened(texts.get(row)));
                self.wrong(column, row, &found, &format!("a number ({})", A::DTYPE))
            })?,
            Cells::Floats(values) => Number::Float(values[row]),
            Cells::Wholes(values) => Number::Whole(values[row].into()),
            Cells::Bools(values) => Number::Whole(values[row].into()),
            Cells::Other(kind) => return Err(self.wrong(column, row, kind, "a number")),
        };
        element(number)
            .ok_or_else(|| self.wrong(column, row, &text(number), &format!("a number ({})", A::DTYPE)))
    }

    fn wrong(&self, column: &Column, row: usize, found: &str, expected: &str) -> Error {
        let line = self.lines.get(row).copied();
        let place = if line.is_none() { format!("row {row}, ") } else { String::new() };
        let message =
            format!("{place}column {:?} holds {found}, expected {expected}", shortened(&column.name));
        Error::format(&self.path, line, message)
    }

    /// No two columns have one name.
    #[cfg(any(feature = "csv", feature = "parquet"))]
    pub(super) fn check_names(path: &Path, names: &[String], line: Option<u64>) -> Result<()> {
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                let message = format!("two columns are called {:?}: rename one of them", shortened(pair[0]));
                Err(Error::format(path, line, message))
            }
            None => Ok(()),
        }
    }
}

/// What a text says, if it is a finite number, true or false.
fn number(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Number::Whole(whole.into()));
    }
    match text.parse::<f64>() {
        Ok(number) => number.is_finite().then_some(Number::Float(number)),
        Err(_) if text.eq_ignore_ascii_case("true") => Some(Number::Whole(1)),
        Err(_) if text.eq_ignore_ascii_case("false") => Some(Number::Whole(0)),
        Err(_) => None,
    }
}

/// A number as an element: floats are rounded, and others have the same value.
fn element<A: Element>(number: Number) -> Option<A> {
    let element = A::from_number(number);
    match (number, element.number()) {
        (Number::Float(from), Number::Float(to)) => (to.is_finite() == from.is_finite()).then_some(element),
        (Number::Whole(_), Number::Float(_)) => Some(element),
        _ => exactly(number),
    }
}
