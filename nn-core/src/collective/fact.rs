//! What must be the same on all ranks, and in what it differs.

use super::bytes::{Reader, Writer};
use super::digest::Digest;
use crate::error::{Error, Result};

/// A name, such as the path of a parameter, and what stands there.
pub(super) type Fact = (String, String);

/// A number that differs where the facts do.
pub(super) fn digest(facts: &[Fact]) -> u64 {
    let mut digest = Digest::default();
    for (name, value) in facts {
        digest.bytes(name.as_bytes());
        digest.bytes(value.as_bytes());
    }
    digest.finish()
}

pub(super) fn encode(facts: &[Fact]) -> Vec<u8> {
    let mut writer = Writer::default();
    for (name, value) in facts {
        writer.text(name);
        writer.text(value);
    }
    writer.0
}

fn decode(bytes: &[u8]) -> Result<Vec<Fact>> {
    let (mut reader, mut facts) = (Reader(bytes), Vec::new());
    while !reader.is_empty() {
        facts.push((reader.text()?, reader.text()?));
    }
    Ok(facts)
}

/// The error that names the ranks whose facts are not those of rank 0, and the first fact that is another.
pub(super) fn differences(of_ranks: &[Vec<u8>]) -> Result<Error> {
    let of_ranks: Vec<Vec<Fact>> = of_ranks.iter().map(|bytes| decode(bytes)).collect::<Result<_>>()?;
    let differ: Vec<usize> = (1..of_ranks.len()).filter(|rank| of_ranks[*rank] != of_ranks[0]).collect();
    let Some(&first) = differ.first() else {
        return Ok(Error::collective("the ranks differ in what they do not say", []));
    };
    let (here, there) = (&of_ranks[0], &of_ranks[first]);
    let at = here.iter().zip(there).position(|(a, b)| a != b).unwrap_or(here.len().min(there.len()));
    let (what, names) = difference(here.get(at), there.get(at), first);
    let others = match &differ[1..] {
        [] => String::new(),
        others => format!("; so do ranks {others:?}, in this or in something else"),
    };
    let remedy = "nothing was computed from it: start the same program with the same settings on all ranks";
    Ok(Error::collective(format!("rank {first} differs from rank 0: {what}{others}; {remedy}"), differ)
        .with_names(names))
}

/// What differs between rank 0 and another, and the names of it.
fn difference(here: Option<&Fact>, there: Option<&Fact>, rank: usize) -> (String, Vec<String>) {
    let said = |fact: Option<&Fact>| match fact {
        Some((name, value)) => format!("`{name}` ({value})"),
        None => "nothing more".to_owned(),
    };
    match (here, there) {
        (Some((name, a)), Some((other, b))) if name == other => {
            (format!("`{name}` is {b} on rank {rank} and {a} on rank 0"), vec![name.clone()])
        }
        _ => {
            let names = there.into_iter().chain(here).map(|(name, _)| name.clone()).collect();
            (format!("rank {rank} has {} where rank 0 has {}", said(there), said(here)), names)
        }
    }
}
