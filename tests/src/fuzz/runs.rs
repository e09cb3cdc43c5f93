//! The folder of a run: its table and its settings.

use std::fs;
use std::path::Path;

use nn_core::run::{Run, read_metrics};
use serde_json::{Value, json};

use super::reader::{Outcome, Reader};

const TABLE: &str = "metrics.csv";
const SETTINGS: &str = "settings.json";

pub(super) fn metrics() -> Reader {
    let table =
        "step,tag,value\n0,loss/train,2.5\n1,\"a,\"\"b\"\"\",NaN\n1,x,-inf\n18446744073709551615,x,1e-9\n";
    let dense = ["0,,0\n", "1,\"\",1\n"].map(|line| format!("step,tag,value\n{}", line.repeat(1 << 17)));
    Reader {
        name: "metrics",
        files: vec![(TABLE, table.as_bytes().to_vec())],
        dense: dense.map(String::into_bytes).to_vec(),
        beside: vec![],
        repair: |_, _| {},
        // What `read_metrics` says of its memory.
        memory: (32, 1 << 20),
        read: Box::new(read_table),
    }
}

fn read_table(folder: &Path) -> Outcome {
    let Ok(metrics) = read_metrics(folder) else { return Outcome::Refused };
    let lines =
        fs::read(folder.join(TABLE)).expect("it was read").iter().filter(|byte| **byte == b'\n').count();
    match metrics.len() == lines.saturating_sub(1) {
        true => Outcome::Read,
        false => Outcome::Wrong(format!("{lines} lines became {} numbers", metrics.len())),
    }
}

fn settings_of_the_run() -> Value {
    json!({ "lr": 1e-3, "layers": [64, 10], "optimizer": { "name": "Adam", "betas": null } })
}

pub(super) fn settings() -> Reader {
    let good = serde_json::to_vec_pretty(&settings_of_the_run()).expect("it is JSON");
    let many = |item: &str, open: &str, close: &str| {
        format!("{open}{}{close}", vec![item; 1 << 16].join(",")).into_bytes()
    };
    Reader {
        name: "settings",
        files: vec![(SETTINGS, good)],
        dense: vec![
            many("0", "{\"a\":[", "]}"),
            many("{}", "{\"a\":[", "]}"),
            "{\"a\":".repeat(1 << 16).into_bytes(),
        ],
        beside: vec![],
        repair: |_, _| {},
        // What `Run::open` says of its memory.
        memory: (64, 1 << 20),
        read: Box::new(read_settings),
    }
}

/// A run goes on with the settings that it has, and with no others.
fn read_settings(folder: &Path) -> Outcome {
    let before = fs::read(folder.join(SETTINGS)).expect("it was just written");
    match Run::open(folder, &settings_of_the_run()) {
        Ok(_) if serde_json::from_slice::<Value>(&before).ok() == Some(settings_of_the_run()) => {
            Outcome::Read
        }
        Ok(_) => Outcome::Wrong("it goes on with other settings".to_owned()),
        Err(_) if fs::read(folder.join(SETTINGS)).expect("it stays") == before => Outcome::Refused,
        Err(error) => Outcome::Wrong(format!("refused, and changed nevertheless: {error}")),
    }
}
