//! What the auto traits do not tell about pointers, locks and buffers.

use std::panic::{AssertUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, RwLock};

use super::probe::Probe;
use super::{Buffer, Module};
use crate::storage::Element;

macro_rules! shares {
    ($($type:ty),* $(,)?) => {$(
        impl<M: ?Sized + Module> Probe<$type> {
            /// Whether the type is a pointer or a reference to a module.
            pub const SHARES: bool = true;
        }
    )*};
}

shares!(Arc<M>, Rc<M>, &M, &mut M);

macro_rules! buffers {
    ($($type:ty),*) => {$(
        impl<const N: usize, A: Element> Probe<$type> {
            /// Whether the type is saved although it is free of parameters.
            pub const BUFFER: bool = true;
        }
    )*};
}

buffers!(Buffer<N, A>, Option<Buffer<N, A>>, Vec<Buffer<N, A>>);

/// The auto traits do not see what is behind these: a lock behind a pointer is `Unpin` and `UnwindSafe` whatever it
/// holds. So what is inside is asked about. Where it is written in a field's type the derive asks about it as well;
/// this is for an alias, and for a type that a macro writes.
macro_rules! hides {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => {$(
        impl<$($generics)*> Probe<$type> {
            /// Whether the auto traits do not see what is inside.
            pub const HIDES: bool = true;
        }

        impl<$($generics)*> Probe<$type>
        where
            T: Unpin + UnwindSafe,
        {
            /// Whether what is hidden provably holds no parameter.
            pub const HIDDEN_FREE: bool = true;
        }

        impl<$($generics)*> Probe<$type>
        where
            T: Unpin,
        {
            /// Whether what is hidden holds a parameter by value.
            pub const HIDDEN_HOLDS: bool = false;
        }
    )*};
}

hides!(
    [T: ?Sized] Arc<Mutex<T>>,
    [T: ?Sized] Arc<RwLock<T>>,
    [T: ?Sized] Rc<Mutex<T>>,
    [T: ?Sized] Rc<RwLock<T>>,
    [T: ?Sized] Box<Mutex<T>>,
    [T: ?Sized] Box<RwLock<T>>,
    [T: ?Sized] &Mutex<T>,
    [T: ?Sized] &RwLock<T>,
    [T: ?Sized] AssertUnwindSafe<Arc<T>>,
    [T: ?Sized] AssertUnwindSafe<Rc<T>>,
    [T: ?Sized] AssertUnwindSafe<Box<T>>,
    [T: ?Sized] AssertUnwindSafe<&T>,
    [T] Receiver<T>,
    [T] Sender<T>,
    [T] SyncSender<T>,
);
