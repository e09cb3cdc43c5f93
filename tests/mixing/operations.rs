//! Every operation.

use nn_core::ops::{AttentionOptions, BagMode, GridSampleOptions, Interpolation, Patches};
use nn_core::ops::{Conv1dOptions, Conv2dOptions, Conv3dOptions};
use nn_core::ops::{ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTranspose3dOptions};
use nn_core::prelude::*;

use super::world::mix;

#[test]
fn on_elements() {
    mix!("+", a: float [2, 3], b: float [2, 3] => a + b);
    mix!("-", a: float [2, 3], b: float [3] => a - b);
    mix!("*", a: float [3], b: float [2, 3] => &a * b);
    mix!("/", a: float [2, 3], b: float [2, 1] => a / &b);
    mix!("+ number", x: float [3] => x + 1.0);
    mix!("- number", x: float [3] => 1.0 - x);
    mix!("* number", x: float [3] => 2.0 * &x);
    mix!("/ number", x: float [3] => x / 2.0);
    mix!("number /", x: float [3] => 2.0 / x);
    mix!("neg", x: float [3] => -x);
    mix!("scale", x: float [3] => x.scale(2.0));
    mix!("maximum", a: float [3], b: float [3] => a.maximum(b));
    mix!("minimum", a: float [2, 3], b: float [1, 3] => a.minimum(&b));
    mix!("maximum number", x: float [3] => x.maximum(0.5));
    mix!("+=", a: float [2, 3], b: float [3] => {
        let mut y = a;
        y += &b;
        y
    });
    mix!("/=", a: float [3] => {
        let mut y = a;
        y /= 2.0;
        y
    });
    mix!("sum of an iterator", x: float [3] => [&x, &x].into_iter().sum::<Tensor<1>>());
    mix!("relu", x: float [3] => x.relu());
    mix!("rrelu", x: float [3] => x.rrelu(0.1, 0.3));
    mix!("leaky_relu", x: float [3] => x.leaky_relu(0.1));
    mix!("elu", x: float [3] => x.elu(1.0));
    mix!("sigmoid", x: float [3] => x.sigmoid());
    mix!("tanh", x: float [3] => x.tanh());
    mix!("silu", x: float [3] => x.silu());
    mix!("gelu", x: float [3] => x.gelu());
    mix!("gelu_tanh", x: float [3] => x.gelu_tanh());
    mix!("softplus", x: float [3] => x.softplus(1.0, 20.0));
    mix!("celu", x: float [3] => x.celu(1.0));
    mix!("selu", x: float [3] => x.selu());
    mix!("mish", x: float [3] => x.mish());
    mix!("hardswish", x: float [3] => x.hardswish());
    mix!("hardsigmoid", x: float [3] => x.hardsigmoid());
    mix!("hardshrink", x: float [3] => x.hardshrink(0.5));
    mix!("softshrink", x: float [3] => x.softshrink(0.5));
    mix!("softsign", x: float [3] => x.softsign());
    mix!("tanhshrink", x: float [3] => x.tanhshrink());
    mix!("log_sigmoid", x: float [3] => x.log_sigmoid());
    mix!("threshold", x: float [3] => x.threshold(0.1, 2.0));
    mix!("glu", x: float [4] => x.glu(0));
    mix!("softmin", x: float [2, 3] => x.softmin(1));
    mix!("rms_norm", x: float [2, 3], w: float [3] => x.rms_norm([3], w, 0.1));
    mix!("local_response_norm", x: float [1, 3, 2] => x.local_response_norm(2, 0.5, 0.75, 1.0));
    mix!("pad", x: float [2, 3] => x.pad([1, 0, 2, 1]));
    mix!("pad_with", x: float [2, 3] => x.pad_with([1, 2], nn_core::ops::Pad::Reflection));
    mix!("hardtanh", x: float [3] => x.hardtanh(-1.0, 1.0));
    mix!("prelu", x: float [2, 3], w: float [3] => x.prelu(w));
    mix!("exp", x: float [3] => x.exp());
    mix!("ln", x: float [3] => x.ln());
    mix!("sqrt", x: float [3] => x.sqrt());
    mix!("abs", x: float [3] => x.abs());
    mix!("powf", x: float [3] => x.powf(2.0));
    mix!("powi", x: float [3] => x.powi(2));
    mix!("log", x: float [3] => x.log());
    mix!("pow", x: float [3] => x.pow(2.5));
    mix!("square", x: float [3] => x.square());
    mix!("rsqrt", x: float [3] => x.rsqrt());
    mix!("reciprocal", x: float [3] => x.reciprocal());
    mix!("sign", x: float [3] => x.sign());
    mix!("round", x: float [3] => x.round());
    mix!("floor", x: float [3] => x.floor());
    mix!("ceil", x: float [3] => x.ceil());
    mix!("sin", x: float [3] => x.sin());
    mix!("cos", x: float [3] => x.cos());
    mix!("clamp", x: float [3] => x.clamp(-1.0, 1.0));
    mix!("cast", x: float [3] => x.cast::<f32>());
    mix!("dropout", x: float [30] => x.dropout(0.5));
    mix!("alpha_dropout", x: float [30] => x.alpha_dropout(0.5));
    mix!("feature_dropout", x: float [2, 30, 2] => x.feature_dropout(0.5));
    mix!("feature_alpha_dropout", x: float [2, 30, 2] => x.feature_alpha_dropout(0.5));
}

