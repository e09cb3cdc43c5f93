//! Metrics against scikit-learn's.

use nn_core::collective::threads;
use nn_core::metrics::{Accuracy, Average, ConfusionMatrix, F1, Mean, Perplexity, Tally, TopK};
use nn_core::prelude::*;
use serde_json::Value;

use super::{fixture, panic_of};

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|x| x as usize).collect()
}

struct Case {
    of_sklearn: Value,
    classes: usize,
    scores: Tensor<2>,
    labels: Tensor<1, usize>,
    ignored: Option<usize>,
}

fn cases() -> Vec<Case> {
    let case = |of_sklearn: Value| {
        let rows: Vec<f64> = of_sklearn["scores"].as_array().unwrap().iter().flat_map(numbers).collect();
        let labels = Tensor::from(indices(&of_sklearn["labels"]));
        let classes = number(&of_sklearn["classes"]) as usize;
        let scores = Tensor::new([labels.len(), classes], rows.into_iter().map(|x| x as f32).collect());
        let ignored = of_sklearn["ignored"].as_u64().map(|label| label as usize);
        Case { of_sklearn, classes, scores, labels, ignored }
    };
    fixture("metrics.json").into_iter().map(case).collect()
}

impl Case {
    fn close(&self, name: &str, found: f64) {
        let expected = number(&self.of_sklearn[name]);
        assert!((found - expected).abs() < 1e-9 * expected.max(1.0), "{name}: {found}, not {expected}");
    }

    /// The samples in batches of 7, the last of which is smaller.
    fn batches(&self) -> impl Iterator<Item = (Tensor<2>, Tensor<1, usize>)> {
        let len = self.labels.len();
        (0..len).step_by(7).map(move |start| {
            let part = start..(start + 7).min(len);
            (self.scores.clone().slice(0, part.clone()), self.labels.clone().slice(0, part))
        })
    }
}

/// A metric with the setting of a case.
macro_rules! over {
    ($case:ident, $metric:expr) => {{
        let mut metric = $metric;
        if let Some(label) = $case.ignored {
            metric = metric.ignore_index(label);
        }
        for (scores, labels) in $case.batches() {
            metric.update(&scores, &labels);
        }
        metric
    }};
}

#[test]
fn accuracies_are_scikit_learns() {
    for case in cases() {
        case.close("accuracy", over!(case, Accuracy::new()).value());
        let confusion = over!(case, ConfusionMatrix::new(case.classes));
        case.close("accuracy", confusion.accuracy());
        let expected = case.of_sklearn["confusion"].as_array().unwrap();
        let expected: Vec<u64> = expected.iter().flat_map(numbers).map(|x| x as u64).collect();
        assert_eq!(confusion.counts(), expected);
    }
}

#[test]
fn the_k_highest_are_scikit_learns() {
    let mut with_ties = 0;
    for case in cases() {
        for (i, expected) in numbers(&case.of_sklearn["top"]).into_iter().enumerate() {
            let top = over!(case, TopK::new(i + 1)).value();
            assert!((top - expected).abs() < 1e-9, "k = {}: {top}, not {expected}", i + 1);
        }
        let is_tied = |row: &[f32]| row.iter().enumerate().any(|(i, x)| row[..i].contains(x));
        with_ties += case.scores.as_slice().chunks(case.classes).filter(|row| is_tied(row)).count();
    }
    assert!(with_ties > 100);
}

