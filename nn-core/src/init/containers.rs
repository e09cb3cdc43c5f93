//! A container of specs makes the container of their modules.

use std::collections::{BTreeMap, VecDeque};

use rand::Rng;

use super::Init;
use crate::module::Sequential;
use crate::tuples::for_each_tuple;

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Sequential<S> {
    type Module = Sequential<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Sequential(self.0.init(rng))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init, const N: usize> Init for [S; N] {
    type Module = [S::Module; N];

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        // In a loop, since a closure would be the caller.
        let mut made = [const { None }; N];
        for (spec, made) in self.iter().zip(&mut made) {
            *made = Some(spec.init(rng));
        }
        made.map(|module| module.expect("each spec has made one"))
    }
}

macro_rules! lists {
    ($($list:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<S: Init> Init for $list<S> {
            type Module = $list<S::Module>;

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> Self::Module {
                let mut made = $list::with_capacity(self.len());
                for spec in self {
                    made.extend([spec.init(rng)]);
                }
                made
            }
        }
    )*};
}

lists!(Vec, VecDeque);

#[diagnostic::do_not_recommend]
impl<K: Ord + Clone, S: Init> Init for BTreeMap<K, S> {
    type Module = BTreeMap<K, S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        let mut made = BTreeMap::new();
        for (key, spec) in self {
            made.insert(key.clone(), spec.init(rng));
        }
        made
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Box<S> {
    type Module = Box<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Box::new((**self).init(rng))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Init> Init for Option<S> {
    type Module = Option<S::Module>;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Self::Module {
        Some(self.as_ref()?.init(rng))
    }
}

macro_rules! tuple {
    ($first:ident 0 $(, $name:ident $index:tt $before:ident)*; $last:ident) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Init $(, $name: Init)*> Init for ($first, $($name,)*) {
            type Module = ($first::Module, $($name::Module,)*);

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> Self::Module {
                (self.0.init(rng), $(self.$index.init(rng),)*)
            }
        }
    };
}

for_each_tuple!(tuple);
