//! The mistakes under `ui/` and their messages.

mod page;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

/// The folders, and what their mistakes have in common.
pub(crate) const GROUPS: [(&str, &str); 7] = [
    ("lost", "Parameters that would be lost"),
    ("not_a_module", "Fields that are no modules"),
    ("calls", "Calls"),
    ("attributes", "Attributes"),
    ("items", "Items"),
    ("cascade", "Declared models"),
    ("shapes", "Shapes"),
];

/// A mistake and what the compiler says about it.
struct Mistake {
    file: PathBuf,
    source: String,
    message: String,
}

impl Mistake {
    fn read(file: PathBuf) -> Self {
        let read =
            |path: &Path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Mistake { source: read(&file), message: read(&file.with_extension("stderr")), file }
    }

    fn is_about_shapes(&self) -> bool {
        self.file.parent().is_some_and(|folder| folder.ends_with("shapes"))
    }

    fn name(&self) -> String {
        self.file.file_stem().expect("a file has a name").to_string_lossy().into_owned()
    }

    /// The first line of the file, which names the mistake in plain words.
    fn title(&self) -> &str {
        let line = self.source.lines().next().expect("a file is not empty");
        line.strip_prefix("//! ").unwrap_or_else(|| panic!("{}: no title", self.file.display()))
    }

    /// How many mistakes are in the file: one, unless it says `//! 3 mistakes.`.
    fn count(&self) -> usize {
        let line = self.source.lines().find_map(|line| line.strip_prefix("//! ")?.strip_suffix(" mistakes."));
        line.map_or(1, |number| number.parse().expect("a number of mistakes"))
    }

    /// The errors in the message.
    fn errors(&self) -> Vec<&str> {
        let starts = self.message.match_indices("error").map(|(start, _)| start);
        let mut starts: Vec<usize> =
            starts.filter(|&start| start == 0 || self.message[..start].ends_with('\n')).collect();
        starts.push(self.message.len());
        starts.windows(2).map(|pair| &self.message[pair[0]..pair[1]]).collect()
    }
}

/// The mistakes in a folder, in the order of their names.
fn mistakes(group: &str) -> Vec<Mistake> {
    files(group, "rs").into_iter().map(Mistake::read).collect()
}

fn all_mistakes() -> Vec<Mistake> {
    GROUPS.iter().flat_map(|(group, _)| mistakes(group)).collect()
}

fn files(group: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new("ui").join(group);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}
