//! Tables of digits.

use std::path::Path;

use nn_core::data;

use super::reader::{Outcome, Reader};

const NAME: &str = "digits.csv";

pub(super) fn digits() -> Reader {
    let header: String = (0..64).map(|i| format!("p{i},")).collect();
    let row = |label: usize| {
        (0..64).map(|i| format!("{},", (i * label) % 17)).collect::<String>() + &label.to_string()
    };
    let table = format!("{header}label\n{}\n{}\r\n\"{}\"\n", row(3), row(9), row(0).replace(',', "\",\""));
    let zeros = format!("{header}label\n{}", format!("{}0\n", "0,".repeat(64)).repeat(4000));
    let fields = [
        ",".repeat(1 << 19),
        "\"\",".repeat(1 << 17),
        "\n".repeat(1 << 19),
        format!("{header}label\n{}", ",".repeat(1 << 19)),
    ];
    Reader {
        name: "digits",
        dense: [zeros].into_iter().chain(fields).map(String::into_bytes).collect(),
        files: vec![(NAME, table.into_bytes())],
        beside: vec![],
        repair: |_, _| {},
        memory: (32, 1 << 20),
        read: Box::new(read),
    }
}

fn read(folder: &Path) -> Outcome {
    let Ok(data) = data::digits(folder.join(NAME)) else { return Outcome::Refused };
    let pixels = data.inputs().as_slice().iter().all(|value| (0.0..=1.0).contains(value));
    match pixels && data.labels().as_slice().iter().all(|label| *label < 10) {
        true => Outcome::Read,
        false => Outcome::Wrong(format!("the table became {data:?}")),
    }
}
