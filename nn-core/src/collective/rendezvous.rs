//! Where threads meet to hand each other bytes.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// A place where all ranks meet, one exchange after the other.
pub(super) struct Rendezvous {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What each rank that has come brings, a part for each rank.
    brought: Vec<Option<Vec<Vec<u8>>>>,
    /// How many ranks have taken what is for them.
    taken: usize,
    /// The ranks that will not come again, each with the reason, in the order in which they went.
    gone: Vec<(usize, String)>,
}

impl Rendezvous {
    pub(super) fn new(size: usize) -> Self {
        let state = State { brought: vec![None; size], taken: 0, gone: Vec::new() };
        Rendezvous { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Brings a part for each rank, waits until all ranks have done so, and takes the parts that are for this one.
    pub(super) fn exchange(&self, rank: usize, parts: Vec<Vec<u8>>, limit: Duration) -> Result<Vec<Vec<u8>>> {
        let deadline = Instant::now() + limit;
        let mut state = self.lock();
        // The exchange before is over once all have taken.
        while state.brought[rank].is_some() {
            state = self.wait(state, deadline);
        }
        state.brought[rank] = Some(parts);
        self.changed.notify_all();
        while let Some(missing) = state.missing() {
            if let Some(error) = state.hopeless(missing, deadline, limit) {
                // Who comes later must not take this rank for one that goes along.
                state.brought[rank] = None;
                return Err(error);
            }
            state = self.wait(state, deadline);
        }
        let received = state.take(rank);
        self.changed.notify_all();
        Ok(received)
    }

    /// Says that a rank will not come again.
    pub(super) fn leave(&self, rank: usize, reason: String) {
        self.lock().gone.push((rank, reason));
        self.changed.notify_all();
    }

    /// The ranks that have left, in the order in which they did.
    pub(super) fn left(&self) -> Vec<usize> {
        self.lock().gone.iter().map(|(rank, _)| *rank).collect()
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>, deadline: Instant) -> MutexGuard<'s, State> {
        let left = deadline.saturating_duration_since(Instant::now());
        self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The first rank that has not come.
    fn missing(&self) -> Option<usize> {
        self.brought.iter().position(Option::is_none)
    }

    /// An error if there is no point in waiting longer for the ranks that are missing.
    fn hopeless(&self, missing: usize, deadline: Instant, limit: Duration) -> Option<Error> {
        if let Some((rank, reason)) = self.gone.iter().find(|(rank, _)| self.brought[*rank].is_none()) {
            return Some(Error::collective(format!("rank {rank} {reason}"), [*rank]));
        }
        let message =
            || format!("rank {missing} did not come within {limit:?}: it hangs, or does something else");
        (Instant::now() >= deadline).then(|| Error::collective(message(), [missing]))
    }

    fn take(&mut self, rank: usize) -> Vec<Vec<u8>> {
        let rows = self.brought.iter_mut().flatten();
        let received = rows.map(|row| std::mem::take(&mut row[rank])).collect();
        self.taken += 1;
        if self.taken == self.brought.len() {
            self.brought.fill(None);
            self.taken = 0;
        }
        received
    }
}
