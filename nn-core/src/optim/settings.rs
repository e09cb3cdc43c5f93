//! The settings of an optimizer and of its groups of parameters.

use super::group::{Group, check_patterns, group_of};
use super::rule::{Rule, not_negative};
use super::unused::Unused;
use crate::device::Update;
use crate::error::{Error, Result};
use crate::module::{Module, Path};

/// The settings of all parameters: those of the first group that matches, or else the optimizer's own.
#[derive(Clone, Debug)]
pub(super) struct Settings<R> {
    pub(super) rule: R,
    pub(super) groups: Vec<Group<R>>,
    /// What was set inside of a group, and is no setting of a group.
    misplaced: Option<&'static str>,
    pub(super) unused: Unused,
    /// The learning rate, once it is another than the rule's.
    pub(super) lr: Option<f64>,
}

impl<R: Rule> Settings<R> {
    pub(super) fn new(rule: R) -> Self {
        Settings { rule, groups: Vec::new(), misplaced: None, unused: Unused::default(), lr: None }
    }

    pub(super) fn add_group(&mut self, pattern: &str, settings: Settings<R>) {
        if !settings.groups.is_empty() {
            self.misplaced = Some("a group cannot hold groups of its own; make them one after another");
        } else if settings.unused.refused {
            self.misplaced = Some(
                "whether a step refuses unused parameters is no setting of a group; say it outside of it",
            );
        }
        self.groups.push(Group { pattern: pattern.to_owned(), rule: settings.rule });
    }

    pub(super) fn lr(&self) -> f64 {
        self.lr.unwrap_or(self.rule.lr())
    }

    pub(super) fn set_lr(&mut self, lr: f64) {
        self.lr = Some(lr);
    }

    /// The group of the parameter that stands at a path.
    pub(super) fn group_of(&self, at: &Path<'_>) -> Option<usize> {
        if self.groups.is_empty() { None } else { group_of(&self.groups, &at.to_string()) }
    }

    /// The settings of a group.
    pub(super) fn rule_of(&self, group: Option<usize>) -> &R {
        group.map_or(&self.rule, |group| &self.groups[group].rule)
    }

    /// What a step does to the parameters of a group.
    pub(super) fn update(&self, group: Option<usize>, step: u64) -> Update {
        let rule = self.rule_of(group);
        let lr = if group.is_some() { self.lr_of(rule) } else { self.lr() };
        rule.update(lr, step)
    }

    /// The learning rate of a group's rule, which keeps its ratio to the optimizer's.
    fn lr_of(&self, rule: &R) -> f64 {
        match self.lr {
            Some(lr) if self.rule.lr() != 0.0 => rule.lr() * (lr / self.rule.lr()),
            _ => rule.lr(),
        }
    }

    /// An error for the first setting that is out of its range.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(message) = self.misplaced {
            return Err(Error::setting(message).within(R::NAME));
        }
        check_rule(&self.rule, self.lr()).map_err(|error| error.within(R::NAME))?;
        self.groups.iter().try_for_each(|Group { pattern, rule }| {
            let within = |error: Error| error.within(&format!("{}, group `{pattern}`", R::NAME));
            check_rule(rule, self.lr_of(rule)).map_err(within)
        })
    }

    /// The number of patterns that the paths of the parameters are compared with.
    pub(super) fn patterns(&self) -> usize {
        self.groups.len() + self.unused.patterns()
    }

    /// An error if a pattern matches no parameter of the model.
    pub(super) fn check_patterns(&self, model: &dyn Module) -> Result<()> {
        if self.patterns() == 0 {
            return Ok(());
        }
        let (name, parameters) = (R::NAME, model.named_parameters());
        let paths: Vec<&str> = parameters.names().collect();
        check_patterns(name, &self.groups, &paths)?;
        self.unused.check_patterns(name, &paths)
    }
}

fn check_rule<R: Rule>(rule: &R, lr: f64) -> Result<()> {
    not_negative("the learning rate", rule.lr())?;
    not_negative("the learning rate", lr)?;
    rule.check_each()?;
    rule.check_together()
}
