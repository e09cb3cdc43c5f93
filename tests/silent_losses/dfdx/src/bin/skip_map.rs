use silent_losses_dfdx::*;
use std::collections::HashMap;

struct Net<E: Dtype, D: Device<E>> {
    layers: HashMap<String, Layer<E, D>>,
    head: Layer<E, D>,
}

impl<E: Element, D: Device<E>> TensorCollection<E, D> for Net<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Net<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields((Self::module("head", |s| &s.head, |s| &mut s.head),), |(head,)| Net {
            layers: HashMap::new(),
            head,
        })
    }
}

fn main() {
    let net = Net { layers: HashMap::from([("a".to_owned(), layer())]), head: layer() };
    train(net, 12, |net, x| net.head.forward(net.layers["a"].forward(x)));
}
