//! The table of a run's numbers.

use std::path::Path;

use crate::error::{Error, Result, shortened};
use crate::state::read_file;

/// The name of the table in a run's folder.
pub(super) const FILE: &str = "metrics.csv";
/// The first line.
pub(super) const HEAD: &str = "step,tag,value\n";

/// A number of a run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metric {
    /// The step at which it was logged.
    pub step: u64,
    /// Its name, such as `loss/train`.
    pub tag: String,
    /// The number, which may be infinite or none.
    pub value: f64,
}

/// The numbers of the run in a folder, in the order in which they were logged: for curves that are drawn by another
/// program, or afterwards. What a program that was killed, or is running, has written of the last line is left out.
///
/// ```
/// use nn_core::run::{Run, read_metrics};
///
/// # fn main() -> nn_core::Result<()> {
/// # let temporary = tempfile::tempdir().unwrap();
/// # let folder = temporary.path().join("run");
/// let mut run = Run::open(&folder, &())?;
/// run.scalar("loss/train", 0, 0.7f32)?;
/// let metrics = read_metrics(&folder)?;
/// assert_eq!((metrics[0].step, metrics[0].tag.as_str(), metrics[0].value), (0, "loss/train", 0.7));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the file cannot be read, or a line is none of the table's. It takes at most 32 times the memory of the file.
pub fn read_metrics(folder: impl AsRef<Path>) -> Result<Vec<Metric>> {
    let path = folder.as_ref().join(FILE);
    let bytes = read_file(&path, "the table of a run")?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let wrong = |line: usize, message: String| Error::format(&path, Some(line as u64), message);
    let text = std::str::from_utf8(&bytes[..end]).map_err(|error| {
        let before = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        wrong(before + 1, "is not UTF-8: take another copy of the file".to_owned())
    })?;
    let mut lines = text.split_terminator('\n').enumerate();
    match lines.next() {
        None => return Ok(Vec::new()),
        Some((_, head)) if head == HEAD.trim_end() => {}
        Some((_, head)) => {
            let found = shortened(head);
            return Err(wrong(
                1,
                format!("is {found:?}, expected {:?}, the head of a run's table", HEAD.trim_end()),
            ));
        }
    }
    let metric = |(i, line)| parse(line).ok_or_else(|| wrong(i + 1, said(line)));
    lines.map(metric).collect()
}

fn said(line: &str) -> String {
    format!("is {:?}, expected a step, a tag and a number, such as `20,loss/train,0.5`", shortened(line))
}

fn parse(line: &str) -> Option<Metric> {
    let (step, rest) = line.split_once(',')?;
    let (tag, value) = rest.rsplit_once(',')?;
    let tag = match tag.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"')?.replace("\"\"", "\""),
        None => tag.to_owned(),
    };
    Some(Metric { step: step.parse().ok()?, tag, value: value.parse().ok()? })
}

/// A line of the table. A number that is one of `f32` has as many digits as tell it from its neighbours there.
pub(super) fn line(step: u64, tag: &str, value: f64) -> String {
    let quoted = tag.contains([',', '"']).then(|| format!("\"{}\"", tag.replace('"', "\"\"")));
    let tag = quoted.as_deref().unwrap_or(tag);
    match value as f32 {
        single if f64::from(single) == value => format!("{step},{tag},{single:?}\n"),
        _ => format!("{step},{tag},{value:?}\n"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_those_of_csv() {
        assert_eq!(line(7, "loss/train", f64::from(0.1f32)), "7,loss/train,0.1\n");
        assert_eq!(line(7, "loss/train", 0.1), "7,loss/train,0.1\n");
        assert_eq!(line(0, "a,\"b\"", f64::NAN), "0,\"a,\"\"b\"\"\",NaN\n");
        assert_eq!(line(1, "x", f64::NEG_INFINITY), "1,x,-inf\n");
        assert_eq!(line(1, "x", 1.0), "1,x,1.0\n");
        assert_eq!(line(1, "x", 1e-9), "1,x,1e-9\n");
    }

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(step: u64, tag in "[^\\p{Cc}]{1,9}", value: f64, single: f32) {
            let read = |value: f64| parse(line(step, &tag, value).trim_end_matches('\n')).unwrap();
            let metric = read(value);
            prop_assert_eq!((metric.step, &metric.tag), (step, &tag));
            let is_single = f64::from(value as f32) == value;
            prop_assert!(metric.value == value || is_single || value.is_nan());
            prop_assert_eq!(read(single.into()).value as f32, single);
        }
    }
}
