use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>> {
    layers: (Layer<E, D>, Layer<E, D>),
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("layers", |s| &s.layers, |s| &mut s.layers),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(layers, head)| Net { layers, head },
        )
    }
}

fn main() {
    let net = Net { layers: (layer(), layer()), head: layer() };
    train(net, 18, |net, x| net.head.forward(net.layers.1.forward(net.layers.0.forward(x))));
}
