use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>> {
    layer: Layer<E, D>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("layer", |s| &s.layer, |s| &mut s.head),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(layer, head)| Net { layer, head },
        )
    }
}

fn main() {
    let mut net = Net { layer: layer(), head: layer() };
    let before = values(&net.layer);
    let loss = net.head.forward(net.layer.forward(scale().trace(net.alloc_grads()))).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.layer));
}
