//! Locks, cells and channels, which hide from the auto traits what is inside: a lock is safe to unwind through, whatever it
//! holds, and a shared cell never is.
//!
//! A lock that is written in a field's type is seen there. These traits also see one behind an alias.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::rc::{Rc, Weak as RcWeak};
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, RwLock, Weak};

use super::guard::ParameterFree;

/// A lock, a cell, a channel, or a container of them.
#[doc(hidden)]
pub trait Locks {
    /// What is locked.
    type Inside: ?Sized;
}

macro_rules! locks {
    ($([$($bounds:tt)*] $type:ty),* $(,)?) => {$(
        impl<T: $($bounds)*> Locks for $type {
            type Inside = T;
        }
    )*};
}

macro_rules! contains {
    ($([$($bounds:tt)*] [$($generics:tt)*] $type:ty),* $(,)?) => {$(
        impl<T: Locks + $($bounds)*, $($generics)*> Locks for $type {
            type Inside = T::Inside;
        }
    )*};
}

locks!(
    [?Sized] Mutex<T>, [?Sized] RwLock<T>, [?Sized] RefCell<T>, [?Sized] Cell<T>, [] OnceCell<T>, [] AssertUnwindSafe<T>,
    [] Receiver<T>, [] Sender<T>, [] SyncSender<T>,
);

contains!(
    [?Sized] [] Arc<T>, [?Sized] [] Rc<T>, [?Sized] [] Weak<T>, [?Sized] [] RcWeak<T>, [?Sized] [] Box<T>,
    [?Sized] [] &T, [?Sized] [] &mut T, [] [] Pin<T>, [] [] Option<T>, [] [] Vec<T>, [] [] VecDeque<T>,
    [] [] [T], [] [const N: usize] [T; N], [] [K: ParameterFree] BTreeMap<K, T>,
    [] [K: ParameterFree, S: ParameterFree] HashMap<K, T, S>,
);
