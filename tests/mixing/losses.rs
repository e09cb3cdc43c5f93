//! Every loss: both sides get gradients, wherever they stand.

use nn_core::loss::Reduction;
use nn_core::prelude::*;

use super::world::mix;
use crate::diagnostics::caught::catch;

#[test]
fn element_with_element() {
    mix!("L1Loss", x: float [2, 3], t: float [2, 3] => L1Loss::new().loss(x, t));
    mix!("MseLoss", x: float [2, 3], t: float [2, 3] => MseLoss::new().unreduced(x, &t));
    mix!("SmoothL1Loss", x: float [2, 3], t: float [2, 3] => SmoothL1Loss::new().loss(x, t));
    mix!("HuberLoss", x: float [2, 3], t: float [2, 3] => HuberLoss::new().delta(0.5).loss(x, t));
    mix!("SoftMarginLoss", x: float [2, 3], t: float [2, 3] => SoftMarginLoss::new().loss(x, t));
    mix!("HingeEmbeddingLoss", x: float [2, 3] => HingeEmbeddingLoss::new().loss(x, Tensor::full([2, 3], -1.0)));
    mix!("MarginRankingLoss", a: float [3], b: float [3] => MarginRankingLoss::new().margin(5.0).loss(a, b, Tensor::full([3], 1.0)));
    mix!("CosineEmbeddingLoss", a: float [2, 3], b: float [2, 3] => CosineEmbeddingLoss::new().margin(-1.0).loss(a, b, Tensor::from([1.0, -1.0])));
    let triplet = TripletMarginLoss::new().margin(9.0).swap(true);
    mix!("TripletMarginLoss", a: float [2, 3], p: float [2, 3], n: float [2, 3] => triplet.loss(a, p, &n));
    mix!("TripletMarginWithDistanceLoss", a: float [2, 3], p: float [2, 3], n: float [2, 3] => TripletMarginWithDistanceLoss::new(|a: Tensor<2>, b: Tensor<2>| (a - b).abs().sum_axis(1)).margin(9.0).loss(a, p, &n));
    mix!("MultiLabelSoftMarginLoss", x: float [2, 3], t: float [2, 3] => MultiLabelSoftMarginLoss::new().loss(x, t));
    let labels = Tensor::<2, i64>::new([2, 3], vec![0, -1, 0, 2, 1, -1]);
    mix!("MultiLabelMarginLoss", x: float [2, 3] => MultiLabelMarginLoss::new().loss(x, &labels));
    mix!("PoissonNllLoss", x: float [2, 3], t: float [2, 3] => PoissonNllLoss::new().loss(x, t));
    mix!("PoissonNllLoss", x: float [2, 3], t: float [2, 3] => PoissonNllLoss::new().full(true).loss(x, t));
    mix!("GaussianNllLoss", x: float [2, 3], t: float [2, 3], v: float [2, 1] => GaussianNllLoss::new().loss(x, t, v.exp()));
    mix!("KlDivLoss", x: float [2, 3], t: float [2, 3] => KlDivLoss::new().loss(x, t));
    mix!("KlDivLoss", x: float [2, 3], t: float [2, 3] => KlDivLoss::new().log_target(true).loss(x, t));
    mix!("BceLoss", x: float [2, 3], t: float [2, 3] => BceLoss::new().loss(x, t));
    let loss = BceWithLogitsLoss::new().pos_weight([1.0, 2.0, 3.0]);
    mix!("BceWithLogitsLoss", x: float [2, 3], t: float [2, 3] => loss.loss(x, t));
}

#[test]
fn classes() {
    mix!("CtcLoss", x: float [4, 2, 3], t: index [2, 2] =>
        CtcLoss::new().blank(2).loss(x.log_softmax(2), &t, &[4, 3], &[1, 1]));
    mix!("MultiMarginLoss", x: float [2, 3], t: index [2] => MultiMarginLoss::new().loss(x, &t));
    mix!("CrossEntropyLoss", x: float [2, 3], t: index [2] => CrossEntropyLoss::new().loss(x, &t));
    mix!("CrossEntropyLoss", x: float [2, 3], t: float [2, 3] => CrossEntropyLoss::new().loss(x, &t));
    let sum = NllLoss::new().reduction(Reduction::Sum);
    mix!("NllLoss", x: float [2, 3, 4], t: index [2, 4] => sum.unreduced(x, &t));
}

/// Weights are settings: one that would need a gradient is refused.
#[test]
fn weights() {
    let param = Param::<1>::new([1.0, 2.0, 3.0]);
    let result = Tape::new(0).input([1.0, 2.0, 3.0]).requires_grad();
    for weight in [param.value(), &result] {
        assert_refused(|| drop(CrossEntropyLoss::new().weight(weight)));
        assert_refused(|| drop(NllLoss::new().weight(weight)));
        assert_refused(|| drop(BceLoss::new().weight(weight)));
        assert_refused(|| drop(BceWithLogitsLoss::new().pos_weight(weight)));
    }
}

#[track_caller]
fn assert_refused(call: impl FnOnce()) {
    let caught = catch(call).expect("the weight would get no gradient");
    assert!(caught.message.starts_with("weight: ") && caught.message.contains("no gradient"), "{caught:?}");
}
