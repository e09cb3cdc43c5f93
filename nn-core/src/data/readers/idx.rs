//! The format of the MNIST files.

use std::path::Path;

use super::stored::{Order, Stored, check_length, rank};
use super::unpacked::read_unpacked;
use crate::error::{Error, Result};
use crate::storage::Element;
use crate::tensor::Tensor;

/// Reads an array in the idx format, in which [MNIST](https://yann.lecun.com/exdb/mnist/) and its successors come: two
/// zeros, the type of the numbers, the number of axes, the size of each, and the numbers, the highest byte first. With the
/// cargo feature `gzip`, the file may be compressed (`.gz`).
///
/// The numbers may be of any type in the file: they are converted, and one that changed its value by that is an error.
///
/// It takes no more memory than 10 times the file (unpacked, if it is compressed; a file is at most 1,032 times as large
/// then), and 1 MiB.
///
/// ```
/// use nn_core::data;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let path = std::env::temp_dir().join(format!("labels-{}.idx", std::process::id()));
/// # std::fs::write(&path, [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]).unwrap();
/// let labels = data::idx::<1, usize>(&path)?;
/// assert_eq!(labels, Tensor::from([7, 2, 1]));
/// # std::fs::remove_file(path).unwrap();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the file cannot be read, is no idx file or is cut off, has another number of axes, or holds a number that is none of
/// the type that was asked for.
pub fn idx<const N: usize, A: Element>(path: impl AsRef<Path>) -> Result<Tensor<N, A>> {
    let path = path.as_ref();
    let file = read_unpacked(path, "an idx file")?;
    parse(&file).map_err(|message| Error::format(path, None, message))
}

fn parse<const N: usize, A: Element>(file: &[u8]) -> Result<Tensor<N, A>, String> {
    let (stored, shape, numbers) = header(file)?;
    check_length(&shape, stored, numbers.len())?;
    Ok(Tensor::new(rank(&shape)?, stored.read(numbers, Order::Big)?))
}

/// The type, the shape, and what comes behind them.
fn header(file: &[u8]) -> Result<(Stored, Vec<usize>, &[u8]), String> {
    let [0, 0, kind, axes, rest @ ..] = file else {
        let start = &file[..file.len().min(4)];
        return Err(format!(
            "is no idx file: it begins with {start:02x?}, expected two zeros, a type and a rank"
        ));
    };
    let stored = match kind {
        0x08 => Stored::U8,
        0x09 => Stored::I8,
        0x0b => Stored::I16,
        0x0c => Stored::I32,
        0x0d => Stored::F32,
        0x0e => Stored::F64,
        _ => {
            return Err(format!(
                "holds numbers of the type 0x{kind:02x}, which the idx format does not have"
            ));
        }
    };
    let (sizes, numbers) = rest
        .split_at_checked(4 * usize::from(*axes))
        .ok_or_else(|| format!("is cut off: its header announces {axes} axes"))?;
    let (sizes, _) = sizes.as_chunks();
    Ok((stored, sizes.iter().map(|size| u32::from_be_bytes(*size) as usize).collect(), numbers))
}
