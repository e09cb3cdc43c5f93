//! A fingerprint of what a file holds, by which damaged files are noticed: the file format itself has none.

use std::collections::BTreeMap;

use super::safetensors::Stored;

/// The entry of a file's metadata that holds the fingerprint.
pub(super) const KEY: &str = "checksum";

/// What stands before the fingerprint says what it covers: this one, of files written before, the names, shapes
/// and data of the tensors.
const TENSORS: &str = "fnv1a64:";
/// And this one the element types and the rest of the metadata too, which are the aliases. It differs from the
/// other in more than a damaged bit.
const EVERYTHING: &str = "everything-fnv1a64:";

/// The fingerprint of tensors and aliases, as files are written with it.
pub(super) fn checksum(
    tensors: &[(impl AsRef<str>, impl Stored)],
    aliases: &BTreeMap<String, String>,
) -> String {
    let mut hash = Hash::new();
    for (name, tensor) in sorted(tensors) {
        hash.text(name.as_ref());
        hash.text(tensor.dtype());
        hash.number(tensor.shape().len());
        tensor.shape().iter().for_each(|size| hash.number(*size));
        hash.bytes(&tensor.data());
    }
    for (alias, of) in aliases {
        hash.text(alias);
        hash.text(of);
    }
    format!("{EVERYTHING}{:016x}", hash.0)
}

/// What the fingerprint `expected` of a file should be, or none if it is not one of ours.
pub(super) fn recomputed(
    expected: &str,
    tensors: &[(impl AsRef<str>, impl Stored)],
    aliases: &BTreeMap<String, String>,
) -> Option<String> {
    if covers_aliases(expected) {
        return Some(checksum(tensors, aliases));
    }
    expected.starts_with(TENSORS).then(|| of_tensors(tensors))
}

/// Whether a fingerprint of ours covers the aliases.
pub(super) fn covers_aliases(expected: &str) -> bool {
    expected.starts_with(EVERYTHING)
}

fn of_tensors(tensors: &[(impl AsRef<str>, impl Stored)]) -> String {
    let mut hash = Hash::new();
    for (name, tensor) in sorted(tensors) {
        hash.bytes(name.as_ref().as_bytes());
        tensor.shape().iter().for_each(|size| hash.number(*size));
        hash.bytes(&tensor.data());
    }
    format!("{TENSORS}{:016x}", hash.0)
}

fn sorted<N: AsRef<str>, V>(tensors: &[(N, V)]) -> Vec<&(N, V)> {
    let mut sorted: Vec<_> = tensors.iter().collect();
    sorted.sort_by_key(|(name, _)| name.as_ref());
    sorted
}

/// FNV-1a with 64 bits. Each step is a bijection of the state, so any one changed byte changes the result.
/// Source: <https://datatracker.ietf.org/doc/html/rfc9923>.
pub(super) struct Hash(pub(super) u64);

impl Hash {
    pub(super) fn new() -> Self {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        self.0 = bytes.iter().fold(self.0, step);
    }

    fn number(&mut self, number: usize) {
        self.bytes(&(number as u64).to_le_bytes());
    }

    /// With its length, so that two texts one after the other cannot share their letters otherwise.
    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.bytes(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    struct Raw<'a>(&'a str, &'a [usize], &'a [u8]);

    impl Stored for Raw<'_> {
        fn dtype(&self) -> &str {
            self.0
        }

        fn shape(&self) -> &[usize] {
            self.1
        }

        fn data(&self) -> Cow<'_, [u8]> {
            Cow::Borrowed(self.2)
        }
    }

    #[test]
    fn agrees_with_the_published_vectors() {
        for (bytes, expected) in [
            (&b""[..], 0xcbf2_9ce4_8422_2325),
            (b"a", 0xaf63_dc4c_8601_ec8c),
            (b"foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut hash = Hash::new();
            hash.bytes(bytes);
            assert_eq!(hash.0, expected);
        }
    }

    #[test]
    fn names_types_shapes_data_and_aliases_count() {
        let of = |name, dtype, shape: &[usize], data: &[u8], alias, to| {
            checksum(
                &[(name, Raw(dtype, shape, data))],
                &BTreeMap::from([(String::from(alias), String::from(to))]),
            )
        };
        let sum = of("a", "F32", &[2, 1], &[0; 8], "b", "a");
        assert!(sum.starts_with(EVERYTHING));
        assert_ne!(sum, of("c", "F32", &[2, 1], &[0; 8], "b", "a"));
        assert_ne!(sum, of("a", "I32", &[2, 1], &[0; 8], "b", "a"));
        assert_ne!(sum, of("a", "F32", &[1, 2], &[0; 8], "b", "a"));
        assert_ne!(sum, of("a", "F32", &[2, 1], &[0, 0, 0, 0, 0, 0, 0, 1], "b", "a"));
        assert_ne!(sum, of("a", "F32", &[2, 1], &[0; 8], "c", "a"));
        assert_ne!(sum, of("a", "F32", &[2, 1], &[0; 8], "b", "c"));
    }
}
