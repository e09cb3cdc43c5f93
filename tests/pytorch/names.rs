//! Names that are changed, and models that are loaded in part.

use std::collections::{BTreeMap, BTreeSet};

use nn_core::prelude::*;
use proptest::prelude::*;

fn state(names: &[&str]) -> StateDict {
    names.iter().enumerate().map(|(i, name)| ((*name).to_owned(), Tensor::from(i as f32))).collect()
}

#[test]
fn renaming_tells_what_would_be_lost() {
    let theirs = state(&["a.weight", "b.weight", "a.bias"]);
    let error = |from, to| theirs.renamed(from, to).unwrap_err().to_string();
    assert_eq!(error("*.weight", "weight{1}*"), "`weight{1}*` has both `*` and numbers: write either");
    assert_eq!(
        error("b.*", "a.*"),
        "`a.weight` and `b.weight` would both become `a.weight`, and one of them would be lost: take one out by \
         `remove`, or rename it first"
    );
    assert_eq!(
        error("a.wieght", "c"),
        "`a.wieght` matches none of the 3 names of the state dict; the nearest is `a.weight`"
    );
    assert_eq!(
        error("module.*", "*"),
        "`module.*` matches none of the 3 names of the state dict; they are\n  a.weight\n  b.weight\n  a.bias"
    );
    assert_eq!(
        theirs.under("c").unwrap_err().to_string(),
        "none of the 3 names of the state dict begins with `c.`; they begin with\n  a\n  b"
    );
    assert_eq!(theirs.under("a").unwrap().names().collect::<Vec<_>>(), ["weight", "bias"]);
}

#[test]
fn the_other_names_of_a_shared_tensor_are_renamed_as_well() {
    let shared = Shared::new(Linear::spec(2, 2).bias(false).init(&mut rng(0)));
    let state = (shared.clone(), Relu, shared).state_dict();
    let renamed = state.renamed("*.weight", "net.{1}.w").unwrap();
    assert!(renamed.names().eq(["net.0.w"]) && renamed.aliases().eq([("net.2.w", "net.0.w")]));
    let under = state.under("2").unwrap();
    assert!(under.names().eq(["weight"]) && under.aliases().next().is_none());
    assert_eq!(under.get("weight").unwrap().shape(), [2, 2]);
}

type Net = BTreeMap<&'static str, Param<1>>;

fn net(tensors: &[(&'static str, usize)]) -> Net {
    tensors.iter().map(|(name, len)| (*name, Param::new(Tensor::full([*len], 1.0)))).collect()
}

fn values(net: &Net) -> Vec<f32> {
    net.values().flat_map(|param| param.value().as_slice().to_vec()).collect()
}

#[test]
fn a_partial_loading_says_what_it_left_out() {
    let mut model = net(&[("body", 2), ("head", 1)]);
    let theirs: StateDict = [("body", 2), ("fc", 3)]
        .map(|(n, len)| (n.to_owned(), Tensor::<1>::full([len], 5.0)))
        .into_iter()
        .collect();
    let report = model.load_partial(&theirs).unwrap();
    assert_eq!(values(&model), [5.0, 5.0, 1.0]);
    assert!(!report.is_complete());
    assert_eq!(
        report.to_string(),
        "1 of the model's 2 tensors loaded\n1 missing in the state dict, and as they were:\n  `head`\n1 unexpected, and \
         not used:\n  `fc`"
    );
    assert!(model.load_partial(&model.state_dict()).unwrap().is_complete());
}

#[test]
fn nothing_is_loaded_in_part_where_a_tensor_has_another_shape() {
    let mut model = net(&[("body", 2), ("head", 1)]);
    let theirs: StateDict = [("body", 2), ("head", 3)]
        .map(|(n, len)| (n.to_owned(), Tensor::<1>::full([len], 5.0)))
        .into_iter()
        .collect();
    let error = model.load_partial(&theirs).unwrap_err().to_string();
    assert_eq!(
        error,
        "the state dict does not fit the model, which is unchanged: 1 misshapen\n  misshapen: `head` is f32 [3], expected \
         f32 [1]\n  what is not to be loaded is taken out by its name: `state.remove(\"..\")`"
    );
    let error = model.load_partial(&theirs.renamed("*", "module.*").unwrap()).unwrap_err().to_string();
    assert!(error.contains("unchanged: 2 missing, 2 unexpected"), "{error}");
    assert!(error.ends_with("`state.renamed(\"module.*\", \"*\")?`"), "{error}");
    assert_eq!(values(&model), [1.0; 3]);
}

proptest! {
    #[test]
    fn renaming_loses_nothing(
        names in prop::collection::btree_set("[ab.]{1,6}", 1..8),
        from in "[ab.*]{1,5}",
        to in "[ab.*]{0,5}",
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let before = state(&names);
        if let Ok(after) = before.renamed(&from, &to) {
            prop_assert_eq!(after.len(), before.len());
            let distinct: BTreeSet<&str> = after.names().collect();
            prop_assert_eq!(distinct.len(), names.len());
            // The order and the values stay, and the names that have other letters than the pattern's.
            for (i, ((old, a), (new, b))) in before.iter().zip(after.iter()).enumerate() {
                prop_assert_eq!(a.as_slice::<f32>(), b.as_slice::<f32>(), "{}", i);
                let literals = from.split('*').filter(|piece| !piece.is_empty());
                prop_assert!(old == new || literals.clone().all(|piece| old.contains(piece)));
            }
        }
    }

    #[test]
    fn a_prefix_goes_on_and_comes_off(names in prop::collection::btree_set("[a-z0-9_.]{1,9}", 1..8)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let before = state(&names);
        let wrapped = before.renamed("*", "module.*").unwrap();
        prop_assert!(wrapped.names().all(|name| name.starts_with("module.")));
        prop_assert!(wrapped.renamed("module.*", "*").unwrap().names().eq(names.iter().copied()));
        prop_assert!(wrapped.under("module").unwrap().names().eq(names.iter().copied()));
    }
}
