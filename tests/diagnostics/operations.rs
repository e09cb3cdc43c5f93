//! Operations on tensors whose shapes, axes or indices do not fit.

use nn_core::ops::{AttentionOptions, BagMode, GridSampleOptions, Interpolation, Patches};
use nn_core::ops::{Conv1dOptions, Conv2dOptions, Conv3dOptions};
use nn_core::ops::{ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTranspose3dOptions};
use nn_core::prelude::*;

use super::cases::Cases;
use super::{indices, zeros};

#[test]
fn elements() {
    let mut c = Cases::of("elements");
    let scale = Param::<1>::new(zeros([3]));
    panics!(c, zeros([2, 3]) + zeros([2, 4]));
    panics!(c, &zeros([2, 3]) - &zeros([4, 3]));
    panics!(c, zeros([2, 3]) * zeros([2]));
    panics!(c, zeros([4]) / &zeros([2, 3]));
    panics!(c, zeros([2, 4]) * &scale);
    panics!(c, &scale + zeros([2, 4]));
    panics!(c, &scale - &zeros([5]));
    panics!(c, zeros([1 << 40, 0, 1]) + zeros([1, 0, 1 << 40]));
    panics!(c, zeros([2, 3]).maximum(zeros([2, 4])));
    panics!(c, zeros([2, 3]).minimum(zeros([3, 3])));
    panics!(c, zeros([2, 3]).masked_fill(&Tensor::zeros([3, 2]), 0.0));
    panics!(c, Tensor::<1, bool>::zeros([2]).select(zeros([2]), zeros([3])));
    panics!(c, zeros([2, 3]).masked_fill(&Tensor::<3, bool>::zeros([1, 2, 3]), 0.0));
    panics!(c, Tensor::<1, bool>::zeros([2]).select(zeros([3]), 0.0));
    panics!(c, zeros([2, 3]).gt(zeros([2, 4])));
    panics!(c, zeros([2, 3]).lt(zeros([2, 4])));
    panics!(c, zeros([2, 3]).ge(zeros([2, 4])));
    panics!(c, zeros([2, 3]).le(zeros([2, 4])));
    panics!(c, indices([2, 3]).eq(indices([2, 4])));
    panics!(c, indices([2, 3]).ne(indices([2, 4])));
    panics!(c, zeros([2]).isnan() & zeros([3]).isnan());
    panics!(c, indices([2, 3]) + indices([2, 4]));
    panics!(c, {
        let mut x = zeros([2, 3]);
        x += zeros([2, 4]);
    });
    panics!(c, zeros([2, 3]).multinomial(4, &mut rng(0)));
    panics!(c, Tensor::from([0.5, 0.0]).multinomial(2, &mut rng(0)));
    panics!(c, zeros([2]).multinomial_with_replacement(2, &mut rng(0)));
    panics!(c, Tensor::from([0.5, -1.0]).multinomial_with_replacement(2, &mut rng(0)));
    panics!(c, zeros([]).multinomial(1, &mut rng(0)));
    panics!(c, Tensor::from([0.5, 1.5]).bernoulli(&mut rng(0)));
    panics!(c, zeros([2, 3]).prelu(zeros([4])));
    panics!(c, zeros([3]).prelu(zeros([3])));
    panics!(c, zeros([3]).rrelu(0.5, 0.25));
    panics!(c, zeros([3]).dropout(1.5));
    panics!(c, zeros([3]).dropout(f64::NAN));
    panics!(c, zeros([3]).alpha_dropout(1.5));
    panics!(c, zeros([3, 3]).feature_dropout(-0.5));
    panics!(c, zeros([3]).feature_dropout(0.5));
    panics!(c, zeros([3, 3]).feature_alpha_dropout(1.5));
    panics!(c, zeros([3]).feature_alpha_dropout(0.5));
    panics!(c, Op::named("cube").run([3], |keep| (zeros([2]), keep.nothing()), |(), _: Tensor<1>, _| ()));
    c.compare();
}

