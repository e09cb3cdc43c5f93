//! State dicts of another model: one error with everything that does not fit.

use std::collections::BTreeMap;

use nn_core::prelude::*;

use super::Folder;

type Net = BTreeMap<&'static str, Param<2>>;

fn net(tensors: &[(&'static str, [usize; 2])]) -> Net {
    tensors.iter().map(|(name, shape)| (*name, Param::new(Tensor::full(*shape, 1.0)))).collect()
}

/// The error of loading the state of `from` into `into`, which must stay as it is.
fn error(into: &[(&'static str, [usize; 2])], from: &[(&'static str, [usize; 2])]) -> String {
    let state: StateDict = net(from)
        .state_dict()
        .into_iter()
        .map(|(name, value)| (name, Tensor::<2>::full(value.shape().try_into().unwrap(), 7.0)))
        .collect();
    let mut model = net(into);
    let error = model.load_state_dict(&state).unwrap_err().to_string();
    assert!(model.values().all(|param| param.value().as_slice().iter().all(|v| *v == 1.0)));
    error
}

#[test]
fn one_error_lists_every_mistake() {
    let message = error(
        &[("a.bias", [1, 4]), ("a.weight", [4, 4]), ("b.weight", [2, 4]), ("c.weight", [3, 3])],
        &[("a.bias", [1, 4]), ("a.wieght", [4, 4]), ("b.weight", [2, 5]), ("z", [3, 3])],
    );
    let expected = "\
the state dict does not fit the model, which is unchanged: 2 missing, 2 unexpected, 1 misshapen
  missing: `a.weight`, expected f32 [4, 4]; the nearest name there is `a.wieght`
  missing: `c.weight`, expected f32 [3, 3]
  unexpected: `a.wieght`, f32 [4, 4]; the nearest name in the model is `a.weight`
  unexpected: `z`, f32 [3, 3]
  misshapen: `b.weight` is f32 [2, 5], expected f32 [2, 4]";
    assert_eq!(message, expected);
}

#[test]
fn of_many_mistakes_a_few_are_told() {
    let model = |rename: fn(usize) -> String| -> BTreeMap<String, Param<0>> {
        (0..8000).map(|i| (rename(i), Param::new(i as f32))).collect()
    };
    let state = model(|i| format!("encoder.layers.{i}.attention.wieght")).state_dict();
    let mut other = model(|i| format!("encoder.layers.{i}.attention.weight"));
    let message = other.load_state_dict(&state).unwrap_err().to_string();
    assert!(message.contains("unchanged: 8000 missing, 8000 unexpected\n"), "{message}");
    assert_eq!(message.matches("the nearest name there is").count(), 20, "{message}");
    assert!(message.contains("\n  missing: and 7980 more\n"), "{message}");
    assert!(message.ends_with("\n  unexpected: and 7980 more"), "{message}");
    assert_eq!(message.lines().count(), 43, "{message}");
}

#[test]
fn a_batch_norm_may_lack_its_count_alone() {
    let trained = |batches: i64| {
        let mut norm = BatchNorm1d::new(2);
        norm.num_batches_tracked = Some(Buffer::new(batches));
        (Linear::new(3, 2, &mut rng(0)), norm)
    };
    let without = |names: &[&str]| {
        let mut state = trained(7).state_dict();
        names.iter().for_each(|name| drop(state.remove(name).unwrap()));
        let mut model = trained(9);
        model
            .load_state_dict(&state)
            .map(|()| model.buffers()["1.num_batches_tracked"].as_slice::<i64>().unwrap()[0])
    };
    assert_eq!(without(&[]).unwrap(), 7);
    assert_eq!(without(&["1.num_batches_tracked"]).unwrap(), 9);
    assert!(without(&["1.num_batches_tracked", "1.running_var"]).is_err());
    assert!(without(&["1.num_batches_tracked", "1.weight"]).is_err());
    let mut model = BTreeMap::from([("num_batches_tracked", Buffer::<0, i64>::new(1))]);
    assert!(model.load_state_dict(&StateDict::new()).is_err());
}

#[test]
fn a_prefix_before_every_name_is_explained_once() {
    let message =
        error(&[("fc.a", [1, 1]), ("fc.b", [1, 1])], &[("module.fc.a", [1, 1]), ("module.fc.b", [1, 1])]);
    let expected = "\
the state dict does not fit the model, which is unchanged: 2 missing, 2 unexpected
  missing: `fc.a`, expected f32 [1, 1]
  missing: `fc.b`, expected f32 [1, 1]
  unexpected: `module.fc.a`, f32 [1, 1]
  unexpected: `module.fc.b`, f32 [1, 1]
  without the `module.` before the names there, they are the model's: \
`state.renamed(\"module.*\", \"*\")?`";
    assert_eq!(message, expected);
    let message = error(&[("net.a", [1, 1]), ("net.b", [1, 1])], &[("a", [1, 1]), ("b", [1, 1])]);
    assert!(message.contains("with `net.` before the names there, they are the model's"), "{message}");
}

#[test]
fn another_element_type_is_named() {
    let state: StateDict = [("0".to_owned(), Tensor::from([1i64, 2]))].into_iter().collect();
    let mut model = vec![Param::<1>::new([0.0, 0.0])];
    let message = model.load_state_dict(&state).unwrap_err().to_string();
    let expected = "\
the state dict does not fit the model, which is unchanged: 1 of another type
  of another type: `0` has elements of type i64, expected f32";
    assert_eq!(message, expected);
}

#[test]
fn a_file_is_named() {
    let folder = Folder::with(&[]);
    net(&[("a", [1, 1])]).save(folder.path("m.safetensors")).unwrap();
    let message = folder.message(net(&[("a", [1, 2])]).load(folder.path("m.safetensors")));
    assert!(
        message.starts_with("m.safetensors does not fit the model, which is unchanged: 1 misshapen"),
        "{message}"
    );
}

#[test]
fn two_tensors_of_one_name_are_not_saved_as_one() {
    let model = (BTreeMap::from([("b.c", Param::<1>::new([1.0]))]), Param::<1>::new([2.0]));
    assert!(model.state_dict().write(Folder::with(&[]).path("m.safetensors")).is_ok());
    let maps = |value: f32| BTreeMap::from([("c", Param::<1>::new([value]))]);
    let mut model = BTreeMap::from([(Key("a"), maps(1.0)), (Key("b"), maps(2.0))]);
    let folder = Folder::with(&[]);
    let message = folder.message(model.save(folder.path("m.safetensors")));
    assert!(message.contains("\n  two of them have the path `x.c`\n"), "{message}");
    assert!(!folder.path("m.safetensors").exists());
    let state = model.state_dict();
    assert_eq!(folder.message(model.load_state_dict(&state)), message);
}

/// Keys that differ, but are written alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(&'static str);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("x")
    }
}

/// A hand-written module that forgets a field in one of its walks.
struct Forgetful(Param<1>, Param<1>);

impl Module for Forgetful {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.0.visit(&at.field("a"), visit);
        self.1.visit(&at.field("b"), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.visit_mut(&at.field("a"), visit);
    }
}

#[test]
fn walks_that_disagree_do_not_load_half_a_model() {
    let mut model = Forgetful(Param::new([1.0]), Param::new([2.0]));
    let state = Forgetful(Param::new([3.0]), Param::new([4.0])).state_dict();
    let message = model.load_state_dict(&state).unwrap_err().to_string();
    assert!(message.contains("\n  `visit_mut` forgets `b`\n"), "{message}");
    assert_eq!(model.0.value().as_slice(), [1.0]);
}
