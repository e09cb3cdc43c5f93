//! What can happen to a file.

use nn_core::init::Rng;

/// Bytes that lead further into a parser than most.
const TELLING: &[u8] = b"0123456789\"[]{},:-.eFIB\n\r\t \0\x01\x7f\x80\xc0\xd8\xd9\xda\xff";
/// Numbers at which sizes go wrong, as text.
const NUMBERS: [&[u8]; 6] =
    [b"0", b"-1", b"4294967296", b"9223372036854775807", b"18446744073709551615", b"1e999"];

/// A random number below `len`, or 0.
pub(super) fn below(len: usize, rng: &mut impl Rng) -> usize {
    (rng.next_u64() % len.max(1) as u64) as usize
}

/// A copy with one to four damages, half of the time with lengths and sums that fit again.
pub(super) fn damage(good: &[u8], repair: fn(&[u8], &mut Vec<u8>), rng: &mut impl Rng) -> Vec<u8> {
    let mut file = good.to_vec();
    for _ in 0..=below(4, rng) {
        if !file.is_empty() {
            once(&mut file, rng);
        }
    }
    if rng.next_u64().is_multiple_of(2) {
        repair(good, &mut file);
    }
    file
}

fn once(file: &mut Vec<u8>, rng: &mut impl Rng) {
    let len = file.len();
    let (at, other) = (below(len, rng), below(len, rng));
    let end = (at + below(20, rng)).min(len);
    match rng.next_u64() % 10 {
        0 => file[at] = rng.next_u64() as u8,
        1 => file[at] = TELLING[below(TELLING.len(), rng)],
        2 => file[at] ^= 1 << (rng.next_u64() % 8),
        3 => file.truncate(at),
        4 => drop(file.drain(at..end)),
        5 => file.swap(at, other),
        6 => repeat(file, at, end, rng),
        7 => file[at..end].fill([0x00, 0xff][below(2, rng)]),
        8 => number(file, at, rng),
        _ => drop(file.splice(at..at, rng.next_u64().to_le_bytes())),
    }
}

/// The same piece again, up to two thousand times.
fn repeat(file: &mut Vec<u8>, at: usize, end: usize, rng: &mut impl Rng) {
    let piece = file[at..end].repeat(1 << below(12, rng));
    file.splice(end..end, piece);
}

/// Another number in the place of the next one in digits.
fn number(file: &mut Vec<u8>, at: usize, rng: &mut impl Rng) {
    let Some(start) = file[at..].iter().position(u8::is_ascii_digit).map(|start| at + start) else { return };
    let digits = file[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    file.splice(start..start + digits, NUMBERS[below(NUMBERS.len(), rng)].iter().copied());
}
