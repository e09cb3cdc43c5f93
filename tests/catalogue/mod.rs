//! The mistakes under `ui/` and their messages.

mod page;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

/// The kinds of mistakes, in the order of the index.
pub(crate) const GROUPS: [Group; 8] = [
    Group {
        folder: "lost",
        title: "Parameters that would be lost",
        about: "A layer or a parameter where no optimizer and no checkpoint would find it: in a closure, or in a field \
                that is marked `skip`.",
    },
    Group {
        folder: "not_a_module",
        title: "Fields that are no modules",
        about: "A field whose type `#[derive(Module)]` cannot register, and what to write instead.",
    },
    Group {
        folder: "calls",
        title: "Calls",
        about: "A `forward`, a loss or an optimizer that is called with what it does not take, and a list or an object \
                that has no `forward`.",
    },
    Group {
        folder: "attributes",
        title: "Attributes",
        about: "An attribute `#[module(..)]` that is misspelt, stands in the wrong place or contradicts another, and two \
                fields under one path.",
    },
    Group {
        folder: "items",
        title: "Items",
        about: "The struct or the enum as a whole: a derive where none can be or a second one, a missing lifetime, a type \
                that does not exist, a part that the program does not give.",
    },
    Group {
        folder: "cascade",
        title: "Declared models",
        about: "A model that derives `Forward` or `Init`: fields that cannot run one after another, specs that do not \
                make what the field holds.",
    },
    Group {
        folder: "shapes",
        title: "Shapes",
        about: "A model whose shapes are declared by `#[forward(input = [..])]` or `sequential!`, and a layer in it that \
                does not take what comes.",
    },
    Group {
        folder: "forwards",
        title: "Forwards",
        about: "A `forward` that is written by hand and followed by `#[shapes]`: what does not fit in it, what it never uses, \
                and what cannot be followed.",
    },
];

/// Mistakes of one kind: those in one folder under `ui/`, which have a page of their own.
pub(crate) struct Group {
    pub(crate) folder: &'static str,
    title: &'static str,
    /// What the mistakes have in common.
    about: &'static str,
}

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

    fn is_about_forwards(&self) -> bool {
        self.file.parent().is_some_and(|folder| folder.ends_with("forwards"))
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
fn mistakes(folder: &str) -> Vec<Mistake> {
    files(folder, "rs").into_iter().map(Mistake::read).collect()
}

fn all_mistakes() -> Vec<Mistake> {
    GROUPS.iter().flat_map(|group| mistakes(group.folder)).collect()
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new("ui").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}
