//! Inputs without elements go through every operation, forward and back: nothing is out of bounds, and nothing divides
//! by nothing.

use nn_core::ops::{AttentionOptions, BagMode, GridSampleOptions, Interpolation, Patches};
use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, on_tape, zeros};

/// Goes back from a result.
fn back<const N: usize>(y: Tensor<N>) {
    y.sum().backward();
}

#[test]
fn elements_and_shapes() {
    let mut c = Cases::of("empty_elements");
    let x = || on_tape([0, 3]);
    works!(c, back(x() + x().off_tape()));
    works!(c, back(x() * &zeros([3])));
    works!(c, back(x() / zeros([1, 3])));
    works!(c, back(2.0 - x()));
    works!(c, back(-x()));
    works!(c, back(x().scale(2.0)));
    works!(c, back(x().relu()));
    works!(c, back(x().rrelu(0.1, 0.3)));
    works!(c, back(x().leaky_relu(0.1)));
    works!(c, back(x().elu(1.0)));
    works!(c, back(x().sigmoid()));
    works!(c, back(x().tanh()));
    works!(c, back(x().silu()));
    works!(c, back(x().gelu()));
    works!(c, back(x().gelu_tanh()));
    works!(c, back(x().softplus(1.0, 20.0)));
    works!(c, back(x().celu(1.0)));
    works!(c, back(x().selu()));
    works!(c, back(x().mish()));
    works!(c, back(x().hardswish()));
    works!(c, back(x().hardsigmoid()));
    works!(c, back(x().hardshrink(0.5)));
    works!(c, back(x().softshrink(0.5)));
    works!(c, back(x().softsign()));
    works!(c, back(x().tanhshrink()));
    works!(c, back(x().log_sigmoid()));
    works!(c, back(x().threshold(0.1, 2.0)));
    works!(c, back(x().hardtanh(-1.0, 1.0)));
    works!(c, back(x().exp()));
    works!(c, back(x().ln()));
    works!(c, back(x().sqrt()));
    works!(c, back(x().abs()));
    works!(c, back(x().powf(2.0)));
    works!(c, back(x().powi(i32::MIN)));
    works!(c, back(on_tape([1]).powi(i32::MIN)));
    works!(c, back(x().log()));
    works!(c, back(x().pow(2.5)));
    works!(c, back(x().square()));
    works!(c, back(x().rsqrt()));
    works!(c, back(x().reciprocal()));
    works!(c, back(x().sign()));
    works!(c, back(x().round()));
    works!(c, back(x().floor()));
    works!(c, back(x().ceil()));
    works!(c, x().gt(0.0).count());
    works!(c, x().isnan().any());
    works!(c, x().isinf().all());
    works!(c, !x().isfinite());
    works!(c, indices([0, 3]) + 1);
    works!(c, x().full_like(1.0));
    works!(c, x().zeros_like());
    works!(c, x().ones_like());
    works!(c, indices([0, 3]).one_hot(2));
    works!(c, x().bernoulli(&mut rng(0)));
    works!(c, x().multinomial(2, &mut rng(0)));
    works!(c, x().multinomial_with_replacement(2, &mut rng(0)));
    works!(c, back(x().view([3, 0])));
    works!(c, back(x().unsqueeze(2)));
    works!(c, back(on_tape([1, 0]).squeeze(0)));
    works!(c, back(x().t()));
    works!(c, back(x().expand([2, 0, 3])));
    works!(c, back(x().at(1, 2)));
    works!(c, back(x().flip(0)));
    works!(c, back(x().roll(1, 0)));
    works!(c, back(x().repeat([2, 0])));
    works!(c, back(x().tril(0)));
    works!(c, back(on_tape([2, 0]).triu(0)));
    works!(c, back(x().scatter(1, &indices([0, 2]), 1.0)));
    works!(c, back(x().scatter_add(1, &indices([0, 2]), 1.0)));
    works!(c, back(Tensor::cat(&[x(), x().off_tape()], 0)));
    works!(c, back(x().sin()));
    works!(c, back(x().cos()));
    works!(c, back(x().clamp(0.0, 1.0)));
    works!(c, back(x().dropout(0.5)));
    works!(c, back(x().alpha_dropout(0.5)));
    works!(c, back(x().feature_dropout(0.5)));
    works!(c, back(x().feature_alpha_dropout(0.5)));
    works!(c, back(on_tape([0, 4, 2, 2]).pixel_shuffle(2)));
    works!(c, back(on_tape([1, 4, 0, 2]).pixel_unshuffle(2)));
    works!(c, back(on_tape([1, 4, 0]).channel_shuffle(2)));
    works!(c, back(on_tape([0, 2, 3, 4]).grid_sample(zeros([0, 5, 5, 2]), GridSampleOptions::new())));
    works!(c, back(on_tape([2, 0, 3, 4]).grid_sample(zeros([2, 5, 5, 2]), GridSampleOptions::new())));
    works!(c, back(on_tape([2, 2, 3, 4]).grid_sample(zeros([2, 0, 5, 2]), GridSampleOptions::new())));
    works!(c, back(on_tape([0, 2, 3]).interpolate([5], Interpolation::Area)));
    works!(c, back(on_tape([0, 2, 3, 3]).unfold(Patches::new([2, 2]))));
    works!(c, back(on_tape([1, 0, 3, 3]).unfold(Patches::new([2, 2]))));
    works!(c, back(on_tape([1, 2, 0, 3]).unfold(Patches::new([2, 2]).padding([1, 1]))));
    works!(c, back(on_tape([1, 0, 4]).fold([3, 3], Patches::new([2, 2]))));
    works!(c, back(x().maximum(zeros([1, 3]))));
    works!(c, back(x().minimum(zeros([0, 1]))));
    works!(c, back(x().prelu(zeros([3]))));
    works!(c, back(on_tape([2, 0]).prelu(zeros([0]))));
    works!(c, back(x().masked_fill(&Tensor::zeros([0, 3]), 1.0)));
    works!(c, back(Tensor::<2, bool>::zeros([0, 3]).select(x(), zeros([0, 3]))));
    works!(c, back(x().reshape([3, 0])));
    works!(c, back(on_tape([0, 3, 2]).flatten()));
    works!(c, back(x().insert_axis(2)));
    works!(c, back(on_tape([1, 0]).remove_axis(0)));
    works!(c, back(x().permute([1, 0])));
    works!(c, back(x().transpose(0, 1)));
    works!(c, back(on_tape([1, 3]).broadcast_to([0, 3])));
    works!(c, back(x().slice(0, 0..0)));
    works!(c, back(x().slice(1, 1..2)));
    works!(c, back(x().with_slice(1, 1..2, zeros([0, 1]))));
    works!(c, back(x().chunk(2, 0).remove(0)));
    works!(c, back(x().split([1, 2], 1).remove(1)));
    works!(c, back(x().unbind(1).remove(2)));
    works!(c, back(x().cast::<f32>()));
    works!(c, back(Tensor::concat(&[x(), zeros([2, 3])], 0)));
    works!(c, back(Tensor::stack(&[x(), zeros([0, 3])], 1)));
    works!(c, back(x().index_select(1, &Tensor::from([0, 2]))));
    works!(c, back(on_tape([2, 3]).index_select(1, &indices([0]))));
    works!(c, back(x().gather(1, &indices([0, 2]))));
    works!(c, back(on_tape([2, 3]).gather(1, &indices([2, 0]))));
    works!(c, zeros([0]).take(&[]));
    works!(c, x().mask(|x| x > 0.0));
    works!(c, back(on_tape([2]).clamp(1.0, -1.0)));
    c.compare();
}

