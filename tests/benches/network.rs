//! A network that is not there: the other ranks send what this one does, as late as a network would bring it.

use std::thread::sleep;
use std::time::{Duration, Instant};

use nn_core::collective::Collective;
use nn_core::{Error, Result};

/// The first of so many ranks, each with a line of its own that carries bytes both ways at the same time.
pub(crate) struct Network {
    pub(crate) ranks: usize,
    /// The time from the end of sending to that of receiving.
    pub(crate) latency: Duration,
    pub(crate) bytes_per_second: f64,
}

/// The network that the words `network`, ranks, Gbit/s and microseconds speak of, if they stand there.
#[allow(dead_code, reason = "tests make theirs without words")]
pub(crate) fn of(words: &[String]) -> Result<Option<Network>> {
    let Some(at) = words.iter().position(|word| word == "network") else { return Ok(None) };
    let numbers: Vec<f64> = words[at + 1..].iter().filter_map(|word| word.parse().ok()).collect();
    let [ranks, gbits, micros] = numbers[..] else {
        return Err(Error::setting("network: expected ranks, Gbit/s and microseconds: `network 8 10 30`"));
    };
    let latency = Duration::from_secs_f64(micros / 1e6);
    Ok(Some(Network { ranks: ranks as usize, latency, bytes_per_second: gbits * 1e9 / 8.0 }))
}

impl Network {
    /// Waits until so many bytes would have gone, had they been sent at `start`.
    fn carry(&self, bytes: usize, start: Instant) {
        let end = start + self.latency + Duration::from_secs_f64(bytes as f64 / self.bytes_per_second);
        sleep(end.saturating_duration_since(Instant::now()));
    }
}

impl Collective for Network {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        self.ranks
    }

    fn set_time_limit(&mut self, _: Duration) {}

    fn exchange(&mut self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>> {
        let start = Instant::now();
        let sent: usize = parts[1..].iter().map(Vec::len).sum();
        let received = lengths[1..].iter().sum();
        let of_rank = |(mut part, length): (Vec<u8>, &usize)| {
            part.resize(*length, 0);
            part
        };
        let all = parts.into_iter().zip(lengths).map(of_rank).collect();
        self.carry(sent.max(received), start);
        Ok(all)
    }
}
