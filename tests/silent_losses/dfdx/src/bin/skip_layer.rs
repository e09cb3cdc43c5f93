use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>> {
    layer: Option<Layer<E, D>>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields((Self::module("head", |s| &s.head, |s| &mut s.head),), |(head,)| Net {
            layer: None,
            head,
        })
    }
}

fn main() {
    let net = Net { layer: Some(layer()), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layer.as_ref().unwrap().forward(x)));
}
