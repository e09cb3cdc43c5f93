use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>> {
    body: Box<dyn Fn(Traced) -> Traced>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("body", |s| &s.body, |s| &mut s.body),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(body, head)| Net { body, head },
        )
    }
}

fn main() {
    let captured = layer();
    let net = Net { body: Box::new(move |x| captured.forward(x)), head: layer() };
    train(net, 12, |net, x| net.head.forward((net.body)(x)));
}