#[test]
fn shapes() {
    let mut c = Cases::of("shapes");
    panics!(c, zeros([2, 3]).reshape([4, 2]));
    panics!(c, zeros([2, 3]).reshape([usize::MAX, 2]));
    panics!(c, zeros([]).flatten());
    panics!(c, zeros([2, 3]).insert_axis(3));
    panics!(c, zeros([2, 3]).insert_axis(-4));
    panics!(c, zeros([2, 3]).remove_axis(2));
    panics!(c, zeros([2, 3]).remove_axis(1));
    panics!(c, zeros([2, 3, 4]).permute([0, 2, 2]));
    panics!(c, zeros([2, 3, 4]).permute([0, 2, 3]));
    panics!(c, zeros([2, 3]).transpose(0, 2));
    panics!(c, zeros([2, 3]).broadcast_to([4, 3]));
    panics!(c, zeros([1, 1]).broadcast_to([1 << 40, 1 << 40]));
    panics!(c, zeros([2, 3]).slice(2, 0..1));
    panics!(c, zeros([2, 3]).slice(1, 1..4));
    panics!(c, zeros([2, 3]).slice(1, std::ops::Range { start: 2, end: 1 }));
    panics!(c, zeros([2, 3]).with_slice(2, 0..1, zeros([2, 1])));
    panics!(c, zeros([2, 3]).with_slice(1, 2..4, zeros([2, 2])));
    panics!(c, zeros([2, 3]).with_slice(1, std::ops::Range { start: 5, end: 1 }, zeros([2, 0])));
    panics!(c, zeros([2, 3]).with_slice(1, 0..2, zeros([2, 1])));
    panics!(c, zeros([2, 3]).split([1, 2], 2));
    panics!(c, zeros([2, 3]).split([1, 3], 1));
    panics!(c, zeros([2, 3]).split([usize::MAX, 4], 1));
    panics!(c, zeros([2, 3]).chunk(2, 2));
    panics!(c, zeros([2, 3]).chunk(0, 1));
    panics!(c, zeros([2, 3]).split(0, 1));
    panics!(c, zeros([2, 3]).slice(1, -4..));
    panics!(c, zeros([2, 3]).slice(1, ..=3));
    panics!(c, zeros([2, 3]).view([4, 2]));
    panics!(c, zeros([2, 3]).unsqueeze(3));
    panics!(c, zeros([2, 3]).squeeze(1));
    panics!(c, zeros([2, 3]).expand([3]));
    panics!(c, zeros([2, 3]).broadcast_to([2, 4, 3]));
    panics!(c, zeros([2, 3]).at(2, 0));
    panics!(c, zeros([2, 3]).at(1, 3));
    panics!(c, zeros([2, 3]).at(1, -4));
    panics!(c, zeros([2, 3]).flip(2));
    panics!(c, zeros([2, 3]).roll(1, 2));
    panics!(c, zeros([2, 3]).repeat([usize::MAX, 2]));
    panics!(c, zeros([3]).tril(0));
    panics!(c, zeros([3]).triu(0));
    panics!(c, zeros([2, 3]).unbind(2));
    panics!(c, Tensor::concat(&[zeros([2, 3]), zeros([2, 4])], 0));
    panics!(c, Tensor::cat(&[zeros([2, 3]), zeros([2, 4])], 0));
    panics!(c, Tensor::concat(&[zeros([2, 3])], 2));
    panics!(c, Tensor::<2>::concat::<Tensor<2>>(&[], 0));
    panics!(c, Tensor::concat(&[zeros([0, 1 << 60]), zeros([0, 1 << 60])], 1));
    panics!(c, Tensor::stack(&[zeros([2]), zeros([3])], 0));
    panics!(c, Tensor::stack(&[zeros([2])], 2));
    panics!(c, Tensor::<1>::stack::<Tensor<1>>(&[], 0));
    panics!(c, zeros([2, 3]).index_select(2, &indices([1])));
    panics!(c, zeros([2, 3]).index_select(1, &Tensor::from([0, 3])));
    panics!(c, zeros([2, 3]).gather(2, &indices([2, 3])));
    panics!(c, zeros([2, 3]).gather(1, &indices([3, 1])));
    panics!(c, zeros([2, 3]).gather(0, &Tensor::full([1, 3], 2)));
    panics!(c, zeros([2]).take(&[0, 2]));
    panics!(c, zeros([1, 6, 2, 2]).pixel_shuffle(2));
    panics!(c, zeros([4, 2]).pixel_shuffle(2));
    panics!(c, zeros([1, 1, 3, 2]).pixel_unshuffle(2));
    panics!(c, zeros([1, 1, 4, 4]).pixel_unshuffle(0));
    panics!(c, zeros([1, 3, 2]).channel_shuffle(2));
    panics!(c, zeros([3]).channel_shuffle(3));
    panics!(c, zeros([2, 2, 3, 4]).grid_sample(zeros([1, 5, 5, 2]), GridSampleOptions::new()));
    panics!(c, zeros([2, 2, 3, 4]).grid_sample(zeros([2, 5, 5, 3]), GridSampleOptions::new().nearest(true)));
    let corners = GridSampleOptions::new();
    panics!(c, zeros([2, 2, 3, 0]).grid_sample(zeros([2, 5, 5, 2]), corners.align_corners(true)));
    panics!(c, zeros([1, 2, 0]).interpolate([2], Interpolation::Nearest));
    panics!(c, zeros([3]).interpolate([2, 2], Interpolation::Area));
    panics!(c, zeros([1, 2, 3]).interpolate([f64::NAN], Interpolation::Nearest));
    panics!(c, zeros([1, 2, 3]).interpolate([usize::MAX], Interpolation::Nearest));
    panics!(c, zeros([1, 2, 3, 3]).unfold(Patches::new([4, 1])));
    panics!(c, zeros([1, 2, 3, 3]).unfold(Patches::new([2, 2]).stride([0, 1])));
    panics!(c, zeros([1, 8, 5]).fold([3, 3], Patches::new([2, 2])));
    panics!(c, zeros([1, 7, 4]).fold([3, 3], Patches::new([2, 2])));
    panics!(c, zeros([2, 3]).scatter(2, &indices([2, 3]), 1.0));
    panics!(c, zeros([2, 3]).scatter(1, &indices([3, 1]), 1.0));
    panics!(c, zeros([2, 3]).scatter(1, &indices([2, 2]), zeros([2, 3])));
    panics!(c, zeros([2, 3]).scatter(0, &Tensor::full([1, 3], 2), 1.0));
    panics!(c, zeros([2, 3]).scatter_add(1, &indices([2, 2]), zeros([2, 3])));
    panics!(c, zeros([2, 3]).scatter_add(0, &Tensor::full([1, 3], 2), 1.0));
    panics!(c, Tensor::from([0, 3]).one_hot(3));
    c.compare();
}

