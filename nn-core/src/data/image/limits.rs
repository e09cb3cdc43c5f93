//! How large pictures may be.

/// The most pixels of a picture, 8192 × 8192: what all threads together hold decoded.
pub(super) const MOST_PIXELS: usize = 1 << 26;
/// The longest side: what the header of a JPEG can say.
const LONGEST_SIDE: usize = u16::MAX as usize;
/// The pixels that a small file may have, and those that each of its bytes may add: a JPEG has at most 512, a PNG
/// of eight bits 1,032, and only one of fewer bits more.
const SMALL: usize = 1 << 20;
const PIXELS_PER_BYTE: usize = 2048;

/// Refuses what would take memory out of proportion, before it is decoded.
pub(super) fn check_size((width, height): (usize, usize), bytes: usize) -> Result<(), String> {
    if width.max(height) > LONGEST_SIDE || width.saturating_mul(height) > MOST_PIXELS {
        return Err(format!(
            "has {width}x{height} pixels, expected at most {LONGEST_SIDE} a side and {MOST_PIXELS} in all: scale it \
             down"
        ));
    }
    if width * height > SMALL + bytes.saturating_mul(PIXELS_PER_BYTE) {
        return Err(format!(
            "announces {width}x{height} pixels, more than its {bytes} bytes can hold: it is damaged, remove it or take \
             another copy"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_size;

    #[test]
    fn sizes_out_of_proportion_are_refused() {
        assert!(check_size((1024, 1024), 70).is_ok());
        assert!(check_size((8192, 8192), 1 << 15).is_ok());
        let message = check_size((8192, 8193), 1 << 30).unwrap_err();
        let expected =
            "has 8192x8193 pixels, expected at most 65535 a side and 67108864 in all: scale it down";
        assert_eq!(message, expected);
        assert!(check_size((65_536, 1), 1 << 30).is_err());
        assert!(check_size((usize::MAX, usize::MAX), 1 << 30).is_err());
        let message = check_size((5000, 5000), 634).unwrap_err();
        assert!(
            message.starts_with("announces 5000x5000 pixels, more than its 634 bytes can hold"),
            "{message}"
        );
    }
}
