//! Finds the first operation that gives a NaN or an infinity: what a tape that watches knows of its operations.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ids::{IdMap, ParamId};
use super::summary::Summary;
use super::tape::NodeId;
use crate::storage::AnyStorage;

/// How many tapes watch. Where none does, an operation costs a look at this number.
static WATCHING: AtomicUsize = AtomicUsize::new(0);

/// Whether any tape watches.
#[inline(always)]
pub(crate) fn is_watching() -> bool {
    WATCHING.load(Ordering::Relaxed) > 0
}

/// The paths of a model's layers and parameters.
#[derive(Default)]
pub(crate) struct Paths {
    /// A layer's path, its kind and where it stands in memory.
    pub(crate) layers: Vec<(String, &'static str, usize)>,
    pub(crate) params: IdMap<ParamId, String>,
}

/// What a tape that watches remembers.
pub(super) struct Watch {
    paths: Paths,
    /// The layers that run, the outermost first.
    running: Vec<(&'static str, usize)>,
    /// The place in `paths` of the layer that ran last: layers without fields may have one address.
    last: Option<usize>,
    notes: HashMap<NodeId, Note>,
}

/// An operation.
pub(crate) struct Note {
    pub(crate) name: &'static str,
    pub(crate) at: &'static Location<'static>,
    pub(crate) operands: Vec<Operand>,
    /// The shape of the result.
    pub(super) shape: Vec<usize>,
    /// The layer that it is a part of, if that is known.
    layer: Option<String>,
}

/// What an operation was given.
#[derive(Debug)]
pub(crate) struct Operand {
    pub(crate) node: Option<NodeId>,
    pub(crate) summary: Summary,
    pub(crate) param: Option<String>,
}

impl Watch {
    pub(super) fn new() -> Self {
        WATCHING.fetch_add(1, Ordering::Relaxed);
        Watch { paths: Paths::default(), running: Vec::new(), last: None, notes: HashMap::new() }
    }

    /// Learns the paths of a model.
    pub(super) fn learn(&mut self, paths: Paths) {
        self.paths.layers.extend(paths.layers);
        self.paths.params.extend(paths.params);
    }

    /// A layer, which stands at this address, begins to run.
    pub(super) fn enter(&mut self, kind: &'static str, address: usize) {
        self.running.push((kind, address));
        self.last = self.layer(kind, address).or(self.last);
    }

    /// The layer that began last ends.
    pub(super) fn leave(&mut self) {
        self.running.pop();
    }

    /// The first such layer behind the one that ran last, or else the first.
    fn layer(&self, kind: &str, address: usize) -> Option<usize> {
        let found = |at: &usize| {
            let (_, its_kind, its_address) = &self.paths.layers[*at];
            *its_kind == kind && *its_address == address
        };
        let behind = self.last.map_or(0, |last| last + 1);
        (behind..self.paths.layers.len()).find(found).or_else(|| (0..behind).find(found))
    }

    /// Says where an operation is, whose operands at these places are these parameters.
    pub(super) fn locate(&self, note: &mut Note, params: &[(usize, ParamId)]) {
        for (operand, id) in params {
            note.operands[*operand].param = self.paths.params.get(id).cloned();
        }
        note.layer = match self.running.last() {
            Some((kind, _)) => {
                let path = self.last.filter(|_| self.is_known()).map(|at| self.paths.layers[at].0.as_str());
                Some(match path {
                    Some("") => format!("the layer {kind}, which is the whole model"),
                    Some(path) => format!("the layer `{path}`, {kind}"),
                    None => format!("a layer {kind} that the model does not register"),
                })
            }
            None => None,
        };
    }

    /// Whether the model registers the layer that runs.
    fn is_known(&self) -> bool {
        let is = |(kind, address): &(&'static str, usize)| {
            self.last
                .is_some_and(|at| self.paths.layers[at].1 == *kind && self.paths.layers[at].2 == *address)
        };
        self.running.last().is_some_and(is)
    }

    pub(super) fn keep(&mut self, node: NodeId, note: Note) {
        self.notes.insert(node, note);
    }

    pub(super) fn forget(&mut self) -> HashMap<NodeId, Note> {
        self.running.clear();
        std::mem::take(&mut self.notes)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHING.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Note {
    pub(crate) fn new(name: &'static str, at: &'static Location<'static>, operands: Vec<Operand>) -> Self {
        Note { name, at, operands, shape: Vec::new(), layer: None }
    }

    /// What is wrong with the result, if anything: a NaN; or an infinity, unless an operand has one already, as a mask of
    /// `-inf` has on purpose.
    pub(crate) fn anomaly(&self, result: &Summary) -> Option<String> {
        let given = |wrong: fn(&Summary) -> bool| self.operands.iter().any(|operand| wrong(&operand.summary));
        let what = match result {
            Summary { nan: 1.., .. } if given(|operand| operand.nan > 0) => {
                "NaN, which an operand holds already"
            }
            Summary { nan: 1.., .. } => "NaN",
            Summary { infinite: 1.., .. } if !given(|operand| operand.infinite > 0) => "an infinity",
            _ => return None,
        };
        let mut lines =
            vec![format!("detect_anomaly: {} is the first operation that gave {what}", self.place())];
        lines.push(format!("  result: {result}"));
        lines.extend(self.operands.iter().enumerate().map(|(i, operand)| operand.describe(i)));
        Some(lines.join("\n"))
    }

    /// What comes into the backward pass.
    pub(super) fn given(&self, gradient: &AnyStorage) -> Summary {
        Summary::new(&self.shape, gradient)
    }

    /// The message about a gradient that the backward pass gave for what stands at `node`.
    pub(super) fn backward_anomaly(&self, node: NodeId, found: &Summary, given: &Summary) -> String {
        let number = self.operands.iter().position(|operand| operand.node == Some(node));
        let what = if found.nan > 0 { "NaN" } else { "an infinity" };
        let mut lines = vec![format!(
            "detect_anomaly: the backward pass of {} is the first that gave {what}",
            self.place()
        )];
        let of = number.map_or("an operand".to_owned(), |number| format!("operand {}", number + 1));
        let found = found.with_shape(number.map(|number| self.operands[number].summary.shape.as_slice()));
        lines.push(format!("  gradient of {of}: {found}"));
        lines.push(format!("  gradient of the result: {given}"));
        lines.extend(self.operands.iter().enumerate().map(|(i, operand)| operand.describe(i)));
        lines.join("\n")
    }

    fn place(&self) -> String {
        let layer = self.layer.as_ref().map(|layer| format!(", in {layer},")).unwrap_or_default();
        format!("`{}` at {}{layer}", self.name, self.at)
    }
}

impl Operand {
    fn describe(&self, i: usize) -> String {
        let param = self.param.as_ref().map(|path| format!(" is the parameter `{path}`")).unwrap_or_default();
        format!("  operand {}{param}: {}", i + 1, self.summary)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("operations", &self.notes.len()).finish_non_exhaustive()
    }
}