#[test]
fn sums_and_products() {
    let mut c = Cases::of("empty_sums");
    let x = || on_tape([0, 3]);
    works!(c, x().sum().backward());
    works!(c, x().mean().backward());
    works!(c, back(x().sum_axis(0)));
    works!(c, back(x().mean_axis(0)));
    works!(c, back(x().sum_keepdim(0)));
    works!(c, back(x().mean_keepdim(1)));
    works!(c, back(x().max_axis(1)));
    works!(c, back(x().min_axis(1)));
    works!(c, back(x().max_keepdim(1).0));
    works!(c, back(x().min_keepdim(1).0));
    works!(c, zeros([0, 3]).argmax(1));
    works!(c, back(x().cosine_similarity(zeros([0, 3]), 0, 1e-8)));
    works!(c, back(on_tape([2, 0]).pairwise_distance(zeros([2, 0]), 2.0, 1e-6)));
    works!(c, zeros([0, 3]).argmin(1));
    works!(c, x().var().backward());
    works!(c, x().std().backward());
    works!(c, back(x().var_axis(0)));
    works!(c, back(x().std_axis(1)));
    works!(c, back(x().var_keepdim(1)));
    works!(c, back(x().std_keepdim(0)));
    works!(c, x().norm().backward());
    works!(c, back(x().norm_axis(0)));
    works!(c, back(x().norm_keepdim(1)));
    works!(c, back(x().logsumexp(1)));
    works!(c, back(x().logsumexp_keepdim(1)));
    works!(c, x().prod().backward());
    works!(c, back(x().prod_axis(0)));
    works!(c, back(x().prod_keepdim(1)));
    works!(c, back(x().cumsum(0)));
    works!(c, back(x().cumprod(1)));
    works!(c, back(x().sort(0).0));
    works!(c, back(x().sort_descending(1).0));
    works!(c, x().argsort(0));
    works!(c, back(x().topk(2, 1).0));
    works!(c, back(x().median_axis(1)));
    works!(c, back(on_tape([0]).outer(zeros([3]))));
    works!(c, on_tape([0]).dot(zeros([0])).backward());
    works!(c, back(x().cdist(zeros([2, 3]))));
    works!(c, back(on_tape([2, 0]).cdist(zeros([2, 0]))));
    works!(c, back(Tensor::<2>::einsum("ij,kj->ik", &[&x(), &zeros([2, 3])])));
    works!(c, back(Tensor::<2>::einsum("ij,kj->ik", &[&on_tape([2, 0]), &zeros([2, 0])])));
    works!(c, back(x().softmax(1)));
    works!(c, back(x().softmax(0)));
    works!(c, back(x().log_softmax(1)));
    works!(c, back(x().softmin(1)));
    works!(c, back(x().pad([1, 2, 0, 1])));
    works!(c, back(x().rms_norm([3], None, 1.0)));
    works!(c, back(on_tape([2, 0, 3]).local_response_norm(2, 1.0, 1.0, 1.0)));
    works!(c, back(on_tape([0, 2]).glu(1)));
    works!(c, back(on_tape([2, 0]).log_softmax(1)));
    works!(c, back(x().matmul(zeros([3, 2]))));
    works!(c, back(on_tape([2, 0]).matmul(zeros([0, 2]))));
    works!(c, back(on_tape([0, 2, 3]).matmul_t(zeros([0, 4, 3]))));
    works!(c, back(x().linear(zeros([2, 3]), zeros([2]))));
    works!(c, back(on_tape([2, 0]).linear(zeros([3, 0]), None)));
    works!(c, back(on_tape([2, 3]).linear(zeros([0, 3]), None)));
    works!(c, back(x().bilinear(zeros([0, 2]), zeros([4, 3, 2]), None)));
    works!(c, back(on_tape([4, 0]).embedding(&indices([2]), Some(9))));
    works!(c, back(on_tape([4, 2]).embedding(&indices([0, 3]), Some(9))));
    works!(c, back(on_tape([4, 2]).embedding_bag(&indices([0]), &indices([2]), BagMode::Mean, None, None)));
    works!(c, back(on_tape([4, 2]).embedding_bag(&indices([3]), &indices([0]), BagMode::Max, None, None)));
    works!(c, back(on_tape([4, 0]).embedding_bag(&indices([3]), &indices([1]), BagMode::Sum, None, None)));
    works!(c, back(x().batch_norm(None, None, 1e-5)));
    works!(c, back(on_tape([2, 0]).batch_norm(None, None, 1e-5)));
    works!(c, back(x().batch_norm_with(&zeros([3]), &zeros([3]), None, None, 1e-5)));
    works!(c, back(on_tape([0, 4, 2]).group_norm(2, None, None, 1e-5)));
    works!(c, back(on_tape([2, 0]).group_norm(2, None, None, 1e-5)));
    for shape in [[0, 2, 3, 4], [1, 2, 0, 4], [1, 2, 3, 0]] {
        works!(
            c,
            back(on_tape(shape).scaled_dot_product_attention(
                zeros(shape),
                zeros(shape),
                &AttentionOptions::new()
            ))
        );
    }
    works!(c, back(x().layer_norm([3], None, None, 1e-5)));
    works!(c, back(on_tape([2, 0]).layer_norm([0], None, None, 1e-5)));
    works!(c, back(on_tape([0, 3, 8]).conv1d(zeros([4, 3, 3]), None, Default::default())));
    works!(c, back(on_tape([0, 3, 8, 8]).conv_transpose2d(zeros([3, 4, 3, 3]), None, Default::default())));
    works!(
        c,
        back(on_tape([1, 0, 8, 8]).conv_transpose2d(zeros([0, 4, 3, 3]), zeros([4]), Default::default()))
    );
    works!(c, back(on_tape([1, 3, 8, 8]).conv_transpose2d(zeros([3, 0, 3, 3]), None, Default::default())));
    works!(c, back(on_tape([0, 3, 4, 4, 4]).conv3d(zeros([4, 3, 3, 3, 3]), None, Default::default())));
    works!(c, back(on_tape([1, 3, 4, 4, 4]).conv3d(zeros([0, 3, 3, 3, 3]), None, Default::default())));
    works!(
        c,
        back(on_tape([0, 3, 4, 4, 4]).conv_transpose3d(zeros([3, 4, 3, 3, 3]), None, Default::default()))
    );
    works!(c, back(on_tape([0, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), None, Default::default())));
    works!(c, back(on_tape([1, 0, 8, 8]).conv2d(zeros([4, 0, 3, 3]), zeros([4]), Default::default())));
    works!(c, back(on_tape([1, 0, 8, 8]).conv2d(zeros([4, 0, 3, 3]), None, Default::default())));
    works!(c, back(on_tape([1, 3, 8, 8]).conv2d(zeros([0, 3, 3, 3]), None, Default::default())));
    c.compare();
}

