//! A model in several files, which an index lists, and where a tensor has other names those too. Source:
//! <https://huggingface.co/docs/huggingface_hub/package_reference/serialization>.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use super::StateDict;
use super::decode::add_metadata;
use super::json::Json;
use crate::error::{Error, Result, shortened};

/// The tensors of each shard, by its name.
type Shards = BTreeMap<String, BTreeSet<String>>;

/// Reads all shards of an index, whose contents are `bytes`.
pub(super) fn read_shards(path: &Path, bytes: &[u8]) -> Result<StateDict> {
    let wrong = |message: String| Error::format(path, None, message);
    let Index { shards, mut metadata } = Index::read(bytes).map_err(wrong)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut state = StateDict::new();
    for (shard, names) in &shards {
        let place = folder.join(shard);
        if !place.exists() {
            return Err(wrong(format!(
                "lists the shard `{}`, which is not there: take all files of the folder",
                shortened(shard)
            )));
        }
        let mut part = StateDict::read_shard(&place)?;
        check(&part, shard, names, &shards).map_err(wrong)?;
        metadata.append(part.metadata_mut());
        part.aliases().for_each(|(alias, of)| state.register_alias(alias.to_owned(), of.to_owned()));
        state.extend(part);
    }
    // The other names of a tensor stand in the index, or in another shard than the tensor.
    add_metadata(&mut state, metadata, false);
    state.refuse_clashes().map_err(|error| wrong(error.to_string()))?;
    Ok(state)
}

/// An error unless a shard holds what the index says, and no more.
fn check(part: &StateDict, shard: &str, names: &BTreeSet<String>, shards: &Shards) -> Result<(), String> {
    let shard = shortened(shard);
    if let Some(name) = names.iter().find(|name| part.get(name).is_none()) {
        let name = shortened(name);
        return Err(format!(
            "says that `{name}` is in the shard `{shard}`, which does not hold it: take all files again, from one place"
        ));
    }
    let Some(name) = part.names().find(|name| !names.contains(*name)) else { return Ok(()) };
    let other = shards.iter().find(|(_, names)| names.contains(name));
    let says = match other {
        Some((other, _)) => format!("which it says is in `{}`", shortened(other)),
        None => "which it does not list".to_owned(),
    };
    let name = shortened(name);
    Err(format!("has a shard `{shard}` that holds `{name}`, {says}: take all files again, from one place"))
}

/// What an index says: which tensors are where, and the texts among its metadata.
struct Index {
    shards: Shards,
    metadata: BTreeMap<String, String>,
}

impl Index {
    fn read(bytes: &[u8]) -> Result<Index, String> {
        const EXPECTED: &str = "expected an index of shards such as `{\"weight_map\": {\"fc.weight\": \
                                \"model-00001-of-00002.safetensors\"}}`";
        let text = str::from_utf8(bytes).map_err(|error| format!("is no JSON ({error}), {EXPECTED}"))?;
        let (mut json, mut map, mut metadata) = (Json::new(text), None, None);
        let read = json.object(|json, key| {
            let twice = match &*key {
                "weight_map" => map.replace(read_map(json)?).is_some(),
                "metadata" => metadata.replace(read_metadata(json)?).is_some(),
                _ => json.skip().map(|()| false)?,
            };
            if twice { Err(format!("`{key}` stands in it twice")) } else { Ok(()) }
        });
        read.and_then(|()| json.end()).map_err(|message| format!("is no index of shards: {message}"))?;
        let shards = map.ok_or_else(|| format!("has no `weight_map`, {EXPECTED}"))?;
        let index = Index { shards, metadata: metadata.unwrap_or_default() };
        if index.shards.is_empty() {
            Err("lists no tensor in its `weight_map`".to_owned())
        } else {
            Ok(index)
        }
    }
}

fn read_metadata(json: &mut Json<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut metadata = BTreeMap::new();
    json.object(|json, key| {
        if let Some(text) = json.string_if_any()? {
            metadata.insert(key, text);
        }
        Ok(())
    })?;
    Ok(metadata)
}

fn read_map(json: &mut Json<'_>) -> Result<Shards, String> {
    let (mut shards, mut seen) = (Shards::new(), BTreeSet::new());
    json.object(|json, name| {
        let shard = json.string()?;
        if !is_inside(&shard) {
            return Err(format!(
                "`{}` is said to be in `{}`, expected a file in the folder of the index",
                shortened(&name),
                shortened(&shard)
            ));
        }
        if !seen.insert(name.clone()) {
            return Err(format!("`{}` stands in its `weight_map` twice", shortened(&name)));
        }
        shards.entry(shard).or_default().insert(name);
        Ok(())
    })?;
    Ok(shards)
}

/// Whether a path leads to a place below the folder that it starts from, on any system.
fn is_inside(path: &str) -> bool {
    let normal = |part| matches!(part, Component::Normal(_));
    !path.is_empty() && !path.contains(['\\', ':', '\0']) && Path::new(path).components().all(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_folder_is_refused() {
        assert!(is_inside("model-00001-of-00002.safetensors") && is_inside("part/1.safetensors"));
        for path in ["", "../x", "a/../../x", "/x", "..", "C:\\x", "..\\x", "./../x"] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
