//! What came of all files.

use std::fmt;

use super::reader::Outcome;

/// The outcomes, counted for each reader, and the files that should have had another one.
#[derive(Debug, Default)]
pub struct Report {
    counts: Vec<Count>,
    /// What was wrong, and with which file.
    pub wrong: Vec<(String, Vec<u8>)>,
}

#[derive(Debug, Default)]
struct Count {
    reader: &'static str,
    refused: u64,
    read: u64,
    wrong: u64,
}

impl Report {
    pub(super) fn new(readers: impl Iterator<Item = &'static str>) -> Self {
        let counts = readers.map(|reader| Count { reader, ..Count::default() }).collect();
        Report { counts, wrong: Vec::new() }
    }

    pub(super) fn add(&mut self, reader: usize, file: &[u8], outcome: Outcome) {
        let count = &mut self.counts[reader];
        match outcome {
            Outcome::Refused => count.refused += 1,
            Outcome::Read => count.read += 1,
            Outcome::Wrong(what) => {
                count.wrong += 1;
                self.wrong.push((format!("{}: {what}", count.reader), file.to_vec()));
            }
        }
    }

    /// Whether each reader has both refused and read some of its files.
    pub fn is_telling(&self) -> bool {
        self.counts.iter().all(|count| count.refused > 0 && count.read > 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Count { reader, refused, read, wrong } in &self.counts {
            let files = refused + read + wrong;
            writeln!(f, "{reader:8} {files:9} files: {refused} refused, {read} read, {wrong} wrong")?;
        }
        self.wrong.iter().take(20).try_for_each(|(what, _)| writeln!(f, "{what}"))
    }
}
