//! What TensorBoard reads of a run is what was put in. Its own reader said so of the fixtures, which
//! `tests/interop/events.py` writes; here stands that the same is written today.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use nn_core::prelude::*;
use serde_json::Value;
use tests::logged::{NUMBERS, model, write};

use super::decode::{Message, crc32c, event_bytes, events, records};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/run");

/// What TensorBoard's reader said.
fn read_by_tensorboard() -> Value {
    let text = fs::read_to_string(Path::new(FIXTURES).join("events.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn number(text: &Value) -> f64 {
    text.as_str().unwrap().parse().unwrap()
}

/// The picture in an event, if there is one. How its pixels are compressed is the compressor's business.
fn png_in(event: &[u8]) -> Option<image::DynamicImage> {
    let at = event.windows(4).position(|bytes| bytes == b"\x89PNG")?;
    Some(image::load_from_memory(&event[at..]).unwrap())
}

#[test]
fn the_same_is_written_as_tensorboard_has_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("run");
    write(&folder).unwrap();
    let [here, there] = [&folder, Path::new(FIXTURES)]
        .map(|folder| events(folder).into_iter().partition::<Vec<_>, _>(|event| png_in(event).is_none()));
    assert_eq!(here.0, there.0);
    let pixels = |events: &[Vec<u8>]| events.iter().map(|event| png_in(event).unwrap()).collect::<Vec<_>>();
    assert_eq!(pixels(&here.1), pixels(&there.1));
    assert_eq!(here.1.len(), 2);
    for file in ["metrics.csv", "settings.json"] {
        let [here, there] = [&folder, Path::new(FIXTURES)].map(|folder| fs::read(folder.join(file)).unwrap());
        assert_eq!(String::from_utf8(here).unwrap(), String::from_utf8(there).unwrap());
    }
}

#[test]
fn scalars_are_read_back_exactly() {
    let read = read_by_tensorboard();
    let scalars = read["scalars"].as_object().unwrap();
    let expected = NUMBERS.iter().enumerate().map(|(i, number)| (10 * i as u64, f64::from(*number)));
    let read: Vec<(u64, f64)> = scalars["loss/train"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry[0].as_u64().unwrap(), number(&entry[1])))
        .collect();
    // NaN is not itself.
    assert_eq!(format!("{read:?}"), format!("{:?}", expected.collect::<Vec<_>>()));
    let third = &scalars["größe, \"m\""][0];
    assert_eq!((third[0].as_u64().unwrap(), number(&third[1])), (1 << 40, f64::from(1.0f32 / 3.0)));
    assert_eq!(scalars.len(), 2);
}

/// What a histogram has to say of these values.
fn check_histogram(read: &Value, values: &[f64]) {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let list = |name: &str| read[name].as_array().unwrap().iter().map(number).collect::<Vec<_>>();
    let (limits, counts) = (list("bucket_limit"), list("bucket"));
    assert_eq!(number(&read["num"]), finite.len() as f64);
    assert_eq!(number(&read["sum"]), finite.iter().sum::<f64>());
    assert_eq!(number(&read["sum_squares"]), finite.iter().map(|value| value * value).sum::<f64>());
    if finite.is_empty() {
        assert_eq!((limits, counts), (vec![0.0], vec![0.0]));
        return;
    }
    assert_eq!(number(&read["min"]), finite.iter().copied().fold(f64::INFINITY, f64::min));
    assert_eq!(number(&read["max"]), finite.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let mut lower = f64::NEG_INFINITY;
    for (limit, count) in limits.iter().zip(&counts) {
        let inside = finite.iter().filter(|value| **value > lower && *value <= limit).count();
        assert_eq!(*count, inside as f64, "between {lower} and {limit}");
        lower = *limit;
    }
    assert_eq!(lower, number(&read["max"]));
}

#[test]
fn histograms_are_those_of_the_values() {
    let read = read_by_tensorboard();
    let histograms = read["histograms"].as_object().unwrap();
    let model = model();
    let doubles = |values: &AnyTensor| -> Vec<f64> {
        values.as_slice::<f32>().unwrap().iter().map(|value| f64::from(*value)).collect()
    };
    let mut expected: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (path, parameter) in &model.named_parameters() {
        expected.insert(format!("weights/{path}"), doubles(parameter.value()));
    }
    let loss = model.forward(Tape::new(0).input(Tensor::full([3, 4], 0.5))).powi(2).sum();
    for (path, gradient) in loss.backward().named(&model) {
        expected.insert(format!("gradients/{path}"), doubles(&gradient));
    }
    expected.insert("odd".to_owned(), vec![f64::NAN, 1.0, 2.0, f64::INFINITY]);
    expected.insert("nothing".to_owned(), vec![f64::NAN]);
    expected.insert("constant".to_owned(), vec![2.5; 5]);
    assert_eq!(histograms.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert_eq!(expected.len(), 15);
    for (tag, values) in expected {
        check_histogram(&histograms[&tag][0][1], &values);
    }
}

#[test]
fn images_have_their_pixels() {
    let read = read_by_tensorboard();
    let pixels = |tag: &str| {
        let entry = &read["images"][tag][0];
        let hex = entry[1]["png"].as_str().unwrap();
        let byte = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
        let png: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
        let image = image::load_from_memory(&png).unwrap();
        let [width, height] = ["width", "height"].map(|side| entry[1][side].as_u64().unwrap());
        assert_eq!((u64::from(image.width()), u64::from(image.height())), (width, height));
        (entry[0].as_u64().unwrap(), image)
    };
    let (step, grey) = pixels("grey");
    assert_eq!((step, grey.into_luma8().into_raw()), (30, vec![0, 51, 102, 153, 204, 255]));
    let (_, colour) = pixels("colour");
    assert_eq!(colour.into_rgb8().into_raw(), [0, 64, 128, 64, 128, 191, 64, 128, 191, 128, 191, 255]);
}

#[test]
fn the_graph_is_the_models() {
    let read = read_by_tensorboard();
    let nodes = read["graph"].as_array().unwrap().iter().map(|node| {
        let inputs: Vec<_> =
            node["input"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        format!("{} {} {} {}", node["name"], node["op"], inputs.join(","), node["shape"]).replace('"', "")
    });
    let expected = [
        "input input  [1,4]",
        "body/0 Linear input [1,4]",
        "relu relu body/0 [1,4]",
        "+ + relu,input [1,4]",
        "body/1 Linear + [1,4]",
        "relu_1 relu body/1 [1,4]",
        "+_1 + relu_1,+ [1,4]",
        "head Linear +_1 [1,2]",
    ];
    assert_eq!(nodes.collect::<Vec<_>>(), expected);
}

#[test]
fn every_flipped_bit_of_a_record_is_seen() {
    let file = event_bytes(Path::new(FIXTURES));
    let first = 12 + u64::from_le_bytes(file[..8].try_into().unwrap()) as usize + 4;
    for bit in 0..8 * first {
        let mut damaged = file[..first].to_vec();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(records(&damaged).is_err(), "bit {bit}");
    }
}

#[test]
fn the_first_event_says_the_version() {
    let first = Message::new(&records(&event_bytes(Path::new(FIXTURES))).unwrap()[0]);
    assert_eq!(first.text(3).unwrap(), "brain.Event:2");
    assert_eq!(crc32c(b"123456789"), 0xe3069283);
}
