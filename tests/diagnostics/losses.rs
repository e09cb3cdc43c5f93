//! Losses whose targets, labels or weights do not fit.

use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, zeros};

#[test]
fn pointwise() {
    let mut c = Cases::of("pointwise_losses");
    panics!(c, zeros([4, 1]).mse_loss(zeros([4, 2])));
    panics!(c, MseLoss::new().reduction(Reduction::Sum).loss(zeros([4]), zeros([3])));
    panics!(c, MseLoss::new().unreduced(zeros([4]), zeros([3])));
    panics!(c, zeros([4]).l1_loss(zeros([3])));
    panics!(c, zeros([4]).huber_loss(zeros([3])));
    panics!(c, HuberLoss::new().delta(0.0));
    panics!(c, SoftMarginLoss::new().loss(zeros([4]), zeros([3])));
    panics!(c, HingeEmbeddingLoss::new().unreduced(zeros([4]), zeros([3])));
    panics!(c, MarginRankingLoss::new().loss(zeros([4]), zeros([3]), zeros([4])));
    panics!(c, MarginRankingLoss::new().unreduced(zeros([4]), zeros([4]), zeros([3])));
    panics!(c, CosineEmbeddingLoss::new().loss(zeros([2, 3]), zeros([2, 4]), zeros([2])));
    panics!(c, CosineEmbeddingLoss::new().unreduced(zeros([2, 3]), zeros([2, 3]), zeros([3])));
    panics!(c, TripletMarginLoss::new().margin(0.0));
    panics!(c, TripletMarginLoss::new().p(-1.0));
    panics!(c, TripletMarginLoss::new().loss(zeros([2, 3]), zeros([2, 4]), zeros([2, 3])));
    panics!(c, TripletMarginLoss::new().unreduced(zeros([3]), zeros([3]), zeros([4])));
    let apart = |a: Tensor<2>, b: Tensor<2>| (a - b).abs().sum_axis(1);
    panics!(c, TripletMarginWithDistanceLoss::new(apart).margin(0.0));
    panics!(c, TripletMarginWithDistanceLoss::new(apart).loss(zeros([2, 3]), zeros([3, 3]), zeros([2, 3])));
    panics!(
        c,
        TripletMarginWithDistanceLoss::new(apart).unreduced(zeros([2, 3]), zeros([2, 3]), zeros([1, 3]))
    );
    panics!(c, MultiLabelSoftMarginLoss::new().loss(zeros([2, 3]), zeros([2, 4])));
    panics!(c, MultiLabelSoftMarginLoss::new().weight(zeros([4])).unreduced(zeros([2, 3]), zeros([2, 3])));
    let labels = Tensor::new([1, 2], vec![1, 2]);
    panics!(c, CtcLoss::new().loss(zeros([4, 2, 3]), &labels, &[4], &[2]));
    panics!(c, CtcLoss::new().loss(zeros([4, 1, 3]), &labels, &[5], &[2]));
    panics!(c, CtcLoss::new().loss(zeros([4, 1, 3]), &labels, &[4], &[3]));
    panics!(c, CtcLoss::new().blank(3).loss(zeros([4, 1, 3]), &labels, &[4], &[2]));
    panics!(c, CtcLoss::new().unreduced(zeros([4, 1, 2]), &labels, &[4], &[2]));
    panics!(c, CtcLoss::new().blank(2).unreduced(zeros([4, 1, 3]), &labels, &[4], &[2]));
    panics!(c, MultiMarginLoss::<f32>::new().p(3));
    panics!(c, MultiMarginLoss::new().loss(zeros([2, 3]), &indices([3])));
    panics!(c, MultiMarginLoss::new().loss(zeros([2, 3]), &Tensor::from([0, 3])));
    panics!(c, MultiMarginLoss::new().weight(zeros([4])).unreduced(zeros([2, 3]), &indices([2])));
    panics!(c, MultiMarginLoss::new().unreduced(zeros([2, 0]), &indices([2])));
    panics!(c, MultiLabelMarginLoss::new().loss(zeros([2, 3]), &Tensor::<2, i64>::zeros([2, 4])));
    panics!(c, MultiLabelMarginLoss::new().unreduced(zeros([1, 3]), &Tensor::<2, i64>::full([1, 3], 3)));
    panics!(c, PoissonNllLoss::new().loss(zeros([4]), zeros([3])));
    panics!(c, GaussianNllLoss::new().loss(zeros([4]), zeros([3]), zeros([4])));
    panics!(c, GaussianNllLoss::new().unreduced(zeros([4]), zeros([4]), zeros([3])));
    panics!(c, GaussianNllLoss::new().unreduced(zeros([1]), zeros([1]), Tensor::from([-1.0])));
    panics!(c, L1Loss::new().unreduced(zeros([4]), zeros([3])));
    panics!(c, zeros([4]).smooth_l1_loss(zeros([3])));
    panics!(c, SmoothL1Loss::new().beta(-1.0));
    panics!(c, SmoothL1Loss::new().beta(2.0).unreduced(zeros([4]), zeros([3])));
    panics!(c, zeros([4]).kl_div(zeros([3])));
    panics!(c, KlDivLoss::new().log_target(true).unreduced(zeros([4]), zeros([3])));
    panics!(c, zeros([4]).binary_cross_entropy(zeros([3])));
    panics!(c, Tensor::from([0.5, 1.5]).binary_cross_entropy(zeros([2])));
    panics!(c, BceLoss::new().weight(zeros([2])).loss(zeros([4, 3]), zeros([4, 3])));
    panics!(c, BceLoss::new().weight(zeros([1, 1, 3])).unreduced(zeros([4, 3]), zeros([4, 3])));
    panics!(c, zeros([4]).binary_cross_entropy_with_logits(zeros([3])));
    panics!(c, BceWithLogitsLoss::new().weight(zeros([2])).loss(zeros([4, 3]), zeros([4, 3])));
    panics!(c, BceWithLogitsLoss::new().pos_weight(zeros([2])).unreduced(zeros([4, 3]), zeros([4, 3])));
    c.compare();
}

