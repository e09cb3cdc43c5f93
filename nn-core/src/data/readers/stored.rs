//! Numbers as they stand in files.

use crate::storage::{Element, Number};

/// A type of numbers in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Stored {
    /// The bytes of a number.
    pub(super) fn size(self) -> usize {
        match self {
            Stored::Bool | Stored::U8 | Stored::I8 => 1,
            Stored::U16 | Stored::I16 => 2,
            Stored::U32 | Stored::I32 | Stored::F32 => 4,
            Stored::U64 | Stored::I64 | Stored::F64 => 8,
        }
    }

    /// The numbers of a file as elements of a tensor, if none changes its value by that.
    pub(super) fn read<A: Element>(self, bytes: &[u8], order: Order) -> Result<Vec<A>, String> {
        use Number::{Float, Whole};
        match self {
            Stored::Bool => read(bytes, order, |[byte]: [u8; 1]| Whole((byte != 0).into())),
            Stored::U8 => read(bytes, order, |[byte]: [u8; 1]| Whole(byte.into())),
            Stored::I8 => read(bytes, order, |bytes| Whole(i8::from_le_bytes(bytes).into())),
            Stored::U16 => read(bytes, order, |bytes| Whole(u16::from_le_bytes(bytes).into())),
            Stored::I16 => read(bytes, order, |bytes| Whole(i16::from_le_bytes(bytes).into())),
            Stored::U32 => read(bytes, order, |bytes| Whole(u32::from_le_bytes(bytes).into())),
            Stored::I32 => read(bytes, order, |bytes| Whole(i32::from_le_bytes(bytes).into())),
            Stored::U64 => read(bytes, order, |bytes| Whole(u64::from_le_bytes(bytes).into())),
            Stored::I64 => read(bytes, order, |bytes| Whole(i64::from_le_bytes(bytes).into())),
            Stored::F32 => read(bytes, order, |bytes| Float(f32::from_le_bytes(bytes).into())),
            Stored::F64 => read(bytes, order, |bytes| Float(f64::from_le_bytes(bytes))),
        }
    }
}

fn read<A: Element, const S: usize>(
    bytes: &[u8],
    order: Order,
    number: impl Fn([u8; S]) -> Number,
) -> Result<Vec<A>, String> {
    let (numbers, _) = bytes.as_chunks::<S>();
    let mut elements = Vec::with_capacity(numbers.len());
    for (i, bytes) in numbers.iter().enumerate() {
        let mut bytes = *bytes;
        if order == Order::Big {
            bytes.reverse();
        }
        let number = number(bytes);
        let element = exactly(number).ok_or_else(|| {
            format!("element {i} is {}, which is no {}: ask for another type", text(number), A::DTYPE)
        })?;
        elements.push(element);
    }
    Ok(elements)
}

/// A number as an element, if it has the same value.
pub(super) fn exactly<A: Element>(number: Number) -> Option<A> {
    let element = A::from_number(number);
    let is_same = match (number, element.number()) {
        (Number::Whole(a), Number::Whole(b)) => a == b,
        (Number::Float(a), Number::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        (Number::Whole(a), Number::Float(b)) | (Number::Float(b), Number::Whole(a)) => {
            a as f64 == b && b as i128 == a
        }
    };
    is_same.then_some(element)
}

/// A number as a message shows it.
pub(super) fn text(number: Number) -> String {
    match number {
        Number::Float(number) => format!("{number:?}"),
        Number::Whole(number) => number.to_string(),
    }
}

/// The number of bytes that numbers of a shape take, if they are as many as there are.
pub(super) fn check_length(shape: &[usize], stored: Stored, found: usize) -> Result<(), String> {
    let bytes = shape.iter().try_fold(stored.size(), |bytes, size| bytes.checked_mul(*size));
    match bytes {
        Some(expected) if expected == found => Ok(()),
        _ => {
            let expected =
                bytes.map_or("more bytes than there can be".to_owned(), |bytes| format!("{bytes} bytes"));
            Err(format!(
                "holds {found} bytes of numbers, but its header announces shape {shape:?}, {expected}: it is damaged or cut \
                 off, take another copy"
            ))
        }
    }
}

/// The shape as one of `N` axes.
pub(super) fn rank<const N: usize>(shape: &[usize]) -> Result<[usize; N], String> {
    shape.try_into().map_err(|_| {
        format!("holds an array of shape {shape:?}, which has {} axes, but {N} were asked for", shape.len())
    })
}
