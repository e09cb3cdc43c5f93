//! The checksums of TensorBoard's records.

/// CRC-32C (Castagnoli), whose polynomial stands here with its bits reversed. Source:
/// [RFC 3720](https://datatracker.ietf.org/doc/html/rfc3720#appendix-B.4).
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| (crc >> 8) ^ TABLE[usize::from(crc as u8 ^ byte)])
}

/// As records hold it, so that the checksum of what holds checksums is none of them. Source:
/// <https://www.tensorflow.org/tutorials/load_data/tfrecord>.
pub(super) fn masked(bytes: &[u8]) -> u32 {
    crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// What each byte makes of a checksum.
static TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0x82f6_3b78 } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The vectors of RFC 3720, B.4, and the usual check.
    #[test]
    fn agrees_with_the_published_vectors() {
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&[0xff; 32]), 0x62a8_ab43);
        let ascending: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(&ascending), 0x46dd_794e);
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(crc32c(b""), 0);
    }

    proptest! {
        #[test]
        fn a_changed_bit_changes_it(bytes in prop::collection::vec(any::<u8>(), 1..60), at: prop::sample::Index) {
            let mut changed = bytes.clone();
            let bit = at.index(8 * bytes.len());
            changed[bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(masked(&bytes), masked(&changed));
        }
    }
}
