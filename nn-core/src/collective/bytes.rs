//! Elements, numbers and texts as bytes on their way to another rank.

use crate::error::{Error, Result};
use crate::storage::{AnyStorage, Dtype, Element, dispatch};

/// An element that travels, little-endian.
pub(super) trait Wire: Element {
    /// The element as a number, which tells each from every other.
    fn bits(self) -> u64;

    /// Appends the elements.
    fn write(elements: &[Self], bytes: &mut Vec<u8>);

    /// The elements of bytes that [`write`](Wire::write) has made.
    fn read(bytes: &[u8]) -> Vec<Self>;
}

// The functions are called as they are: by a pointer they would be called for each element.
macro_rules! wire {
    ($($type:ty as $word:ty: $there:expr, $back:expr;)*) => {$(
        impl Wire for $type {
            #[inline]
            fn bits(self) -> u64 {
                <$word>::into(($there)(self))
            }

            fn write(elements: &[Self], bytes: &mut Vec<u8>) {
                let start = bytes.len();
                bytes.resize(start + size_of_val(elements), 0);
                let (words, _) = bytes[start..].as_chunks_mut();
                words.iter_mut().zip(elements).for_each(|(word, e)| *word = <$word>::to_le_bytes(($there)(*e)));
            }

            fn read(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|word| ($back)(<$word>::from_le_bytes(*word))).collect()
            }
        }
    )*};
}

wire! {
    f32 as u32: f32::to_bits, f32::from_bits;
    f64 as u64: f64::to_bits, f64::from_bits;
    i64 as u64: |v: i64| v as u64, |bits: u64| bits as i64;
    usize as u64: |v: usize| v as u64, |bits: u64| bits as usize;
    bool as u8: u8::from, |bits: u8| bits != 0;
}

/// Puts a message together.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    /// Bytes, with their number before them.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(super) fn storage(&mut self, storage: &AnyStorage) {
        self.number((storage.len() * storage.dtype().size()) as u64);
        dispatch!(storage, elements => Wire::write(elements.as_slice(), &mut self.0));
    }
}

/// Takes a message apart, in the order in which it was put together.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn number(&mut self) -> Result<u64> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*number))
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn text(&mut self) -> Result<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    pub(super) fn storage(&mut self, dtype: Dtype) -> Result<AnyStorage> {
        let bytes = self.bytes()?;
        Ok(dispatch!(
            dtype,
            floats type A => <A as Wire>::read(bytes).into(),
            integers type A => <A as Wire>::read(bytes).into(),
            others => <bool as Wire>::read(bytes).into()
        ))
    }
}

/// Ranks of one program never see it.
fn cut_off() -> Error {
    Error::collective("a message of another rank is cut off: start the same program on all ranks", [])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_comes_back_to_the_bit() {
        let storages: [AnyStorage; 5] = [
            vec![-0.0f32, 1.5, f32::MIN_POSITIVE].into(),
            vec![f64::MAX, -0.0].into(),
            vec![i64::MIN, -1].into(),
            vec![usize::MAX, 7].into(),
            vec![true, false, true].into(),
        ];
        for storage in storages {
            let mut writer = Writer::default();
            writer.text("before");
            writer.storage(&storage);
            writer.number(9);
            let mut reader = Reader(&writer.0);
            assert_eq!(reader.text().unwrap(), "before");
            let back = reader.storage(storage.dtype()).unwrap();
            assert_eq!(format!("{back:?}"), format!("{storage:?}"));
            assert_eq!(reader.number().unwrap(), 9);
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn a_message_that_is_cut_off_is_an_error() {
        let mut writer = Writer::default();
        writer.text("whole");
        let error = Reader(&writer.0[..10]).text().unwrap_err();
        assert!(error.to_string().contains("cut off"), "{error}");
        assert!(Reader(&[1, 2]).number().is_err());
    }
}
