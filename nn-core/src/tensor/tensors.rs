//! Values that hold tensors, all of which can be moved onto the frozen view of their tape and back.

use super::{AnyTensor, Tensor};
use crate::autodiff::Tape;
use crate::storage::Element;

/// A value whose tensors can be moved: what a [`Frozen`](crate::Frozen) module may take and give. Tensors are, and
/// tuples, lists, options and results of them, and plain values, which hold none.
///
/// A struct of your own hands every tensor on:
///
/// ```
/// use nn_core::prelude::*;
/// use nn_core::{TapeView, Tensors};
///
/// struct Batch {
///     words: Tensor<2, usize>,
///     lengths: Tensor<1, usize>,
/// }
///
/// impl Tensors for Batch {
///     fn moved(self, view: &mut TapeView) -> Self {
///         Batch { words: self.words.moved(view), lengths: self.lengths.moved(view) }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a `Frozen` module cannot move the tensors in `{Self}`",
    label = "may hold tensors that nobody moves onto the frozen view of the tape",
    note = "`impl Tensors for` your type, which hands every tensor in it on: `self.x.moved(view)`; of a reference, \
            pass what it refers to: the clone of a tensor is cheap"
)]
pub trait Tensors: Sized {
    /// The same with every tensor inside moved. One that is left out would train what is frozen.
    fn moved(self, view: &mut TapeView) -> Self;
}

/// The way onto the frozen view of a tape, or back from it: what [`Tensors::moved`] hands on.
#[derive(Debug, Default)]
pub struct TapeView {
    /// The view of the ordinary tape from which tensors came.
    view: Option<Tape>,
    is_back: bool,
}

impl TapeView {
    /// The backward pass. It leads to the ordinary tape only if something came from there: what was on a frozen view
    /// before stays on it.
    pub(crate) fn back(self) -> Self {
        TapeView { is_back: true, ..self }
    }

    fn handle(&mut self, tape: Tape) -> Tape {
        match (&self.view, self.is_back) {
            (Some(_), true) => tape.ordinary(),
            (None, true) => tape,
            (_, false) if tape.is_frozen() => tape,
            (Some(view), false) if view.is(&tape) => view.clone(),
            (_, false) => self.view.insert(tape.frozen_view()).clone(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Tensors for Tensor<N, A> {
    fn moved(self, view: &mut TapeView) -> Self {
        let place = self.place().clone().map_tape(|tape| view.handle(tape));
        self.put_at(place)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Tensors> Tensors for Box<T> {
    fn moved(self, view: &mut TapeView) -> Self {
        Box::new((*self).moved(view))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Tensors> Tensors for Option<T> {
    fn moved(self, view: &mut TapeView) -> Self {
        self.map(|tensors| tensors.moved(view))
    }
}

/// An error holds no tensors.
#[diagnostic::do_not_recommend]
impl<T: Tensors, E> Tensors for Result<T, E> {
    fn moved(self, view: &mut TapeView) -> Self {
        self.map(|tensors| tensors.moved(view))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Tensors> Tensors for Vec<T> {
    fn moved(self, view: &mut TapeView) -> Self {
        self.into_iter().map(|tensors| tensors.moved(view)).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Tensors, const N: usize> Tensors for [T; N] {
    fn moved(self, view: &mut TapeView) -> Self {
        self.map(|tensors| tensors.moved(view))
    }
}

macro_rules! plain {
    ($($type:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Tensors for $type {
            fn moved(self, _: &mut TapeView) -> Self {
                self
            }
        }
    )*};
}

plain!(
    (),
    AnyTensor,
    bool,
    char,
    f32,
    f64,
    i8,
    i16,
    i32,
    i64,
    isize,
    u8,
    u16,
    u32,
    u64,
    usize,
    &str,
    String,
    std::ops::Range<usize>
);

#[diagnostic::do_not_recommend]
impl<A: Element> Tensors for &[A] {
    fn moved(self, _: &mut TapeView) -> Self {
        self
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: Tensors),*> Tensors for ($($name,)*) {
            fn moved(self, view: &mut TapeView) -> Self {
                ($(self.$index.moved(view),)*)
            }
        }
    )*};
}

tuples!((A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, F 5));

#[cfg(test)]
mod tests {
    use super::{TapeView, Tensors};
    use crate::prelude::*;

    #[test]
    fn every_tensor_goes_onto_the_view_and_back() {
        let tape = Tape::new(0);
        let x = || tape.input([1.0]);
        let on = |x: &Tensor<1>| x.tape().is_some_and(Tape::is_frozen);
        let all = (x(), [Some(x()), None], vec![Ok::<_, ()>(Box::new(x()))], 3usize);
        let mut view = TapeView::default();
        let all = all.moved(&mut view);
        assert!(on(&all.0) && on(all.1[0].as_ref().unwrap()) && on(all.2[0].as_ref().unwrap()));
        assert!(all.0.tape().unwrap().is_same_handle(all.1[0].as_ref().unwrap().tape().unwrap()));
        let all = all.moved(&mut view.back());
        assert!(!on(&all.0) && !on(all.1[0].as_ref().unwrap()) && !on(all.2[0].as_ref().unwrap()));
    }

    #[test]
    fn what_was_frozen_before_or_off_the_tape_stays_so() {
        let tape = Tape::new(0);
        let mut outer = TapeView::default();
        let frozen = tape.input([1.0]).moved(&mut outer);
        let mut inner = TapeView::default();
        let (frozen, off) = (frozen, Tensor::from([2.0])).moved(&mut inner);
        let (frozen, off) = (frozen, off).moved(&mut inner.back());
        assert!(frozen.tape().unwrap().is_frozen() && off.tape().is_none());
        assert!(!frozen.moved(&mut outer.back()).tape().unwrap().is_frozen());
    }

    #[test]
    fn where_both_meet_the_ordinary_handle_wins() {
        let tape = Tape::new(0);
        let (ordinary, frozen) = (tape.input([1.0]), tape.input([2.0]).moved(&mut TapeView::default()));
        for sum in [&ordinary + &frozen, &frozen + &ordinary] {
            assert!(!sum.tape().unwrap().is_frozen());
        }
        assert!((&frozen + &frozen).tape().unwrap().is_frozen());
    }

    #[test]
    #[should_panic(expected = "the operands of an operation are on two different tapes")]
    fn a_view_of_another_tape_is_another_tape() {
        let frozen = Tape::new(0).input([2.0]).requires_grad().moved(&mut TapeView::default());
        let _ = Tape::new(0).input([1.0]).requires_grad() + frozen;
    }
}
