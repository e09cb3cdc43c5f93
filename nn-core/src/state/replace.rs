//! Replacing a file in one move.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// Writes a new file beside `path`, brings it safely to the disk and moves it over `path`. On an error the
/// new file is removed and `path` is as it was.
pub(super) fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let fail = |error| Error::io("write", path, error);
    // A link stays a link: what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&target).map_err(fail)?;
    let written = fill(&beside, &target, write).and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // What can be wrong here was wrong before; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(fail)?;
    sync_folder(&target);
    Ok(())
}

/// A name in the same folder, on the same disk, that no other save uses:
/// `m.safetensors.81-0.safetensors.tmp`.
fn beside(target: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
    };
    let mut name = OsString::from(name);
    name.push(format!(".{}-{}.safetensors.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    Ok(target.with_file_name(name))
}

fn fill(beside: &Path, target: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    write(&mut file)?;
    if let Ok(old) = fs::metadata(target)
        && old.is_file()
    {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// Brings the move itself to the disk, where the system allows to open a folder; the file is complete either
/// way.
fn sync_folder(target: &Path) {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_error_half_way_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.safetensors");
        fs::write(&path, "old").unwrap();
        let error = replace(&path, |file| {
            file.write_all(b"ne")?;
            Err(io::Error::other("disk full"))
        })
        .unwrap_err();
        assert!(error.to_string().ends_with("m.safetensors: disk full"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["m.safetensors"]);
    }

    #[test]
    fn the_old_file_stands_until_the_new_one_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.safetensors");
        fs::write(&path, "old").unwrap();
        replace(&path, |file| {
            file.write_all(b"new")?;
            assert_eq!(fs::read_to_string(&path).unwrap(), "old");
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["m.safetensors"]);
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.safetensors");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, |file| file.write_all(b"new")).is_err());
        assert_eq!(names(folder.path()), ["m.safetensors"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (link, path) = (folder.path().join("best"), folder.path().join("m.safetensors"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, |file| file.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
