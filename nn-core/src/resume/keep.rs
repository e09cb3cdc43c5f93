//! Which checkpoints stay.

use super::entry::Entry;

/// The newest and the best stay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keep {
    pub(super) last: usize,
    pub(super) best: usize,
}

impl Keep {
    /// Those of all entries, the oldest first, that are neither among the newest nor among the best. Of equal scores the
    /// newer is the better; one that is not a number is none.
    pub(super) fn superfluous(self, entries: &[Entry]) -> Vec<&Entry> {
        let old = &entries[..entries.len().saturating_sub(self.last)];
        let best: Vec<u64> =
            by_score(entries).into_iter().take(self.best).map(|entry| entry.number).collect();
        old.iter().filter(|entry| !best.contains(&entry.number)).collect()
    }
}

/// The entries that have a score, the best first.
pub(super) fn by_score(entries: &[Entry]) -> Vec<&Entry> {
    let score = |entry: &Entry| entry.score.filter(|score| !score.is_nan());
    let mut scored: Vec<&Entry> = entries.iter().rev().filter(|entry| score(entry).is_some()).collect();
    scored.sort_by(|a, b| score(b).partial_cmp(&score(a)).expect("a score is a number"));
    scored
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(scores: &[Option<f64>], last: usize, best: usize) -> Vec<u64> {
        let mut entries: Vec<Entry> = Vec::new();
        for score in scores {
            entries.push(Entry::after(&entries, 0, *score));
        }
        let gone: Vec<u64> = Keep { last, best }.superfluous(&entries).iter().map(|e| e.number).collect();
        entries.iter().map(|e| e.number).filter(|number| !gone.contains(number)).collect()
    }

    #[test]
    fn the_newest_and_the_best_stay() {
        let scores = [0.5, 0.9, 0.7, 0.9, 0.1, 0.2].map(Some);
        assert_eq!(kept(&scores, 2, 0), [5, 6]);
        assert_eq!(kept(&scores, 1, 1), [4, 6]);
        assert_eq!(kept(&scores, 1, 3), [2, 3, 4, 6]);
        assert_eq!(kept(&scores, 9, 9), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn what_has_no_score_is_not_among_the_best() {
        assert_eq!(kept(&[None, Some(f64::NAN), Some(-3.0), None, None], 1, 2), [3, 5]);
    }
}
