//! A reader of files, and what is expected of it.

use std::fs;
use std::path::Path;

use nn_core::init::Rng;
use tempfile::TempDir;

use super::damage::below;

/// What came of a file.
#[derive(Debug)]
pub(super) enum Outcome {
    Refused,
    Read,
    /// What should not have happened.
    Wrong(String),
}

pub(super) struct Reader {
    pub(super) name: &'static str,
    /// Good files, and the name that each has in the folder.
    pub(super) files: Vec<(&'static str, Vec<u8>)>,
    /// Files that ask for as much memory as their kind can, each byte of them.
    pub(super) dense: Vec<Vec<u8>>,
    /// Files that stand beside, undamaged.
    pub(super) beside: Vec<(&'static str, Vec<u8>)>,
    /// Makes lengths and sums in a damaged file (the second) fit again, so that it comes further.
    pub(super) repair: fn(&[u8], &mut Vec<u8>),
    /// What the documentation allows: so many times the file, and so many bytes.
    pub(super) memory: (usize, usize),
    pub(super) read: Box<dyn Fn(&Path) -> Outcome>,
}

impl Reader {
    pub(super) fn good_file(&self, rng: &mut impl Rng) -> &[u8] {
        &self.files[below(self.files.len(), rng)].1
    }

    /// Puts a file into a folder in place of the good one.
    pub(super) fn put(&self, folder: &TempDir, file: &[u8]) {
        let damaged = [(self.files[0].0, file)];
        let beside = self.beside.iter().map(|(name, contents)| (*name, contents.as_slice()));
        for (name, contents) in beside.chain(damaged) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a file stands in a folder"))
                .expect("a folder can be made");
            fs::write(path, contents).expect("a file can be written");
        }
    }

    pub(super) fn allowed(&self, len: usize) -> usize {
        self.memory.0 * len + self.memory.1
    }
}