#[test]
fn reductions() {
    let mut c = Cases::of("reductions");
    panics!(c, zeros([2, 0]).max());
    panics!(c, zeros([2, 0]).min());
    panics!(c, zeros([2, 3]).sum_axis(2));
    panics!(c, zeros([2, 3]).sum_axis(-3));
    panics!(c, zeros([2, 3]).mean_axis(2));
    panics!(c, zeros([2, 3]).max_axis(2));
    panics!(c, zeros([2, 0]).max_axis(1));
    panics!(c, zeros([2, 3]).min_axis(2));
    panics!(c, zeros([2, 0]).min_axis(1));
    panics!(c, zeros([2, 3]).argmax(2));
    panics!(c, zeros([2, 0]).argmax(1));
    panics!(c, zeros([2, 3]).argmin(2));
    panics!(c, zeros([2, 0]).argmin(1));
    panics!(c, zeros([2, 3]).var_axis(2));
    panics!(c, zeros([2, 3]).std_axis(2));
    panics!(c, zeros([2, 3]).var_keepdim(2));
    panics!(c, zeros([2, 3]).std_keepdim(2));
    panics!(c, zeros([2, 3]).norm_axis(2));
    panics!(c, zeros([2, 3]).norm_keepdim(2));
    panics!(c, zeros([2, 3]).logsumexp(2));
    panics!(c, zeros([2, 0]).logsumexp(1));
    panics!(c, zeros([2, 0]).logsumexp_keepdim(1));
    panics!(c, zeros([2, 3]).prod_axis(2));
    panics!(c, zeros([2, 3]).prod_keepdim(2));
    panics!(c, zeros([2, 3]).cumsum(2));
    panics!(c, zeros([2, 3]).cumprod(2));
    panics!(c, zeros([2, 3]).sort(2));
    panics!(c, zeros([2, 3]).sort_descending(2));
    panics!(c, zeros([2, 3]).argsort(2));
    panics!(c, zeros([2, 3]).topk(1, 2));
    panics!(c, zeros([2, 3]).topk(4, 1));
    panics!(c, zeros([2, 0]).median());
    panics!(c, zeros([2, 3]).median_axis(2));
    panics!(c, zeros([2, 0]).median_axis(1));
    panics!(c, zeros([2, 3]).sum_keepdim(2));
    panics!(c, zeros([2, 3]).mean_keepdim(2));
    panics!(c, zeros([2, 3]).max_keepdim(2));
    panics!(c, zeros([2, 0]).max_keepdim(1));
    panics!(c, zeros([2, 3]).min_keepdim(2));
    panics!(c, zeros([2, 0]).min_keepdim(1));
    panics!(c, zeros([2, 3]).softmax(2));
    panics!(c, zeros([2, 3]).log_softmax(2));
    panics!(c, zeros([2, 3]).softmin(2));
    panics!(c, zeros([2, 3]).rms_norm([2], None, 0.0));
    panics!(c, zeros([2, 3]).rms_norm([3], zeros([2]), 0.0));
    panics!(c, zeros([2, 3]).rms_norm([], None, 0.0));
    panics!(c, zeros([2, 3]).local_response_norm(1, 1.0, 1.0, 1.0));
    panics!(c, zeros([2, 3, 1]).local_response_norm(0, 1.0, 1.0, 1.0));
    panics!(c, zeros([2, 3]).pad([1]));
    panics!(c, zeros([3]).pad([1, 1, 1, 1]));
    panics!(c, zeros([2, 3]).pad([1, usize::MAX]));
    panics!(c, zeros([2, 3]).pad_with([3, 1], nn_core::ops::Pad::Reflection));
    panics!(c, zeros([2, 3]).pad_with([4, 1], nn_core::ops::Pad::Circular));
    panics!(c, zeros([2, 0]).pad_with([1, 0], nn_core::ops::Pad::Replication));
    panics!(c, zeros([2, 3]).cosine_similarity(zeros([2, 3]), 2, 1e-8));
    panics!(c, zeros([2, 3]).cosine_similarity(zeros([3, 3]), 1, 1e-8));
    panics!(c, zeros([2, 3]).pairwise_distance(zeros([2, 4]), 2.0, 1e-6));
    panics!(c, zeros([2, 3]).pairwise_distance(zeros([2, 3]), 0.0, 1e-6));
    panics!(c, zeros([]).pairwise_distance(zeros([]), 2.0, 1e-6));
    panics!(c, zeros([2, 3]).glu(1));
    panics!(c, zeros([2, 3]).glu(2));
    panics!(c, zeros([]).softmax(0));
    c.compare();
}

