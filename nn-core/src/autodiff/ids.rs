//! Identities of parameters and buffers, and maps keyed by them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of a parameter: unique in the process, never reused, new for a clone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParamId(u64);

/// The identity of a buffer: unique in the process, never reused, new for a clone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BufferId(u64);

static NEXT: AtomicU64 = AtomicU64::new(0);

impl ParamId {
    pub(crate) fn new() -> Self {
        ParamId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl BufferId {
    pub(crate) fn new() -> Self {
        BufferId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A map from identities, which are spread well enough by one multiplication.
pub(crate) type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0 ^ id).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }
}
