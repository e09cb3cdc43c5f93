//! The batch of a forward that is followed.

use super::{Made, Message, Shape};

/// The batches with which a forward is followed: a prime that is no usual size, so that a size which happens to be equal does
/// not hide a mistake, and one that is small, so that what needs more samples than there may be is found.
pub const BATCHES: [usize; 2] = [107, 2];

/// A sample with a batch before it.
pub const fn with_batch(batch: usize, sample: Shape) -> Shape {
    sample.inserted(0, batch).of_batch(batch)
}

/// A sample of a tensor that has an axis.
pub const fn sample(x: Shape) -> Shape {
    x.without(0)
}

/// What a forward makes of a sample, of which it gave `first` and `second` for the [`BATCHES`]. Inside of a forward that is
/// followed already there is one batch alone, which the sample keeps.
pub const fn both(first: Shape, second: Shape, is_followed: bool) -> Made {
    match agreed(first, second) {
        Ok(sample) if !is_followed => Ok(sample.of_batch(0)),
        made => made,
    }
}

/// A mistake that the second of the [`BATCHES`] alone has.
pub const fn in_a_batch(message: Message) -> Message {
    message.text(", in a batch of ").number(BATCHES[1])
}

/// A size of a range with which a forward is followed: the largest, the smallest, and one between them.
pub const fn probe(least: usize, most: usize, probe: usize) -> usize {
    match probe {
        0 => most,
        1 => least,
        _ => least + (most - least) / 2,
    }
}

/// A size that is not declared.
pub const ANY: usize = usize::MAX;

/// Stops the compiler if a forward does not give the shape that is declared.
#[track_caller]
pub const fn declares(made: &Shape, declared: &Shape) {
    let (mut is_same, mut i) = (made.rank() == declared.rank(), 0);
    while is_same && i < made.rank() {
        is_same = declared.size(i) == ANY || declared.size(i) == made.size(i);
        i += 1;
    }
    if !is_same {
        Message::new("the model gives ").shape(made).text(", but declares ").shape(declared).panic();
    }
}

const fn agreed(first: Shape, second: Shape) -> Made {
    let has_batch = first.rank() > 0
        && second.rank() > 0
        && first.size(0) == first.batch()
        && second.size(0) == second.batch()
        && sample(first).is(&sample(second));
    if has_batch {
        return Ok(sample(first));
    }
    let message = Message::new("the forward gives ").shape(&first);
    if first.rank() == 0 || first.size(0) != first.batch() {
        return Err(message.text(", whose first axis is not the batch"));
    }
    Err(message.text(", whose size depends on the batch"))
}
