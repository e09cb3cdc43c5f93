//! Files that are no checkpoints, or no longer.

use std::fs;
use std::sync::LazyLock;

use nn_core::prelude::*;
use proptest::prelude::*;
use proptest::sample::Index;

use super::Folder;

fn model(start: f32) -> Vec<Param<2>> {
    (0..3).map(|n| Param::new(Tensor::from_fn([n + 1, 4], |[i, j]| start + (i * 4 + j) as f32))).collect()
}

fn values(model: &[Param<2>]) -> Vec<u32> {
    model.iter().flat_map(|param| param.value().as_slice().iter().map(|v| v.to_bits())).collect()
}

/// A file of ours; made once, because saving waits for the disk.
fn saved() -> Vec<u8> {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(save);
    FILE.clone()
}

fn save() -> Vec<u8> {
    let folder = Folder::with(&[]);
    model(1.5).save(folder.path("m")).unwrap();
    fs::read(folder.path("m")).unwrap()
}

/// The error of loading a file with these contents; the model must stay as it is.
fn error(contents: &[u8]) -> String {
    let folder = Folder::with(&[("m", contents)]);
    let mut model = model(0.25);
    let before = values(&model);
    let message = folder.message(model.load(folder.path("m")));
    assert_eq!(values(&model), before);
    message
}

fn header(length: u64, json: &str, data: usize) -> Vec<u8> {
    [&length.to_le_bytes(), json.as_bytes(), &vec![0; data]].concat()
}

