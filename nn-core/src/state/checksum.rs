//! A fingerprint of tensors, by which damaged data are noticed: the file format itself has none.

use safetensors::View;

/// The entry of a file's metadata that holds the fingerprint.
pub(super) const KEY: &str = "checksum";

/// FNV-1a with 64 bits over name, shape and data of each tensor, in the order of the names. Each step is a
/// bijection of the state, so any one changed byte changes the result.
/// Source: <https://datatracker.ietf.org/doc/html/rfc9923>.
pub(super) fn checksum<V: View>(tensors: &[(&str, V)]) -> String {
    let mut sorted: Vec<&(&str, V)> = tensors.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for (name, tensor) in sorted {
        hash = fnv1a(hash, name.as_bytes());
        for size in tensor.shape() {
            hash = fnv1a(hash, &(*size as u64).to_le_bytes());
        }
        hash = fnv1a(hash, &tensor.data());
    }
    format!("fnv1a64:{hash:016x}")
}

fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_vectors() {
        assert_eq!(fnv1a(0xcbf2_9ce4_8422_2325, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(0xcbf2_9ce4_8422_2325, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(0xcbf2_9ce4_8422_2325, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
