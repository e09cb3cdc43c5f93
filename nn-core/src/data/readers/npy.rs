//! NumPy's arrays.

use std::path::Path;

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::stored::{Order, Stored, check_length, rank};
use crate::error::{Error, Result, shortened};
use crate::state::read_file;
use crate::storage::Element;
use crate::tensor::Tensor;

/// Reads an array that `numpy.save` has written, in
/// [NumPy's format](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): whole numbers, floats and
/// booleans, in either order of bytes and of axes.
///
/// The numbers may be of any type in the file: they are converted, and one that changed its value by that is an error.
/// What is a double in the file and may be rounded is read as such: `data::npy::<2, f64>(path)?.cast::<f32>()`.
///
/// It takes no more memory than 18 times the file, and 1 MiB.
///
/// ```
/// use nn_core::data;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// # let path = std::env::temp_dir().join(format!("x-{}.npy", std::process::id()));
/// # let header = b"\x93NUMPY\x01\0\x37\0{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}";
/// # std::fs::write(&path, [&header[..], &[1, 2, 3]].concat()).unwrap();
/// let x = data::npy::<1, f32>(&path)?;
/// assert_eq!(x, Tensor::from([1.0, 2.0, 3.0]));
/// # std::fs::remove_file(path).unwrap();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the file cannot be read, is no array of numbers or is cut off, has another number of axes, or holds a number that is
/// none of the type that was asked for.
#[doc(alias = "numpy.load")]
pub fn npy<const N: usize, A: Element>(path: impl AsRef<Path>) -> Result<Tensor<N, A>> {
    let path = path.as_ref();
    let file = read_file(path, "an array of NumPy")?;
    parse(&file).map_err(|message| Error::format(path, None, message))
}

/// The array of a file.
pub(super) fn parse<const N: usize, A: Element>(file: &[u8]) -> Result<Tensor<N, A>, String> {
    let (header, numbers) = header(file)?;
    let Header { stored, order, fortran_order, shape } = Header::parse(header)?;
    check_length(&shape, stored, numbers.len())?;
    let sizes = rank(&shape)?;
    let elements = stored.read(numbers, order)?;
    match fortran_order {
        false => Ok(Tensor::new(sizes, elements)),
        true => Ok(Tensor::new(sizes, by_rows(&shape, elements))),
    }
}

/// The elements of an array that stands in the order of its columns.
fn by_rows<A: Element>(shape: &[usize], elements: Vec<A>) -> Vec<A> {
    let array =
        ArrayD::from_shape_vec(IxDyn(shape).f(), elements).expect("the length was compared with the shape");
    array.iter().copied().collect()
}

/// The text of the header, and what comes behind it.
fn header(file: &[u8]) -> Result<(&str, &[u8]), String> {
    let (version, rest) = match file {
        [0x93, b'N', b'U', b'M', b'P', b'Y', version, _, rest @ ..] => (*version, rest),
        _ => return Err("is no array of NumPy: it does not begin with \\x93NUMPY".to_owned()),
    };
    let cut_off = || "is cut off within its header: take another copy".to_owned();
    let (len, rest) = match version {
        1 => rest.split_first_chunk().map(|(len, rest)| (u16::from_le_bytes(*len).into(), rest)),
        2 | 3 => rest.split_first_chunk().map(|(len, rest)| (u32::from_le_bytes(*len) as usize, rest)),
        _ => return Err(format!("has the version {version} of NumPy's format, expected 1 to 3")),
    }
    .ok_or_else(cut_off)?;
    let (header, numbers) = rest.split_at_checked(len).ok_or_else(cut_off)?;
    let header = std::str::from_utf8(header).map_err(|_| "has a header that is no text".to_owned())?;
    Ok((header, numbers))
}

#[derive(Debug, PartialEq)]
struct Header {
    stored: Stored,
    order: Order,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl Header {
    /// Of a dictionary as Python writes it: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
    fn parse(header: &str) -> Result<Header, String> {
        let wrong = |what: &str| format!("has the header {:?}: {what}", shortened(header.trim_end()));
        let entry = |name| entry(header, name).ok_or_else(|| wrong(&format!("there is no `{name}`")));
        let (stored, order) = kind(entry("descr")?).map_err(|message| wrong(&message))?;
        let fortran_order = match entry("fortran_order")? {
            rest if rest.starts_with("True") => true,
            rest if rest.starts_with("False") => false,
            _ => return Err(wrong("`fortran_order` is neither True nor False")),
        };
        let shape = shape(entry("shape")?).ok_or_else(|| wrong("`shape` is no list of whole numbers"))?;
        Ok(Header { stored, order, fortran_order, shape })
    }
}

/// What comes behind a name and its colon.
fn entry<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(&format!("'{name}'"))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

/// The type of the numbers: `'<f4'` for the order of the bytes, the kind, and the bytes of each.
fn kind(text: &str) -> Result<(Stored, Order), String> {
    let name = text.strip_prefix('\'').and_then(|rest| rest.split_once('\'')).map(|(name, _)| name);
    let name = name.ok_or("the array has several fields, expected numbers")?;
    let order = if name.starts_with('>') { Order::Big } else { Order::Little };
    let stored = match name.trim_start_matches(['<', '>', '|', '=']) {
        "b1" => Stored::Bool,
        "u1" => Stored::U8,
        "i1" => Stored::I8,
        "u2" => Stored::U16,
        "i2" => Stored::I16,
        "u4" => Stored::U32,
        "i4" => Stored::I32,
        "u8" => Stored::U64,
        "i8" => Stored::I64,
        "f4" => Stored::F32,
        "f8" => Stored::F64,
        _ => {
            return Err(format!(
                "its elements are {name:?}, expected whole numbers, floats of 4 or 8 bytes, or booleans: convert it by \
                 `.astype(numpy.float32)`"
            ));
        }
    };
    Ok((stored, order))
}

/// A tuple of whole numbers.
fn shape(text: &str) -> Option<Vec<usize>> {
    let (sizes, _) = text.strip_prefix('(')?.split_once(')')?;
    let sizes = sizes.trim().trim_end_matches(',');
    if sizes.is_empty() {
        return Some(Vec::new());
    }
    // NumPy has at most 64 axes.
    let sizes: Option<Vec<usize>> = sizes.split(',').take(65).map(|size| size.trim().parse().ok()).collect();
    sizes.filter(|sizes| sizes.len() <= 64)
}
