//! Files that are read.

use std::fs;

use nn_core::prelude::*;

use super::{contents, fixture};

#[test]
fn every_file_is_what_torch_load_makes_of_it() {
    for name in [
        "kinds",
        "kinds_old",
        "views",
        "views_old",
        "protocol_4",
        "state_dict",
        "state_dict_old",
        "whole",
        "checkpoint",
        "deflated",
        "runs",
        "tar",
    ] {
        let read = |ending: &str| StateDict::read(fixture(&format!("{name}.{ending}"))).unwrap();
        let (ours, theirs) = (read("pt"), read("safetensors"));
        assert!(!ours.is_empty(), "{name}");
        assert_eq!(contents(&ours), contents(&theirs), "{name}");
    }
    assert!(!std::path::Path::new("executed-by-a-pickle").exists());
}

#[derive(Module)]
struct Block {
    fc: Linear,
    norm: BatchNorm1d,
    positions: Buffer<1, i64>,
}

#[derive(Module)]
struct Net {
    table: Shared<Embedding>,
    blocks: Vec<Block>,
    head: TiedLinear,
}

#[derive(Module)]
struct Untied {
    table: Embedding,
    blocks: Vec<Block>,
    head: Linear,
}

fn blocks(rng: &mut impl Rng) -> Vec<Block> {
    let block = |_| Block {
        fc: Linear::new(3, 3, rng),
        norm: BatchNorm1d::new(3),
        positions: Buffer::new([7, 7, 7]),
    };
    (0..2).map(block).collect()
}

fn net() -> Net {
    let rng = &mut rng(0);
    let table = Shared::new(Embedding::new(5, 3, rng));
    let mut head = TiedLinear::new(&table);
    head.bias = None;
    Net { blocks: blocks(rng), head, table }
}

#[test]
fn tied_weights_load_into_tied_and_separate_ones() {
    for name in ["state_dict.pt", "state_dict_old.pt", "whole.pt"] {
        let mut tied = net();
        tied.load(fixture(name)).unwrap();
        let table = StateDict::read(fixture(name)).unwrap().get("table.weight").unwrap().clone();
        assert_eq!(tied.table.read().weight.value().as_slice(), table.as_slice::<f32>().unwrap());
        assert_eq!(tied.blocks[1].positions.value().as_slice(), [0, 1, 2]);

        let rng = &mut rng(0);
        let head = Linear::spec(3, 5).bias(false).init(rng);
        let mut untied = Untied { table: Embedding::new(5, 3, rng), blocks: blocks(rng), head };
        untied.load(fixture(name)).unwrap();
        assert_eq!(untied.head.weight.value(), untied.table.weight.value());
    }
}

#[test]
fn the_model_of_a_checkpoint_is_chosen_by_its_key() {
    let all = StateDict::read(fixture("checkpoint.pt")).unwrap();
    assert_eq!(all.get("optimizer.state.0.exp_avg").unwrap().shape(), [5, 3]);
    let mut model = net();
    model.load_state_dict(&all.under("model").unwrap()).unwrap();

    let error = model.load(fixture("checkpoint.pt")).unwrap_err().to_string();
    let hint = "\n  what stands there under `model` has the model's names: `state.under(\"model\")?`";
    assert!(error.ends_with(hint), "{error}");
    let error = all.under("modle").unwrap_err().to_string();
    assert!(error.ends_with("begins with `modle.`; they begin with\n  model\n  optimizer"), "{error}");
}

#[test]
fn the_name_of_a_file_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.safetensors");
    fs::copy(fixture("state_dict.pt"), &path).unwrap();
    net().load(&path).unwrap();
}