#[test]
fn on_axes() {
    mix!("sum", x: float [2, 3] => x.sum());
    mix!("mean", x: float [2, 3] => x.mean());
    mix!("max", x: float [2, 3] => x.max());
    mix!("min", x: float [2, 3] => x.min());
    mix!("sum_keepdim", x: float [2, 3] => x.sum_keepdim(1));
    mix!("mean_keepdim", x: float [2, 3] => x.mean_keepdim(1));
    mix!("sum_axis", x: float [2, 3] => x.sum_axis(0));
    mix!("mean_axis", x: float [2, 3] => x.mean_axis(0));
    mix!("max_axis", x: float [2, 3] => x.max_axis(0));
    mix!("min_axis", x: float [2, 3] => x.min_axis(0));
    mix!("max_keepdim", x: float [2, 3] => x.max_keepdim(1).0);
    mix!("min_keepdim", x: float [2, 3] => x.min_keepdim(1).0);
    mix!("cosine_similarity", a: float [2, 3], b: float [2, 3] => a.cosine_similarity(b, 1, 1e-8));
    mix!("pairwise_distance", a: float [2, 3], b: float [2, 3] => a.pairwise_distance(&b, 2.0, 1e-6));
    mix!("softmax", x: float [2, 3] => x.softmax(1));
    mix!("log_softmax", x: float [2, 3] => x.log_softmax(0));
    mix!("var", x: float [2, 3] => x.var());
    mix!("std", x: float [2, 3] => x.std());
    mix!("var_keepdim", x: float [2, 3] => x.var_keepdim(1));
    mix!("std_keepdim", x: float [2, 3] => x.std_keepdim(1));
    mix!("var_axis", x: float [2, 3] => x.var_axis(0));
    mix!("std_axis", x: float [2, 3] => x.std_axis(0));
    mix!("norm", x: float [2, 3] => x.norm());
    mix!("norm_keepdim", x: float [2, 3] => x.norm_keepdim(1));
    mix!("norm_axis", x: float [2, 3] => x.norm_axis(0));
    mix!("logsumexp", x: float [2, 3] => x.logsumexp(1));
    mix!("logsumexp_keepdim", x: float [2, 3] => x.logsumexp_keepdim(0));
    mix!("prod", x: float [2, 3] => x.prod());
    mix!("prod_keepdim", x: float [2, 3] => x.prod_keepdim(1));
    mix!("prod_axis", x: float [2, 3] => x.prod_axis(0));
    mix!("cumsum", x: float [2, 3] => x.cumsum(1));
    mix!("cumprod", x: float [2, 3] => x.cumprod(0));
    mix!("sort", x: float [2, 3] => x.sort(1).0);
    mix!("sort_descending", x: float [2, 3] => x.sort_descending(0).0);
    mix!("topk", x: float [2, 3] => x.topk(2, 1).0);
    mix!("median", x: float [2, 3] => x.median());
    mix!("median_axis", x: float [2, 3] => x.median_axis(1));
    mix!("reshape", x: float [2, 3] => x.reshape([6]));
    mix!("view", x: float [2, 3] => x.view([6]));
    mix!("unsqueeze", x: float [2, 3] => x.unsqueeze(1));
    mix!("squeeze", x: float [2, 1] => x.squeeze(1));
    mix!("t", x: float [2, 3] => x.t());
    mix!("expand", x: float [3] => x.expand([2, 3]));
    mix!("flip", x: float [2, 3] => x.flip(1));
    mix!("roll", x: float [2, 3] => x.roll(1, 1));
    mix!("repeat", x: float [2, 3] => x.repeat([2, 1]));
    mix!("tril", x: float [2, 3] => x.tril(0));
    mix!("triu", x: float [2, 3] => x.triu(0));
    mix!("flatten", x: float [2, 3, 2] => x.flatten());
    mix!("insert_axis", x: float [2, 3] => x.insert_axis(1));
    mix!("remove_axis", x: float [2, 1] => x.remove_axis(1));
    mix!("permute", x: float [2, 3] => x.permute([1, 0]));
    mix!("transpose", x: float [2, 3] => x.transpose(0, 1));
    mix!("broadcast_to", x: float [2, 1] => x.broadcast_to([2, 3]));
}

