//! The pickles of a tar archive, between which the elements of tensors stand.

use std::io::Read;

use tar::Archive;

use super::walk::{Found, Walk};

/// An error if a pickle of the archive is damaged or would take memory out of proportion.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let wrong = |error| format!("is a tar file that is cut off or damaged ({error}): take another copy");
    for entry in Archive::new(bytes).entries().map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = entry.path().map_err(wrong)?.to_string_lossy().trim_start_matches("./").to_owned();
        if !["sys_info", "storages", "tensors", "pickle"].contains(&&*name) {
            continue;
        }
        let mut data = Vec::new();
        // An entry may say that it has holes, and be longer than the file.
        entry.take(bytes.len() as u64 + 1).read_to_end(&mut data).map_err(wrong)?;
        if data.len() > bytes.len() {
            return Err(format!(
                "has a part `{name}` that is longer than itself: it is made to exhaust the memory"
            ));
        }
        let mut part = Part { data: &data, at: 0, file: bytes.len() };
        match &*name {
            "storages" => part.storages()?,
            "tensors" => part.tensors()?,
            _ => part.pickle().map(drop)?,
        }
    }
    Ok(())
}

struct Part<'a> {
    data: &'a [u8],
    at: usize,
    file: usize,
}

impl<'a> Part<'a> {
    fn pickle(&mut self) -> Result<Found<'a>, String> {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let found = Walk::of(rest, self.file)?;
        self.at += found.length;
        Ok(found)
    }

    /// How many there are; of each its key, place and type, the number of elements, and these; and what shares them.
    fn storages(&mut self) -> Result<(), String> {
        for _ in 0..self.pickle()?.number {
            let size = size(self.pickle()?.class)?;
            let count = self.number::<8>()?;
            self.at = self.at.saturating_add(count.saturating_mul(size));
        }
        self.pickle().map(drop)
    }

    /// How many there are; of each its keys and type, the number of axes, their sizes and strides, and where it begins.
    fn tensors(&mut self) -> Result<(), String> {
        for _ in 0..self.pickle()?.number {
            self.pickle()?;
            let axes = self.number::<4>()?;
            self.at = self.at.saturating_add(axes.saturating_mul(16)).saturating_add(12);
        }
        Ok(())
    }

    fn number<const BYTES: usize>(&mut self) -> Result<usize, String> {
        let found = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<BYTES>());
        let found = found.ok_or("ends between its pickles: it is cut off; take another copy")?;
        let mut number = [0; 8];
        number[..BYTES].copy_from_slice(found);
        self.at += BYTES;
        usize::try_from(u64::from_le_bytes(number)).map_err(|_| "is longer than any memory".to_owned())
    }
}

/// The bytes of an element, by the name of its storage's class.
fn size(class: &[u8]) -> Result<usize, String> {
    Ok(match class {
        b"DoubleStorage" | b"LongStorage" => 8,
        b"FloatStorage" | b"IntStorage" => 4,
        b"HalfStorage" | b"ShortStorage" => 2,
        b"CharStorage" | b"ByteStorage" | b"BoolStorage" => 1,
        other => {
            return Err(format!(
                "has elements of `{}`, which are not read here",
                String::from_utf8_lossy(other)
            ));
        }
    })
}
