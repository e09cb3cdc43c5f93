//! The settings of a run, as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result, listed, shortened};
use crate::state::{read_file, replace};

/// The name of the settings in a run's folder.
pub(super) const FILE: &str = "settings.json";

/// Settings as they stand in a file.
#[derive(Debug, PartialEq)]
pub(super) struct Settings(Map<String, Value>);

impl Settings {
    /// Of a struct or a map, or of nothing at all.
    pub(super) fn of(settings: &(impl Serialize + ?Sized)) -> Result<Settings> {
        let refused =
            |why: String| Error::setting(format!("the settings of a run are no JSON object: {why}"));
        // By way of the text, as it will be read again.
        let text = serde_json::to_string(settings).map_err(|error| refused(error.to_string()))?;
        match serde_json::from_str(&text).map_err(|error| refused(error.to_string()))? {
            Value::Object(settings) => Ok(Settings(settings)),
            Value::Null => Ok(Settings(Map::new())),
            _ => {
                Err(refused(format!("they are {}, expected a struct or a map with names", shortened(&text))))
            }
        }
    }

    /// Those of the run in a folder.
    pub(super) fn read(folder: &Path) -> Result<Settings> {
        let path = folder.join(FILE);
        let bytes = read_file(&path, "the settings of a run")?;
        let settings = serde_json::from_slice(&bytes);
        settings.map(Settings).map_err(|error| {
            let message =
                format!("is not the JSON object of a run's settings: {error}; take another copy of it");
            Error::format(&path, None, message)
        })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.0).expect("a map with names is JSON");
        replace(&folder.join(FILE), |file| {
            use std::io::Write;
            writeln!(file, "{text}")
        })
    }

    /// An error if these, of a run that is there, are not those `here`, but for what is accepted.
    pub(super) fn compare(&self, here: &Settings, accepted: &[String], folder: &Path) -> Result<()> {
        let (there, here) = (self.by_path(), here.by_path());
        let names = there.keys().chain(here.keys().filter(|name| !there.contains_key(*name)));
        let mut names: Vec<&String> = names.filter(|name| there.get(*name) != here.get(*name)).collect();
        names.retain(|name| !accepted.contains(name));
        let Some(first) = names.first() else { return Ok(()) };
        let said = |value: Option<&String>| value.map_or("missing".to_owned(), |v| shortened(v).into_owned());
        let line = |name: &&String| {
            format!("{name}: {} there and {} here", said(there.get(*name)), said(here.get(*name)))
        };
        let message = format!(
            "the run in {} has other settings:\n{}\ntake the same ones to go on with it, `Run::options().accept({first:?})` \
             to change them, or another folder",
            folder.display(),
            listed(&names, line).join("\n")
        );
        Err(Error::setting(message).with(first, said(here.get(*first))))
    }

    /// Each value under its path, such as `optimizer.lr`, as JSON.
    fn by_path(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut left: Vec<(String, &Map<String, Value>)> = vec![(String::new(), &self.0)];
        while let Some((before, map)) = left.pop() {
            for (name, value) in map {
                let path = format!("{before}{name}");
                match value {
                    Value::Object(map) if !map.is_empty() => left.push((format!("{path}."), map)),
                    value => drop(found.insert(path, value.to_string())),
                }
            }
        }
        found
    }
}
