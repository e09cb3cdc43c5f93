use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>> {
    scales: Vec<Tensor<Rank1<2>, E, D>>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("scales", |s| &s.scales, |s| &mut s.scales),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(scales, head)| Net { scales, head },
        )
    }
}

fn main() {
    let net = Net { scales: vec![scale()], head: layer() };
    train(net, 8, |net, x| net.head.forward(x * net.scales[0].clone()));
}
