//! What came of the cases.

use std::fmt;

/// The cases of one module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModuleReport {
    /// The module's name in `torch.nn`.
    pub name: String,
    /// How many cases there are.
    pub cases: usize,
    /// The cases that failed, and how.
    pub failures: Vec<(String, String)>,
}

impl ModuleReport {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        self.cases - self.failures.len()
    }
}

/// Every module of a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// In the order of their names.
    pub modules: Vec<ModuleReport>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, how) in self.modules.iter().flat_map(|module| &module.failures) {
            writeln!(f, "failed {id}: {how}")?;
        }
        for module in &self.modules {
            writeln!(f, "{}: {} of {}", module.name, module.passed(), module.cases)?;
        }
        let cases: usize = self.modules.iter().map(|module| module.cases).sum();
        let passed: usize = self.modules.iter().map(ModuleReport::passed).sum();
        let whole = self.modules.iter().filter(|module| module.failures.is_empty()).count();
        write!(f, "parity: {passed} of {cases} cases, {whole} of {} modules", self.modules.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{ModuleReport, Report};

    #[test]
    fn counts() {
        let linear = ModuleReport { name: "Linear".into(), cases: 3, failures: Vec::new() };
        let failures = vec![("Conv2d-eval-1".into(), "output 0: shape".into())];
        let conv = ModuleReport { name: "Conv2d".into(), cases: 4, failures };
        let text = Report { modules: vec![linear, conv] }.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "failed Conv2d-eval-1: output 0: shape");
        assert_eq!(lines[1..], ["Linear: 3 of 3", "Conv2d: 3 of 4", "parity: 6 of 7 cases, 1 of 2 modules"]);
    }
}
