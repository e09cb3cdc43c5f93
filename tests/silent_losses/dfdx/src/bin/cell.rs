use silent_losses_dfdx::*;
use std::cell::RefCell;

struct Net<E: Dtype, D: Device<E>> {
    layer: RefCell<Layer<E, D>>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("layer", |s| &s.layer, |s| &mut s.layer),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(layer, head)| Net { layer, head },
        )
    }
}

fn main() {
    let net = Net { layer: RefCell::new(layer()), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layer.borrow().forward(x)));
}
