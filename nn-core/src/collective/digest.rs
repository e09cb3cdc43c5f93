//! A number that stands for many.

use super::bytes::Wire;
use crate::storage::{AnyStorage, dispatch};

/// Tells apart what ranks hold: each step is a bijection of the state, so any one change changes the result. It is
/// fast, eight bytes at a time, and no protection against intent.
#[derive(Default)]
pub(super) struct Digest(u64);

impl Digest {
    pub(super) fn number(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.number(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.number(u64::from_le_bytes(last));
        // What is filled up with zeros differs from zeros by its length.
        self.number(bytes.len() as u64);
    }

    pub(super) fn elements(&mut self, elements: &AnyStorage) {
        dispatch!(elements, elements => elements.as_slice().iter().for_each(|e| self.number(e.bits())));
    }

    pub(super) fn finish(&self) -> u64 {
        self.0
    }
}