#[test]
fn layers() {
    let mut c = Cases::of("empty_layers");
    let rng = &mut rng(0);
    let images = || on_tape([0, 4, 6, 6]);
    let sequences = || on_tape([0, 4, 6]);
    let volumes = || on_tape([0, 4, 4, 4, 4]);
    works!(c, back(Linear::new(3, 2, rng).forward(on_tape([0, 3]))));
    works!(c, back(Linear::new(0, 2, rng).forward(on_tape([1, 0]))));
    works!(c, back(Linear::new(3, 0, rng).forward(on_tape([1, 3]))));
    works!(c, back(WeightNorm::new(Linear::new(3, 0, rng)).forward(on_tape([1, 3]))));
    works!(c, back(WeightNorm::new(Linear::new(0, 2, rng)).forward(on_tape([1, 0]))));
    works!(c, back(SpectralNorm::new(Linear::new(3, 0, rng), rng).forward(on_tape([1, 3]))));
    works!(c, back(SpectralNorm::new(Linear::new(0, 2, rng), rng).forward(on_tape([1, 0]))));
    works!(c, back(Bilinear::new(3, 2, 4, rng).forward((on_tape([0, 3]), zeros([0, 2])))));
    works!(c, back(Embedding::new(3, 2, rng).forward(Tape::new(0).input(indices([0, 4])))));
    works!(c, Embedding::new(0, 2, rng).forward(indices([0])));
    let shared = Shared::new(Embedding::new(0, 2, rng));
    works!(c, back(TiedLinear::new(&shared).forward(on_tape([1, 2]))));
    works!(c, back(EmbeddingBag::new(3, 2, rng).forward(Tape::new(0).input(indices([2, 0])))));
    let softmax = AdaptiveLogSoftmaxWithLoss::new(16, 6, vec![2, 4], rng);
    works!(c, back(softmax.forward((on_tape([0, 16]), indices([0]))).0));
    works!(c, back(Conv2d::new(4, 2, 3, rng).forward(images())));
    works!(c, back(ConvTranspose2d::new(4, 2, 3, rng).forward(images())));
    works!(c, back(Conv1d::spec(4, 2, 3).padding_same().init(rng).forward(sequences())));
    works!(c, back(BatchNorm2d::new(4).forward(images())));
    works!(c, back(BatchNorm1d::new(4).forward(sequences())));
    works!(c, back(BatchNorm1d::new(0).forward(on_tape([2, 0]))));
    works!(c, back(GroupNorm::new(2, 4).forward(images())));
    works!(c, back(GroupNorm::new(2, 0).forward(on_tape([2, 0]))));
    works!(c, back(LayerNorm::new([6]).forward(images())));
    works!(c, back(LayerNorm::new([0]).forward(on_tape([2, 0]))));
    works!(c, back(Prelu::spec().num_parameters(0).init(rng).forward(on_tape([2, 0]))));
    works!(c, back(MaxPool2d::new(2).forward(images())));
    works!(c, back(MaxPool1d::new(2).forward(sequences())));
    works!(c, back(AvgPool2d::new(2).forward(images())));
    works!(c, back(AvgPool1d::new(2).forward(sequences())));
    works!(c, back(AdaptiveAvgPool2d::new(2).forward(images())));
    works!(c, back(AdaptiveAvgPool1d::new(0).forward(on_tape([1, 4, 6]))));
    works!(c, back(AdaptiveMaxPool2d::new(0).forward(on_tape([1, 4, 6, 6]))));
    works!(c, back(AdaptiveMaxPool1d::new(2).forward(sequences())));
    works!(c, back(Conv3d::new(4, 2, 3, rng).forward(volumes())));
    works!(c, back(ConvTranspose3d::new(4, 2, 3, rng).forward(volumes())));
    works!(c, back(MaxPool3d::new(2).forward(volumes())));
    works!(c, back(AvgPool3d::new(2).forward(volumes())));
    works!(c, back(AdaptiveAvgPool3d::new(2).forward(volumes())));
    works!(c, back(AdaptiveMaxPool3d::new(0).forward(on_tape([1, 4, 4, 4, 4]))));
    works!(c, back(LpPool1d::new(2.0, 2).forward(sequences())));
    works!(c, back(LpPool2d::new(2.0, 2).forward(images())));
    works!(c, back(LpPool3d::new(2.0, 2).forward(volumes())));
    works!(c, back(MaxUnpool2d::new(2).forward((images(), indices([0, 4, 6, 6])))));
    works!(c, back(FractionalMaxPool2d::new(2, 3).forward(images())));
    works!(c, back(FractionalMaxPool2d::new(2, 0).forward(on_tape([1, 4, 6, 6]))));
    works!(c, back(FractionalMaxPool3d::of_ratio(2, 0.5).forward(volumes())));
    works!(c, back(Softmax::new(-1).forward(on_tape([]))));
    works!(c, back(LogSoftmax::new(-1).forward(on_tape([2, 0]))));
    c.compare();
}

