//! Queries, keys and values from what comes in.

use super::multihead::MultiheadAttention;
use crate::tensor::fits;
use crate::{Param, Tensor};

/// Queries, keys and values of all heads, `[length, batch, embed_dim]` or with the batch first, and how many keys stand
/// behind those that came in.
pub(super) struct Projected {
    pub(super) qkv: [Tensor<3>; 3],
    pub(super) more: usize,
}

/// All inputs where any of them is.
#[track_caller]
fn beside_each_other([q, k, v]: [Tensor<3>; 3]) -> [Tensor<3>; 3] {
    let q = q.beside(&k).beside(&v);
    let (k, v) = (k.beside(&q), v.beside(&q));
    [q, k, v]
}

impl MultiheadAttention {
    /// Of three inputs.
    #[track_caller]
    pub(super) fn project(&self, inputs: [Tensor<3>; 3]) -> Projected {
        self.check(&inputs);
        let inputs = beside_each_other(inputs);
        let size = self.spec.embed_dim;
        let x = &inputs[0];
        let bias = match &self.in_proj_bias {
            Some(bias) => bias.on(x).chunk(3, 0),
            None => Vec::new(),
        };
        let weights =
            match (&self.in_proj_weight, &self.q_proj_weight, &self.k_proj_weight, &self.v_proj_weight) {
                (Some(packed), ..) => packed.on(x).split([size; 3], 0),
                (_, Some(q), Some(k), Some(v)) => vec![q.on(x), k.on(x), v.on(x)],
                _ => panic!(
                    "{}: expected weights of queries, keys and values, some are missing",
                    self.describe()
                ),
            };
        let mut parts = Vec::with_capacity(3);
        for (i, input) in inputs.into_iter().enumerate() {
            parts.push(match bias.get(i) {
                Some(bias) => input.linear(&weights[i], bias),
                None => input.linear(&weights[i], None),
            });
        }
        self.behind(parts)
    }

    /// Of one input, by one product.
    #[track_caller]
    pub(super) fn project_itself(&self, x: Tensor<3>) -> Projected {
        let Some(packed) = &self.in_proj_weight else { return self.project([x.clone(), x.clone(), x]) };
        let (got, size) = (x.shape(), self.spec.embed_dim);
        let order = if self.spec.batch_first { "batch, length" } else { "length, batch" };
        fits!(
            x.place(),
            got[2] == size,
            "{}: expected an input of shape [{order}, {size}], got {got:?}",
            self.describe()
        );
        self.check_weight(&x);
        self.behind(x.linear(packed, self.in_proj_bias.as_ref()).split([self.spec.embed_dim; 3], 2))
    }

    /// With the keys and values that stand behind all others.
    #[track_caller]
    fn behind(&self, parts: Vec<Tensor<3>>) -> Projected {
        let [q, mut k, mut v]: [Tensor<3>; 3] = parts.try_into().expect("three parts");
        let (axis, own) = (1 - self.batch_axis(), k.shape()[1 - self.batch_axis()]);
        if let (Some(bias_k), Some(bias_v)) = (&self.bias_k, &self.bias_v) {
            let mut shape = k.shape();
            shape[axis] = 1;
            let (key, value) = (bias_k.on(&k).broadcast_to(shape), bias_v.on(&v).broadcast_to(shape));
            (k, v) = (Tensor::concat(&[k, key], axis), Tensor::concat(&[v, value], axis));
        }
        if self.spec.add_zero_attn {
            let mut shape = k.shape();
            shape[axis] = 1;
            let zeros = Tensor::zeros(shape);
            (k, v) = (Tensor::concat(&[k, zeros.clone()], axis), Tensor::concat(&[v, zeros], axis));
        }
        let more = k.shape()[axis] - own;
        Projected { qkv: [q, k, v], more }
    }

    #[track_caller]
    fn check(&self, inputs: &[Tensor<3>; 3]) {
        let [q, k, v] = inputs.each_ref().map(|x| x.shape());
        let (batch, length) = (self.batch_axis(), 1 - self.batch_axis());
        let [key_size, value_size] = self.spec.key_and_value();
        let sizes = [q, k, v].map(|shape| shape[2]);
        fits!(
            inputs[0].place(),
            sizes == [self.spec.embed_dim, key_size, value_size]
                && [k[batch], v[batch]] == [q[batch]; 2]
                && k[length] == v[length],
            "{}: expected a query, a key and a value of {}, {key_size} and {value_size} features, with as many keys as \
             values in batches of one size, got {q:?}, {k:?} and {v:?}",
            self.describe(),
            self.spec.embed_dim
        );
        self.check_weight(&inputs[0]);
    }

    #[track_caller]
    fn check_weight(&self, x: &Tensor<3>) {
        let expected = [3 * self.spec.embed_dim, self.spec.embed_dim];
        let got = self.in_proj_weight.as_ref().map_or(expected, Param::shape);
        fits!(
            x.place(),
            got == expected,
            "{}: expected an in_proj_weight of shape {expected:?}, got {got:?}",
            self.describe()
        );
    }
}
