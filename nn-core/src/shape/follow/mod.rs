//! What the operations of tensors make of shapes with the batch, in constants: what `#[shapes]` calls in the place of a
//! forward's own operations, under their names.

mod axes;
mod batch;
mod einsum;
mod elementwise;
mod image;
mod layer;
mod list;
mod mentions;
mod option;
mod parts;
mod product;
mod range;
mod said;
mod size;
mod special;
#[cfg(test)]
mod tests;
mod weighted;

pub use axes::{
    broadcast_onto, broadcast_to, flatten, insert_axis, permute, remove_axis, reshape, transpose,
};
pub use batch::{ANY, BATCHES, both, declares, in_a_batch, probe, sample, with_batch};
pub use einsum::einsum;
pub use elementwise::{along, beside, keepdim, matrix, reduce, whole};
pub use image::{channel_shuffle, fold, grid_sample, of_rank, resized, scaled, unfold};
pub use layer::{Nothing, element, layer};
pub use list::{List, reduced};
pub use mentions::{Mentions, mention};
pub use option::present;
pub use parts::{
    at, chunk, concat, glu, index_select, one_hot, pad, repeat, slice, split, split_by, stack, topk, unbind,
    with_slice,
};
pub use product::{dot, matmul, matmul_t, outer};
pub use range::{Span, bounds};
pub use said::{asserted, asserted_shape, at_place, stop};
pub use size::{minus, quotient, remainder};
pub use special::{
    cdist, distance, gather, pixel_shuffle, pixel_unshuffle, scaled_dot_product_attention, scatter,
};
pub use weighted::{
    bilinear, by_channel, conv, conv_transpose, embedding, group_norm, linear, normalised, prelu, select,
};

pub use super::Message;
pub use super::Shape;
pub use super::knows::Never;

/// What an operation makes of shapes; or why they do not fit.
pub type Made = Result<Shape, Message>;

/// The axis that is meant, which counts from the end if it is negative.
const fn axis_of(name: &str, axis: isize, x: &Shape) -> Result<usize, Message> {
    match within(axis, x.rank()) {
        Some(within) if within < x.rank() => Ok(within),
        _ => Err(Message::new(name).text(": there is no axis ").signed(axis).text(" in shape ").shape(x)),
    }
}

/// The index from the start, if that is not before it.
const fn within(index: isize, size: usize) -> Option<usize> {
    if index < 0 { size.checked_sub(index.unsigned_abs()) } else { Some(index.unsigned_abs()) }
}
