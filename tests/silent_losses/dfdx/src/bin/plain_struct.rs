use silent_losses_dfdx::*;

struct Block<E: Dtype, D: Device<E>> {
    layer: Layer<E, D>,
}

struct Net<E: Dtype, D: Device<E>> {
    block: Block<E, D>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("block", |s| &s.block, |s| &mut s.block),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(block, head)| Net { block, head },
        )
    }
}

fn main() {
    let net = Net { block: Block { layer: layer() }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.block.layer.forward(x)));
}
