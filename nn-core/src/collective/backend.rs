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

    /// Sets how long an [`exchange`](Collective::exchange) waits for the other ranks.
    fn set_time_limit(&mut self, limit: Duration);

    /// Sends each rank its part, `parts[rank]`, and gives what each rank has sent here, of which the lengths are known.
    ///
    /// # Errors
    ///
    /// If a rank is gone, or has not come within the time limit: the error names it, where that can be known.
    fn exchange(&mut self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>>;

    /// Hands this rank's header to all, and gives those of all ranks in their order: an exchange of headers.
    ///
    /// # Errors
    ///
    /// As [`exchange`](Collective::exchange).
    fn headers(&mut self, mine: Header) -> Result<Vec<Header>> {
        let bytes: Vec<u8> = mine.iter().flat_map(|number| number.to_le_bytes()).collect();
        let lengths = vec![bytes.len(); self.size()];
        let received = self.exchange(vec![bytes; self.size()], &lengths)?;
        Ok(received.iter().map(|bytes| header(bytes)).collect())
    }
}

fn header(bytes: &[u8]) -> Header {
    let mut header = Header::default();
    let (numbers, _) = bytes.as_chunks();
    header.iter_mut().zip(numbers).for_each(|(number, bytes)| *number = u64::from_le_bytes(*bytes));
    header
}
