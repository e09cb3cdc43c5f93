//! What the gradients of a model are like, by path.

use std::fmt;

use super::search::GradientSearch;
use crate::autodiff::Gradients;
use crate::module::{AnyParam, Module, Path, Visit, Visitor};
use crate::storage::{AnyStorage, Float, dispatch};

/// What the gradients of a model's parameters are like, in the order of declaration, to be printed as a table: see
/// [`Gradients::statistics`].
#[derive(Clone, Debug, PartialEq)]
pub struct GradientStatistics {
    rows: Vec<ParameterGradient>,
}

/// What the gradient of a parameter is like.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ParameterGradient {
    /// The parameter's path.
    pub path: String,
    /// The size of each axis.
    pub shape: Vec<usize>,
    /// Whether the parameter is trained.
    pub trainable: bool,
    /// The figures; `None` where there is no gradient, because the parameter is frozen or took no part in the loss.
    pub gradient: Option<TensorStatistics>,
}

/// The elements of a tensor in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct TensorStatistics {
    /// The 2-norm.
    pub norm: f64,
    /// The mean.
    pub mean: f64,
    /// The largest absolute value; NaN if an element is.
    pub max_abs: f64,
    /// The share of zeros.
    pub zeros: f64,
    /// How many elements are NaN.
    pub nan: usize,
    /// How many elements are infinite.
    pub infinite: usize,
}

impl Gradients {
    /// What the gradients of a model's parameters are like: norm, mean, largest absolute value, share of zeros and number of NaN
    /// and infinities of each, and which are missing. To be printed now and then, or where a loss does not fall.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mut rng = rng(0);
    /// let model = (Linear::new(2, 2, &mut rng), Linear::new(2, 2, &mut rng));
    /// let loss = model.0.forward(Tape::new(0).input(Tensor::from([[3.0, 0.0]]))).sum(); // forgets a layer
    /// let statistics = loss.backward().statistics(&model);
    /// assert_eq!(
    ///     statistics.to_string(),
    ///     "\
    /// parameter  shape         norm        mean     max |g|    zeros  NaN  inf
    /// 0.weight   [2, 2]     4.243e0     1.500e0     3.000e0   50.0 %    0    0
    /// 0.bias     [2]        1.414e0     1.000e0     1.000e0    0.0 %    0    0
    /// 1.weight   [2, 2]  no gradient
    /// 1.bias     [2]     no gradient
    /// "
    /// );
    /// assert_eq!(statistics.iter().filter(|row| row.gradient.is_none()).count(), 2);
    /// ```
    pub fn statistics(&self, model: &dyn Module) -> GradientStatistics {
        let search = GradientSearch::new(&self.params);
        let mut collect = Collect { gradients: self, search, rows: Vec::new() };
        model.visit(&Path::ROOT, &mut Visit::new(&mut collect));
        GradientStatistics { rows: collect.rows }
    }
}

impl GradientStatistics {
    /// The parameters, in the order of declaration.
    pub fn iter(&self) -> std::slice::Iter<'_, ParameterGradient> {
        self.rows.iter()
    }

    /// The parameter of this path.
    pub fn get(&self, path: &str) -> Option<&ParameterGradient> {
        self.rows.iter().find(|row| row.path == path)
    }
}

impl<'a> IntoIterator for &'a GradientStatistics {
    type Item = &'a ParameterGradient;
    type IntoIter = std::slice::Iter<'a, ParameterGradient>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

struct Collect<'g> {
    gradients: &'g Gradients,
    search: GradientSearch,
    rows: Vec<ParameterGradient>,
}

impl Visitor for Collect<'_> {
    fn param(&mut self, at: &Path<'_>, param: &dyn AnyParam) {
        let found = self.search.find(&self.gradients.params, param.id());
        let gradient = found.map(|i| TensorStatistics::of(&self.gradients.params[i].value));
        let (path, shape) = (at.into(), param.shape().to_vec());
        let trainable = param.is_trainable() && !at.is_frozen();
        self.rows.push(ParameterGradient { path, shape, trainable, gradient });
    }
}

impl TensorStatistics {
    fn of(storage: &AnyStorage) -> Self {
        dispatch!(
            storage,
            floats elements => TensorStatistics::count(elements.as_slice()),
            others _ => unreachable!("gradients are floats"),
        )
    }

    fn count<A: Float>(elements: &[A]) -> Self {
        let (mut sum, mut squares, mut max_abs) = (0.0, 0.0, 0.0);
        let (mut zeros, mut nan, mut infinite) = (0, 0, 0);
        for x in elements.iter().map(|x| x.to_double()) {
            sum += x;
            squares += x * x;
            max_abs = if x.abs() > max_abs || x.is_nan() { x.abs() } else { max_abs };
            zeros += usize::from(x == 0.0);
            nan += usize::from(x.is_nan());
            infinite += usize::from(x.is_infinite());
        }
        let count = elements.len() as f64;
        let zeros = zeros as f64 / count;
        TensorStatistics { norm: squares.sqrt(), mean: sum / count, max_abs, zeros, nan, infinite }
    }
}

impl fmt::Display for GradientStatistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shapes: Vec<String> = self.rows.iter().map(|row| format!("{:?}", row.shape)).collect();
        let width = |head: &str, texts: &mut dyn Iterator<Item = &String>| {
            texts.map(|text| text.chars().count()).fold(head.len(), usize::max)
        };
        let paths = width("parameter", &mut self.rows.iter().map(|row| &row.path));
        let sizes = width("shape", &mut shapes.iter());
        write!(f, "{:<paths$}  {:<sizes$}  ", "parameter", "shape")?;
        write_figures(f, ["norm", "mean", "max |g|", "zeros", "NaN", "inf"])?;
        for (row, shape) in self.rows.iter().zip(&shapes) {
            write!(f, "{:<paths$}  {shape:<sizes$}  ", row.path)?;
            match (row.gradient, row.trainable) {
                (Some(gradient), _) => gradient.write(f)?,
                (None, true) => writeln!(f, "no gradient")?,
                (None, false) => writeln!(f, "frozen")?,
            }
        }
        Ok(())
    }
}

impl TensorStatistics {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TensorStatistics { norm, mean, max_abs, zeros, nan, infinite } = self;
        let [norm, mean, max_abs] = [norm, mean, max_abs].map(|figure| format!("{figure:.3e}"));
        let [zeros, nan, infinite] =
            [format!("{:.1} %", 100.0 * zeros), nan.to_string(), infinite.to_string()];
        write_figures(f, [&norm, &mean, &max_abs, &zeros, &nan, &infinite])
    }
}

fn write_figures(
    f: &mut fmt::Formatter<'_>,
    [norm, mean, max_abs, zeros, nan, infinite]: [&str; 6],
) -> fmt::Result {
    writeln!(f, "{norm:>10}  {mean:>10}  {max_abs:>10}  {zeros:>7}  {nan:>3}  {infinite:>3}")
}
