//! Files on the way to another name.

use std::collections::hash_map::RandomState;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions};
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};

use super::checksum::Hash;

/// A new file in the folder of its target, removed if it is dropped before it has been renamed.
///
/// It is locked for as long as it is open, which the system ends together with the process: a file that is not
/// locked is one that a killed process has left.
pub(super) struct Temporary {
    file: File,
    path: PathBuf,
}

impl Temporary {
    /// A file that lets in nobody whom these permissions of its target keep out.
    pub(super) fn beside(target: &Path, permissions: Option<&Permissions>) -> io::Result<Self> {
        let prefix = prefix(target)?;
        loop {
            let path = target.with_file_name(format!("{prefix}{:016x}.tmp", random()));
            let file = match options(permissions).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            // Where the system has no locks, nothing is ever found stale.
            let _ = file.lock();
            // Another process may have found the file before the lock was there.
            if path.exists() {
                return Ok(Temporary { file, path });
            }
        }
    }

    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    pub(super) fn rename(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        // Nothing is left to be removed.
        self.path.clear();
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What can be wrong here was wrong before; the first error is the one to tell.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes the temporary files of this target that killed processes have left.
pub(super) fn remove_stale(target: &Path) {
    let (Ok(prefix), Ok(entries)) = (prefix(target), fs::read_dir(folder(target))) else { return };
    let paths = entries.flatten().filter(|entry| is_temporary(&entry.file_name(), &prefix));
    for path in paths.map(|entry| entry.path()) {
        // The lock is held until the file is gone, so that nobody can begin to write it meanwhile.
        if let Some(_stale) = lock_stale(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

fn is_temporary(name: &OsStr, prefix: &str) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(".tmp"))
}

fn lock_stale(path: &Path) -> Option<File> {
    let regular = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let file = regular.then(|| File::open(path).ok())??;
    file.try_lock().is_ok().then_some(file)
}

/// The folder in which a file stands.
pub(super) fn folder(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the names of all temporary files of a target begin with: short, however long the target's name is.
fn prefix(target: &Path) -> io::Result<String> {
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
    };
    let mut hash = Hash::new();
    hash.bytes(name.as_encoded_bytes());
    Ok(format!(".save-{:016x}-", hash.0))
}

/// The standard library seeds its hash maps at random.
fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

fn options(permissions: Option<&Permissions>) -> OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(permissions) = permissions {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(permissions.mode() & 0o777);
    }
    #[cfg(not(unix))]
    let _ = permissions;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_has_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("m.safetensors");
        let (stale, live) =
            (Temporary::beside(&target, None).unwrap(), Temporary::beside(&target, None).unwrap());
        let other = Temporary::beside(&folder.path().join("n.safetensors"), None).unwrap();
        let [stale_path, other_path] = [stale.path.clone(), other.path.clone()];
        // As if both processes had been killed: the lock ends, the file stays.
        for killed in [stale, other] {
            killed.file.unlock().unwrap();
            std::mem::forget(killed);
        }
        fs::write(folder.path().join(".save-notes.tmp"), "").unwrap();
        remove_stale(&target);
        assert!(!stale_path.exists());
        assert!(live.path.exists() && other_path.exists() && folder.path().join(".save-notes.tmp").exists());
        let path = live.path.clone();
        drop(live);
        assert!(!path.exists());
    }

    #[test]
    fn two_saves_at_once_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("m.safetensors");
        std::thread::scope(|scope| {
            for byte in 0..8u8 {
                let target = &target;
                scope.spawn(move || {
                    for _ in 0..50 {
                        super::super::replace::replace(target, |file| {
                            io::Write::write_all(file, &[byte; 999])
                        })
                        .unwrap();
                    }
                });
            }
        });
        let bytes = fs::read(&target).unwrap();
        assert!(bytes.len() == 999 && bytes.iter().all(|byte| *byte == bytes[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
