//! What to write instead of the types that are often tried as fields and are not modules.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList};
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use ndarray::ArrayBase;

use super::probe::Probe;
use crate::storage::Element;
use crate::tensor::Tensor;

macro_rules! advice {
    ($([$($generics:tt)*] $type:ty => $advice:expr;)*) => {$(
        impl<$($generics)*> Probe<$type> {
            /// What to write instead.
            pub const ADVICE: &'static str = $advice;
        }
    )*};
}

const NO_ORDER: &str = "\n\
    it has no order, so no two runs would save and update its layers in the same one\n\
    use a `BTreeMap<K, M>`, which registers its values under their keys, in the order of the keys";
const A_SET: &str = "\n\
    what it holds has no path that stays the same\n\
    use a `Vec<M>`, or a `BTreeMap<String, M>` for layers with names";
const A_LIST: &str = "\n\
    use a `Vec<M>` or a `VecDeque<M>`, which register their elements under their indices";
const BY_KEY: &str = "\n\
    its keys must be `Display`, since they name the values in paths, and its values modules";
const INTERIOR: &str = "\n\
    a borrow of what is inside may fail, so its parameters cannot be registered\n\
    write the type inside instead: training changes it through `&mut model`";
const LOCKED: &str = "\n\
    somebody else may hold the lock, so its parameters cannot be registered\n\
    write the type inside instead; for one layer in several places, `Shared<M>`";
const SHARED: &str = "\n\
    training could not change what others hold as well\n\
    write `Shared<M>`: one layer in several places, trained and saved once";
const BORROWED: &str = "\n\
    a model owns its layers, since training changes them\n\
    write the type without the reference; for one layer in several places, `Shared<M>`";
const AN_ARRAY: &str = "\n\
    is it trained, or only kept?\n\
    write `Param<N>` for an array that is trained, `Buffer<N>` for one that is only saved";
const A_FUNCTION: &str = "\n\
    write `Lambda<fn(X) -> Y>`, a layer made from a function: `Lambda::new(function)`";
const A_CLOSURE: &str = "\n\
    it may have captured layers, whose parameters nobody would see\n\
    write `Lambda<F>` with a parameter `F` of the struct, or an enum of the functions";

advice! {
    [K, V, S] HashMap<K, V, S> => NO_ORDER;
    [T, S] HashSet<T, S> => A_SET;
    [T] BTreeSet<T> => A_SET;
    [T] BinaryHeap<T> => A_SET;
    [T] LinkedList<T> => A_LIST;
    [K, V] BTreeMap<K, V> => BY_KEY;
    [T: ?Sized] RefCell<T> => INTERIOR;
    [T: ?Sized] Cell<T> => INTERIOR;
    [T] OnceCell<T> => INTERIOR;
    [T] OnceLock<T> => INTERIOR;
    [T: ?Sized] Mutex<T> => LOCKED;
    [T: ?Sized] RwLock<T> => LOCKED;
    [T: ?Sized] Arc<T> => SHARED;
    [T: ?Sized] Rc<T> => SHARED;
    [T: ?Sized] &T => BORROWED;
    [T: ?Sized] &mut T => BORROWED;
    [S: ndarray::RawData, D] ArrayBase<S, D> => AN_ARRAY;
    [const N: usize, A: Element] Tensor<N, A> => AN_ARRAY;
    [Y] fn() -> Y => A_FUNCTION;
    [X, Y] fn(X) -> Y => A_FUNCTION;
    [X, Z, Y] fn(X, Z) -> Y => A_FUNCTION;
    [X, Y] dyn Fn(X) -> Y => A_CLOSURE;
    [X, Y] dyn Fn(X) -> Y + Send => A_CLOSURE;
    [X, Y] dyn Fn(X) -> Y + Send + Sync => A_CLOSURE;
}