#[test]
fn indices_and_masks_stay_where_they_were_found() {
    mix!("argmax", x: float [2, 3] => x.argmax(1));
    mix!("max_keepdim", x: float [2, 3] => x.max_keepdim(1).1);
    mix!("min_keepdim", x: float [2, 3] => x.min_keepdim(1).1);
    mix!("mask", x: float [2, 3] => x.mask(|x| x > 0.0));
    mix!("argmin", x: float [2, 3] => x.argmin(1));
    mix!("argsort", x: float [2, 3] => x.argsort(1));
    mix!("sort", x: index [2, 3] => x.sort(1).1);
    mix!("topk", x: float [2, 3] => x.topk(2, 1).1);
    mix!("gt", x: float [2, 3] => x.gt(0.5));
    mix!("lt", x: float [2, 3] => x.lt(0.5));
    mix!("ge", x: float [2, 3] => x.ge(0.5));
    mix!("le", x: float [2, 3] => x.le(0.5));
    mix!("eq", a: index [2, 3], b: index [1, 3] => a.eq(&b));
    mix!("ne", a: mask [2, 3], b: mask [2, 3] => a.ne(b));
    mix!("isnan", x: float [3] => x.isnan());
    mix!("isinf", x: float [3] => x.isinf());
    mix!("isfinite", x: float [3] => x.isfinite());
    mix!("&", a: mask [2, 3], b: mask [2, 1] => a & &b);
    mix!("|", a: mask [3], b: mask [3] => &a | b);
    mix!("^", a: mask [3], b: mask [3] => a ^ b);
    mix!("!", x: mask [3] => !x);
    mix!("count", x: mask [3] => Tensor::from(x.count()).beside(&x));
    mix!("any", x: mask [3] => Tensor::from(x.any()).beside(&x));
    mix!("all", x: mask [3] => Tensor::from(x.all()).beside(&x));
    mix!("+", a: index [2, 3], b: index [1, 3] => a + b);
    mix!("*", x: index [3] => 2 * (x - 1));
    mix!("one_hot", x: index [3] => x.one_hot(4));
    mix!("multinomial", x: float [2, 3] => x.multinomial(2, &mut rng(0)));
    mix!("multinomial_with_replacement", x: float [2, 3] => x.multinomial_with_replacement(5, &mut rng(0)));
    mix!("bernoulli", x: float [30] => x.bernoulli(&mut rng(0)).cast::<bool>());
    mix!("full_like", x: index [3] => x.full_like(7));
    mix!("zeros_like", x: mask [3] => x.zeros_like());
    mix!("ones_like", x: index [3] => x.ones_like());
    mix!("at", x: index [2, 3] => x.at(1, -1));
    mix!("flip", x: mask [2, 3] => x.flip(1));
    mix!("tril", x: mask [2, 3] => x.tril(0));
    mix!("masked_fill", x: index [2, 3], m: mask [3] => x.masked_fill(&m, 9));
    mix!("select", m: mask [3], x: index [3] => m.select(x, 7));
    mix!("scatter", x: index [4], i: index [2] => x.scatter(0, &i, 7));
    mix!("scatter_add", x: index [4], i: index [2] => x.scatter_add(0, &i, 7));
    mix!("take", x: index [3] => x.take(&[1, 2]));
    mix!("reshape", x: index [2, 3] => x.reshape([6]));
    mix!("cast", x: float [3] => x.cast::<usize>());
    mix!("cast", x: index [3] => x.cast::<bool>());
    mix!("slice", x: index [2, 3] => x.slice(1, 1..3));
    mix!("split", x: mask [2, 3] => x.split([1, 2], 1).remove(1));
    mix!("concat", a: index [2, 3], b: index [2, 3] => Tensor::concat(&[a, b], 1));
    mix!("stack", a: index [2, 3], b: index [2, 3] => Tensor::stack(&[a, b], 1));
    mix!("index_select", x: index [2, 3], i: index [4] => x.index_select(0, &i));
    mix!("gather", x: mask [2, 3], i: index [2, 1] => x.gather(1, &i));
    mix!("with_slice", x: index [2, 3], part: index [2, 1] => x.with_slice(1, 1..2, part));
    mix!("chunk", x: mask [2, 3] => x.chunk(2, 1).remove(0));
    mix!("unbind", x: index [2, 3] => x.unbind(0).remove(1));
    mix!("transpose", x: mask [2, 3] => x.transpose(0, 1));
    mix!("flatten", x: index [2, 3, 2] => x.flatten());
    mix!("insert_axis", x: index [2, 3] => x.insert_axis(1));
    mix!("remove_axis", x: mask [2, 1] => x.remove_axis(1));
    mix!("permute", x: index [2, 3] => x.permute([1, 0]));
    mix!("broadcast_to", x: index [2, 1] => x.broadcast_to([2, 3]));
}