#[test]
fn files_of_other_kinds_are_recognised() {
    assert_eq!(error(b""), "m: is empty, expected a safetensors file");
    assert_eq!(error(b"abc"), "m: has only 3 bytes: it is cut off, or no safetensors file");
    assert_eq!(
        error(b"PK\x03\x04\0\0\x08\x08\0\0archive/data.pkl"),
        "m: is a zip file without its end: it is cut off or damaged; take another copy"
    );
    assert_eq!(
        error(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M"),
        "m: ends in the middle of its pickle: it is cut off; take another copy"
    );
    assert!(error(b"p0,p1,p2\n1,2,3\n").starts_with("m: is not a safetensors file: no header begins after"));
}

#[test]
fn a_header_of_130_bytes_is_no_pickle() {
    let json =
        format!("{{\"0\":{{\"dtype\":\"F32\",\"shape\":[1,4],\"data_offsets\":[0,16]}}}}{}", " ".repeat(79));
    assert!(error(&header(json.len() as u64, &json, 16)).starts_with("m does not fit the model"));
    let json = format!("{json:<640}");
    assert_eq!(json.len().to_le_bytes()[..2], [0x80, 2]);
    assert!(error(&header(640, &json, 16)).starts_with("m does not fit the model"));
}

#[test]
fn headers_that_lie_are_refused() {
    let one = |shape: &str, offsets: &str| {
        format!("{{\"0\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}")
    };
    let with = |json: String| error(&header(json.len() as u64, &json, 16));
    let huge = error(&header(u64::MAX, &one("[4]", "[0,16]"), 16));
    assert!(huge.starts_with("m: announces a header of 18446744073709551615 bytes, but only"), "{huge}");
    assert!(error(&header(1 << 40, "{}", 0)).starts_with("m: announces a header of 1099511627776 bytes"));
    assert!(with(one("[4]", "[0,8]")).starts_with("m: has a damaged header"));
    assert!(with(one("[8]", "[0,32]")).starts_with("m: has a header that does not fit the 16 bytes of data"));
    assert!(with(one("[18446744073709551615,2]", "[0,16]")).starts_with("m: has a damaged header"));
    assert!(with(one("[4]", "[16,0]")).starts_with("m: has a damaged header"));
    assert!(with("{\"0\":".to_owned()).starts_with("m: has a damaged header"));
    assert!(with("{\"0\":[[[[".repeat(10_000)).starts_with("m: has a damaged header"));
    let overlapping = "{\"0\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\
                        \"1\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}";
    assert!(with(overlapping.to_owned()).starts_with("m: has a damaged header"));
}

#[test]
fn element_types_that_no_tensor_has_are_named() {
    let json = "{\"0\":{\"dtype\":\"F8_E4M3\",\"shape\":[16],\"data_offsets\":[0,16]}}";
    let message = error(&header(json.len() as u64, json, 16));
    assert!(
        message.starts_with("m: the tensor `0` has elements of type F8_E4M3, expected F32, F64"),
        "{message}"
    );
    let json = "{\"0\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    let mut file = header(json.len() as u64, json, 1);
    *file.last_mut().unwrap() = 7;
    assert!(error(&file).starts_with("m: the tensor `0` holds the byte 7 as a truth value"));
}

#[test]
fn a_path_without_a_file_is_named() {
    let folder = Folder::with(&[("sub/x", b"")]);
    let message = folder.message(model(0.0).load(folder.path("m")));
    assert!(message.starts_with("cannot read m: "), "{message}");
    assert_eq!(
        folder.message(model(0.0).load(folder.path("sub"))),
        "sub: is a folder, expected a safetensors file"
    );
    let message = folder.message(model(0.0).save(folder.path("none/m")));
    assert!(message.starts_with("cannot write none/m: "), "{message}");
    assert!(folder.message(model(0.0).save(folder.path("sub"))).starts_with("cannot write sub: "));
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn every_truncation_is_refused() {
    let file = saved();
    for length in 0..file.len() {
        let message = error(&file[..length]);
        assert!(message.contains("cut off") || length == 0, "{length}: {message}");
    }
}

/// What a file with these contents gives a model of three vectors, of which the file's model shared two.
fn untied(contents: &[u8]) -> Result<Vec<Vec<f32>>, String> {
    let folder = Folder::with(&[("m", contents)]);
    let mut model = vec![Param::<1>::new([0.0; 2]), Param::new([0.0; 2]), Param::new([0.0; 2])];
    let loaded = model.load(folder.path("m"));
    let values: Vec<Vec<f32>> = model.iter().map(|param| param.value().as_slice().to_vec()).collect();
    assert!(loaded.is_ok() || values.concat() == [0.0; 6], "half of a model is loaded");
    loaded.map(|()| values).map_err(|error| error.to_string())
}

#[test]
fn every_flipped_bit_of_aliases_is_refused_or_changes_nothing() {
    let folder = Folder::with(&[]);
    let shared = Shared::new(Param::<1>::new([1.0, 2.0]));
    (shared.clone(), Param::<1>::new([3.0, 4.0]), shared).save(folder.path("m")).unwrap();
    let file = fs::read(folder.path("m")).unwrap();
    let expected = untied(&file).unwrap();
    assert_eq!(expected, [[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]]);
    for bit in 0..8 * file.len() {
        let mut damaged = file.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(untied(&damaged).is_err() || untied(&damaged).unwrap() == expected, "bit {bit}");
    }
}

#[test]
fn a_file_whose_checksum_leaves_out_the_aliases_still_loads() {
    let file = include_bytes!("fixtures/checksum_of_tensors.safetensors");
    let folder = Folder::with(&[("m", file)]);
    let shared = Shared::new(Param::<1>::new([0.0; 2]));
    let mut model = (shared.clone(), Param::<1>::new([0.0; 2]), shared);
    model.load(folder.path("m")).unwrap();
    assert_ne!(model.0.read().value().as_slice(), [0.0; 2]);
    // Nothing bears out what it says of its aliases.
    assert!(untied(file).unwrap_err().contains("1 missing\n  missing: `2`, expected f32 [2]"));
    let mut damaged = file.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(untied(&damaged).unwrap_err().contains("the contents do not match the file's checksum"));
}

/// A file of another program: three vectors less those that the metadata stand for.
fn foreign(names: &[&str], metadata: &[(&str, &str)]) -> Vec<u8> {
    let metadata: Vec<String> = metadata.iter().map(|(key, value)| format!("{key:?}:{value:?}")).collect();
    let mut entries = vec![format!("\"__metadata__\":{{{}}}", metadata.join(","))];
    entries.extend(names.iter().enumerate().map(|(i, name)| {
        format!("{name:?}:{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[{},{}]}}", 8 * i, 8 * i + 8)
    }));
    let json = format!("{{{}}}", entries.join(","));
    header(json.len() as u64, &json, 8 * names.len())
}

#[test]
fn metadata_of_other_programs_are_aliases_only_in_the_form_of_save_model() {
    let model = |names: [&'static str; 2]| -> std::collections::BTreeMap<_, _> {
        names.into_iter().map(|name| (name, Param::<1>::new([1.0; 2]))).collect()
    };
    let load = |names: [&'static str; 2], file: Vec<u8>| {
        let folder = Folder::with(&[("m", &file)]);
        model(names).load(folder.path("m")).map_err(|error| error.to_string())
    };
    let error = load(["format", "pt"], foreign(&["pt"], &[("format", "pt")])).unwrap_err();
    assert!(error.contains("1 missing\n  missing: `format`"), "{error}");
    assert!(load(["bob", "author"], foreign(&["bob"], &[("author", "bob")])).is_err());
    assert!(load(["a", "b"], foreign(&["a"], &[("b", "a"), ("step", "7")])).is_err());
    assert!(load(["a", "b"], foreign(&["a"], &[("b", "a")])).is_ok());
    assert!(load(["a", "b"], foreign(&["a"], &[("b", "a"), ("format", "pt")])).is_ok());
}

#[test]
fn shapes_larger_than_any_memory_are_refused() {
    let with = |shape: &str| {
        let json = format!("{{\"0\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[0,0]}}}}");
        error(&header(json.len() as u64, &json, 0))
    };
    let max = u64::MAX;
    let message = with(&format!("[0,{max},{max}]"));
    let expected =
        format!("m: the tensor `0` has shape [0, {max}, {max}], larger than any memory: the file is");
    assert!(message.starts_with(&expected), "{message}");
    assert!(with(&format!("[{max},0,{max}]")).starts_with("m: "));
    assert!(with(&format!("[0,{}]", 1u64 << 62)).contains("larger than any memory"));
    assert!(with("[0,4]").starts_with("m does not fit the model"));
}

#[test]
fn long_names_and_shapes_do_not_make_long_messages() {
    let (name, shape) = ("n".repeat(1 << 16), vec!["1"; 1 << 16].join(","));
    for dtype in ["F32", "F8_E4M3", &name] {
        let json = format!("{{{name:?}:{{\"dtype\":{dtype:?},\"shape\":[{shape}],\"data_offsets\":[0,4]}}}}");
        let short = |json: &str| {
            let message = error(&header(json.len() as u64, json, 4));
            assert!(message.len() < 1000, "{} bytes", message.len());
        };
        short(&json);
        short(&json.replace("[0,4]", "[1,9]"));
        short(&json.replace("[0,4]", &format!("[{shape}]")));
        short(&json.replace("\"shape\"", &format!("{name:?}")));
        short(&json.replace('}', &format!("}},{name:?}:3}}")));
    }
}

#[test]
#[cfg(unix)]
fn what_is_no_regular_file_is_not_opened() {
    let folder = Folder::with(&[]);
    assert!(std::process::Command::new("mkfifo").arg(folder.path("m")).status().unwrap().success());
    for path in [folder.path("m"), "/dev/zero".into()] {
        let expected = format!("{}: is no regular file, expected a safetensors file", path.display());
        assert_eq!(model(0.0).load(path).unwrap_err().to_string(), expected);
    }
}

#[test]
fn every_flipped_bit_of_the_tensors_is_refused_and_none_changes_a_value() {
    let file = saved();
    let data = 8 + u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let folder = Folder::with(&[]);
    for bit in 0..8 * file.len() {
        let mut damaged = file.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        fs::write(folder.path("m"), damaged).unwrap();
        let mut model = model(0.25);
        match model.load(folder.path("m")) {
            // A bit of the metadata's wording changes nothing that is loaded.
            Ok(()) => assert!(bit / 8 < data && values(&model) == values(&self::model(1.5)), "bit {bit}"),
            Err(_) => assert_eq!(values(&model), values(&self::model(0.25)), "bit {bit}"),
        }
    }
    let mut damaged = file.clone();
    damaged[data + 3] ^= 0x10;
    let message = error(&damaged);
    assert!(
        message.starts_with("m: the contents do not match the file's checksum (found everything-fnv1a64:"),
        "{message}"
    );
}

/// What can happen to a file.
#[derive(Clone, Debug)]
enum Damage {
    Set(Index, u8),
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Swap(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(i, byte)| Damage::Set(i, byte)),
        // Digits, quotes and brackets lead further into the parser than most bytes.
        (at(), prop::sample::select(b"0123456789\"[]{},:-eFIB".to_vec()))
            .prop_map(|(i, byte)| Damage::Set(i, byte)),
        (at(), 0u8..8).prop_map(|(i, bit)| Damage::Flip(i, bit)),
        at().prop_map(Damage::Cut),
        (at(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(i, bytes)| Damage::Insert(i, bytes)),
        (at(), 1usize..20).prop_map(|(i, n)| Damage::Remove(i, n)),
        (at(), at()).prop_map(|(i, j)| Damage::Swap(i, j)),
    ]
}

fn apply(file: &mut Vec<u8>, damage: &Damage) {
    let len = file.len();
    match damage {
        _ if file.is_empty() => {}
        Damage::Set(i, byte) => file[i.index(len)] = *byte,
        Damage::Flip(i, bit) => file[i.index(len)] ^= 1 << bit,
        Damage::Cut(i) => file.truncate(i.index(len)),
        Damage::Insert(i, bytes) => drop(file.splice(i.index(len)..i.index(len), bytes.iter().copied())),
        Damage::Remove(i, n) => drop(file.drain(i.index(len)..(i.index(len) + n).min(len))),
        Damage::Swap(i, j) => file.swap(i.index(len), j.index(len)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(0),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_damage_panics_or_half_loads(damages in prop::collection::vec(damage(), 1..5)) {
        let mut file = saved();
        damages.iter().for_each(|damage| apply(&mut file, damage));
        let folder = Folder::with(&[("m", &file)]);
        let mut model = model(0.25);
        // Without the entry of the checksum, which one damage may hit, another one in a tensor goes unseen.
        let entry = b"\"checksum\":\"everything-fnv1a64:";
        let verifiable = file.windows(entry.len()).any(|bytes| bytes == entry);
        match model.load(folder.path("m")) {
            Ok(()) => prop_assert!(!verifiable || values(&model) == values(&self::model(1.5))),
            Err(_) => prop_assert_eq!(values(&model), values(&self::model(0.25))),
        }
    }
}
