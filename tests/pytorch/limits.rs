//! Files that are refused, and what is said.

use std::fs;
use std::io::Write;

use nn_core::StateDict;

use super::{fixture, message};

#[test]
fn what_is_not_read_is_refused_with_a_reason() {
    for (name, part) in [
        ("sparse", "torch._utils._rebuild_sparse_tensor"),
        ("complex", "torch.ComplexFloatStorage"),
        ("negative", "save it with `tensor.resolve_neg()`"),
        ("twice", "one dict or list of tensors in two places"),
        ("dots", "holds 2 tensors under 1 names, as its keys have dots in them"),
        ("tensor", "Expected a dictionary at the root of the PyTorch file, found torch.Tensor"),
        ("nothing", "holds no tensors under names"),
        ("expanded", "the largest of them `w`: they were expanded"),
        ("expanded_old", "the largest of them `w`: they were expanded"),
        ("plain", "is a Python pickle, but none that `torch.save` wrote"),
        ("names", "would take memory out of proportion"),
        ("lists", "would take memory out of proportion"),
        ("long", "has a pickle of 67108867 bytes in a file of"),
    ] {
        let path = format!("refused/{name}.pt");
        let message = message(StateDict::read(fixture(&path)));
        assert!(message.starts_with(&format!("{path}: ")) && message.contains(part), "{message}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_never_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.pt");
    for name in ["state_dict.pt", "state_dict_old.pt"] {
        let whole = fs::read(fixture(name)).unwrap();
        for length in (0..whole.len()).step_by(61) {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(StateDict::read(&path).is_err(), "{length} of {}", whole.len());
        }
    }
}

#[test]
fn a_stored_element_that_changed_is_found_by_the_checksum() {
    let mut file = fs::read(fixture("state_dict.pt")).unwrap();
    let positions: Vec<u8> = [0i64, 1, 2].iter().flat_map(|v| v.to_le_bytes()).collect();
    let at = file.windows(positions.len()).position(|bytes| bytes == positions).unwrap();
    file[at] = 1;
    let mut changed = tempfile::NamedTempFile::new().unwrap();
    changed.write_all(&file).unwrap();
    let error = StateDict::read(changed.path()).unwrap_err().to_string();
    assert!(error.contains("is damaged: tensor 'blocks.0.positions'"), "{error}");
}
