//! The sources of the library, as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    let path = Path::new("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What a search of the documentation finds.
pub(crate) struct Names {
    /// The names of public items, and of the methods of public traits.
    pub(crate) items: BTreeSet<String>,
    /// The other names under which they are found: `#[doc(alias)]`.
    pub(crate) aliases: BTreeSet<String>,
}

impl Names {
    /// Of nn-core.
    pub(crate) fn of_the_library() -> Names {
        let mut names = Names { items: BTreeSet::new(), aliases: BTreeSet::new() };
        names.read_folder(Path::new("../nn-core/src"));
        names
    }

    fn read_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                self.read_folder(&path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                self.read_file(&fs::read_to_string(&path).expect("a file"));
            }
        }
    }

    fn read_file(&mut self, text: &str) {
        for list in text.split("#[doc(alias").skip(1).filter_map(|rest| rest.split(")]").next()) {
            self.aliases.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        let has_trait = text.contains("pub trait ");
        for line in text.lines().map(str::trim_start) {
            let item = match line.strip_prefix("pub ") {
                Some(item) => item,
                None if has_trait && line.starts_with("fn ") => line,
                None => continue,
            };
            let item = item.strip_prefix("const ").unwrap_or(item);
            let kinds = ["fn ", "struct ", "enum ", "trait ", "type ", "mod "];
            if let Some(rest) = kinds.iter().find_map(|kind| item.strip_prefix(kind)) {
                self.items.insert(identifier(rest).to_owned());
            }
        }
        for items in text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()) {
            self.items.extend(words(items).map(str::to_owned));
        }
    }
}

/// The identifier that the text begins with.
fn identifier(text: &str) -> &str {
    words(text).next().unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