#[test]
fn products() {
    let mut c = Cases::of("products");
    panics!(c, zeros([3, 4]).matmul(zeros([5, 2])));
    panics!(c, zeros([3, 4]).matmul(zeros([2, 4])));
    panics!(c, zeros([6, 3, 4]).matmul(zeros([5, 4, 2])));
    panics!(c, zeros([3]).matmul(zeros([3])));
    panics!(c, zeros([1 << 40, 0]).matmul(zeros([0, 1 << 40])));
    panics!(c, zeros([3, 4]).matmul_t(zeros([4, 2])));
    panics!(c, zeros([3, 4]).matmul_t(zeros([2, 5])));
    panics!(c, zeros([6, 3, 4]).matmul(zeros([5, 2])));
    panics!(c, zeros([3, 4]).matmul(zeros([6, 5, 2])));
    panics!(c, zeros([2]).dot(zeros([3])));
    panics!(c, zeros([2, 3]).cdist(zeros([2, 4])));
    panics!(c, zeros([3]).cdist(zeros([3])));
    panics!(c, Tensor::<2>::einsum("ij,jk->ik", &[&zeros([2, 3]), &zeros([4, 2])]));
    panics!(c, Tensor::<2>::einsum("ij,jk->ik", &[&zeros([2, 3])]));
    panics!(c, Tensor::<2>::einsum("ijk->ik", &[&zeros([2, 3])]));
    panics!(c, Tensor::<1>::einsum("ii->i", &[&zeros([2, 3])]));
    panics!(c, Tensor::<2>::einsum("ij->ik", &[&zeros([2, 3])]));
    panics!(c, Tensor::<2>::einsum("ij->i", &[&zeros([2, 3])]));
    panics!(c, Tensor::<2>::einsum("...j->j", &[&zeros([2, 3])]));
    panics!(c, zeros([3, 4]).linear(zeros([2, 5]), None));
    panics!(c, zeros([]).linear(zeros([2, 5]), None));
    panics!(c, zeros([3, 4]).linear(zeros([2, 4]), zeros([3])));
    panics!(c, zeros([3, 4]).bilinear(zeros([3, 5]), zeros([2, 4, 6]), None));
    panics!(c, zeros([3, 4]).bilinear(zeros([2, 5]), zeros([2, 4, 5]), None));
    panics!(c, zeros([]).bilinear(zeros([]), zeros([2, 4, 5]), None));
    panics!(c, zeros([3, 4]).bilinear(zeros([3, 5]), zeros([2, 4, 5]), zeros([3])));
    panics!(c, zeros([4, 3]).embedding(&Tensor::from([0, 4]), None));
    let (sum, one) = (BagMode::Sum, Some(zeros([1])));
    panics!(c, zeros([4, 3]).embedding_bag(&Tensor::from([0, 4]), &indices([1]), sum, None, None));
    panics!(c, zeros([4, 3]).embedding_bag(&indices([2]), &Tensor::from([1, 2]), sum, None, None));
    panics!(c, zeros([4, 3]).embedding_bag(&indices([2]), &indices([1]), sum, one.clone(), None));
    panics!(c, zeros([4, 3]).embedding_bag(&indices([1]), &indices([1]), BagMode::Mean, one, None));
    c.compare();
}

