//! Storage whose element type is known at run time only.

use std::fmt;

use super::dispatch::element_types;
use super::{Element, SharedStorage, dispatch};

macro_rules! types {
    (
        floats: [$($f_type:ident $f:ident),*], integers: [$($i_type:ident $i:ident),*], others: [$($o_type:ident $o:ident),*];
    ) => {
        /// The type of an element, known at run time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is the Rust type of its name")]
        #[non_exhaustive]
        pub enum Dtype {
            $($f,)*
            $($i,)*
            $($o,)*
        }

        /// Elements of any type, one after the other, without a shape: what a [`Backend`](crate::device::Backend) moves.
        /// A clone shares them until either is written.
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "each variant holds elements of the type of its name")]
        #[non_exhaustive]
        pub enum AnyStorage {
            $($f(SharedStorage<$f_type>),)*
            $($i(SharedStorage<$i_type>),)*
            $($o(SharedStorage<$o_type>),)*
        }

        /// The elements of a parameter, which are floats, for changes that keep their number.
        #[derive(Debug)]
        #[doc(hidden)]
        pub enum FloatsMut<'a> {
            $($f(&'a mut SharedStorage<$f_type>),)*
        }

        impl Dtype {
            /// Whether the elements have gradients.
            pub(crate) fn is_float(self) -> bool {
                matches!(self, $(Dtype::$f)|*)
            }

            /// Whether the elements count something: indices and labels.
            pub(crate) fn is_index(self) -> bool {
                matches!(self, $(Dtype::$i)|*)
            }

            /// The bytes of an element.
            pub(crate) fn size(self) -> usize {
                match self {
                    $(Dtype::$f => size_of::<$f_type>(),)*
                    $(Dtype::$i => size_of::<$i_type>(),)*
                    $(Dtype::$o => size_of::<$o_type>(),)*
                }
            }
        }

        impl fmt::Display for Dtype {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Dtype::$f => stringify!($f_type),)*
                    $(Dtype::$i => stringify!($i_type),)*
                    $(Dtype::$o => stringify!($o_type),)*
                })
            }
        }
    };
}

element_types!(types {});

impl AnyStorage {
    /// The type of the elements.
    pub fn dtype(&self) -> Dtype {
        fn of<A: Element>(_: &SharedStorage<A>) -> Dtype {
            A::DTYPE
        }
        dispatch!(self, s => of(s))
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        dispatch!(self, s => s.len())
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the elements are, which tells those that are shared from others.
    pub(crate) fn address(&self) -> usize {
        dispatch!(self, s => s.address())
    }

    /// Whether there are no values, but for zeros that somebody sees who looks.
    pub(crate) fn is_meta(&self) -> bool {
        dispatch!(self, s => s.is_meta())
    }

    /// The elements, if they are of type `A`.
    pub fn as_slice<A: Element>(&self) -> Option<&[A]> {
        A::reveal(self).map(|s| s.as_slice())
    }

    /// The elements for writing, if they are of type `A`; copied first if somebody else holds them.
    pub(crate) fn as_mut_slice<A: Element>(&mut self) -> Option<&mut [A]> {
        A::reveal_mut(self).map(SharedStorage::make_mut)
    }

    /// The same elements, each in its place, where fewer stand for all.
    pub(crate) fn written_out(self) -> Self {
        fn of<A: Element>(elements: SharedStorage<A>) -> AnyStorage {
            A::erase(elements.written_out())
        }
        dispatch!(self, elements => of(elements))
    }

    /// The elements, which are of type `A`: what goes with them is.
    pub(crate) fn of<A: Element>(&self) -> &SharedStorage<A> {
        A::reveal(self).expect("elements that are computed with each other have one type")
    }
}

impl<A: Element> From<Vec<A>> for AnyStorage {
    fn from(elements: Vec<A>) -> Self {
        A::erase(SharedStorage::new(elements))
    }
}
