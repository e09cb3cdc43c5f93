//! A model goes into a file and comes back, from us and from others.

use std::fs;

use proptest::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};

use super::element::same;
use super::{Checkpoint, StateDict};
use crate::module::{Module, Path, Shared, Visit, VisitMut};
use crate::{AnyTensor, Buffer, Error, Param, Tensor};

/// One tensor of each element type.
struct Net {
    weight: Param<2>,
    scale: Param<1, f64>,
    count: Buffer<0, i64>,
    order: Buffer<1, usize>,
    mask: Buffer<1, bool>,
}

impl Net {
    fn new(start: f32) -> Self {
        Net {
            weight: Param::new(Tensor::from_fn([2, 3], |[i, j]| start + (3 * i + j) as f32)),
            scale: Param::new([f64::from(start) / 3.0]),
            count: Buffer::new(start as i64),
            order: Buffer::new([start as usize, 0]),
            mask: Buffer::new([start > 0.0, false, true]),
        }
    }
}

impl Module for Net {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.weight.visit(&at.field("weight"), visit);
        self.scale.visit(&at.field("scale"), visit);
        self.count.visit(&at.field("count"), visit);
        self.order.visit(&at.field("order"), visit);
        self.mask.visit(&at.field("mask"), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.weight.visit_mut(&at.field("weight"), visit);
        self.scale.visit_mut(&at.field("scale"), visit);
        self.count.visit_mut(&at.field("count"), visit);
        self.order.visit_mut(&at.field("order"), visit);
        self.mask.visit_mut(&at.field("mask"), visit);
    }
}

fn equal(a: &StateDict, b: &StateDict) -> bool {
    a.names().eq(b.names()) && a.iter().all(|(name, tensor)| same(tensor, b.get(name).unwrap()))
}

fn tied(values: [f32; 2]) -> (Shared<Param<1>>, Param<1>, Shared<Param<1>>) {
    let shared = Shared::new(Param::new(values));
    (shared.clone(), Param::new([5.0]), shared)
}

/// A file with the given tensors and metadata, as another program writes it.
fn foreign(tensors: &[(&str, Dtype, &[usize], &[u8])], metadata: &[(&str, &str)]) -> tempfile::NamedTempFile {
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (*name, TensorView::new(*dtype, shape.to_vec(), data).expect("the data fit the shape"))
    });
    let pairs = metadata.iter().map(|(k, v)| (k.to_string(), v.to_string()));
    let bytes = serialize(views, (!metadata.is_empty()).then(|| pairs.collect())).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    file
}

fn f32s(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

#[test]
fn a_model_comes_back_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.safetensors");
    let model = Net::new(1.5);
    model.save(&path).unwrap();
    let mut other = Net::new(0.0);
    let id = other.weight.id();
    other.load(&path).unwrap();
    assert!(equal(&model.state_dict(), &other.state_dict()));
    assert_eq!(other.weight.id(), id, "an optimizer goes on with the same parameters");
    assert_eq!(model.state_dict().names().collect::<Vec<_>>(), ["weight", "scale", "count", "order", "mask"]);
}

#[test]
fn the_same_model_makes_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("a"), folder.path().join("b")];
    for path in &paths {
        Net::new(2.0).save(path).unwrap();
    }
    assert_eq!(fs::read(&paths[0]).unwrap(), fs::read(&paths[1]).unwrap());
}

