//! Where the shards of a rank, which run at the same time, meet each other and, through the rank, those of all.

use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::autodiff::AllShards;
use crate::error::{Error, Result};

/// A meeting of the shards of a rank, one sum after the other.
pub(super) struct Meeting {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What each shard does.
    shards: Vec<Doing>,
    /// How many sums there were, and the last.
    round: u64,
    sum: Vec<f64>,
    /// Whether there will be no more sums.
    is_over: bool,
}

enum Doing {
    Computing,
    Bringing(Vec<f64>),
    Ended,
}

/// A shard of a meeting.
pub(super) struct Member {
    pub(super) meeting: Arc<Meeting>,
    pub(super) place: usize,
    pub(super) share: f64,
    pub(super) is_first: bool,
}

/// With what a shard unwinds if another has failed, past the hook that would print it.
pub(super) struct Abandoned;

impl AllShards for Member {
    fn sum(&self, values: Vec<f64>) -> Vec<f64> {
        self.meeting.sum(self.place, values)
    }

    fn share(&self) -> f64 {
        self.share
    }

    fn is_first(&self) -> bool {
        self.is_first
    }
}

impl Meeting {
    pub(super) fn new(shards: usize) -> Self {
        let shards = (0..shards).map(|_| Doing::Computing).collect();
        let state = State { shards, round: 0, sum: Vec::new(), is_over: false };
        Meeting { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Brings what a shard has, and waits for the sum.
    fn sum(&self, place: usize, values: Vec<f64>) -> Vec<f64> {
        let mut state = self.lock();
        let round = state.round;
        state.shards[place] = Doing::Bringing(values);
        self.changed.notify_all();
        while state.round == round {
            if state.is_over {
                drop(state);
                resume_unwind(Box::new(Abandoned));
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.sum.clone()
    }

    /// Says that a shard brings no more.
    pub(super) fn end(&self, place: usize) {
        self.lock().shards[place] = Doing::Ended;
        self.changed.notify_all();
    }

    /// Gives each sum that the shards ask for. `add` makes it of what they bring, which is nothing once all have ended, and
    /// gives none when those of all ranks have.
    pub(super) fn serve(&self, mut add: impl FnMut(&[Vec<f64>]) -> Result<Option<Vec<f64>>>) -> Result<()> {
        let mut serve = || {
            while let Some(sum) = add(&self.next_round()?)? {
                self.hand_out(sum);
            }
            Ok(())
        };
        let result = serve();
        self.lock().is_over = true;
        self.changed.notify_all();
        result
    }

    /// What the shards bring to the next sum, in their order; nothing if all have ended.
    fn next_round(&self) -> Result<Vec<Vec<f64>>> {
        let mut state = self.lock();
        while state.shards.iter().any(|shard| matches!(shard, Doing::Computing)) {
            state = self.wait(state);
        }
        let places = |wanted: fn(&Doing) -> bool| state.shards.iter().position(wanted);
        let (waits, ended) = (
            places(|shard| matches!(shard, Doing::Bringing(_))),
            places(|shard| matches!(shard, Doing::Ended)),
        );
        match (waits, ended) {
            (None, _) => Ok(Vec::new()),
            (Some(waits), Some(ended)) => Err(apart(waits, ended)),
            (Some(_), None) => Ok(state.take()),
        }
    }

    /// Waits for a change. A thread of rayon's, whose pool the shards compute with, takes up their work meanwhile.
    fn wait<'s>(&'s self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        if rayon::current_thread_index().is_none() {
            return self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let moment = Duration::from_micros(100);
        drop(self.changed.wait_timeout(state, moment).unwrap_or_else(PoisonError::into_inner));
        rayon::yield_now();
        self.lock()
    }

    fn hand_out(&self, sum: Vec<f64>) {
        let mut state = self.lock();
        state.sum = sum;
        state.round += 1;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What all shards have brought; they compute again once they have the sum.
    fn take(&mut self) -> Vec<Vec<f64>> {
        let shards = self.shards.iter_mut();
        let brought = shards.map(|shard| match std::mem::replace(shard, Doing::Computing) {
            Doing::Bringing(values) => values,
            Doing::Computing | Doing::Ended => Vec::new(),
        });
        brought.collect()
    }
}

#[cold]
fn apart(waits: usize, ended: usize) -> Error {
    Error::collective(
        format!(
            "shard {waits} of this rank waits at a batch norm while shard {ended} has ended its backward pass: with the \
             statistics of the whole batch, all shards must run the same layers"
        ),
        [],
    )
}
