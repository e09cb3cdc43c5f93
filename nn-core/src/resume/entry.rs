//! The checkpoints in a folder, by their names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A checkpoint that stands in a folder: its name says its number, the steps of the run, and the score, if it has one:
/// `000012-step-1200-score-0.93`. So all are in order in a listing of the folder, and none need be opened to be judged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) number: u64,
    step: u64,
    pub(super) score: Option<f64>,
}

impl Entry {
    /// The one that comes after all that stand there.
    pub(super) fn after(entries: &[Entry], step: u64, score: Option<f64>) -> Entry {
        Entry { number: entries.last().map_or(1, |last| last.number + 1), step, score }
    }

    /// The checkpoints in a folder, the oldest first; none if there is no folder.
    pub(super) fn all(folder: &Path) -> Result<Vec<Entry>> {
        let fail = |error| Error::io("read", folder, error);
        let files = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files.map_err(fail)?,
        };
        let mut entries = Vec::new();
        for file in files {
            entries.extend(file.map_err(fail)?.file_name().to_str().and_then(Entry::parse));
        }
        entries.sort_by_key(|entry| entry.number);
        Ok(entries)
    }

    pub(super) fn name(&self) -> String {
        let score = self.score.map(|score| format!("-score-{score:?}")).unwrap_or_default();
        format!("{:06}-step-{}{score}", self.number, self.step)
    }

    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(self.name())
    }

    fn parse(name: &str) -> Option<Entry> {
        let (number, rest) = name.split_once("-step-")?;
        let (step, score) = match rest.split_once("-score-") {
            Some((step, score)) => (step, Some(score.parse().ok()?)),
            None => (rest, None),
        };
        let entry = Entry { number: number.parse().ok()?, step: step.parse().ok()?, score };
        // Another spelling of a number is not a name of ours.
        (entry.name() == name).then_some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_everything_about_an_entry() {
        for (number, step, score) in [
            (1, 0, None),
            (12, 1200, Some(0.93)),
            (1_234_567, u64::MAX, Some(-1e-7)),
            (2, 1, Some(f64::NEG_INFINITY)),
            (2, 1, Some(0.1 + 0.2)),
        ] {
            let entry = Entry { number, step, score };
            assert_eq!(Entry::parse(&entry.name()), Some(entry));
        }
        assert_eq!(Entry { number: 12, step: 1200, score: Some(0.93) }.name(), "000012-step-1200-score-0.93");
    }

    #[test]
    fn other_names_are_not_ours() {
        for name in [
            "model",
            "12-step-1",
            "000012-step-x",
            ".000012-step-1.tmp",
            "000012-step-1-score-",
            "000001-step-+1",
        ] {
            assert_eq!(Entry::parse(name), None, "{name}");
        }
    }
}
