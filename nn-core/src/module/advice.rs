//! What to write instead of the types that are often tried as fields and are not modules.

use std::borrow::Cow;
use std::cell::{Cell, LazyCell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::ptr::NonNull;
use std::rc::{Rc, Weak as RcWeak};
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock, Weak};
use std::vec::IntoIter;

use ndarray::ArrayBase;

use super::fact::Advice;
use super::probe::Probe;
use super::{Buffer, Module, Sequential};
use crate::storage::Element;
use crate::tensor::Tensor;

macro_rules! advice {
    ($hides:literal; $([$($generics:tt)*] $type:ty => $advice:expr;)*) => {$(
        impl<$($generics)*> Probe<$type> {
            /// What to write instead.
            pub const ADVICE: Advice = Advice { text: $advice, data: false, hides: $hides };
        }
    )*};
}

// `$0` stands for the module in the first argument, `$$` for the type itself.
const NO_ORDER: &str = "\n\
    it has no order, so no two runs would save and update its layers in the same one\n\
    write `BTreeMap<$0, $1>`, which registers its values under their keys, in the order of the keys";
const A_SET: &str = "\n\
    what it holds has no path that stays the same\n\
    write `Vec<$0>`, or `BTreeMap<String, $0>` for layers with names";
const A_LIST: &str = "\n\
    write `Vec<$0>` or `VecDeque<$0>`, which register their elements under their indices";
const BY_KEY: &str = "\n\
    its keys name its values in paths, so they must be `Display`\n\
    write `BTreeMap<String, $1>`, or implement `Display` for `$0`";
const INTERIOR: &str = "\n\
    a borrow of what is inside may fail, so its parameters cannot be registered\n\
    write `$0` itself: training changes it through `&mut model`";
const LATER: &str = "\n\
    a layer that is not there yet cannot be registered\n\
    write `Option<$0>`, which registers it once it is there";
const LOCKED: &str = "\n\
    somebody else may hold the lock, so its parameters cannot be registered\n\
    write `$0` itself; for one layer in several places, `Shared<$0>`";
const SHARED: &str = "\n\
    training could not change what others hold as well\n\
    write `Shared<$0>`: one layer in several places, trained and saved once";
const BORROWED: &str = "\n\
    a model owns its layers, since training changes them\n\
    write `$0` itself; for one layer in several places, `Shared<$0>`";
const WRAPPED: &str = "\n\
    a model owns its layers, and training changes them in place\n\
    write `$0` itself";
const A_STREAM: &str = "\n\
    what comes out of it later would never be registered\n\
    write `Vec<$0>`: a model holds all of its layers from the beginning";
const A_RESULT: &str = "\n\
    a model holds its layers, not what became of making them\n\
    write `$0` itself, and return the error where the layer is made";
const A_SEQUENCE: &str = "\n\
    `Sequential` runs a `Vec` or an array; a tuple runs its layers without it\n\
    write `$0` itself";

advice! {
    false;
    [K, V, S] HashMap<K, V, S> => NO_ORDER;
    [T, S] HashSet<T, S> => A_SET;
    [T] BTreeSet<T> => A_SET;
    [T] BinaryHeap<T> => A_SET;
    [T] LinkedList<T> => A_LIST;
    [K, V: Module] BTreeMap<K, V> => BY_KEY;
    [T] OnceLock<T> => LATER;
    [T, F] LazyCell<T, F> => LATER;
    [T, F] LazyLock<T, F> => LATER;
    [T] MaybeUninit<T> => LATER;
    [T: ?Sized] Arc<T> => SHARED;
    [T: ?Sized] Rc<T> => SHARED;
    [T: ?Sized] Weak<T> => SHARED;
    [T: ?Sized] RcWeak<T> => SHARED;
    [T: ?Sized] &T => BORROWED;
    [T: ?Sized] &mut T => BORROWED;
    [T: ?Sized] *const T => BORROWED;
    [T: ?Sized] *mut T => BORROWED;
    [T: ?Sized] NonNull<T> => BORROWED;
    [T] Pin<T> => WRAPPED;
    [T: ?Sized] ManuallyDrop<T> => WRAPPED;
    [T: ?Sized + ToOwned] Cow<'_, T> => WRAPPED;
    [T] IntoIter<T> => A_STREAM;
    [T, E] Result<T, E> => A_RESULT;
    [L: Module] Sequential<L> => A_SEQUENCE;
}

advice! {
    true;
    [T: ?Sized] RefCell<T> => INTERIOR;
    [T: ?Sized] Cell<T> => INTERIOR;
    [T] OnceCell<T> => LATER;
    [T: ?Sized] Mutex<T> => LOCKED;
    [T: ?Sized] RwLock<T> => LOCKED;
    [T] Receiver<T> => A_STREAM;
    [T] Sender<T> => "";
    [T] SyncSender<T> => "";
    [T] AssertUnwindSafe<T> => "";
}

macro_rules! data {
    ($([$($generics:tt)*] $type:ty => $advice:expr;)*) => {$(
        impl<$($generics)*> Probe<$type> {
            /// What to write instead.
            pub const ADVICE: Advice = Advice { text: $advice, data: true, hides: false };
        }
    )*};
}

const AN_ARRAY: &str = "\n\
    is it trained, or only kept?\n\
    write `Param<N>` for an array that is trained, `Buffer<N>` for one that is only saved";
const A_FUNCTION: &str = "\n\
    write `Lambda<$$>`, a layer made from a function: `Lambda::new(function)`,\n\
    or `#[module(skip)]` on the field, since a function holds no parameter";

data! {
    [S: ndarray::RawData, D] ArrayBase<S, D> => AN_ARRAY;
    [const N: usize, A: Element] Tensor<N, A> => AN_ARRAY;
    [X, Y] fn(X) -> Y => A_FUNCTION;
}

impl<const N: usize, A: Element> Probe<Buffer<N, A>> {
    /// What would be lost.
    pub const LOSS: &'static str = "the value of";
}

macro_rules! shares {
    ($($type:ty),* $(,)?) => {$(
        impl<M: ?Sized + Module> Probe<$type> {
            /// Whether the type is a pointer or a reference to a module.
            pub const SHARES: bool = true;
        }
    )*};
}

shares!(Arc<M>, Rc<M>, &M, &mut M);
