//! Products of matrices, convolutions and distances.

use super::super::builder::Builder;
use super::super::proto::Attribute;
use super::super::size::{Size, product};
use super::{Call, Results};
use crate::shape::Window;
use crate::storage::Dtype;

pub(super) fn linear(b: &mut Builder, call: &Call<'_>) -> Results {
    if call.rank(0) == 2 {
        let operands: Vec<&str> = call.operands.iter().map(String::as_str).collect();
        return call.one(b.set("Gemm", &operands, &[("transB", Attribute::Int(1))]));
    }
    let weight = b.transpose(call.x(1), &[1, 0]);
    let y = b.op("MatMul", &[call.x(0), &weight]);
    call.one(with_bias(b, call, y, 2))
}

fn with_bias(b: &mut Builder, call: &Call<'_>, y: String, bias: usize) -> String {
    match call.operands.get(bias) {
        Some(bias) => b.op("Add", &[&y, bias]),
        None => y,
    }
}

/// `Σᵢ xᵢ · Σⱼ Wₖᵢⱼ · yⱼ`
pub(super) fn bilinear(b: &mut Builder, call: &Call<'_>) -> Results {
    let [outputs, left, right] = [0, 1, 2].map(|axis| call.shape(2)[axis]);
    let rank = call.rank(0);
    let weight = b.transpose(call.x(2), &[1, 0, 2]);
    let weight =
        b.reshape(&weight, &[left, product(&[right, outputs]).ok_or("two axes go with one open size")?]);
    let pairs = b.op("MatMul", &[call.x(0), &weight]);
    let outer = &call.shape(0)[..rank - 1];
    let pairs = b.reshape(&pairs, &[outer, &[outputs, right]].concat());
    let column = b.reshape(call.x(1), &[outer, &[right, Size::ONE]].concat());
    let y = b.op("MatMul", &[&pairs, &column]);
    let y = b.reshape(&y, &call.node.shape);
    call.one(with_bias(b, call, y, 3))
}

pub(super) fn matmul(b: &mut Builder, call: &Call<'_>, transposed: bool) -> Results {
    let mut right = call.x(1).to_owned();
    if transposed {
        let mut axes: Vec<usize> = (0..call.rank(1)).collect();
        axes.swap(call.rank(1) - 2, call.rank(1) - 1);
        right = b.transpose(&right, &axes);
    }
    call.one(b.op("MatMul", &[call.x(0), &right]))
}

/// What convolutions have in common.
fn slides(windows: &[Window], groups: usize) -> Vec<(&'static str, Attribute)> {
    let each = |of: fn(&Window) -> usize| windows.iter().map(|window| of(window) as i64).collect::<Vec<_>>();
    let pads = [each(|window| window.padding[0]), each(|window| window.padding[1])].concat();
    vec![
        ("kernel_shape", Attribute::Ints(each(|window| window.kernel))),
        ("strides", Attribute::Ints(each(|window| window.stride))),
        ("pads", Attribute::Ints(pads)),
        ("dilations", Attribute::Ints(each(|window| window.dilation))),
        ("group", Attribute::Int(groups as i64)),
    ]
}

pub(super) fn conv(b: &mut Builder, call: &Call<'_>, windows: &[Window], groups: usize) -> Results {
    let operands: Vec<&str> = call.operands.iter().map(String::as_str).collect();
    call.one(b.set("Conv", &operands, &slides(windows, groups)))
}

pub(super) fn conv_transpose(
    b: &mut Builder,
    call: &Call<'_>,
    windows: &[Window],
    output_padding: &[usize],
    groups: usize,
) -> Results {
    let operands: Vec<&str> = call.operands.iter().map(String::as_str).collect();
    let mut attributes = slides(windows, groups);
    let more = output_padding.iter().map(|&size| size as i64).collect();
    attributes.push(("output_padding", Attribute::Ints(more)));
    call.one(b.set("ConvTranspose", &operands, &attributes))
}

/// `x · y / (max(‖x‖, ε) · max(‖y‖, ε))`
pub(super) fn cosine_similarity(b: &mut Builder, call: &Call<'_>, axis: usize, eps: f64) -> Results {
    let sum = |b: &mut Builder, x: &str, y: &str| {
        let product = b.op("Mul", &[x, y]);
        b.reduce("ReduceSum", &product, &[axis as i64], true)
    };
    let length = |b: &mut Builder, x: &str, dtype: Dtype| {
        let square = sum(b, x, x);
        let (length, eps) = (b.op("Sqrt", &[&square]), b.scalar(dtype, eps));
        b.op("Max", &[&length, &eps])
    };
    let product = sum(b, call.x(0), call.x(1));
    let (left, right) = (length(b, call.x(0), call.dtype()), length(b, call.x(1), call.dtype()));
    let divisor = b.op("Mul", &[&left, &right]);
    call.one(b.op("Div", &[&product, &divisor]))
}

/// The length of the difference of each row of the one and each of the other.
pub(super) fn cdist(b: &mut Builder, call: &Call<'_>) -> Results {
    let apart = |b: &mut Builder, i: usize, at: usize| {
        let mut shape = call.shape(i).to_vec();
        shape.insert(at, Size::ONE);
        b.reshape(call.x(i), &shape)
    };
    let rank = call.rank(0);
    let (left, right) = (apart(b, 0, rank - 1), apart(b, 1, rank - 2));
    let difference = b.op("Sub", &[&left, &right]);
    let square = b.op("Mul", &[&difference, &difference]);
    let sum = b.reduce("ReduceSum", &square, &[rank as i64], false);
    call.one(b.op("Sqrt", &[&sum]))
}