#[test]
fn by_indices_and_masks() {
    mix!("take", x: float [3] => x.take(&[1, 2]));
    mix!("index_select", x: float [2, 3], i: index [4] => x.index_select(0, &i));
    mix!("gather", x: float [2, 3], i: index [2, 1] => x.gather(1, &i));
    mix!("embedding", table: float [3, 2], i: index [4] => table.embedding(&i, None));
    let bags = Tensor::from([0, 3]);
    mix!("embedding_bag", table: float [3, 2], i: index [4], w: float [4] =>
        table.embedding_bag(&i, &bags, BagMode::Sum, Some(w.clone()), None));
    mix!("embedding_bag", table: float [3, 2], i: index [4] =>
        table.embedding_bag(&i, &bags, BagMode::Max, None, None));
    mix!("masked_fill", x: float [2, 3], m: mask [2, 3] => x.masked_fill(&m, 7.0));
    mix!("select", m: mask [3], a: float [3], b: float [3] => m.select(a, b));
    mix!("select", m: mask [2, 3], a: float [2, 1] => m.select(a, 0.0));
    mix!("at", x: float [2, 3] => x.at(1, 2));
    mix!("scatter", x: float [2, 3], i: index [2, 2], part: float [2, 2] => x.scatter(1, &i, part));
    mix!("scatter number", x: float [2, 3], i: index [2, 2] => x.scatter(1, &i, 1.0));
    mix!("scatter_add", x: float [2, 3], i: index [2, 2], part: float [2, 2] => x.scatter_add(1, &i, part));
    mix!("cat", a: float [2, 3], b: float [2, 3] => Tensor::cat(&[&a, &b], 1));
    mix!("slice", x: float [2, 3] => x.slice(1, 1..3));
    mix!("with_slice", x: float [2, 3], part: float [2, 1] => x.with_slice(1, 1..2, part));
    mix!("split", x: float [2, 3] => x.split([1, 2], 1).remove(1));
    mix!("chunk", x: float [2, 3] => x.chunk(2, 1).remove(0));
    mix!("unbind", x: float [2, 3] => x.unbind(0).remove(1));
    mix!("concat", a: float [2, 3], b: float [2, 3], c: float [2, 3] => Tensor::concat(&[a, b, c], 1));
    mix!("stack", a: float [2, 3], b: float [2, 3] => Tensor::stack(&[a, b], 0));
}

