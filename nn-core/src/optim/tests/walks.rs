//! Models whose walks do not show each parameter and buffer once.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::{linear, param};
use crate::module::{Buffer, Module, Param, Path, Shared, Visit, VisitMut};
use crate::optim::{Optimizer, Sgd};
use crate::state::Checkpoint;

/// Three parameters and a buffer, of which each walk shows those that it is told to, under the names that it is told.
#[derive(Clone)]
struct Model {
    params: [Param<1>; 3],
    buffer: Buffer<1>,
    visit: Vec<(&'static str, usize)>,
    visit_mut: Vec<(&'static str, usize)>,
    walks: (Cell<usize>, usize),
}

const ALL: [(&str, usize); 4] = [("a", 0), ("b", 1), ("c", 2), ("d", 3)];

impl Model {
    fn new(visit: &[(&'static str, usize)], visit_mut: &[(&'static str, usize)]) -> Self {
        let params = [(); 3].map(|()| param(&[0.0]));
        let (visit, visit_mut) = (visit.to_vec(), visit_mut.to_vec());
        Model { params, buffer: Buffer::new([0.0]), visit, visit_mut, walks: (Cell::new(0), 0) }
    }

    fn step(&mut self, optimizer: &mut dyn Optimizer) -> Result<(), String> {
        let [a, b, c] = &self.params;
        let gradients = linear(&[(a, &[1.0]), (b, &[1.0]), (c, &[1.0])]);
        optimizer.step(self, gradients).map_err(|error| error.to_string())
    }
}

impl Module for Model {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.walks.0.set(self.walks.0.get() + 1);
        for (name, i) in &self.visit {
            match self.params.get(*i) {
                Some(param) => param.visit(&at.field(name), visit),
                None => self.buffer.visit(&at.field(name), visit),
            }
        }
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.walks.1 += 1;
        for (name, i) in &self.visit_mut {
            match self.params.get_mut(*i) {
                Some(param) => param.visit_mut(&at.field(name), visit),
                None => self.buffer.visit_mut(&at.field(name), visit),
            }
        }
    }
}

/// What a step and a load say alike, without a change.
fn refusal(visit: &[(&'static str, usize)], visit_mut: &[(&'static str, usize)]) -> String {
    let mut model = Model::new(visit, visit_mut);
    let state = model.state_dict();
    let message = model.step(&mut Sgd::new(1.0)).unwrap_err();
    assert_eq!(model.load_state_dict(&state).unwrap_err().to_string(), message);
    assert!(model.params.iter().all(|param| param.value().as_slice() == [0.0]));
    let heading = "a model must show each parameter and buffer once in `visit` and once in `visit_mut`, under one path of \
                   its own, but here:\n";
    message.strip_prefix(heading).unwrap_or_else(|| panic!("{message}")).to_owned()
}

const SAME: &str =
    "a hand-written `Module` or `with` must visit the same fields under the same paths in both";
const ONCE: &str = "visit each once; a module that stands in several places goes into a `Shared`";
const NAME: &str = "give one of the two another name, as by `#[module(rename = \"..\")]`, or another key";

#[test]
fn a_walk_that_forgets_is_refused() {
    assert_eq!(
        refusal(&ALL, &ALL[..2]),
        format!("  `visit_mut` forgets `c`\n  `visit_mut` forgets `d`\n{SAME}")
    );
    assert_eq!(refusal(&ALL[..3], &ALL), format!("  `visit` forgets `d`\n{SAME}"));
    assert_eq!(refusal(&ALL[1..], &ALL), format!("  `visit` forgets `a`\n{SAME}"));
}

#[test]
fn another_path_is_refused() {
    let other = [("a", 0), ("c", 1), ("b", 2), ("d", 3)];
    let lines = "  `b` in `visit` is `c` in `visit_mut`\n  `c` in `visit` is `b` in `visit_mut`\n";
    assert_eq!(refusal(&ALL, &other), format!("{lines}{SAME}"));
}

#[test]
fn one_path_of_two_is_refused() {
    let clash = [("a", 0), ("b", 1), ("b", 2), ("a", 3)];
    assert_eq!(
        refusal(&clash, &clash),
        format!("  two of them have the path `b`\n  two of them have the path `a`\n{NAME}")
    );
}

#[test]
fn one_that_is_shown_twice_is_refused() {
    let twice = [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 1), ("a", 0)];
    assert_eq!(refusal(&twice, &twice), format!("  `b` is shown again as `e`\n  `a` is shown twice\n{ONCE}"));
    assert_eq!(refusal(&ALL, &twice), format!("  `b` is shown again as `e`\n  `a` is shown twice\n{ONCE}"));
    assert_eq!(refusal(&twice, &ALL), format!("  `b` is shown again as `e`\n  `a` is shown twice\n{ONCE}"));
}

