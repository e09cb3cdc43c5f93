//! A trace as a table.

use std::fmt::{self, Display};

use super::{Row, Trace};
use crate::module::thousands;

const HEAD: [&str; 5] = ["Layer", "Kind", "Output shape", "Parameters", "Multiply-adds"];

/// The columns that hold numbers stand on the right.
const NUMBERS: usize = 3;

impl Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inputs = self.inputs.iter().map(|shape| cells("", "input", shape));
        let lines: Vec<[String; 5]> = inputs.chain(self.rows.iter().map(Row::cells)).collect();
        let head = HEAD.map(str::to_owned);
        let widths: [usize; 5] = std::array::from_fn(|column| {
            let cells = std::iter::once(&head).chain(&lines).map(|line| line[column].chars().count());
            cells.max().unwrap_or_default()
        });
        let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1));
        write_line(f, &head, &widths)?;
        writeln!(f, "{rule}")?;
        for line in &lines {
            write_line(f, line, &widths)?;
        }
        writeln!(f, "{rule}")?;
        self.write_sums(f)
    }
}

impl Trace {
    fn write_sums(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameters: {}", thousands(self.num_parameters as u64))?;
        match (self.num_parameters, self.num_trainable) {
            (0, _) => writeln!(f)?,
            (all, trainable) if all == trainable => writeln!(f, ", all trainable")?,
            (_, trainable) => writeln!(f, ", {} of them trainable", thousands(trainable as u64))?,
        }
        if !self.unused.is_empty() {
            writeln!(f, "Parameters that took no part: {}", self.unused.join(", "))?;
        }
        let sum = self.multiply_adds();
        writeln!(f, "Multiply-adds: {}{}", thousands(sum), rounded(sum))?;
        writeln!(
            f,
            "Memory: {} of inputs, {} of results, {} of parameters",
            memory(self.input_bytes),
            memory(self.result_bytes()),
            memory(self.parameter_bytes)
        )
    }
}

impl Row {
    fn cells(&self) -> [String; 5] {
        let [path, kind, shape, ..] = cells(&self.path, self.kind, &self.output_shape);
        let params = match self.num_parameters {
            0 if self.again => "(above)".to_owned(),
            number => unless_zero(number as u64),
        };
        [path, kind, shape, params, unless_zero(self.multiply_adds)]
    }
}

fn cells(path: &str, kind: &str, shape: &[usize]) -> [String; 5] {
    [path.to_owned(), kind.to_owned(), format!("{shape:?}"), String::new(), String::new()]
}

fn unless_zero(number: u64) -> String {
    if number == 0 { String::new() } else { thousands(number) }
}

fn write_line(f: &mut fmt::Formatter<'_>, cells: &[String; 5], widths: &[usize; 5]) -> fmt::Result {
    let mut line = String::new();
    for (column, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        let gap = if column == 0 { "" } else { "  " };
        line += gap;
        line += &if column < NUMBERS { format!("{cell:<width$}") } else { format!("{cell:>width$}") };
    }
    writeln!(f, "{}", line.trim_end())
}

/// ` (1.81 G)`, for what has more digits than one reads.
fn rounded(number: u64) -> String {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    match units.into_iter().find(|(unit, _)| number as f64 >= *unit) {
        Some((unit, name)) => format!(" ({} {name})", three_digits(number as f64 / unit)),
        None => String::new(),
    }
}

fn three_digits(number: f64) -> String {
    let decimals = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.decimals$}")
}

fn memory(bytes: usize) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / unit as f64),
        None => format!("{bytes} B"),
    }
}
