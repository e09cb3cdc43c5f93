//! Wrong input, as a new user would give it: each mistake gets one clear error, and nothing is half-done.

mod damaged_files;
mod digits;
mod extreme_logits;
mod image_folder;
mod other_checkpoints;
mod polarity;
mod programs;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// A folder of its own for a test, with files in it.
struct Folder(TempDir);

impl Folder {
    fn with(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, contents) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The message of an error, with paths as they are inside the folder.
    fn message<T>(&self, result: nn_core::Result<T>) -> String {
        let message = result.err().expect("the input is wrong").to_string();
        message.replace(&format!("{}{}", self.0.path().display(), std::path::MAIN_SEPARATOR), "")
    }
}
