use silent_losses_dfdx::*;

struct Net<E: Dtype, D: Device<E>>(Layer<E, D>, Layer<E, D>);

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (Self::module("0", |s| &s.0, |s| &mut s.0), Self::module("1", |s| &s.1, |s| &mut s.1)),
            |(first, second)| Net(first, second),
        )
    }
}

fn main() {
    train(Net(layer(), layer()), 12, |net, x| net.1.forward(net.0.forward(x)));
}
