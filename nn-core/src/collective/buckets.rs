//! The sum of gradients over all ranks, a bucket of them after the other.

use std::ops::Range;

use super::batch::part;
use super::bytes::Wire;
use super::flat::{Flat, Piece};
use super::layout::Layout;
use super::tree;
use super::world::World;
use crate::error::Result;
use crate::storage::{Dtype, Float};

/// What is summed up at a time: elements of one type.
pub(super) struct Bucket {
    pub(super) pieces: Vec<Piece>,
    dtype: Dtype,
}

/// How many elements are summed up at a time: they stay in the cache, and what they need of memory is used again. The
/// small models of tests have many buckets too.
const BUCKET: usize = if cfg!(test) { 7 } else { 1 << 17 };

/// The elements of these parameters, in their order: first those of one type, then those of the other.
pub(super) fn buckets(layout: &Layout, params: impl Iterator<Item = usize> + Clone) -> Vec<Bucket> {
    let of_type = |dtype| {
        let params = params.clone().filter(move |param| layout.params[*param].dtype == dtype);
        cut(layout, params).into_iter().map(move |pieces| Bucket { pieces, dtype })
    };
    of_type(Dtype::F32).chain(of_type(Dtype::F64)).collect()
}

fn cut(layout: &Layout, params: impl Iterator<Item = usize>) -> Vec<Vec<Piece>> {
    let (mut buckets, mut room) = (Vec::new(), 0);
    for param in params {
        let (mut start, len) = (0, layout.params[param].len);
        while start < len {
            if room == 0 {
                buckets.push(Vec::new());
                room = BUCKET;
            }
            let end = len.min(start + room);
            room -= end - start;
            buckets.last_mut().expect("one was pushed").push(Piece { param, range: start..end });
            start = end;
        }
    }
    buckets
}

impl World {
    /// The sum of the partial sums of all ranks, on all ranks, of the parameters that took part on some rank.
    pub(super) fn sum(
        &self,
        layout: &Layout,
        used: &[bool],
        mut partial: Vec<(Range<usize>, Flat)>,
    ) -> Result<Flat> {
        if self.size() == 1 {
            return Ok(tree::total(&(0..self.shards()), &mut partial.into_iter(), &Flat::add));
        }
        let used = (0..layout.params.len()).filter(|param| used[*param]);
        for bucket in buckets(layout, used) {
            self.sum_bucket(layout, &bucket, &mut partial)?;
        }
        Ok(partial.swap_remove(0).1)
    }

    /// Puts the sums of a bucket in the places of the first partial sum.
    pub(super) fn sum_bucket(
        &self,
        layout: &Layout,
        bucket: &Bucket,
        partial: &mut [(Range<usize>, Flat)],
    ) -> Result<()> {
        match bucket.dtype {
            Dtype::F32 => self.sum_pieces::<f32>(layout, &bucket.pieces, partial),
            _ => self.sum_pieces::<f64>(layout, &bucket.pieces, partial),
        }
    }

    fn sum_pieces<A: Float + Wire>(
        &self,
        layout: &Layout,
        pieces: &[Piece],
        partial: &mut [(Range<usize>, Flat)],
    ) -> Result<()> {
        let elements = partial.iter().map(|(_, flat)| flat.read(pieces)).collect();
        let sum: Vec<A> = self.sum_elements(elements)?;
        partial[0].1.write(layout, pieces, &sum);
        Ok(())
    }

    /// Each rank sums up a part of the elements, in the order of the tree, and hands the sum to all.
    fn sum_elements<A: Float + Wire>(&self, partial: Vec<Vec<A>>) -> Result<Vec<A>> {
        let (size, len) = (self.size(), partial.first().map_or(0, Vec::len));
        let of_rank = |rank| part(len, rank, size);
        let own = of_rank(self.rank()).len();
        let parts = (0..size).map(|rank| written(&partial, of_rank(rank))).collect();
        drop(partial);
        let nodes: Vec<_> = (0..size).map(|rank| tree::nodes(self.shards(), &self.shards_of(rank))).collect();
        let lengths: Vec<usize> = nodes.iter().map(|nodes| nodes.len() * own * size_of::<A>()).collect();
        let received = self.exchange(parts, &lengths)?;
        let sums = received.iter().flat_map(|bytes| bytes.chunks(own.max(1) * size_of::<A>()));
        let mut sums = nodes.into_iter().flatten().zip(sums.map(A::read));
        let sum = if own == 0 { Vec::new() } else { tree::total(&(0..self.shards()), &mut sums, &added) };
        let mut bytes = Vec::new();
        A::write(&sum, &mut bytes);
        let lengths: Vec<usize> = (0..size).map(|rank| of_rank(rank).len() * size_of::<A>()).collect();
        let all = self.exchange(vec![bytes; size], &lengths)?;
        let mut sums = Vec::with_capacity(len);
        all.iter().for_each(|bytes| sums.extend(A::read(bytes)));
        Ok(sums)
    }
}

/// The elements of a range, of each partial sum.
fn written<A: Wire>(partial: &[Vec<A>], range: Range<usize>) -> Vec<u8> {
    let mut bytes = Vec::new();
    partial.iter().for_each(|elements| A::write(&elements[range.clone()], &mut bytes));
    bytes
}

fn added<A: Float>(mut sum: Vec<A>, other: Vec<A>) -> Vec<A> {
    sum.iter_mut().zip(&other).for_each(|(sum, other)| *sum += *other);
    sum
}
