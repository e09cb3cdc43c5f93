//! What a spec says of several inputs is what its layer does.

use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};
use proptest::prelude::*;

use super::caught::catch;

/// The sizes of what a forward gives, or nothing where it panics.
fn real<T>(run: impl FnOnce() -> T, shapes: impl Fn(&T) -> Vec<Vec<usize>>) -> Option<Vec<Vec<usize>>> {
    let mut given = None;
    catch(|| given = Some(run()));
    given.map(|given| shapes(&given))
}

fn sizes<const N: usize>(x: &Tensor<N>) -> Vec<usize> {
    x.shape().to_vec()
}

fn one(said: Result<Shape, Message>) -> Option<Vec<Vec<usize>>> {
    said.ok().map(|shape| vec![shape.as_slice().to_vec()])
}

fn two(said: Result<(Shape, Shape), Message>) -> Option<Vec<Vec<usize>>> {
    said.ok().map(|(a, b)| [a, b].map(|shape| shape.as_slice().to_vec()).to_vec())
}

fn three(said: Result<(Shape, Shape, Shape), Message>) -> Option<Vec<Vec<usize>>> {
    said.ok().map(|(a, b, c)| [a, b, c].map(|shape| shape.as_slice().to_vec()).to_vec())
}

fn size() -> std::ops::Range<usize> {
    1usize..3
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn states_are_those_of_the_recurrent_layers(
        x in [size(), size(), size()], features in size(), hidden in 1usize..4, projected in 0usize..3, layers in size(),
        first: bool, both: bool, h in [1usize..5, size(), 1usize..4], c in [1usize..5, size(), 1usize..4],
        fits: bool
    ) {
        let gru = Gru::spec(features, hidden).num_layers(layers).batch_first(first).bidirectional(both);
        let lstm = Lstm::spec(features, hidden).num_layers(layers).batch_first(first).bidirectional(both);
        let lstm = lstm.proj_size(if projected < hidden { projected } else { 0 });
        let state = if projected > 0 && projected < hidden { projected } else { hidden };
        let batch = if first { x[0] } else { x[1] };
        let directions = layers * if both { 2 } else { 1 };
        let (h, c) = if fits { ([directions, batch, state], [directions, batch, hidden]) } else { (h, c) };
        let (sx, sh, sc) = (Shape::new(&x), Shape::new(&h), Shape::new(&c));
        let tensor = Tensor::<3>::zeros;

        let said = two(gru.__of_several(sx, Some(sc), None).map(|(y, h, _)| (y, h)));
        let layer = gru.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.forward((tensor(x), tensor(c))), |(y, h)| vec![sizes(y), sizes(h)]), said);
        let said = two(gru.__of_several(sx, None, None).map(|(y, h, _)| (y, h)));
        prop_assert_eq!(real(|| layer.forward(tensor(x)), |(y, h)| vec![sizes(y), sizes(h)]), said);

        let layer = lstm.init(&mut rng(0));
        let three_of = |(y, (h, c)): &(Tensor<3>, (Tensor<3>, Tensor<3>))| vec![sizes(y), sizes(h), sizes(c)];
        let said = three(lstm.__of_several(sx, Some(sh), Some(sc)));
        prop_assert_eq!(real(|| layer.forward((tensor(x), (tensor(h), tensor(c)))), three_of), said);
        let alone = [x[0], x[2]];
        let said = three(lstm.__of_several(Shape::new(&alone), None, None));
        let of_one = |(y, (h, c)): &(Tensor<2>, (Tensor<2>, Tensor<2>))| vec![sizes(y), sizes(h), sizes(c)];
        prop_assert_eq!(real(|| layer.forward(Tensor::<2>::zeros(alone)), of_one), said);
    }

    #[test]
    fn states_are_those_of_the_cells(
        x in [size(), size()], features in size(), hidden in size(), h in [size(), size()], c in [size(), size()]
    ) {
        let (lstm, gru) = (LstmCell::spec(features, hidden), GruCell::spec(features, hidden));
        let (sx, sh, sc) = (Shape::new(&x), Shape::new(&h), Shape::new(&c));
        let tensor = Tensor::<2>::zeros;
        let layer = lstm.init(&mut rng(0));
        let pair = |(h, c): &(Tensor<2>, Tensor<2>)| vec![sizes(h), sizes(c)];
        prop_assert_eq!(
            real(|| layer.forward((tensor(x), (tensor(h), tensor(c)))), pair),
            two(lstm.__of_several(sx, Some(sh), Some(sc)))
        );
        prop_assert_eq!(real(|| layer.forward(tensor(x)), pair), two(lstm.__of_several(sx, None, None)));
        let layer = gru.init(&mut rng(0));
        prop_assert_eq!(
            real(|| layer.forward((tensor(x), tensor(h))), |h| vec![sizes(h)]),
            one(gru.__of_several(sx, Some(sh), None).map(|(h, _)| h))
        );
    }

    #[test]
    fn outputs_are_those_of_attention(
        q in [size(), size(), size()], k in [size(), size(), size()], v in [size(), size(), size()],
        dims in [size(), size(), size()], first: bool, bias: bool, zero: bool, near in 0usize..4
    ) {
        let spec = MultiheadAttention::spec(dims[0], 1).kdim(dims[1]).vdim(dims[2]).batch_first(first);
        let spec = spec.add_bias_kv(bias).add_zero_attn(zero);
        let batch = usize::from(!first);
        let (mut q, mut k, mut v) = (q, k, v);
        if near > 0 {
            (q[2], k[2], v[2]) = (dims[0], dims[1], dims[2]);
            (k[batch], v[batch]) = (q[batch], q[batch]);
            v[1 - batch] = if near > 1 { k[1 - batch] } else { v[1 - batch] };
        }
        let [sq, sk, sv] = [q, k, v].map(|shape| Shape::new(&shape));
        let tensor = Tensor::<3>::zeros;
        let layer = spec.init(&mut rng(0));
        prop_assert_eq!(
            real(|| layer.forward((tensor(q), tensor(k), tensor(v))), |(y, w)| vec![sizes(y), sizes(w)]),
            two(spec.__of_several(sq, sk, sv))
        );
        let [q, k, v] = [q, k, v].map(|[steps, _, features]| [steps, features]);
        let [sq, sk, sv] = [q, k, v].map(|shape| Shape::new(&shape));
        let tensor = Tensor::<2>::zeros;
        prop_assert_eq!(
            real(|| layer.forward((tensor(q), tensor(k), tensor(v))), |(y, w)| vec![sizes(y), sizes(w)]),
            two(spec.__of_several(sq, sk, sv))
        );
    }

    #[test]
    fn outputs_are_those_of_pairs(
        a in [size(), size(), size()], b in [size(), size(), size()], dims in [size(), size(), size()], first: bool,
        axis in -4isize..4, same in 0usize..8
    ) {
        let b: [usize; 3] = std::array::from_fn(|i| if same & (1 << i) > 0 { b[i] } else { a[i] });
        let (sa, sb) = (Shape::new(&a), Shape::new(&b));
        let tensor = Tensor::<3>::zeros;
        let pair = || (tensor(a), tensor(b));
        let single = |y: &Tensor<3>| vec![sizes(y)];

        let bilinear = Bilinear::spec(dims[0], dims[1], dims[2]);
        let layer = bilinear.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.forward(pair()), single), one(bilinear.__of_several(sa, sb)));

        let embedding = Embedding::spec(dims[0] + 3, dims[1]);
        let layer = embedding.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.attend(tensor(a)), single), one(embedding.__attend(sa)));

        let cosine = CosineSimilarity::new(axis);
        prop_assert_eq!(real(|| cosine.forward(pair()), |y| vec![sizes(y)]), one(cosine.__of_several(sa, sb)));
        let distance = PairwiseDistance::new();
        prop_assert_eq!(real(|| distance.forward(pair()), |y| vec![sizes(y)]), one(distance.__of_several(sa, sb)));

        let decoder = TransformerDecoderLayer::spec(dims[0], 1).dim_feedforward(2).batch_first(first);
        let layer = decoder.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.forward(pair()), single), one(decoder.__of_several(sa, sb)));
        let decoder = TransformerDecoder::spec(decoder, 1);
        let layer = decoder.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.forward(pair()), single), one(decoder.__of_several(sa, sb)));
        let whole = Transformer::spec().d_model(dims[0]).nhead(1).num_encoder_layers(1).num_decoder_layers(1);
        let whole = whole.dim_feedforward(2).batch_first(first);
        let layer = whole.init(&mut rng(0));
        prop_assert_eq!(real(|| layer.forward(pair()), single), one(whole.__of_several(sa, sb)));
    }
}