#[test]
fn of_matrices_and_images() {
    mix!("matmul", a: float [2, 3], b: float [3, 4] => a.matmul(b));
    mix!("matmul_t", a: float [2, 3], b: float [4, 3] => a.matmul_t(b));
    mix!("matmul of a batch", a: float [5, 2, 3], b: float [3, 4] => a.matmul(&b));
    mix!("matmul by a batch", a: float [2, 3], b: float [5, 3, 4] => a.matmul(b));
    mix!("outer", a: float [2], b: float [3] => a.outer(b));
    mix!("dot", a: float [3], b: float [3] => a.dot(b));
    mix!("cdist", a: float [2, 3], b: float [4, 3] => a.cdist(b));
    mix!("einsum", a: float [2, 3], b: float [4, 3] => Tensor::<2>::einsum("ij,kj->ki", &[&a, &b]));
    mix!("linear", x: float [2, 3], w: float [4, 3], b: float [4] => x.linear(w, b));
    mix!("bilinear", a: float [2, 3], b: float [2, 5], w: float [4, 3, 5] => a.bilinear(b, w, None));
    mix!("pixel_shuffle", x: float [1, 4, 2, 3] => x.pixel_shuffle(2));
    mix!("pixel_unshuffle", x: float [1, 1, 2, 4] => x.pixel_unshuffle(2));
    mix!("channel_shuffle", x: float [1, 4, 2] => x.channel_shuffle(2));
    mix!("grid_sample", x: float [1, 2, 3, 2], grid: float [1, 4, 1, 2] =>
        x.grid_sample(&grid, GridSampleOptions::new()));
    mix!("grid_sample", x: float [1, 2, 3, 2], grid: float [1, 4, 1, 2] =>
        x.grid_sample(&grid, GridSampleOptions::new().align_corners(true).nearest(true)));
    mix!("interpolate", x: float [1, 2, 3, 2] => x.interpolate([5, 4], Interpolation::Cubic { align_corners: true }));
    mix!("unfold", x: float [1, 2, 3, 3] => x.unfold(Patches::new([2, 2])));
    mix!("fold", x: float [1, 8, 4] => x.fold([3, 3], Patches::new([2, 2])));
    mix!("conv1d", x: float [2, 2, 5], w: float [3, 2, 2], b: float [3] =>
        x.conv1d(w, b, Conv1dOptions::new().padding_same()));
    let options = Conv2dOptions::new().stride([2, 1]).padding([1, 0]).dilation([1, 2]).groups(2);
    mix!("conv2d", x: float [2, 4, 5, 5], w: float [4, 2, 2, 2], b: float [4] => x.conv2d(w, b, options));
    let options =
        ConvTranspose2dOptions::new().stride([2, 1]).padding([1, 0]).output_padding([1, 0]).groups(2);
    mix!("conv_transpose2d", x: float [2, 4, 3, 3], w: float [4, 2, 2, 2], b: float [4] => {
        x.conv_transpose2d(w, b, options)
    });
    let options = ConvTranspose1dOptions::new().stride([2]);
    mix!("conv_transpose1d", x: float [2, 4, 3], w: float [4, 2, 2], b: float [2] => {
        x.conv_transpose1d(w, b, options)
    });
    let options = Conv3dOptions::new().stride([1, 2, 1]).padding([1, 0, 1]).groups(2);
    mix!("conv3d", x: float [2, 2, 2, 3, 3], w: float [4, 1, 2, 2, 2], b: float [4] => x.conv3d(w, b, options));
    let options = ConvTranspose3dOptions::new().stride([1, 2, 1]).padding([1, 0, 1]);
    mix!("conv_transpose3d", x: float [2, 2, 2, 2, 3], w: float [2, 1, 2, 2, 2], b: float [1] => {
        x.conv_transpose3d(w, b, options)
    });
    mix!("batch_norm", x: float [4, 3], w: float [3], b: float [3] => x.batch_norm(w, b, 1e-5));
    mix!("batch_norm_with", x: float [4, 3], mean: constant [3], variance: constant [3], w: float [3] =>
        x.batch_norm_with(&mean, &variance, w, None, 1e-5));
    mix!("group_norm", x: float [4, 4], w: float [4], b: float [4] => x.group_norm(2, w, b, 1e-5));
    mix!("scaled_dot_product_attention", x: float [1, 2, 3, 2] =>
        x.clone().scaled_dot_product_attention(&x, &x, &AttentionOptions::new().attn_mask(Tensor::zeros([1, 1, 1, 3]))));
    mix!("scaled_dot_product_attention", q: float [1, 2, 3, 2], k: float [1, 2, 4, 2], v: float [1, 2, 4, 3] =>
        q.scaled_dot_product_attention(k, v, &AttentionOptions::new().is_causal(true)));
    mix!("layer_norm", x: float [4, 3], w: float [3], b: float [3] =>
        x.layer_norm([3], w, b, 1e-5));
}

