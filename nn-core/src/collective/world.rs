//! The ranks that train one model together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::backend::{Collective, Header};
use super::batch::part;
use super::call::Call;
use super::fact::{self, Fact};
use crate::error::{Error, Result};

/// How many shards a batch is cut into, unless [`World::with_shards`] says something else.
const SHARDS: usize = 8;

/// The ranks that train one model together, as this one sees them: see [the module](super).
///
/// All ranks make the same calls in the same order. Where one makes another call, or does not come within the time limit,
/// all get an error that names it.
#[derive(Clone)]
pub struct World {
    shared: Arc<Mutex<Shared>>,
    rank: usize,
    size: usize,
    shards: usize,
}

struct Shared {
    collective: Box<dyn Collective>,
    /// How many headers were exchanged.
    calls: u64,
}

impl World {
    /// The world that a backend connects.
    pub fn new(collective: impl Collective + 'static) -> Self {
        let (rank, size) = (collective.rank(), collective.size());
        let shared = Shared { collective: Box::new(collective), calls: 0 };
        World { shared: Arc::new(Mutex::new(shared)), rank, size, shards: SHARDS }
    }

    /// Cuts each batch into so many shards, by default 8. It is their number that a result depends on, to the last bit, and
    /// not the number of ranks.
    ///
    /// # Errors
    ///
    /// Unless the number of ranks divides it.
    pub fn with_shards(mut self, shards: usize) -> Result<Self> {
        self.shards = shards;
        self.check_shards().map(|()| self)
    }

    /// The number of this rank, from 0.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The number of ranks.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of shards of a batch.
    pub fn shards(&self) -> usize {
        self.shards
    }

    /// Sets how long a call waits for the other ranks before it gives up, by default a minute: longer than the longest time
    /// that one of them may take for a step, or to save a checkpoint.
    pub fn set_time_limit(&self, limit: Duration) {
        self.lock().collective.set_time_limit(limit);
    }

    /// Waits until all ranks have come here.
    ///
    /// # Errors
    ///
    /// If a rank is elsewhere or gone.
    pub fn barrier(&self) -> Result<()> {
        self.meet(Call::Barrier, 0, 0).map(drop)
    }

    /// Says that this rank makes no more calls, and waits until all say so: for a backend, behind the program.
    #[doc(hidden)]
    pub fn end(&self) -> Result<()> {
        self.meet(Call::End, 0, 0).map(drop)
    }

    /// An error unless each rank has as many shards as the others.
    pub(super) fn check_shards(&self) -> Result<()> {
        let (ranks, shards) = (self.size, self.shards);
        if shards > 0 && shards.is_multiple_of(ranks) {
            return Ok(());
        }
        let message = format!(
            "a batch is cut into {shards} shards, which {ranks} ranks cannot share evenly: start as many ranks as divide \
             {shards}, or take another number of shards, which gives other bits: `world.with_shards({})`",
            shards.max(1).next_multiple_of(ranks)
        );
        Err(Error::setting(message).with("shards", shards))
    }

    /// The shards of a rank.
    pub(super) fn shards_of(&self, rank: usize) -> std::ops::Range<usize> {
        part(self.shards, rank, self.size)
    }

    /// Exchanges headers, which say what the rank does, a digest of what must be the same, and how many bytes follow.
    pub(super) fn meet(&self, call: Call, digest: u64, length: usize) -> Result<Vec<Header>> {
        let mut shared = self.lock();
        shared.calls += 1;
        let mine = [call as u64, shared.calls, digest, length as u64];
        let headers =
            shared.collective.headers(mine).map_err(|e| e.within(&format!("at {}", Call::place(mine[0]))))?;
        let elsewhere = |rank: &usize| headers[*rank][..2] != headers[0][..2];
        let ranks: Vec<usize> = (0..headers.len()).filter(elsewhere).collect();
        let Some(&first) = ranks.first() else { return Ok(headers) };
        let place = |rank: usize| Call::place(headers[rank][0]);
        let message = format!(
            "rank {first} is at {} (its exchange {}) while rank 0 is at {} ({}): all ranks must make the same calls in the same order",
            place(first),
            headers[first][1],
            place(0),
            headers[0][1]
        );
        Err(Error::collective(message, ranks))
    }

    /// Gives the messages of all ranks, if the facts are the same on all. The digest of the facts may be a shorter way to
    /// tell.
    pub(super) fn gather(
        &self,
        call: Call,
        digest: u64,
        facts: impl FnOnce() -> Vec<Fact>,
        mine: Vec<u8>,
    ) -> Result<Vec<Vec<u8>>> {
        let headers = self.meet(call, digest, mine.len())?;
        if headers.iter().any(|header| header[2] != headers[0][2]) {
            let facts = fact::encode(&facts());
            let lengths = lengths(&self.meet(call, 0, facts.len())?);
            return Err(fact::differences(&self.exchange(vec![facts; self.size], &lengths)?)?);
        }
        self.exchange(vec![mine; self.size], &lengths(&headers))
    }

    /// An error on all ranks unless the facts are the same on all.
    pub(super) fn agree(&self, call: Call, facts: Vec<Fact>) -> Result<()> {
        self.gather(call, fact::digest(&facts), || facts, Vec::new()).map(drop)
    }

    /// Gives all ranks what rank 0 makes, or its error.
    pub(super) fn broadcast(&self, call: Call, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let made = if self.rank == 0 { make() } else { Ok(Vec::new()) };
        let bytes = match &made {
            Ok(bytes) => bytes.clone(),
            Err(error) => error.to_string().into_bytes(),
        };
        let headers = self.meet(call, u64::from(made.is_err()), bytes.len())?;
        let bytes = self.send_to_all(bytes, headers[0][3] as usize)?;
        match headers[0][2] {
            0 => made.map(|_| bytes),
            _ => {
                made.and(Err(Error::collective(format!("rank 0: {}", String::from_utf8_lossy(&bytes)), [0])))
            }
        }
    }

    /// Rank 0 hands a part to each rank, and all hand each other their parts: no rank sends more than twice the whole.
    fn send_to_all(&self, bytes: Vec<u8>, length: usize) -> Result<Vec<u8>> {
        let of = |rank| part(length, rank, self.size);
        let parts = (0..self.size).map(|rank| bytes.get(of(rank)).unwrap_or_default().to_vec()).collect();
        let mut lengths = vec![0; self.size];
        lengths[0] = of(self.rank).len();
        let mine = std::mem::take(&mut self.exchange(parts, &lengths)?[0]);
        let lengths: Vec<usize> = (0..self.size).map(|rank| of(rank).len()).collect();
        Ok(self.exchange(vec![mine; self.size], &lengths)?.concat())
    }

    /// Sends each rank its part. Headers have said that all ranks do so.
    pub(super) fn exchange(&self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>> {
        self.lock().collective.exchange(parts, lengths)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lengths(headers: &[Header]) -> Vec<usize> {
    headers.iter().map(|header| header[3] as usize).collect()
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let World { rank, size, shards, .. } = self;
        f.debug_struct("World").field("rank", rank).field("size", size).field("shards", shards).finish()
    }
}