#[test]
fn precision_recall_and_f1_are_scikit_learns() {
    let mut absent = 0;
    for case in cases() {
        let f1 = over!(case, F1::new(case.classes));
        assert_eq!(f1, over!(case, ConfusionMatrix::new(case.classes)).f1_without_names(case.ignored));
        let kinds = [("macro", Average::Macro), ("micro", Average::Micro), ("weighted", Average::Weighted)];
        for (name, average) in kinds {
            case.close(&format!("f1_{name}"), f1.value(average));
            case.close(&format!("precision_{name}"), f1.precision(average));
            case.close(&format!("recall_{name}"), f1.recall(average));
        }
        let expected = ["precision", "recall", "f1"].map(|name| numbers(&case.of_sklearn[name]));
        for (class, found) in f1.per_class().into_iter().enumerate() {
            let found = [found.precision, found.recall, found.f1];
            // scikit-learn says 0 of what there is not.
            let is_absent = found.iter().all(|x| x.is_nan());
            absent += usize::from(is_absent);
            for (x, expected) in found.iter().zip(&expected) {
                let x = if is_absent { 0.0 } else { *x };
                assert!(
                    (x - expected[class]).abs() < 1e-9,
                    "class {class}: {found:?}, not {}",
                    expected[class]
                );
            }
        }
    }
    assert!(absent > 20);
}

/// The figures that a matrix gives, to be compared with those of a metric without names.
trait WithoutNames {
    fn f1_without_names(&self, ignored: Option<usize>) -> F1;
}

impl WithoutNames for ConfusionMatrix {
    fn f1_without_names(&self, ignored: Option<usize>) -> F1 {
        let mut f1 = F1::new(self.classes());
        f1 = ignored.map_or(f1.clone(), |label| f1.ignore_index(label));
        f1.set_numbers(&self.f1().numbers());
        f1
    }
}

#[test]
fn perplexities_are_scikit_learns() {
    for case in cases() {
        let perplexity = over!(case, Perplexity::new());
        case.close("perplexity", perplexity.value());

        let mut by_loss = Perplexity::new();
        for (scores, labels) in case.batches() {
            let loss = CrossEntropyLoss::new();
            let loss = case.ignored.map_or(loss.clone(), |label| loss.ignore_index(label));
            let counted = labels.as_slice().iter().filter(|label| Some(**label) != case.ignored).count();
            by_loss.update_loss(loss.loss(scores, &labels).item(), counted);
        }
        assert!((by_loss.value() / perplexity.value() - 1.0).abs() < 1e-5);
        assert_eq!(by_loss.samples(), perplexity.samples());
    }
}

#[test]
fn parts_are_added_and_forgotten() {
    for case in cases().into_iter().take(10) {
        let whole = over!(case, F1::new(case.classes));
        let mut sum = F1::new(case.classes);
        sum = case.ignored.map_or(sum.clone(), |label| sum.ignore_index(label));
        let empty = sum.clone();
        for (scores, labels) in case.batches() {
            let mut part = empty.clone();
            part.update(&scores, &labels);
            sum += part;
        }
        assert_eq!(sum, whole);
        sum.reset();
        assert_eq!(sum, empty);
    }
    let message = panic_of(|| {
        let mut top = TopK::new(2);
        top += TopK::new(3);
    });
    assert!(message.contains("TopK of 2 and TopK of 3"), "{message}");
}

#[test]
fn a_mean_is_weighted_by_samples() {
    let mut mean = Mean::new();
    mean.update(1.0f32, 3);
    mean.update(5.0, 1);
    mean.update(f64::NAN, 0); // the mean of an empty batch
    assert_eq!((mean.value(), mean.samples()), (2.0, 4));
}

#[test]
fn nothing_has_no_value() {
    let f1 = F1::new(2);
    let values = [
        Mean::new().value(),
        Accuracy::new().value(),
        TopK::new(1).value(),
        Perplexity::new().value(),
        ConfusionMatrix::new(3).accuracy(),
        f1.value(Average::Macro),
        f1.value(Average::Micro),
        f1.value(Average::Weighted),
        f1.per_class()[0].f1,
    ];
    assert!(values.iter().all(|value| value.is_nan()), "{values:?}");
    let mut empty = Accuracy::new();
    empty.update(&Tensor::<2>::zeros([0, 3]), &Tensor::<1, usize>::zeros([0]));
    assert!(empty.value().is_nan());
}