/// A parameter joins the tape of what it meets, or else what it gives remembers it.
#[test]
fn of_parameters() {
    let row = Param::<1>::new([1.0, 2.0, 3.0]);
    mix!("+ parameter", Some(&row), x: float [2, 3] => x + &row);
    mix!("- parameter", Some(&row), x: float [2, 3] => &row - x);
    mix!("* parameter", Some(&row), x: float [2, 3] => &x * &row);
    mix!("/ parameter", Some(&row), x: float [2, 3] => x / &row);
    mix!("maximum", Some(&row), x: float [3] => x.maximum(&row));
    mix!("dot", Some(&row), x: float [3] => x.dot(&row));
    let matrix = Param::<2>::new(Tensor::full([3, 2], 0.5));
    mix!("matmul parameter", Some(&matrix), x: float [4, 2, 3] => x.matmul(&matrix));
    mix!("prelu", Some(&row), x: float [2, 3] => x.prelu(&row));
    mix!("with_slice", Some(&row), x: float [5] => x.with_slice(0, 1..4, &row));
    mix!("on", Some(&row), x: float [2, 3] => row.on(&x) + x);
    mix!("on indices", Some(&row), i: index [2] => row.on(&i));
    let mut frozen = row.clone();
    frozen.freeze();
    mix!("+ frozen parameter", None, x: float [2, 3] => x + &frozen);
    mix!("on", None, x: float [2, 3] => frozen.on(&x) + x);
}

#[test]
fn of_ones_own() {
    #[track_caller]
    fn add(a: Tensor<1>, b: Tensor<1>) -> Tensor<1> {
        let mut op = Op::named("add");
        let (va, vb) = (op.input(&a), op.input(&b));
        op.finish(a.off_tape() + b.off_tape(), move |dy, grads| {
            grads.add(va, dy.clone());
            grads.add(vb, dy);
        })
    }
    mix!("add", a: float [3], b: float [3] => add(a, b));
}
