//! A model as a tree, for printing.

use std::fmt;

use super::{AnyBuffer, AnyParam, Path, Visit, Visitor};

/// A model as a tree in the style of PyTorch's `print(model)`, with the number of parameters of each module, whether they
/// are frozen, and with runs of equal modules folded into one line. Made by [`Module::tree`](super::Module::tree).
#[derive(Clone, Debug, Default)]
pub struct Tree {
    root: Node,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Node {
    /// The last segment of the path; empty for a module that adds none to the path of the one around it.
    name: String,
    kind: String,
    settings: String,
    params: usize,
    /// Of those, the ones that are trained.
    trainable: usize,
    /// Whether its parameters were counted in another place.
    shared: bool,
    children: Vec<Node>,
}

impl Tree {
    pub(super) fn of(visit: impl FnOnce(&mut Visit<'_>)) -> Self {
        let mut builder = Builder { open: vec![(String::new(), Node::default())] };
        visit(&mut Visit::new(&mut builder));
        let (_, mut outer) = builder.open.pop().expect("every module that began has ended");
        let root = if outer.children.len() == 1 { outer.children.remove(0) } else { outer };
        Tree { root }
    }
}

/// The modules that have begun, the outermost first, with their paths.
struct Builder {
    open: Vec<(String, Node)>,
}

impl Builder {
    fn top(&mut self) -> &mut Node {
        &mut self.open.last_mut().expect("the outermost node stays").1
    }

    /// A parameter or a buffer has a line of its own, unless the settings of its layer tell of it.
    fn leaf(&mut self, at: &Path<'_>, kind: &str, shape: &[usize], params: usize, trainable: usize) {
        self.top().params += params;
        self.top().trainable += trainable;
        if self.top().settings.is_empty() {
            let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            let (name, kind) = (at.name(), kind.to_owned());
            let node = Node { name, kind, settings: shape, params, trainable, ..Node::default() };
            self.top().children.push(node);
        }
    }
}

impl Visitor for Builder {
    fn wants_modules(&self) -> bool {
        true
    }

    fn enter(&mut self, at: &Path<'_>, kind: &str, settings: &dyn fmt::Display) {
        let path = String::from(at);
        let adds_none = self.open.len() > 1 && self.open.last().is_some_and(|(outer, _)| *outer == path);
        let name = if adds_none { String::new() } else { at.name() };
        let node = Node { name, kind: kind.to_owned(), settings: settings.to_string(), ..Node::default() };
        self.open.push((path, node));
    }

    fn leave(&mut self) {
        let (path, node) = self.open.pop().expect("a module that ends has begun");
        let is_root = path.is_empty() && self.open.len() == 1;
        let outer = self.top();
        outer.params += node.params;
        outer.trainable += node.trainable;
        outer.shared |= node.shared && node.name.is_empty();
        if node.children.is_empty() && matches!(node.kind.as_str(), "ModuleList" | "ModuleDict") && !is_root {
            // An empty list, or a list of plain values.
        } else if node.name.is_empty() && !is_root && !node.children.is_empty() {
            outer.children.extend(node.children);
        } else {
            outer.children.push(node);
        }
    }

    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let (params, is_trained) = (param.num_elements(), param.is_trainable() && !at.is_frozen());
        self.leaf(at, "Param", param.shape(), params, if is_trained { params } else { 0 });
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.leaf(at, "Buffer", buffer.shape(), 0, 0);
    }

    fn alias(&mut self, at: &Path<'_>, of: &str) {
        self.top().shared = true;
        if self.top().settings.is_empty() {
            let (name, kind) = (at.name(), "Shared".to_owned());
            self.top().children.push(Node { name, kind, settings: of.to_owned(), ..Node::default() });
        }
    }
}

impl Node {
    /// Whether two elements of a list may stand in one line: everything but the index is equal.
    fn like(&self, other: &Node) -> bool {
        let is_element = |node: &Node| node.name.parse::<usize>().is_ok();
        (is_element(self) && is_element(other))
            && self.kind == other.kind
            && self.settings == other.settings
            && (self.params, self.trainable, self.shared) == (other.params, other.trainable, other.shared)
            && self.children == other.children
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        write!(f, "{}({}", self.kind, self.settings)?;
        if !self.children.is_empty() {
            writeln!(f)?;
            self.write_children(f, depth + 1)?;
            write!(f, "{:indent$}", "", indent = 2 * depth)?;
        }
        write!(f, ")")?;
        match self.params {
            0 if self.shared => write!(f, "  # shared"),
            0 => Ok(()),
            n if self.trainable == 0 => write!(f, "  # {}, frozen", thousands(n as u64)),
            n => write!(f, "  # {}", thousands(n as u64)),
        }
    }

    fn write_children(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let mut rest = self.children.as_slice();
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|node| node.like(first)).count().max(1);
            write!(f, "{:indent$}", "", indent = 2 * depth)?;
            match run {
                1 if first.name.is_empty() => {}
                1 => write!(f, "({}): ", first.name)?,
                _ => write!(f, "({}-{}): {run} x ", first.name, rest[run - 1].name)?,
            }
            first.write(f, depth)?;
            writeln!(f)?;
            rest = &rest[run..];
        }
        Ok(())
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, 0)
    }
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(n: u64) -> String {
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
