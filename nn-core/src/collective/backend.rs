//! What a group of processes must be able to do, in bytes.

use std::time::Duration;

use crate::error::Result;

/// A few numbers that say what a rank is about to do. What they mean is up to the [`World`](super::World).
pub type Header = [u64; 4];

/// A group of processes, its *ranks*, of which this is one: what carries bytes between them.
///
/// A [`World`](super::World) is made of one, and sees to it that all ranks do the same: before each exchange it
/// compares headers, so that an [`exchange`](Collective::exchange) is only ever reached by all ranks with lengths that
/// fit. [`threads`](super::threads) is a group of threads in one process; MPI has a crate of its own.
pub trait Collective: Send {
    /// The number of this rank, from 0.
    fn rank(&self) -> usize;

    /// The number of ranks.
    fn size(&self) -> usize;

    /// Sets how long [`headers`](Collective::headers) waits for the other ranks.
    fn set_time_limit(&mut self, limit: Duration);

    /// Hands this rank's header to all, and gives those of all ranks in their order.
    ///
    /// # Errors
    ///
    /// If a rank is gone, or has not come within the time limit: the error names it, where that can be known.
    fn headers(&mut self, mine: Header) -> Result<Vec<Header>>;

    /// Sends each rank its part, `parts[rank]`, and gives what each rank has sent here, of which the lengths are known.
    ///
    /// # Errors
    ///
    /// If a rank is gone.
    fn exchange(&mut self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>>;
}
