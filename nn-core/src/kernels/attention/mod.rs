//! Attention by blocks of queries, so that the scores of all pairs are never in memory at once.

mod few;
mod head;
mod rows;

use self::head::Head;
pub(crate) use self::rows::{Heads, Rows};
use super::dropout::Mask;
use super::parallel;
use crate::storage::{Float, scratch};

/// Below so many products one thread is faster than two.
const PARALLEL: u64 = 1 << 17;

/// What is attended to, by how many heads of which sizes.
#[derive(Clone, Debug)]
pub(crate) struct Attention {
    pub(crate) heads: usize,
    pub(crate) queries: usize,
    pub(crate) keys: usize,
    pub(crate) size: usize,
    pub(crate) value_size: usize,
    pub(crate) scale: f64,
    /// Whether query `i` sees the keys up to `i` alone.
    pub(crate) causal: bool,
    pub(crate) dropout: Option<Mask>,
}

/// The operands.
#[derive(Clone, Copy)]
pub(crate) struct Operands<'a, A> {
    pub(crate) q: Heads<'a, A>,
    pub(crate) k: Heads<'a, A>,
    pub(crate) v: Heads<'a, A>,
    /// What is added to the scores.
    pub(crate) mask: Option<Heads<'a, A>>,
}

impl Attention {
    /// How many products are added up.
    pub(crate) fn multiply_adds(&self) -> u64 {
        let pairs = (self.heads * self.queries) as u64 * self.keys as u64;
        pairs.saturating_mul((self.size + self.value_size) as u64)
    }

    /// Calls `f` with each head and what it writes, on all threads if that is much work.
    fn each_head<T: Send>(&self, parts: impl Iterator<Item = T>, f: impl Fn(usize, T) + Sync) {
        let heads = parts.enumerate();
        match self.multiply_adds() < PARALLEL {
            true => heads.for_each(|(head, part)| f(head, part)),
            false => parallel::each(heads, |(head, part)| f(head, part)),
        }
    }

    fn head<'a, A>(&'a self, number: usize, Operands { q, k, v, mask }: Operands<'a, A>) -> Head<'a, A> {
        let Attention { queries, keys, size, value_size, .. } = *self;
        let (q, k) = (q.head(number, [queries, size]), k.head(number, [keys, size]));
        let v = v.head(number, [keys, value_size]);
        Head { of: self, number, q, k, v, mask: mask.map(|mask| mask.head(number, [queries, keys])) }
    }

    /// The results, in the order of `rows`.
    pub(crate) fn forward<A: Float>(&self, operands: Operands<'_, A>, rows: Rows) -> Vec<A> {
        let mut y = scratch(self.heads * self.queries * self.value_size);
        let parts = rows.split(&mut y, self.heads, [self.queries, self.value_size]);
        self.each_head(parts.into_iter(), |head, mut y| self.head(head, operands).forward(&mut y));
        y
    }

    /// The gradients of queries, keys and values, in the orders of `rows`.
    pub(crate) fn backward<A: Float>(
        &self,
        operands: Operands<'_, A>,
        dy: Heads<'_, A>,
        rows: [Rows; 3],
    ) -> [Vec<A>; 3] {
        let Attention { heads, queries, keys, size, value_size, .. } = *self;
        let sizes = [[queries, size], [keys, size], [keys, value_size]];
        let mut gradients = sizes.map(|[rows, columns]| scratch(heads * rows * columns));
        let [dq, dk, dv] = &mut gradients;
        let (dq, dk) = (rows[0].split(dq, heads, sizes[0]), rows[1].split(dk, heads, sizes[1]));
        let parts = dq.into_iter().zip(dk).zip(rows[2].split(dv, heads, sizes[2]));
        self.each_head(parts, |head, ((mut dq, mut dk), mut dv)| {
            let dy = dy.head(head, [queries, value_size]);
            self.head(head, operands).backward(dy, [&mut dq, &mut dk, &mut dv]);
        });
        gradients
    }
}