#[test]
fn losses() {
    let mut c = Cases::of("empty_losses");
    let x = || on_tape([0, 3]);
    works!(c, x().mse_loss(zeros([0, 3])).backward());
    works!(c, x().l1_loss(zeros([0, 3])).backward());
    works!(c, x().huber_loss(zeros([0, 3])).backward());
    works!(c, SoftMarginLoss::new().loss(x(), zeros([0, 3])).backward());
    works!(c, HingeEmbeddingLoss::new().loss(x(), zeros([0, 3])).backward());
    works!(c, MarginRankingLoss::new().loss(x(), zeros([0, 3]), zeros([0, 3])).backward());
    works!(c, CosineEmbeddingLoss::new().loss(x(), zeros([0, 3]), zeros([0])).backward());
    works!(c, TripletMarginLoss::new().loss(x(), zeros([0, 3]), zeros([0, 3])).backward());
    works!(c, MultiLabelSoftMarginLoss::new().loss(x(), zeros([0, 3])).backward());
    works!(c, CtcLoss::new().unreduced(on_tape([4, 0, 3]), &indices([0, 2]), &[], &[]).sum().backward());
    works!(c, CtcLoss::new().loss(on_tape([0, 1, 3]), &indices([1, 0]), &[0], &[0]).backward());
    works!(c, MultiMarginLoss::new().loss(x(), &indices([0])).backward());
    works!(c, MultiLabelMarginLoss::new().loss(x(), &Tensor::<2, i64>::zeros([0, 3])).backward());
    works!(c, PoissonNllLoss::new().loss(x(), zeros([0, 3])).backward());
    works!(c, GaussianNllLoss::new().loss(x(), zeros([0, 3]), zeros([0, 3])).backward());
    works!(c, SmoothL1Loss::new().beta(0.0).loss(x(), zeros([0, 3])).backward());
    works!(c, KlDivLoss::new().reduction(Reduction::BatchMean).loss(x(), zeros([0, 3])).backward());
    works!(c, x().binary_cross_entropy(zeros([0, 3])).backward());
    works!(c, x().binary_cross_entropy_with_logits(zeros([0, 3])).backward());
    works!(c, x().cross_entropy(&indices([0])).backward());
    works!(c, x().cross_entropy(&zeros([0, 3])).backward());
    works!(c, on_tape([0, 3, 2]).cross_entropy(&indices([0, 2])).backward());
    works!(c, back(CrossEntropyLoss::new().label_smoothing(0.1).unreduced(x(), &indices([0]))));
    works!(c, x().nll_loss(&indices([0])).backward());
    works!(c, NllLoss::new().ignore_index(7).loss(on_tape([1, 3]), &Tensor::from([7])).backward());
    c.compare();
}
