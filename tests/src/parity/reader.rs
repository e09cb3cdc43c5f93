//! Reads a folder of cases: `NAME.json` with the cases of a module, and `NAME.safetensors` with their tensors.

use std::fs;
use std::path::{Path, PathBuf};

use nn_core::{AnyTensor, StateDict};
use serde_json::{Map, Value};

use super::case::{Argument, Case, Named};

/// The cases of each module, by the modules' names.
///
/// # Errors
///
/// If the folder or a file in it cannot be read, or is not as `export.py` writes it.
pub fn read(folder: &Path) -> Result<Vec<(String, Vec<Case>)>, String> {
    let entries =
        fs::read_dir(folder).map_err(|e| format!("cannot read the folder {}: {e}", folder.display()))?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|e| format!("cannot read the folder {}: {e}", folder.display()))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    if paths.is_empty() {
        return Err(format!(
            "{} holds no .json file, expected a folder that `export.py` has written",
            folder.display()
        ));
    }
    paths.iter().map(|path| module(path)).collect()
}

fn module(path: &Path) -> Result<(String, Vec<Case>), String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let tensors = StateDict::read(path.with_extension("safetensors")).map_err(|e| e.to_string())?;
    let reader = Reader { tensors };
    let cases = json.as_array().ok_or_else(|| format!("{}: expected a list of cases", path.display()))?;
    let cases: Result<_, String> = cases.iter().map(|case| reader.case(case)).collect();
    Ok((name, cases.map_err(|message| format!("{}: {message}", path.display()))?))
}

struct Reader {
    tensors: StateDict,
}

impl Reader {
    fn case(&self, json: &Value) -> Result<Case, String> {
        let id = text(json, "id")?;
        self.fields(json, &id).map_err(|message| format!("case {id}: {message}"))
    }

    fn fields(&self, json: &Value, id: &str) -> Result<Case, String> {
        Ok(Case {
            id: id.to_owned(),
            module: text(json, "module")?,
            training: field(json, "training")?.as_bool().ok_or("`training` is no truth value")?,
            config: self.arguments(json, "config")?,
            state: self.named(json, "state")?,
            inputs: list(json, "inputs")?.iter().map(|v| self.argument(v)).collect::<Result<_, _>>()?,
            kwargs: self.arguments(json, "kwargs")?,
            outputs: list(json, "outputs")?.iter().map(|v| self.key(v)).collect::<Result<_, _>>()?,
            cotangents: list(json, "cotangents")?
                .iter()
                .map(|v| if v.is_null() { Ok(None) } else { self.key(v).map(Some) })
                .collect::<Result<_, _>>()?,
            gradients: self.named(json, "gradients")?,
            state_after: self.named(json, "state_after")?,
        })
    }

    fn arguments(&self, json: &Value, name: &str) -> Result<Vec<(String, Argument)>, String> {
        object(json, name)?.iter().map(|(key, value)| Ok((key.clone(), self.argument(value)?))).collect()
    }

    fn named(&self, json: &Value, name: &str) -> Result<Named, String> {
        object(json, name)?.iter().map(|(key, value)| Ok((key.clone(), self.key(value)?))).collect()
    }

    fn argument(&self, json: &Value) -> Result<Argument, String> {
        Ok(match json {
            Value::Null => Argument::None,
            Value::Bool(value) => Argument::Bool(*value),
            Value::Number(value) => Argument::Number(value.as_f64().ok_or("a number is out of range")?),
            Value::String(value) => Argument::Text(value.clone()),
            Value::Object(object) => {
                if let Some(key) = object.get("tensor") {
                    return Ok(Argument::Tensor(self.key(key)?));
                }
                if object.contains_key("module") {
                    return Ok(Argument::Module(text(json, "module")?, self.arguments(json, "config")?));
                }
                match object.get("list").and_then(Value::as_array) {
                    Some(list) => {
                        Argument::List(list.iter().map(|v| self.argument(v)).collect::<Result<_, _>>()?)
                    }
                    None => Argument::Other(json.to_string()),
                }
            }
            Value::Array(_) => return Err(format!("{json} is no argument")),
        })
    }

    fn key(&self, json: &Value) -> Result<AnyTensor, String> {
        let key = json.as_str().ok_or_else(|| format!("{json} is no tensor's name"))?;
        self.tensors
            .get(key)
            .cloned()
            .ok_or_else(|| format!("the tensor `{key}` is not in the safetensors file"))
    }
}

fn field<'a>(json: &'a Value, name: &str) -> Result<&'a Value, String> {
    json.get(name).ok_or_else(|| format!("`{name}` is missing"))
}

fn text(json: &Value, name: &str) -> Result<String, String> {
    field(json, name)?.as_str().map(str::to_owned).ok_or_else(|| format!("`{name}` is no text"))
}

fn list<'a>(json: &'a Value, name: &str) -> Result<&'a Vec<Value>, String> {
    field(json, name)?.as_array().ok_or_else(|| format!("`{name}` is no list"))
}

fn object<'a>(json: &'a Value, name: &str) -> Result<&'a Map<String, Value>, String> {
    field(json, name)?.as_object().ok_or_else(|| format!("`{name}` is no object"))
}