#[test]
fn of_classes() {
    let mut c = Cases::of("class_losses");
    panics!(c, zeros([2, 4]).cross_entropy(&indices([3])));
    panics!(c, zeros([2, 4]).cross_entropy(&Tensor::from([0, 4])));
    panics!(c, zeros([4]).cross_entropy(&Tensor::from(4)));
    panics!(c, zeros([2, 4, 5, 6]).cross_entropy(&indices([2, 6, 5])));
    panics!(c, zeros([2, 4]).cross_entropy(&zeros([4, 2])));
    panics!(c, zeros([2, 0]).cross_entropy(&indices([2])));
    panics!(c, zeros([]).cross_entropy(&zeros([])));
    panics!(c, CrossEntropyLoss::new().weight(zeros([3])).loss(zeros([2, 4]), &indices([2])));
    panics!(c, CrossEntropyLoss::new().weight(zeros([3])).unreduced(zeros([2, 4]), &zeros([2, 4])));
    panics!(c, CrossEntropyLoss::new().ignore_index(0).loss(zeros([2, 4]), &zeros([2, 4])));
    panics!(c, CrossEntropyLoss::<f32>::new().label_smoothing(1.5));
    panics!(c, zeros([2, 4]).nll_loss(&indices([3])));
    panics!(c, zeros([2, 4]).nll_loss(&Tensor::from([0, 4])));
    panics!(c, NllLoss::new().weight(zeros([3])).loss(zeros([2, 4]), &indices([2])));
    panics!(c, NllLoss::new().ignore_index(9).unreduced(zeros([2, 4]), &Tensor::from([9, 8])));
    c.compare();
}
