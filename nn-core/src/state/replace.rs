//! Replacing a file in one move.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::temporary::{Temporary, folder, remove_stale};
use crate::error::{Error, Result};

/// Writes a new file beside `path`, brings it safely to the disk and moves it over `path`. On an error the
/// new file is removed and `path` is as it was.
///
/// Only a regular file is replaced. A link stays a link: what it points to is written.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let written = target(path).and_then(|target| write_beside(&target, write));
    written.map_err(|error| Error::io("write", path, error))
}

fn write_beside(target: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    remove_stale(target);
    let old = fs::metadata(target).ok().map(|old| old.permissions());
    let mut beside = Temporary::beside(target, old.as_ref())?;
    write(beside.file())?;
    if let Some(old) = old {
        beside.file().set_permissions(old)?;
    }
    beside.file().sync_all()?;
    beside.rename(target)?;
    sync_folder(target);
    Ok(())
}

/// What is to be replaced: the path itself, or what its links lead to, even if nothing stands there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => fs::canonicalize(path),
        Ok(found) if found.is_dir() => Err(refused("a folder stands there")),
        Ok(_) => Err(refused("a pipe or a device stands there")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => end_of_links(path.to_owned()),
        Err(error) => Err(error),
    }
}

fn refused(found: &str) -> io::Error {
    let message = format!("{found}, expected a regular file or nothing: give another path");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

fn end_of_links(mut path: PathBuf) -> io::Result<PathBuf> {
    while let Ok(to) = fs::read_link(&path) {
        path = path.with_file_name("").join(to);
    }
    Ok(path)
}

/// Brings the move itself to the disk, where the system allows to open a folder; the file is complete either
/// way.
fn sync_folder(target: &Path) {
    let _ = File::open(folder(target)).and_then(|folder| folder.sync_all());
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

    fn new(path: &Path) -> Result<()> {
        replace(path, |file| file.write_all(b"new"))
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
        let error = new(&path).unwrap_err().to_string();
        assert!(error.contains("m.safetensors: a folder stands there, expected a regular file"), "{error}");
        assert_eq!(names(folder.path()), ["m.safetensors"]);
    }

    #[test]
    fn a_name_as_long_as_names_may_be_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let name = "m".repeat(255);
        new(&folder.path().join(&name)).unwrap();
        assert_eq!(names(folder.path()), [name]);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
        use std::process::Command;

        use super::*;

        #[test]
        fn a_link_stays_a_link() {
            let folder = tempfile::tempdir().unwrap();
            let (link, path) = (folder.path().join("best"), folder.path().join("m.safetensors"));
            fs::write(&path, "old").unwrap();
            symlink(&path, &link).unwrap();
            new(&link).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        }

        #[test]
        fn what_dangling_links_point_to_is_written() {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("models")).unwrap();
            symlink("models/link", folder.path().join("best")).unwrap();
            symlink("../models/m", folder.path().join("models/link")).unwrap();
            new(&folder.path().join("best")).unwrap();
            assert!(fs::symlink_metadata(folder.path().join("best")).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(folder.path().join("models/m")).unwrap(), "new");
            symlink("b", folder.path().join("a")).unwrap();
            symlink("a", folder.path().join("b")).unwrap();
            assert!(new(&folder.path().join("a")).is_err());
        }

        #[test]
        fn pipes_and_devices_are_refused() {
            let folder = tempfile::tempdir().unwrap();
            let pipe = folder.path().join("pipe");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let error = new(&pipe).unwrap_err().to_string();
            assert!(
                error.contains("pipe: a pipe or a device stands there, expected a regular file"),
                "{error}"
            );
            assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
            // Through a link, so that a mistake here would not cost the machine its device.
            let link = folder.path().join("null");
            symlink("/dev/null", &link).unwrap();
            assert!(new(&link).is_err());
            assert_eq!(names(folder.path()), ["null", "pipe"]);
        }

        #[test]
        fn who_could_not_read_the_old_file_can_never_read_the_new_one() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("m.safetensors");
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            for old in [0o600, 0o640, 0o664] {
                fs::write(&path, "old").unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(old)).unwrap();
                replace(&path, |file| {
                    let during = file.metadata()?.permissions().mode() & 0o777;
                    assert_eq!(during & !old, 0, "{during:o} while {old:o} is replaced");
                    file.write_all(b"new")
                })
                .unwrap();
                assert_eq!(mode(&path), old);
            }
        }
    }
}