#[test]
fn convolutions() {
    let mut c = Cases::of("convolutions");
    let plain = ConvTranspose2dOptions::new();
    panics!(c, zeros([1, 3, 8, 8]).conv_transpose2d(zeros([4, 2, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 8, 8]).conv_transpose2d(zeros([3, 4, 3, 3]), zeros([5]), plain));
    panics!(c, zeros([1, 3, 1, 8]).conv_transpose2d(zeros([3, 4, 1, 3]), None, plain.padding([1, 0])));
    panics!(c, zeros([1, 3, 8, 8]).conv_transpose2d(zeros([3, 4, 3, 3]), None, plain.groups(2)));
    panics!(c, zeros([1, 3, 8, 8]).conv_transpose2d(zeros([3, 4, 3, 3]), None, plain.stride([1, 0])));
    panics!(c, zeros([1, 3, 8, 8]).conv_transpose2d(zeros([3, 4, 3, 3]), None, plain.output_padding([0, 1])));
    panics!(c, zeros([1, 3, 8]).conv_transpose1d(zeros([4, 2, 3]), None, ConvTranspose1dOptions::new()));
    let plain = Conv2dOptions::new();
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 2, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), zeros([5]), plain));
    panics!(c, zeros([1, 3, 2, 8]).conv2d(zeros([4, 3, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 0, 3]), None, plain));
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), None, plain.groups(0)));
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 1, 3, 3]), None, plain.groups(3)));
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), None, plain.stride([1, 0])));
    let huge = plain.padding([usize::MAX; 2]);
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), None, huge));
    let huge = plain.dilation([usize::MAX; 2]);
    panics!(c, zeros([1, 3, 8, 8]).conv2d(zeros([4, 3, 3, 3]), None, huge));
    let plain = Conv3dOptions::new();
    panics!(c, zeros([1, 3, 2, 8, 8]).conv3d(zeros([4, 2, 3, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 2, 8, 8]).conv3d(zeros([4, 3, 3, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 2, 8, 8]).conv3d(zeros([4, 3, 1, 1, 1]), zeros([5]), plain));
    let plain = ConvTranspose3dOptions::new();
    panics!(c, zeros([1, 3, 2, 8, 8]).conv_transpose3d(zeros([4, 2, 3, 3, 3]), None, plain));
    panics!(
        c,
        zeros([1, 3, 1, 8, 8]).conv_transpose3d(zeros([3, 4, 2, 3, 3]), None, plain.padding([1, 0, 0]))
    );
    let plain = Conv1dOptions::new();
    panics!(c, zeros([1, 3, 8]).conv1d(zeros([4, 2, 3]), None, plain));
    panics!(c, zeros([1, 3, 8]).conv1d(zeros([4, 3, 3]), zeros([5]), plain));
    panics!(c, zeros([1, 3, 2]).conv1d(zeros([4, 3, 3]), None, plain));
    panics!(c, zeros([1, 3, 8]).conv1d(zeros([4, 3, 3]), None, plain.dilation([0])));
    c.compare();
}

#[test]
fn norms() {
    let mut c = Cases::of("norms");
    panics!(c, zeros([3]).batch_norm(None, None, 1e-5));
    panics!(c, zeros([2, 3]).batch_norm(zeros([4]), None, 1e-5));
    panics!(c, zeros([2, 3]).batch_norm(None, zeros([4]), 1e-5));
    panics!(c, zeros([3]).batch_norm_with(&zeros([3]), &zeros([3]), None, None, 1e-5));
    panics!(c, zeros([2, 3]).batch_norm_with(&zeros([4]), &zeros([3]), None, None, 1e-5));
    panics!(c, zeros([2, 3]).batch_norm_with(&zeros([3]), &zeros([4]), None, None, 1e-5));
    panics!(c, zeros([3]).group_norm(1, None, None, 1e-5));
    panics!(c, zeros([2, 6, 5]).group_norm(4, None, None, 1e-5));
    panics!(c, zeros([2, 6, 5]).group_norm(0, None, None, 1e-5));
    panics!(c, zeros([2, 6, 5]).group_norm(2, zeros([5]), None, 1e-5));
    let attention = &AttentionOptions::new();
    panics!(
        c,
        zeros([1, 2, 3, 4]).scaled_dot_product_attention(zeros([1, 2, 5, 3]), zeros([1, 2, 5, 4]), attention)
    );
    let attention = &AttentionOptions::new().attn_mask(zeros([1, 3, 3, 5]));
    panics!(
        c,
        zeros([1, 2, 3, 4]).scaled_dot_product_attention(zeros([1, 2, 5, 4]), zeros([1, 2, 5, 4]), attention)
    );
    let attention = &AttentionOptions::new().dropout(-0.5);
    works!(
        c,
        zeros([1, 1, 2, 2]).scaled_dot_product_attention(
            zeros([1, 1, 2, 2]),
            zeros([1, 1, 2, 2]),
            &AttentionOptions::new().is_causal(true)
        )
    );
    panics!(
        c,
        zeros([1, 2, 3, 4]).scaled_dot_product_attention(zeros([1, 2, 5, 4]), zeros([1, 2, 5, 4]), attention)
    );
    panics!(c, zeros([2, 3]).layer_norm([4], None, None, 1e-5));
    panics!(c, zeros([2, 3]).layer_norm([], None, None, 1e-5));
    panics!(c, zeros([2, 3]).layer_norm([3], zeros([4]), None, 1e-5));
    panics!(c, zeros([2, 3]).layer_norm([3], None, zeros([4]), 1e-5));
    c.compare();
}
