//! The settings of `MultiheadAttention`.

use rand::Rng;

use super::multihead::MultiheadAttention;
use crate::Tensor;
use crate::init::{Init, xavier_normal, xavier_uniform};
use crate::nn::Linear;
use crate::nn::layer::optional;
use crate::nn::spec::setters;
use crate::shape::{Message, Shape};
use crate::tensor::volume;

/// The settings of a [`MultiheadAttention`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiheadAttentionSpec {
    pub(super) embed_dim: usize,
    pub(super) num_heads: usize,
    pub(super) dropout: f64,
    pub(super) bias: bool,
    pub(super) add_bias_kv: bool,
    pub(super) add_zero_attn: bool,
    pub(super) kdim: Option<usize>,
    pub(super) vdim: Option<usize>,
    pub(super) batch_first: bool,
}

impl MultiheadAttention {
    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(embed_dim: usize, num_heads: usize) -> MultiheadAttentionSpec {
        MultiheadAttentionSpec {
            embed_dim,
            num_heads,
            dropout: 0.0,
            bias: true,
            add_bias_kv: false,
            add_zero_attn: false,
            kdim: None,
            vdim: None,
            batch_first: false,
        }
    }
}

setters!(MultiheadAttentionSpec {
    /// Sets the probability of the [dropout](crate::nn::Dropout) of weights; by default 0.
    dropout: f64,
    /// Sets whether there are biases; by default there are.
    bias: bool,
    /// Sets whether a learned key and value stand behind all others; by default they do not.
    add_bias_kv: bool,
    /// Sets whether a key and a value of zeros stand behind all others; by default they do not.
    add_zero_attn: bool,
    /// Sets how many features a key has; by default `embed_dim`.
    kdim: usize => kdim = Some(kdim),
    /// Sets how many features a value has; by default `embed_dim`.
    vdim: usize => vdim = Some(vdim),
    /// Sets whether the batch is the first axis rather than the second; by default it is not.
    batch_first: bool,
});

impl MultiheadAttentionSpec {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match input.last() {
            Some(features) if input.rank() == 2 && features == self.embed_dim => Ok(input),
            _ => {
                let takes = Message::new("MultiheadAttention takes steps of ").number(self.embed_dim);
                Err(takes.text(" features, but gets ").shape(&input))
            }
        }
    }

    /// The output and the weights of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(
        &self,
        query: Shape,
        key: Shape,
        value: Shape,
    ) -> Result<(Shape, Shape), Message> {
        let (rank, batch) = (query.rank(), if self.batch_first { 0 } else { 1 });
        let last = rank.wrapping_sub(1);
        let steps = match rank {
            3 => 1 - batch,
            _ => 0,
        };
        let kdim = match self.kdim {
            Some(kdim) => kdim,
            None => self.embed_dim,
        };
        let vdim = match self.vdim {
            Some(vdim) => vdim,
            None => self.embed_dim,
        };
        let fits = (rank == 2 || rank == 3)
            && key.rank() == rank
            && query.size(last) == self.embed_dim
            && key.size(last) == kdim
            && value.is(&key.with(last, vdim))
            && key.with(last, query.size(last)).with(steps, query.size(steps)).is(&query);
        if !fits {
            let message = Message::new("MultiheadAttention: ").shape(&query).text(", ").shape(&key);
            return Err(message.text(" and ").shape(&value).text(" do not fit"));
        }
        let keys = key.size(steps) + self.add_bias_kv as usize + self.add_zero_attn as usize;
        let weights = match rank {
            3 => Shape::new(&[query.size(batch), query.size(steps), keys]),
            _ => Shape::new(&[query.size(steps), keys]),
        };
        Ok((query, weights.of_batch(query.batch())))
    }

    /// How many features keys and values have.
    pub(super) fn key_and_value(&self) -> [usize; 2] {
        [self.kdim, self.vdim].map(|size| size.unwrap_or(self.embed_dim))
    }
}

#[diagnostic::do_not_recommend]
impl Init for MultiheadAttentionSpec {
    type Module = MultiheadAttention;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> MultiheadAttention {
        let (size, heads) = (self.embed_dim, self.num_heads);
        assert!(
            heads > 0 && size.is_multiple_of(heads),
            "MultiheadAttention: expected an embed_dim that is a multiple of num_heads, got {size} and {heads}"
        );
        let [keys, values] = self.key_and_value();
        let packed = [keys, values] == [size, size];
        for inputs in [size, keys, values] {
            volume::<f32>("MultiheadAttention", &[size.saturating_mul(3), inputs]);
        }
        let in_proj_weight = optional(packed, || xavier_uniform([3 * size, size], 1.0, rng));
        let q_proj_weight = optional(!packed, || xavier_uniform([size, size], 1.0, rng));
        let k_proj_weight = optional(!packed, || xavier_uniform([size, keys], 1.0, rng));
        let v_proj_weight = optional(!packed, || xavier_uniform([size, values], 1.0, rng));
        let in_proj_bias = optional(self.bias, || Tensor::zeros([3 * size]));
        let bias_k = optional(self.add_bias_kv, || xavier_normal([1, 1, size], 1.0, rng));
        let bias_v = optional(self.add_bias_kv, || xavier_normal([1, 1, size], 1.0, rng));
        let mut out_proj = Linear::spec(size, size).bias(self.bias).init(rng);
        if let Some(bias) = &mut out_proj.bias {
            bias.set_value(Tensor::zeros([size]));
        }
        MultiheadAttention {
            in_proj_weight,
            q_proj_weight,
            k_proj_weight,
            v_proj_weight,
            in_proj_bias,
            bias_k,
            bias_v,
            out_proj,
            spec: *self,
        }
    }
}
