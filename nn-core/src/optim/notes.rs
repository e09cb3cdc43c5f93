//! An optimizer's settings as notes beside its state, and in what those of another optimizer differ.

use std::collections::BTreeMap;

use super::rule::Rule;
use super::settings::Settings;
use crate::error::Mismatch;

/// The note of the learning rate that `set_learning_rate` has set.
const RATE: &str = "learning_rate";

impl<R: Rule> Settings<R> {
    /// The optimizer's name and settings; of each group its pattern as `groups.0`, and its settings below that.
    pub(super) fn notes(&self) -> BTreeMap<String, String> {
        let mut notes = BTreeMap::from([
            ("optimizer".to_owned(), R::NAME.to_owned()),
            ("groups".to_owned(), self.groups.len().to_string()),
        ]);
        add(&mut notes, "", &self.rule);
        for (i, group) in self.groups.iter().enumerate() {
            notes.insert(format!("groups.{i}"), group.pattern.clone());
            add(&mut notes, &format!("groups.{i}."), &group.rule);
        }
        notes.extend(self.lr.map(|lr| (RATE.to_owned(), format!("{lr:?}"))));
        notes
    }

    /// The settings that are noted there and are others here. What is not noted may differ.
    pub(super) fn differences(&self, there: &BTreeMap<String, String>) -> Vec<Mismatch> {
        let here = self.notes().into_iter().filter(|(name, _)| name != RATE);
        let differs = here.filter_map(|(name, expected)| {
            let found = there.get(&name).filter(|found| **found != expected)?.clone();
            Some(Mismatch { name, expected, found })
        });
        differs.collect()
    }

    /// Goes on with the learning rate that was set there. It belongs to the initial one: where that is not noted, this
    /// optimizer's own stays.
    pub(super) fn take_over_rate(&mut self, there: &BTreeMap<String, String>) {
        if there.contains_key("lr") {
            self.lr = there.get(RATE).and_then(|lr| lr.parse().ok());
        }
    }
}

fn add<R: Rule>(notes: &mut BTreeMap<String, String>, below: &str, rule: &R) {
    notes.extend(rule.settings().into_iter().map(|(name, text)| (format!("{below}{name}"), text)));
}