#[test]
fn metadata_come_back_with_the_aliases_beside_them() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut state = tied([1.0, 2.0]).state_dict();
    state.metadata_mut().insert("classes".into(), "cat, dog".into());
    state.metadata_mut().insert("checksum".into(), "mine".into());
    state.write(file.path()).unwrap();
    let back = StateDict::read(file.path()).unwrap();
    assert_eq!(back.metadata().iter().collect::<Vec<_>>(), [(&"classes".to_owned(), &"cat, dog".to_owned())]);
    assert!(back.aliases().eq([("2", "0")]));

    let bytes = fs::read(file.path()).unwrap();
    let at = bytes.windows(3).position(|bytes| bytes == b"dog").unwrap();
    fs::write(file.path(), [&bytes[..at], b"dig", &bytes[at + 3..]].concat()).unwrap();
    assert!(
        StateDict::read(file.path()).unwrap_err().to_string().contains("checksum"),
        "they are covered as well"
    );

    state.metadata_mut().insert("best".into(), "1".into());
    let error = state.write(file.path()).unwrap_err().to_string();
    assert!(error.contains("the metadata entry `best` is `1`, the name of a tensor"), "{error}");
}

#[test]
fn a_state_dict_is_not_changed_by_later_training() {
    let mut model = Net::new(1.0);
    let before = model.state_dict();
    model.weight.set_value(Tensor::zeros([2, 3]));
    assert_eq!(before.get("weight").unwrap().as_slice::<f32>().unwrap()[0], 1.0);
    model.load_state_dict(&before).unwrap();
    assert_eq!(model.weight.value().as_slice()[0], 1.0);
}

#[test]
fn half_floats_and_doubles_load_into_floats() {
    let half = |v: f32| half::f16::from_f32(v).to_le_bytes();
    let brain = |v: f32| half::bf16::from_f32(v).to_le_bytes();
    let file = foreign(
        &[
            ("0", Dtype::F16, &[2], &[half(0.5), half(-65504.0)].concat()),
            ("1", Dtype::BF16, &[2], &[brain(1.5), brain(1e30)].concat()),
            ("2", Dtype::F64, &[1], &0.1f64.to_le_bytes()),
        ],
        &[],
    );
    let mut model = vec![Param::<1>::new([0.0; 2]), Param::new([0.0; 2]), Param::new([0.0; 1])];
    model.load(file.path()).unwrap();
    assert_eq!(model[0].value().as_slice(), [0.5, -65504.0]);
    assert_eq!(model[1].value().as_slice(), [1.5, half::bf16::from_f32(1e30).to_f32()]);
    assert_eq!(model[2].value().as_slice(), [0.1]);

    let file = foreign(&[("0", Dtype::F32, &[1], &f32s(&[0.1]))], &[]);
    let mut model = vec![Param::<1, f64>::new([0.0])];
    model.load(file.path()).unwrap();
    assert_eq!(model[0].value().as_slice(), [f64::from(0.1f32)]);
}

#[test]
fn a_shared_module_is_saved_once_and_loads_into_shared_and_separate_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.safetensors");
    tied([1.0, 2.0]).save(&path).unwrap();
    let state = StateDict::read(&path).unwrap();
    assert_eq!(state.len(), 2);
    assert_eq!(state.aliases().collect::<Vec<_>>(), [("2", "0")]);

    let mut model = tied([0.0, 0.0]);
    model.load(&path).unwrap();
    assert_eq!(model.2.read().value().as_slice(), [1.0, 2.0]);

    let mut separate = vec![Param::<1>::new([0.0; 2]), Param::new([0.0]), Param::new([0.0; 2])];
    separate.load(&path).unwrap();
    assert_eq!(separate[2].value().as_slice(), [1.0, 2.0]);
}

#[test]
fn a_shared_tensor_may_come_under_any_of_its_names() {
    let (a, b) = (f32s(&[1.0, 2.0]), f32s(&[3.0]));
    let both = foreign(
        &[("0", Dtype::F32, &[2], &a), ("1", Dtype::F32, &[1], &b), ("2", Dtype::F32, &[2], &a)],
        &[],
    );
    let last =
        foreign(&[("1", Dtype::F32, &[1], &b), ("2", Dtype::F32, &[2], &a)], &[("0", "2"), ("format", "pt")]);
    for file in [both, last] {
        let mut model = tied([0.0, 0.0]);
        model.load(file.path()).unwrap();
        assert_eq!(model.0.read().value().as_slice(), [1.0, 2.0]);
    }
}

