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
                Self::module("head", |s| &s.layer, |s| &mut s.layer),
                Self::module("head", |s| &s.head, |s| &mut s.head),
            ),
            |(layer, head)| Net { layer, head },
        )
    }
}

/// Both are trained, so what counts is how much comes back from a file. None does: it crashes when they are saved.
fn main() {
    let net = || Net { layer: layer(), head: layer() };
    let (saved, mut loaded) = (net(), net());
    let file = std::env::temp_dir().join("one_path.safetensors");
    saved.save_safetensors(&file).unwrap();
    loaded.load_safetensors(&file).unwrap();
    let same =
        |a: &Layer<f32, Cpu>, b: &Layer<f32, Cpu>| 6 * usize::from(a.weight.array() == b.weight.array());
    println!("{} of 12", same(&saved.layer, &loaded.layer) + same(&saved.head, &loaded.head));
}
