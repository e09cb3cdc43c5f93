//! The 16-bit floats of files, which have the same values as `f32`.

/// The bit that makes a NaN of an `f32` a quiet one.
const QUIET: u32 = 1 << 22;

/// An IEEE 754 `binary16`: 1 bit of sign, 5 of exponent, 10 of fraction.
pub(super) fn f16_to_f32(bits: u16) -> f32 {
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match (exponent, fraction) {
        // A subnormal is a multiple of 2⁻²⁴, which is a normal number in `f32`.
        (0, _) => fraction as f32 / (1 << 24) as f32,
        (0x1f, 0) => f32::INFINITY,
        (0x1f, _) => f32::from_bits(f32::INFINITY.to_bits() | QUIET | fraction << 13),
        // The bias is 15 here and 127 in `f32`.
        _ => f32::from_bits((exponent + 127 - 15) << 23 | fraction << 13),
    };
    f32::from_bits(u32::from(bits & 0x8000) << 16 | magnitude.to_bits())
}

/// A `bfloat16`: the upper half of an `f32`.
pub(super) fn bf16_to_f32(bits: u16) -> f32 {
    let value = f32::from_bits(u32::from(bits) << 16);
    if value.is_nan() { f32::from_bits(value.to_bits() | QUIET) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_the_bits_that_the_half_crate_gives_it() {
        for bits in 0..=u16::MAX {
            let (f16, bf16) = (half::f16::from_bits(bits).to_f32(), half::bf16::from_bits(bits).to_f32());
            assert_eq!(f16_to_f32(bits).to_bits(), f16.to_bits(), "binary16 {bits:#06x}");
            assert_eq!(bf16_to_f32(bits).to_bits(), bf16.to_bits(), "bfloat16 {bits:#06x}");
        }
    }
}
