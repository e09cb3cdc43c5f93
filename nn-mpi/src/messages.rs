//! Bytes between ranks.

use std::thread::{sleep, yield_now};
use std::time::{Duration, Instant};

use ferrompi::{Communicator, Request, scope};
use nn_core::collective::Collective;
use nn_core::{Error, Result};

use crate::run::abort;

/// How long a rank waits for the others, unless `World::set_time_limit` says something else.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The most bytes of one message, whose length MPI takes as an `int`.
const LARGEST: usize = 1 << 30;

/// A rank that waits looks for messages all the time for so long, and then now and then, so that what shares its core goes on: other
/// ranks, and its own backward pass.
const EAGER: Duration = Duration::from_micros(200);

/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_micros(200);

/// Messages from each rank to each. Between two ranks they arrive in the order in which they were sent.
pub(crate) struct Messages {
    communicator: Communicator,
    limit: Duration,
}

impl Messages {
    pub(crate) fn new(communicator: Communicator) -> Self {
        Messages { communicator, limit: TIME_LIMIT }
    }

    /// Receives into the buffers what the other ranks send, while it sends them their parts.
    fn swap(&self, parts: &[Vec<u8>], into: &mut [Vec<u8>]) -> ferrompi::Result<()> {
        let (own, deadline) = (self.rank(), Instant::now() + self.limit);
        scope(|s| {
            let mut pending = Vec::new();
            for (rank, buffer) in into.iter_mut().enumerate().filter(|(rank, _)| *rank != own) {
                for piece in buffer.chunks_mut(LARGEST) {
                    pending.push((rank, self.communicator.irecv(s, piece, rank as i32, 0)?));
                }
            }
            for (rank, part) in parts.iter().enumerate().filter(|(rank, _)| *rank != own) {
                for piece in part.chunks(LARGEST) {
                    pending.push((rank, self.communicator.isend(s, piece, rank as i32, 0)?));
                }
            }
            self.complete(pending, deadline)
        })
    }

    /// Waits for all messages, and ends the job if the time is over: a message that is under way cannot be called back.
    fn complete(&self, mut pending: Vec<(usize, Request<'_>)>, deadline: Instant) -> ferrompi::Result<()> {
        let begin = Instant::now();
        loop {
            let mut error = None;
            pending.retain_mut(|(_, request)| match request.test() {
                Ok(status) => status.is_none(),
                Err(found) => {
                    error = Some(found);
                    false
                }
            });
            if let Some(error) = error {
                return Err(error);
            }
            if pending.is_empty() {
                return Ok(());
            }
            if Instant::now() > deadline {
                self.give_up(&pending);
            }
            match begin.elapsed() {
                waited if waited > EAGER => sleep((waited / 8).min(LONGEST_PAUSE)),
                _ => yield_now(),
            }
        }
    }

    fn give_up(&self, pending: &[(usize, Request<'_>)]) -> ! {
        let mut missing: Vec<usize> = pending.iter().map(|(rank, _)| *rank).collect();
        missing.sort_unstable();
        missing.dedup();
        let message = format!(
            "waited {:?} for rank{} {}, which {} or {} something else",
            self.limit,
            if missing.len() == 1 { "" } else { "s" },
            missing.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
            if missing.len() == 1 { "hangs" } else { "hang" },
            if missing.len() == 1 { "does" } else { "do" },
        );
        abort(&self.communicator, &message)
    }
}

impl Collective for Messages {
    fn rank(&self) -> usize {
        self.communicator.rank() as usize
    }

    fn size(&self) -> usize {
        self.communicator.size() as usize
    }

    fn set_time_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    fn exchange(&mut self, mut parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>> {
        let own = self.rank();
        let mut received: Vec<Vec<u8>> = lengths.iter().map(|length| vec![0; *length]).collect();
        received[own] = std::mem::take(&mut parts[own]);
        self.swap(&parts, &mut received).map_err(|error| Error::collective(format!("MPI: {error}"), []))?;
        Ok(received)
    }
}
