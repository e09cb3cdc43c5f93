//! What the axes behind the channels are called: the length of a sequence, the height and the width of an image, the depth
//! of a volume.

use crate::shape::{Message, Shape};

/// The names of so many axes, for messages.
pub(super) const fn names(axes: usize) -> &'static [&'static str] {
    match axes {
        0 => &[],
        1 => &["length"],
        2 => &["height", "width"],
        _ => &["depth", "height", "width"],
    }
}

/// What channels are of that have so many axes, for messages in constants.
pub(super) const fn of_sizes(axes: usize) -> &'static str {
    match axes {
        0 => "",
        1 => " of a length",
        2 => " of a height and a width",
        _ => " of a depth, a height and a width",
    }
}

/// The channels of a sample that has so many axes behind them; or why the layer called `name` does not take it.
pub(super) const fn channels(name: &str, axes: usize, input: &Shape) -> Result<usize, Message> {
    if input.rank() != axes + 1 {
        let takes = Message::new(name).text(" takes channels").text(of_sizes(axes));
        return Err(takes.text(", but gets ").shape(input));
    }
    Ok(input.size(0))
}

/// The names of so many axes, each behind a comma.
pub(super) fn listed(axes: usize) -> String {
    names(axes).iter().map(|name| format!(", {name}")).collect()
}

/// The names with the least size of each axis, each behind a comma.
pub(super) fn at_least<const D: usize>(least: [usize; D]) -> String {
    let axes = names(D).iter().zip(least);
    axes.map(|(name, least)| format!(", {name} >= {least}")).collect()
}

/// A setting of each axis as PyTorch prints it: one number, if all are the same.
pub(super) fn setting<const D: usize>(setting: [impl ToString; D]) -> String {
    let texts = setting.map(|size| size.to_string());
    match &texts[..] {
        [first, rest @ ..] if rest.iter().all(|text| text == first) => first.clone(),
        texts => format!("({})", texts.join(", ")),
    }
}