#[test]
fn keys_with_dots_that_clash_are_found_by_the_step_and_the_save() {
    let mut model = (BTreeMap::from([
        ("a", BTreeMap::from([("b.c", param(&[0.0]))])),
        ("a.b", BTreeMap::from([("c", param(&[0.0]))])),
    ]),);
    let gradients = linear(&[(&model.0["a"]["b.c"], &[1.0])]);
    let message = Sgd::new(0.1).step(&mut model, gradients).unwrap_err().to_string();
    assert!(message.ends_with(&format!("  two of them have the path `0.a.b.c`\n{NAME}")), "{message}");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(model.save(folder.path().join("clash")).unwrap_err().to_string(), message);
}

#[test]
fn an_alias_clashes_as_well() {
    let shared = Shared::new(BTreeMap::from([("b", param(&[0.0]))]));
    let mut model = BTreeMap::<&str, Box<dyn Module>>::new();
    model.insert("a", Box::new(shared.clone()));
    model.insert("c", Box::new(shared.clone()));
    let gradients = || linear(&[(&shared.read()["b"], &[1.0])]);
    Sgd::new(0.1).step(&mut model, gradients()).unwrap();
    model.insert("c.b", Box::new(param(&[0.0])));
    let message = Sgd::new(0.1).step(&mut model, gradients()).unwrap_err().to_string();
    assert!(message.contains("\n  two of them have the path `c.b`\n"), "{message}");
}

#[test]
fn many_are_counted() {
    let key =
        |i: usize| if i.is_multiple_of(2) { ("a", format!("b.{i}")) } else { ("a.b", format!("{}", i - 1)) };
    let mut model = BTreeMap::<&str, BTreeMap<String, Param<1>>>::new();
    for i in 0..50 {
        let (outer, inner) = key(i);
        model.entry(outer).or_default().insert(inner, param(&[0.0]));
    }
    let gradients = linear(&[(&model["a"]["b.0"], &[1.0])]);
    let message = Sgd::new(0.1).step(&mut model, gradients).unwrap_err().to_string();
    assert_eq!(message.matches("two of them have the path").count(), 20);
    assert!(message.contains("\n  and 5 more\n"), "{message}");
}

#[test]
fn the_walks_are_compared_when_the_parameters_change_and_not_in_every_step() {
    let mut model = Model::new(&ALL, &ALL);
    let mut sgd = Sgd::new(1.0);
    let mut walks = |model: &mut Model| {
        model.walks = (Cell::new(0), 0);
        (model.step(&mut sgd), model.walks.0.get(), model.walks.1)
    };
    assert_eq!(walks(&mut model), (Ok(()), 2, 2));
    assert_eq!(walks(&mut model), (Ok(()), 1, 1));
    model.params.swap(0, 1);
    assert_eq!(walks(&mut model), (Ok(()), 2, 2));
    assert_eq!(walks(&mut model), (Ok(()), 1, 1));
    model.buffer = Buffer::new([0.0]);
    model.visit_mut.pop();
    assert!(walks(&mut model).0.unwrap_err().contains("`visit_mut` forgets `d`"));
    assert!(walks(&mut model).0.is_err());
    model.visit_mut = ALL.to_vec();
    assert_eq!(walks(&mut model), (Ok(()), 2, 2));
}

#[test]
fn patterns_are_compared_with_each_model() {
    let (mut first, mut second) = (vec![param(&[0.0])], BTreeMap::from([("head", param(&[0.0]))]));
    let mut sgd = Sgd::new(1.0).group("head", |g| g.lr(0.5));
    let gradients = linear(&[(&second["head"], &[1.0])]);
    sgd.step(&mut second, gradients).unwrap();
    let gradients = linear(&[(&first[0], &[1.0])]);
    let message = sgd.step(&mut first, gradients).unwrap_err().to_string();
    assert!(message.contains("the group `head` matches no parameter of the model"), "{message}");
}
