//! Arrays and tables that other programs write.

use std::io::Write;
use std::path::Path;

use nn_core::data::{self, Npz, Table};
use nn_core::prelude::*;

use super::reader::{Outcome, Reader};

/// What numpy and pyarrow have written, by `tests/interop/data.py`.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../interop/fixtures/data/", $name)).to_vec()
    };
}

const MIB: usize = 1 << 20;

fn reader(
    name: &'static str,
    files: Vec<Vec<u8>>,
    dense: Vec<Vec<u8>>,
    memory: (usize, usize),
    read: fn(&Path) -> nn_core::Result<()>,
) -> Reader {
    let read = move |folder: &Path| match read(&folder.join("file")) {
        Ok(()) => Outcome::Read,
        Err(_) => Outcome::Refused,
    };
    Reader {
        name,
        files: files.into_iter().map(|file| ("file", file)).collect(),
        dense,
        beside: vec![],
        repair: |_, _| {},
        memory,
        read: Box::new(read),
    }
}

pub(super) fn npy() -> Reader {
    let files = vec![
        fixture!("f4.npy"),
        fixture!("big.npy"),
        fixture!("fortran.npy"),
        fixture!("u1.npy"),
        fixture!("bool.npy"),
    ];
    let header = |kind: &str, fortran: &str, len: usize| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': ({len}, 1, 1), }}\n");
        [&b"\x93NUMPY\x01\0"[..], &(header.len() as u16).to_le_bytes(), header.as_bytes(), &vec![1; len]]
            .concat()
    };
    let dense = vec![header("|u1", "False", MIB), header("|u1", "True", MIB)];
    reader("npy", files, dense, (18, MIB), |path| {
        data::npy::<3, bool>(path).map(drop).or_else(|_| data::npy::<3, f64>(path).map(drop))
    })
}

pub(super) fn npz() -> Reader {
    let files = vec![fixture!("plain.npz"), fixture!("compressed.npz")];
    reader("npz", files, vec![], (1032 * 18, 2 * MIB), |path| {
        let mut archive = Npz::open(path)?;
        for name in archive.names().iter().take(4) {
            archive.get::<3, f64>(name)?;
        }
        Ok(())
    })
}

pub(super) fn idx() -> Reader {
    let files = vec![fixture!("labels.idx"), fixture!("labels.idx")];
    let len = MIB as u32;
    let dense = [&[0, 0, 8, 1][..], &len.to_be_bytes(), &vec![1; MIB]].concat();
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zipped.write_all(&dense).expect("memory takes it");
    let zipped = zipped.finish().expect("memory takes it");
    // A compressed file is up to 1,032 times as large, twice while it grows, and its numbers take eight bytes each.
    reader("idx", files, vec![dense, zipped], (10 * 1032, 2 * MIB), |path| {
        data::idx::<1, usize>(path).map(drop)
    })
}

pub(super) fn cifar() -> Reader {
    let files = vec![(0..2 * 3073).map(|i: usize| (i % 10) as u8).collect()];
    reader("cifar", files, vec![vec![0; 300 * 3073]], (9, MIB), |path| data::cifar10([path]).map(drop))
}

pub(super) fn csv() -> Reader {
    let table = "area,rooms,\"kind\"\r\n80,3,flat\n120, 5 ,\"big\n\"\"house\"\"\"\n95.5,4,\u{e9}\n";
    let zeros = format!("a,b\n{}", "0,\n".repeat(1 << 18));
    let dense = [
        zeros,
        "a\n0\n".repeat(1 << 17),
        "\"\"\n".repeat(1 << 17),
        ",".repeat(MIB),
        "\n".repeat(MIB),
        names(16_000),
    ];
    let dense = dense.into_iter().map(String::into_bytes).collect();
    reader("csv", vec![table.as_bytes().to_vec()], dense, (64, 16 * MIB), |path| {
        let table = Table::csv(path)?;
        let names: Vec<String> = table.names().into_iter().map(str::to_owned).collect();
        names.iter().try_for_each(|name| {
            table.column::<f64>(name).map(drop).or_else(|_| table.classes(name).map(drop))
        })
    })
}

/// A line of so many names.
fn names(count: usize) -> String {
    (0..count).map(|i| format!("{i:x},")).collect::<String>() + "\n"
}

pub(super) fn parquet() -> Reader {
    let files = vec![fixture!("none.parquet"), fixture!("snappy.parquet"), fixture!("gzip.parquet")];
    // The table takes what its documentation allows in cells of 8 bytes and in texts, twice while they grow.
    reader("parquet", files, vec![fixture!("many.parquet")], (1032 * 64, 96 * MIB), |path| {
        let table = Table::parquet(path)?;
        let columns: Vec<Tensor<1, f64>> =
            table.names().into_iter().filter_map(|name| table.column(name).ok()).collect();
        match columns.iter().all(|column| column.len() == table.len()) {
            true => Ok(()),
            false => panic!("columns of different lengths"),
        }
    })
}