/// Classes on the second axis, as cross entropy has them.
#[test]
fn scores_of_images_count_each_pixel() {
    let scores = Tensor::<4>::from_fn([2, 3, 2, 2], |[n, c, i, j]| ((n + 2 * c + i * j) % 3) as f32);
    let labels = Tensor::from_fn([2, 2, 2], |[n, i, j]| (n + i + j) % 3);
    let (mut by_scores, mut by_classes) = (Accuracy::new(), Accuracy::new());
    by_scores.update(&scores, &labels);
    by_classes.update_classes(&scores.argmax(1), &labels);
    assert_eq!(by_scores, by_classes);
    assert_eq!(by_scores.samples(), 8);
    let (mut of_images, mut of_rows) = (Perplexity::new(), Perplexity::new());
    of_images.update(&scores, &labels);
    of_rows.update(&scores.permute([0, 2, 3, 1]).reshape([8, 3]), &labels.flatten().reshape([8]));
    assert!((of_images.value() - of_rows.value()).abs() < 1e-12);
}

#[test]
fn a_score_that_is_not_a_number_is_the_highest() {
    let scores = Tensor::from([[1.0, f32::NAN, 3.0, f32::NAN]]);
    let right = |k, label| {
        let mut top = TopK::new(k);
        top.update(&scores, &Tensor::from([label]));
        top.value()
    };
    assert_eq!([right(1, 1), right(1, 3), right(2, 3), right(2, 2), right(3, 2)], [1.0, 0.0, 1.0, 0.0, 1.0]);
    let mut accuracy = Accuracy::new();
    accuracy.update(&scores, &Tensor::from([1]));
    assert_eq!(accuracy.value(), 1.0);
}

#[test]
fn what_does_not_fit_is_a_panic() {
    let (scores, labels) = (Tensor::<2>::zeros([2, 3]), Tensor::from([0, 3]));
    let message = panic_of(|| Accuracy::new().update(&scores, &labels));
    assert!(message.contains("Accuracy: label 3"), "{message}");
    let message = panic_of(|| Accuracy::new().update(&scores, &Tensor::from([0])));
    assert!(message.contains("need labels of shape [2], got [1]"), "{message}");
    let message = panic_of(|| TopK::new(3).update(&scores, &Tensor::from([0, 1])));
    assert!(message.contains("take a lower k"), "{message}");
    let message = panic_of(|| ConfusionMatrix::new(3).update_classes(&Tensor::from([3]), &Tensor::from([0])));
    assert!(message.contains("taken for class 3"), "{message}");
    let message = panic_of(|| F1::new(3).class_names(["a", "b"]));
    assert!(message.contains("3 classes need 3 names, got 2"), "{message}");
}

#[test]
fn the_tables_have_the_names_of_the_classes() {
    let mut confusion = ConfusionMatrix::new(2).class_names(["cat", "hippopotamus"]);
    confusion.update_classes(&Tensor::from(vec![1; 12345]), &Tensor::from(vec![0; 12345]));
    let table = confusion.to_string();
    assert_eq!(
        table,
        "\
is \\ taken for  cat  hippopotamus
cat               0         12345
hippopotamus      0             0
"
    );
    let report = confusion.f1().to_string();
    assert!(report.contains("\nhippopotamus      0.000   0.000  0.000        0\n"), "{report}");
    assert!(report.contains("\nmicro             0.000   0.000  0.000    12345\n"), "{report}");
}

#[test]
fn the_ranks_of_a_world_add_up() {
    let case = cases().remove(0);
    let whole = over!(case, ConfusionMatrix::new(case.classes));
    let batches: Vec<_> = case.batches().collect();
    for ranks in [1, 2, 4] {
        let merged = threads(ranks, |world| {
            let mut own = ConfusionMatrix::new(case.classes);
            own = case.ignored.map_or(own.clone(), |label| own.ignore_index(label));
            for (scores, labels) in batches.iter().skip(world.rank()).step_by(ranks) {
                own.update(scores, labels);
            }
            world.merge(&mut own)?;
            Ok(own)
        });
        assert!(merged.unwrap().iter().all(|merged| *merged == whole));
    }
    let refused = threads(2, |world| world.merge(&mut TopK::new(1 + world.rank())));
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("TopK of 2 on rank 1 and TopK of 1 on rank 0"), "{message}");
}