#[test]
fn a_shared_tensor_with_two_values_is_refused() {
    let file = foreign(
        &[
            ("0", Dtype::F32, &[2], &f32s(&[1.0, 2.0])),
            ("1", Dtype::F32, &[1], &f32s(&[3.0])),
            ("2", Dtype::F32, &[2], &f32s(&[1.0, 2.5])),
        ],
        &[],
    );
    let mut model = tied([0.0, 0.0]);
    let error = model.load(file.path()).unwrap_err().to_string();
    assert!(error.contains("torn apart: `0` and `2` are one shared tensor in the model"), "{error}");
    assert_eq!(model.0.read().value().as_slice(), [0.0, 0.0]);
}

#[test]
fn shared_modules_inside_shared_modules_have_all_their_aliases() {
    let inner = Shared::new(Param::<1>::new([1.0]));
    let outer = Shared::new((inner.clone(), inner.clone()));
    let model = (inner, outer.clone(), outer);
    let state = model.state_dict();
    assert_eq!(state.names().collect::<Vec<_>>(), ["0"]);
    let aliases: Vec<_> = state.aliases().collect();
    assert_eq!(aliases, [("1.0", "0"), ("1.1", "0"), ("2.0", "0"), ("2.1", "0")]);
}

fn tensors() -> impl Strategy<Value = StateDict> {
    let shape = prop::collection::vec(0usize..5, 0..4);
    let tensor = (shape, 0u8..5, any::<u64>()).prop_map(|(shape, kind, seed)| tensor(&shape, kind, seed));
    prop::collection::btree_map("[a-z0-9_.é\"\\\\\n]{0,12}", tensor, 0..6)
        .prop_map(|tensors| tensors.into_iter().collect())
}

fn tensor(shape: &[usize], kind: u8, seed: u64) -> AnyTensor {
    let bits =
        (0..shape.iter().product::<usize>() as u64).map(|i| (seed ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    fn of<A: crate::Element>(shape: &[usize], elements: impl Iterator<Item = A>) -> AnyTensor {
        let storage = crate::storage::SharedStorage::new(elements.collect());
        AnyTensor::new(shape, A::erase(storage))
    }
    match kind {
        0 => of(shape, bits.map(|b| f32::from_bits(b as u32))),
        1 => of(shape, bits.map(f64::from_bits)),
        2 => of(shape, bits.map(|b| b as i64)),
        3 => of(shape, bits.map(|b| (b >> 1) as usize)),
        _ => of(shape, bits.map(|b| b & 1 == 1)),
    }
}

proptest! {
    #[test]
    fn every_state_dict_comes_back(state in tensors()) {
        let file = tempfile::NamedTempFile::new().unwrap();
        state.write(file.path()).unwrap();
        let back = StateDict::read(file.path()).unwrap();
        prop_assert_eq!(back.len(), state.len());
        let fitted = super::fit::fit(&state, &back).unwrap();
        for (name, tensor) in state.iter() {
            prop_assert!(same(tensor, &fitted[name]), "{} changed", name);
        }
    }
}

#[test]
fn an_error_has_the_names_and_what_was_found() {
    let mut state = Net::new(1.0).state_dict();
    state.remove("mask");
    state.insert("maks", Tensor::from([true]));
    state.insert("weight", Tensor::from([1.0f32]));
    state.insert("count", Tensor::from(1.0f32));
    let error = Net::new(2.0).load_state_dict(&state).unwrap_err();
    let Error::StateDict { missing, unexpected, mismatched, .. } = error else {
        panic!("another error: {error}")
    };
    assert_eq!((missing, unexpected), (vec!["mask".to_owned()], vec!["maks".to_owned()]));
    let fields: Vec<_> = mismatched.iter().map(|m| (&*m.name, &*m.expected, &*m.found)).collect();
    assert_eq!(fields, [("weight", "f32 [2, 3]", "f32 [1]"), ("count", "i64 []", "f32 []")]);
}
