//! The rows of a trace as the boxes of a diagram.

use crate::autodiff::Source;
use crate::module::thousands;
use crate::trace::{Row, Trace};

/// A box: its lines of text, and the boxes before it whose results it takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) lines: Vec<String>,
    pub(super) inputs: Vec<usize>,
    /// Whether it is an input of the model.
    pub(super) is_input: bool,
}

/// Rows that become one box.
struct Group<'a> {
    path: &'a str,
    rows: Vec<usize>,
}

/// The boxes, with what stands deeper than `depth` in the model put together: rows that follow each other in one module,
/// and the operations that go on with what these give.
pub(super) fn nodes(trace: &Trace, depth: usize) -> Vec<Node> {
    let groups = groups(trace.rows(), depth);
    let inputs = trace.input_shapes();
    let mut of_row = vec![0; trace.rows().len()];
    let mut nodes: Vec<Node> = inputs
        .iter()
        .map(|shape| Node {
            lines: vec!["input".to_owned(), size(shape)],
            inputs: Vec::new(),
            is_input: true,
        })
        .collect();
    for group in groups {
        group.rows.iter().for_each(|row| of_row[*row] = nodes.len());
        let sources = group.rows.iter().flat_map(|row| trace.rows()[*row].inputs());
        let mut before: Vec<usize> = sources
            .map(|source| match *source {
                Source::Input(i) => i,
                Source::Step(i) => of_row[i],
            })
            .filter(|node| *node != nodes.len())
            .collect();
        before.sort_unstable();
        before.dedup();
        nodes.push(Node { lines: group.lines(trace.rows()), inputs: before, is_input: false });
    }
    nodes
}

fn groups(rows: &[Row], depth: usize) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let path = head(row.path(), depth);
        let is_inside = |group: &&mut Group<'_>| {
            let goes_on =
                row.inputs().iter().any(|source| matches!(source, Source::Step(i) if group.rows.contains(i)));
            let is_deep = head(rows[group.rows[0]].path(), depth).len() < rows[group.rows[0]].path().len();
            is_deep
                && if row.path().is_empty() {
                    goes_on
                } else {
                    path == group.path && path.len() < row.path().len()
                }
        };
        match groups.last_mut().filter(is_inside) {
            Some(group) => group.rows.push(i),
            None => groups.push(Group { path, rows: vec![i] }),
        }
    }
    groups
}

/// The beginning of a path, so many names long.
fn head(path: &str, depth: usize) -> &str {
    let end = path.match_indices('.').nth(depth.max(1) - 1).map_or(path.len(), |(at, _)| at);
    &path[..end]
}

impl Group<'_> {
    fn lines(&self, rows: &[Row]) -> Vec<String> {
        let last = &rows[*self.rows.last().expect("a group has rows")];
        let kind = if self.rows.len() == 1 { last.kind().to_owned() } else { self.kinds(rows) };
        let parameters: usize = self.rows.iter().map(|row| rows[*row].num_parameters()).sum();
        let mut lines = Vec::new();
        if !self.path.is_empty() {
            lines.push(self.path.to_owned());
        }
        lines.push(kind);
        lines.push(size(last.output_shape()));
        if parameters > 0 {
            lines.push(format!("{} parameters", thousands(parameters as u64)));
        }
        lines
    }

    /// The kinds of the layers, each with its number: `2 Conv2d, 2 BatchNorm2d`.
    fn kinds(&self, rows: &[Row]) -> String {
        let mut kinds: Vec<(&str, usize)> = Vec::new();
        for row in self.rows.iter().map(|row| &rows[*row]).filter(|row| !row.path().is_empty()) {
            match kinds.iter_mut().find(|(kind, _)| *kind == row.kind()) {
                Some((_, count)) => *count += 1,
                None => kinds.push((row.kind(), 1)),
            }
        }
        let more = kinds.len().saturating_sub(3);
        kinds.truncate(3);
        let said = |(kind, count): &(&str, usize)| {
            if *count == 1 { (*kind).to_owned() } else { format!("{count} {kind}") }
        };
        let mut said: Vec<String> = kinds.iter().map(said).collect();
        said.extend((more > 0).then(|| format!("{more} more")));
        said.join(", ")
    }
}

fn size(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    if sizes.is_empty() { "a number".to_owned() } else { sizes.join(" × ") }
}
