//! Classifications as rows: whatever the shape of the scores, the losses see one row of classes a sample.

use super::Reduction;
use crate::autodiff::Place;
use crate::storage::{Element, Float};
use crate::tensor::{FromStorage, Op, Placed, Rank, Tensor, fits, misfit};

/// The labels that go with scores of rank `N`: one rank less, since the axis of the classes is missing. Scores
/// `[batch, classes]` have labels `[batch]`, scores `[batch, classes, height, width]` labels `[batch, height,
/// width]`, and scores `[classes]` of a single sample one label of rank 0.
#[diagnostic::on_unimplemented(
    message = "scores of rank {N} cannot be compared with `{Self}`",
    label = "expected labels `Tensor<M, usize>` of one rank less than the scores"
)]
pub trait Labels<const N: usize> {
    #[doc(hidden)]
    fn labels(&self) -> (&[usize], &[usize]);
    #[doc(hidden)]
    #[track_caller]
    fn join(&self, op: &mut Op);
}

macro_rules! labels {
    ($($labels:literal $scores:literal),*) => {$(
        impl Labels<$scores> for Tensor<$labels, usize> {
            fn labels(&self) -> (&[usize], &[usize]) {
                (self.as_slice(), self.shape_ref())
            }

            #[track_caller]
            fn join(&self, op: &mut Op) {
                op.input(self);
            }
        }
    )*};
}

labels!(0 1, 1 2, 2 3, 3 4, 4 5, 5 6, 6 7);

/// The shape of the scores without the axis of the classes, which is the second, or the only one.
pub(super) fn without_classes(shape: &[usize]) -> Vec<usize> {
    let mut shape = shape.to_vec();
    shape.remove(shape.len().min(2) - 1);
    shape
}

/// The scores as `[samples, classes]`.
#[track_caller]
pub(crate) fn rows<const N: usize, A: Float>(name: &str, scores: Tensor<N, A>) -> Tensor<2, A> {
    let shape = scores.shape();
    fits!(scores.place(), N > 0, "{name}: expected scores of shape [batch, classes, ..], got []");
    let (outer, classes) = if N == 1 { (1, shape[0]) } else { (shape[0], shape[1]) };
    fits!(
        scores.place(),
        classes > 0,
        "{name}: expected scores with at least one class, got shape {shape:?}"
    );
    let inner: usize = shape[N.min(2)..].iter().product();
    if inner == 1 {
        return scores.alias([outer, classes]);
    }
    scores.alias([outer, classes, inner]).permute([0, 2, 1]).alias([outer * inner, classes])
}

/// The labels, one a row, which must fit the scores of this shape and place.
#[track_caller]
pub(crate) fn check_labels<'a, const N: usize>(
    name: &str,
    place: &Place,
    shape: [usize; N],
    labels: &'a impl Labels<N>,
    ignored: Option<usize>,
) -> &'a [usize] {
    let (labels, got) = labels.labels();
    let want = without_classes(&shape);
    fits!(place, got == want, "{name}: scores of shape {shape:?} need labels of shape {want:?}, got {got:?}");
    let classes = shape[N.min(2) - 1];
    let wrong = labels.iter().enumerate().find(|(_, label)| **label >= classes && Some(**label) != ignored);
    if let Some((at, label)) = wrong {
        misfit(
            place,
            format_args!(
                "{name}: label {label} (element {at}) is beyond the {classes} classes of scores of shape {shape:?}; \
                 labels count from 0"
            ),
        );
    }
    labels
}

/// The weight has a number for each class of the scores.
#[track_caller]
pub(super) fn check_weight<A: Float>(name: &str, weight: Option<&Tensor<1, A>>, scores: &Tensor<2, A>) {
    if let Some(weight) = weight {
        let ([_, classes], got) = (scores.shape(), weight.len());
        fits!(
            scores.place(),
            got == classes,
            "{name}: {classes} classes need a weight of shape [{classes}], got [{got}]"
        );
    }
}

/// The loss of each row, not yet put together.
pub struct RowLosses<A: Element> {
    pub(super) losses: Tensor<1, A>,
    /// What the mean divides by.
    pub(super) count: A,
    /// The shape of the losses.
    pub(super) shape: Vec<usize>,
}

impl<A: Float> RowLosses<A> {
    #[track_caller]
    pub(super) fn reduced(self, reduction: Reduction) -> Tensor<0, A> {
        reduction.of(self.losses, self.count, &self.shape)
    }

    #[track_caller]
    pub(super) fn unreduced<const N: usize>(self) -> <Tensor<N, A> as Rank>::Smaller
    where
        Tensor<N, A>: Rank<Element = A>,
    {
        let place = Placed(self.losses.place().clone());
        FromStorage::with_storage(&self.shape, self.losses.into_storage(), place)
    }
}
