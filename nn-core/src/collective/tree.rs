//! A sum in a fixed order: a tree over the shards, which is the same for any number of ranks.

use std::ops::Range;

use crate::error::Result;

/// The two halves of a node of the tree, which is the range of the shards beneath it.
fn halves(Range { start, end }: &Range<usize>) -> [Range<usize>; 2] {
    let middle = start + (end - start).div_ceil(2);
    [*start..middle, middle..*end]
}

/// The sums over the largest nodes below `node` that lie within `own`, from left to right, each with its range. No more
/// values are held at a time than the tree is deep.
pub(super) fn partial_sums<T>(
    node: Range<usize>,
    own: &Range<usize>,
    leaf: &mut impl FnMut(usize) -> Result<T>,
    add: &impl Fn(T, T) -> T,
) -> Result<Vec<(Range<usize>, T)>> {
    if node.end <= own.start || own.end <= node.start {
        return Ok(Vec::new());
    }
    if node.len() == 1 {
        let value = leaf(node.start)?;
        return Ok(vec![(node, value)]);
    }
    let [left, right] = halves(&node);
    let mut sums = partial_sums(left, own, leaf, add)?;
    sums.extend(partial_sums(right, own, leaf, add)?);
    if own.start <= node.start && node.end <= own.end {
        let sum = sums.into_iter().map(|(_, sum)| sum).reduce(add).expect("both halves are there");
        return Ok(vec![(node, sum)]);
    }
    Ok(sums)
}

/// The nodes of [`partial_sums`].
pub(super) fn nodes(shards: usize, own: &Range<usize>) -> Vec<Range<usize>> {
    let sums = partial_sums(0..shards, own, &mut |_| Ok(()), &|(), ()| ());
    sums.into_iter().flatten().map(|(node, ())| node).collect()
}

/// The sum over `node` of the partial sums of all ranks, from left to right.
pub(super) fn total<T>(
    node: &Range<usize>,
    partial: &mut impl Iterator<Item = (Range<usize>, T)>,
    add: &impl Fn(T, T) -> T,
) -> T {
    total_from(node, &mut partial.peekable(), add)
}

fn total_from<T, I: Iterator<Item = (Range<usize>, T)>>(
    node: &Range<usize>,
    partial: &mut std::iter::Peekable<I>,
    add: &impl Fn(T, T) -> T,
) -> T {
    if let Some((_, sum)) = partial.next_if(|(of, _)| of == node) {
        return sum;
    }
    let [left, right] = halves(node).map(|half| total_from(&half, partial, add));
    add(left, right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The sum as so many ranks compute it.
    fn by_ranks(values: &[f32], ranks: usize) -> f32 {
        let each = values.len() / ranks;
        let add = |a, b| a + b;
        let mut partial = (0..ranks).flat_map(|rank| {
            let own = rank * each..(rank + 1) * each;
            let sums = partial_sums(0..values.len(), &own, &mut |i| Ok(values[i]), &add).unwrap();
            assert!(sums.iter().map(|(node, _)| node.clone()).eq(nodes(values.len(), &own)));
            sums
        });
        total(&(0..values.len()), &mut partial, &add)
    }

    proptest! {
        #[test]
        fn any_number_of_ranks_gives_the_same_bits(values in prop::collection::vec(-1e8f32..1e8, 1..97)) {
            let alone = by_ranks(&values, 1).to_bits();
            for ranks in (2..=values.len()).filter(|ranks| values.len().is_multiple_of(*ranks)) {
                prop_assert_eq!(by_ranks(&values, ranks).to_bits(), alone, "{} ranks", ranks);
            }
        }
    }

    #[test]
    fn the_tree_halves_and_a_rank_hands_out_its_largest_nodes() {
        assert_eq!(nodes(12, &(0..9)), [0..6, 6..9]);
        assert_eq!(nodes(8, &(4..8)).first(), Some(&(4..8)));
        assert_eq!(nodes(6, &(2..4)), [2..3, 3..4]);
        let text = |i: usize| (i..i + 1, i.to_string());
        let join = |a, b| format!("({a}{b})");
        assert_eq!(total(&(0..6), &mut (0..6).map(text), &join), "(((01)2)((34)5))");
    }

    #[test]
    fn few_values_are_held_at_a_time() {
        let (held, most) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        let mut leaf = |_| {
            held.set(held.get() + 1);
            most.set(most.get().max(held.get()));
            Ok(())
        };
        partial_sums(0..64, &(0..64), &mut leaf, &|(), ()| held.set(held.get() - 1)).unwrap();
        assert_eq!((held.get(), most.get()), (1, 7));
    }
}
