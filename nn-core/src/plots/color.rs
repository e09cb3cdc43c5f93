//! Colours that are told apart by those who see some of them alike.

/// Red, green and blue.
pub(super) type Color = [u8; 3];

pub(super) const WHITE: Color = [255, 255, 255];
pub(super) const INK: Color = [34, 34, 34];
pub(super) const GRID: Color = [222, 222, 222];
pub(super) const AXIS: Color = [120, 120, 120];

const BLUE: Color = [0, 114, 178];
const VERMILION: Color = [213, 94, 0];
/// The deep end of what grows from white.
const DEEP: Color = [0, 60, 125];

/// The colours of curves, in order. Source: Okabe and Ito, *Color universal design*, 2002,
/// <https://jfly.uni-koeln.de/color/>, without its yellow, which is hard to see on white.
pub(super) const CURVES: [Color; 7] =
    [BLUE, VERMILION, [0, 158, 115], [204, 121, 167], [86, 180, 233], [230, 159, 0], [0, 0, 0]];

/// A mixture: `part` of `to`, from 0 to 1, and the rest of `from`.
pub(super) fn mix(from: Color, to: Color, part: f64) -> Color {
    let part = part.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f64::from(from[i]) * (1.0 - part) + f64::from(to[i]) * part).round() as u8)
}

/// White for 0 to dark blue for 1. What is not a number is grey.
pub(super) fn growing(value: f64) -> Color {
    if value.is_nan() { AXIS } else { mix(WHITE, DEEP, value) }
}

/// Orange for -1 over white for 0 to blue for 1. What is not a number is grey.
pub(super) fn signed(value: f64) -> Color {
    match value {
        value if value.is_nan() => AXIS,
        value if value < 0.0 => mix(WHITE, VERMILION, -value),
        value => mix(WHITE, BLUE, value),
    }
}

/// What is read on this colour: dark or white.
pub(super) fn ink_on([red, green, blue]: Color) -> Color {
    let brightness = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if brightness < 140.0 { WHITE } else { INK }
}
