//! Operations of their own kind.

use super::{Made, Message, Shape, axis_of};

/// Attention of queries to keys, of what the values hold.
pub const fn scaled_dot_product_attention(query: Shape, key: Shape, value: Shape) -> Made {
    let fits = query.rank() == 4
        && key.rank() == 4
        && value.rank() == 4
        && key.size(0) == query.size(0)
        && key.size(1) == query.size(1)
        && key.size(3) == query.size(3)
        && value.with(3, key.size(3)).is(&key);
    if fits {
        return Ok(query.with(3, value.size(3)));
    }
    let message = Message::new("attention: ").shape(&query).text(", ").shape(&key).text(" and ");
    Err(message.shape(&value).text(" do not fit"))
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
