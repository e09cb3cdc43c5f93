//! A model as a tree, for printing.

use std::fmt;

use super::{AnyParam, Path, Visit, Visitor};

/// A model as a tree in the style of PyTorch's `print(model)`, with the number of parameters of each module and
/// with runs of equal modules folded into one line. Made by [`Module::tree`](super::Module::tree).
#[derive(Clone, Debug, Default)]
pub struct Tree {
    root: Node,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Node {
    name: String,
    kind: String,
    settings: String,
    params: usize,
    children: Vec<Node>,
}

impl Tree {
    pub(super) fn of(visit: impl FnOnce(&mut Visit<'_>)) -> Self {
        let mut builder = Builder { open: vec![Node::default()] };
        visit(&mut Visit::new(&mut builder));
        let mut outer = builder.open.pop().expect("every module that began has ended");
        let root = if outer.children.len() == 1 { outer.children.remove(0) } else { outer };
        Tree { root }
    }
}

/// The modules that have begun, the outermost first.
struct Builder {
    open: Vec<Node>,
}

impl Visitor for Builder {
    fn wants_modules(&self) -> bool {
        true
    }

    fn enter(&mut self, at: &Path<'_>, kind: &str, settings: &dyn fmt::Display) {
        let (name, kind) = (at.name(), kind.to_owned());
        self.open.push(Node { name, kind, settings: settings.to_string(), ..Node::default() });
    }

    fn leave(&mut self) {
        let node = self.open.pop().expect("a module that ends has begun");
        let outer = self.open.last_mut().expect("the outermost node stays");
        outer.params += node.params;
        outer.children.push(node);
    }

    fn param(&mut self, _: &Path<'_>, param: &dyn AnyParam) {
        self.open.last_mut().expect("the outermost node stays").params += param.num_elements();
    }
}

impl Node {
    fn like(&self, other: &Node) -> bool {
        (&self.kind, &self.settings, &self.children) == (&other.kind, &other.settings, &other.children)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        write!(f, "{}({}", self.kind, self.settings)?;
        if !self.children.is_empty() {
            writeln!(f)?;
            let mut rest = self.children.as_slice();
            while let Some(first) = rest.first() {
                let run = rest.iter().take_while(|n| n.like(first)).count();
                write!(f, "{:indent$}", "", indent = 2 * (depth + 1))?;
                match run {
                    1 => write!(f, "({}): ", first.name)?,
                    _ => write!(f, "({}-{}): {run} x ", first.name, rest[run - 1].name)?,
                }
                first.write(f, depth + 1)?;
                writeln!(f)?;
                rest = &rest[run..];
            }
            write!(f, "{:indent$}", "", indent = 2 * depth)?;
        }
        write!(f, ")")?;
        match self.params {
            0 => Ok(()),
            n => write!(f, "  # {}", thousands(n)),
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, 0)
    }
}

/// `1234567` as `1,234,567`.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
