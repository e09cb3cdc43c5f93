//! Whether a model's walks agree: each shows every parameter and buffer once, both under the same path. The derive sees
//! to it; a `Module` that is written by hand, and names that are known only at run time, may be wrong.

use std::collections::{HashMap, HashSet};

use super::{AnyBuffer, AnyParam, Module, Path, Visit, VisitMut, Visitor, VisitorMut};
use crate::autodiff::{BufferId, ParamId};
use crate::error::listed;

/// What is wrong with the two walks of a model, if anything: all of it, and what to do.
pub(crate) fn agree<M: Module + ?Sized>(model: &mut M) -> Result<(), String> {
    let (mut looked, mut changed) = (Walk::default(), Walk::default());
    model.visit(&Path::ROOT, &mut Visit::new(&mut looked));
    model.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut changed));
    let mut mistakes = looked.mistakes();
    mistakes.extend(changed.mistakes());
    mistakes.extend(differences(&looked, &changed));
    tell(mistakes)
}

/// What is wrong with the walk that only looks.
pub(crate) fn distinct<M: Module + ?Sized>(model: &M) -> Result<(), String> {
    let mut looked = Walk::default();
    model.visit(&Path::ROOT, &mut Visit::new(&mut looked));
    tell(looked.mistakes())
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Id {
    Param(ParamId),
    Buffer(BufferId),
}

/// What a walk shows, in order.
#[derive(Default)]
struct Walk {
    shown: Vec<(String, Id)>,
    aliases: Vec<String>,
}

impl Visitor for Walk {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        self.shown.push((at.into(), Id::Param(param.id())));
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &dyn AnyBuffer) {
        self.shown.push((at.into(), Id::Buffer(buffer.id())));
    }

    fn alias(&mut self, at: &Path<'_>, _: &str) {
        self.aliases.push(at.into());
    }
}

impl VisitorMut for Walk {
    fn param(&mut self, at: &Path<'_>, param: &mut dyn AnyParam) {
        self.shown.push((at.into(), Id::Param(param.id())));
    }

    fn buffer(&mut self, at: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        self.shown.push((at.into(), Id::Buffer(buffer.id())));
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Mistake {
    /// Two have this one path.
    Clash(String),
    /// One is shown under the first path, and then under the second.
    Repeat(String, String),
    /// The walk of this name shows nothing of this path.
    Forgotten(&'static str, String),
    /// One has the first path where the walk only looks, and the second where it changes.
    Renamed(String, String),
}

impl Walk {
    /// What is wrong with the walk by itself.
    fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let (mut paths, mut names) = (HashMap::new(), HashSet::new());
        for (path, id) in &self.shown {
            if let Some(first) = paths.insert(*id, path) {
                mistakes.push(Mistake::Repeat(first.clone(), path.clone()));
            } else if !names.insert(path) {
                mistakes.push(Mistake::Clash(path.clone()));
            }
        }
        let aliases = self.aliases.iter().filter(|alias| !names.insert(alias));
        mistakes.extend(aliases.map(|alias| Mistake::Clash(alias.clone())));
        mistakes
    }

    /// The first path of each.
    fn paths(&self) -> HashMap<Id, &String> {
        self.shown.iter().rev().map(|(path, id)| (*id, path)).collect()
    }
}

fn differences(looked: &Walk, changed: &Walk) -> Vec<Mistake> {
    let (of_looked, of_changed) = (looked.paths(), changed.paths());
    let missed = looked.shown.iter().filter_map(|(path, id)| match of_changed.get(id) {
        None => Some(Mistake::Forgotten("visit_mut", path.clone())),
        Some(other) if of_looked[id] == path && *other != path => {
            Some(Mistake::Renamed(path.clone(), (*other).clone()))
        }
        Some(_) => None,
    });
    let extra = changed.shown.iter().filter(|(_, id)| !of_looked.contains_key(id));
    missed.chain(extra.map(|(path, _)| Mistake::Forgotten("visit", path.clone()))).collect()
}

impl Mistake {
    fn describe(&self) -> String {
        match self {
            Mistake::Clash(path) => format!("two of them have the path `{path}`"),
            Mistake::Repeat(first, second) if first == second => format!("`{first}` is shown twice"),
            Mistake::Repeat(first, second) => format!("`{first}` is shown again as `{second}`"),
            Mistake::Forgotten(walk, path) => format!("`{walk}` forgets `{path}`"),
            Mistake::Renamed(looked, changed) => {
                format!("`{looked}` in `visit` is `{changed}` in `visit_mut`")
            }
        }
    }

    fn remedy(&self) -> &'static str {
        match self {
            Mistake::Clash(_) => {
                "give one of the two another name, as by `#[module(rename = \"..\")]`, or another key"
            }
            Mistake::Repeat(..) => {
                "visit each once; a module that stands in several places goes into a `Shared`"
            }
            Mistake::Forgotten(..) | Mistake::Renamed(..) => {
                "a hand-written `Module` or `with` must visit the same fields under the same paths in both"
            }
        }
    }
}

const EXPECTED: &str = "a model must show each parameter and buffer once in `visit` and once in `visit_mut`, under one \
                        path of its own, but here:";

fn tell(mistakes: Vec<Mistake>) -> Result<(), String> {
    let mut said = HashSet::new();
    let mistakes: Vec<&Mistake> = mistakes.iter().filter(|mistake| said.insert(*mistake)).collect();
    if mistakes.is_empty() {
        return Ok(());
    }
    let mut lines = vec![EXPECTED.to_owned()];
    lines.extend(listed(&mistakes, |mistake| mistake.describe()));
    let mut remedies: Vec<&str> = mistakes.iter().map(|mistake| mistake.remedy()).collect();
    remedies.sort_unstable();
    remedies.dedup();
    lines.extend(remedies.into_iter().map(str::to_owned));
    Err(lines.join("\n"))
}
