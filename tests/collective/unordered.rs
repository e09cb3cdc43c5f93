//! Ranks that are threads, and messages between them that are under way for as long as a seed says: they overtake each other.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nn_core::collective::{Collective, World};
use nn_core::init::{Generator, rng_at};
use nn_core::prelude::*;
use nn_core::{Error, Result};

/// No message is under way for longer.
const LATEST: u64 = 2_000_000;

/// Runs a program as so many ranks, and gives what each returns; a panic is an error.
pub(crate) fn unordered<T: Send>(
    size: usize,
    seed: u64,
    run: impl Fn(World) -> Result<T> + Sync,
) -> Vec<Result<T>> {
    let post = Arc::new(Post::default());
    let run_rank = |rank: usize| {
        let delays = rng_at(seed, rank as u64);
        let limit = Duration::from_secs(20);
        let world = World::new(Unordered { rank, size, limit, exchanges: 0, delays, post: post.clone() });
        let result = catch_unwind(AssertUnwindSafe(|| run(world)));
        post.lock().gone.push(rank);
        post.changed.notify_all();
        result.unwrap_or_else(|_| Err(Error::collective(format!("rank {rank} panicked"), [rank])))
    };
    thread::scope(|scope| {
        let ranks: Vec<_> = (0..size).map(|rank| scope.spawn(move || run_rank(rank))).collect();
        ranks.into_iter().map(|rank| rank.join().unwrap()).collect()
    })
}

/// What is under way.
#[derive(Default)]
struct Post {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By sender, receiver and the number of the exchange: when a message arrives, and what it is.
    messages: HashMap<(usize, usize, u64), (Instant, Vec<u8>)>,
    gone: Vec<usize>,
}

impl Post {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Unordered {
    rank: usize,
    size: usize,
    limit: Duration,
    exchanges: u64,
    delays: Generator,
    post: Arc<Post>,
}

impl Unordered {
    fn send(&mut self, parts: Vec<Vec<u8>>) {
        self.exchanges += 1;
        let mut state = self.post.lock();
        for (to, part) in parts.into_iter().enumerate() {
            let arrives = Instant::now() + Duration::from_nanos(self.delays.next_u64() % LATEST);
            state.messages.insert((self.rank, to, self.exchanges), (arrives, part));
        }
        self.post.changed.notify_all();
    }

    /// The message of a rank in this exchange.
    fn receive(&self, from: usize) -> Result<Vec<u8>> {
        let (key, deadline) = ((from, self.rank, self.exchanges), Instant::now() + self.limit);
        let mut state = self.post.lock();
        loop {
            let (now, arrives) = (Instant::now(), state.messages.get(&key).map(|(arrives, _)| *arrives));
            if arrives.is_some_and(|arrives| arrives <= now) {
                return Ok(state.messages.remove(&key).expect("it is there").1);
            }
            if arrives.is_none() && (state.gone.contains(&from) || now >= deadline) {
                return Err(Error::collective(format!("rank {from} does not come"), [from]));
            }
            let left = arrives.unwrap_or(deadline).saturating_duration_since(now);
            state = self.post.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Collective for Unordered {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn set_time_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    fn exchange(&mut self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>> {
        self.send(parts);
        let all: Vec<Vec<u8>> = (0..self.size).map(|from| self.receive(from)).collect::<Result<_>>()?;
        // What MPI would not forgive.
        assert!(all.iter().map(Vec::len).eq(lengths.iter().copied()), "headers have announced other lengths");
        Ok(all)
    }
}
