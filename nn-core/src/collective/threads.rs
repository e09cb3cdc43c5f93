//! Ranks that are threads of one process.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::backend::Collective;
use super::rendezvous::Rendezvous;
use super::world::World;
use crate::error::{Error, Result};

/// How long a rank waits for the others, unless [`World::set_time_limit`] says something else.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Runs a program as `size` ranks, each in a thread of its own, and gives what each returns: for tests, and for a first
/// look at what many processes would do.
///
/// ```
/// use nn_core::collective::threads;
///
/// # fn main() -> nn_core::Result<()> {
/// let ranks = threads(4, |world| Ok((world.rank(), world.any(world.rank() == 2)?)))?;
/// assert_eq!(ranks, [(0, true), (1, true), (2, true), (3, true)]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The error of the rank that failed first, if one did; a panic is an error that names the rank. The other ranks get an
/// error from the call in which they wait for it.
///
/// # Panics
///
/// If `size` is 0.
pub fn threads<T: Send>(size: usize, run: impl Fn(World) -> Result<T> + Sync) -> Result<Vec<T>> {
    assert!(size > 0, "threads: a world has at least one rank, got 0");
    let place = Arc::new(Rendezvous::new(size));
    let run_rank = |rank: usize| {
        let world = World::new(Threads { rank, size, limit: TIME_LIMIT, place: place.clone() });
        let result = catch_unwind(AssertUnwindSafe(|| run(world)));
        let (reason, result) = outcome(rank, result);
        place.leave(rank, reason);
        result
    };
    let mut results: Vec<Option<Result<T>>> = thread::scope(|scope| {
        let ranks: Vec<_> = (0..size).map(|rank| scope.spawn(move || run_rank(rank))).collect();
        ranks.into_iter().map(|rank| rank.join().ok()).collect()
    });
    let first = place.left().into_iter().find(|rank| !matches!(results[*rank], Some(Ok(_))));
    if let Some(Some(Err(error))) = first.map(|rank| results[rank].take()) {
        return Err(error);
    }
    results.into_iter().flatten().collect()
}

/// Why a rank comes no more, for the others, and what it returns.
fn outcome<T>(rank: usize, result: thread::Result<Result<T>>) -> (String, Result<T>) {
    match result {
        Ok(Ok(value)) => ("has ended".to_owned(), Ok(value)),
        Ok(Err(error)) => (format!("ended with an error: {error}"), Err(error)),
        Err(panic) => {
            let reason = format!("panicked: {}", message(&*panic));
            let error = Error::collective(format!("rank {rank} {reason}"), [rank]);
            (reason, Err(error))
        }
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

/// A rank that is a thread.
struct Threads {
    rank: usize,
    size: usize,
    limit: Duration,
    place: Arc<Rendezvous>,
}

impl Collective for Threads {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn set_time_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    fn exchange(&mut self, parts: Vec<Vec<u8>>, _: &[usize]) -> Result<Vec<Vec<u8>>> {
        self.place.exchange(self.rank, parts, self.limit)
    }
}
