//! Operations of their own kind.

use super::{Made, Message, Shape, axis_of};

/// Attention of queries to keys, of what the values hold; what is added to the scores is stretched over all axes but the
/// last.
pub const fn scaled_dot_product_attention(
    query: Shape,
    key: Shape,
    value: Shape,
    mask: Option<Shape>,
) -> Made {
    let fits = query.rank() == 4
        && key.rank() == 4
        && value.rank() == 4
        && key.size(0) == query.size(0)
        && key.size(1) == query.size(1)
        && key.size(3) == query.size(3)
        && value.with(3, key.size(3)).is(&key);
    if fits {
        let scores = query.with(3, key.size(2));
        return match mask {
            Some(mask) if !masks(&mask, &scores) => {
                let message = Message::new("attention: a mask of ").shape(&mask);
                Err(message.text(" does not fit scores of ").shape(&scores))
            }
            _ => Ok(query.with(3, value.size(3))),
        };
    }
    let message = Message::new("attention: ").shape(&query).text(", ").shape(&key).text(" and ");
    Err(message.shape(&value).text(" do not fit"))
}

const fn masks(mask: &Shape, scores: &Shape) -> bool {
    stretches(mask, scores) && mask.size(3) == scores.size(3)
}

/// Whether a shape is another, but for axes of size 1.
const fn stretches(part: &Shape, whole: &Shape) -> bool {
    let (mut fits, mut i) = (part.rank() == whole.rank(), 0);
    while fits && i < part.rank() {
        fits = part.size(i) == 1 || part.size(i) == whole.size(i);
        i += 1;
    }
    fits
}

/// Channels turned into pixels.
pub const fn pixel_shuffle(x: Shape, by: usize) -> Made {
    let rank = x.rank();
    let square = by.saturating_mul(by);
    if rank < 3 || by == 0 || !x.size(rank - 3).is_multiple_of(square) {
        let message = Message::new("pixel_shuffle: the channels of ").shape(&x);
        return Err(message.text(" are no multiple of ").number(by).text("·").number(by));
    }
    let channels = x.with(rank - 3, x.size(rank - 3) / square);
    Ok(channels.with(rank - 2, x.size(rank - 2) * by).with(rank - 1, x.size(rank - 1) * by))
}

/// Pixels turned into channels.
pub const fn pixel_unshuffle(x: Shape, by: usize) -> Made {
    let rank = x.rank();
    let fits =
        rank >= 3 && by > 0 && x.size(rank - 2).is_multiple_of(by) && x.size(rank - 1).is_multiple_of(by);
    if !fits {
        let message = Message::new("pixel_unshuffle: height and width of ").shape(&x);
        return Err(message.text(" are no multiples of ").number(by));
    }
    let channels = x.with(rank - 3, x.size(rank - 3) * by * by);
    Ok(channels.with(rank - 2, x.size(rank - 2) / by).with(rank - 1, x.size(rank - 1) / by))
}

/// The elements at indices along an axis.
pub const fn gather(x: Shape, axis: isize, index: Shape) -> Made {
    match axis_of("gather", axis, &x) {
        Ok(axis) if index.rank() == x.rank() && x.with(axis, index.size(axis)).is(&index) => Ok(index),
        Ok(axis) => {
            let message = Message::new("gather: ").shape(&x).text(" and an index of ").shape(&index);
            Err(message.text(" differ in more than axis ").number(axis))
        }
        Err(message) => Err(message),
    }
}

/// The distances of all pairs of vectors.
pub const fn cdist(x: Shape, y: Shape) -> Made {
    let rank = x.rank();
    if rank >= 2 && y.rank() == rank && y.with(rank - 2, x.size(rank - 2)).is(&x) {
        return Ok(x.with(rank - 1, y.size(rank - 2)));
    }
    Err(Message::new("cdist: ").shape(&x).text(" and ").shape(&y).text(" do not fit"))
}

/// The elements of a source put in places along an axis.
pub const fn scatter(name: &str, x: Shape, axis: isize, index: Shape, source: Option<Shape>) -> Made {
    let axis = match axis_of(name, axis, &x) {
        Ok(axis) => axis,
        Err(message) => return Err(message),
    };
    let fits = index.rank() == x.rank() && x.with(axis, index.size(axis)).is(&index);
    let is_source = match source {
        Some(source) => stretches(&source, &index),
        None => true,
    };
    if fits && is_source {
        return Ok(x);
    }
    let message = Message::new(name).text(": ").shape(&x).text(" and an index of ").shape(&index);
    Err(message.text(" do not fit along axis ").number(axis))
}

/// The distances of vectors along an axis.
pub const fn distance(name: &str, x: Shape, other: Shape, axis: isize) -> Made {
    if !x.is(&other) {
        let message = Message::new(name).text(": expected two tensors of one shape, got ").shape(&x);
        return Err(message.text(" and ").shape(&other));
    }
    match axis_of(name, axis, &x) {
        Ok(axis) => Ok(x.without(axis)),
        Err(message) => Err(message),
    }
}
