//! Sizes that may go with those that a file leaves open.

/// The most sizes that a file leaves open.
pub(super) const MOST_OPEN: usize = 3;

const TERMS: usize = 1 << MOST_OPEN;

/// `(Σ terms[m] · ∏ open[i]) / divisor`, where the product is over the bits `i` of `m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Size {
    terms: [i64; TERMS],
    divisor: i64,
}

impl Size {
    pub(super) const ONE: Size = Size::of(1);

    /// The same whatever the open sizes are.
    pub(super) const fn of(size: usize) -> Self {
        let mut terms = [0; TERMS];
        terms[0] = size as i64;
        Size { terms, divisor: 1 }
    }

    /// The open size of this number.
    pub(super) fn open(i: usize) -> Self {
        let mut size = Size::of(0);
        size.terms[1 << i] = 1;
        size
    }

    /// What gives these sizes at these [points](super::open::points), if anything of this form does.
    ///
    /// Those at the corners tell the terms, one axis after the other; the others must agree.
    pub(super) fn fit(sizes: &[usize], points: &[Vec<usize>]) -> Option<Self> {
        let corners = 1 << points[0].len();
        let mut size = Size::of(0);
        size.terms.iter_mut().zip(&sizes[..corners]).for_each(|(term, &size)| *term = size as i64);
        for (i, &low) in points[0].iter().enumerate() {
            let (low, high) = (low as i64, points[corners - 1][i] as i64);
            for without in (0..corners).filter(|corner| corner & (1 << i) == 0) {
                let (a, b) = (size.terms[without], size.terms[without | 1 << i]);
                (size.terms[without], size.terms[without | 1 << i]) = (a * high - b * low, b - a);
            }
            size.divisor *= high - low;
        }
        let fits = |(&wanted, point): (&usize, &Vec<usize>)| size.at(point) == Some(wanted as i64);
        sizes.iter().zip(points).all(fits).then(|| size.reduced())
    }

    fn reduced(mut self) -> Self {
        let common = self.terms.iter().fold(self.divisor, |common, &term| greatest_divisor(common, term));
        self.terms.iter_mut().for_each(|term| *term /= common);
        self.divisor /= common;
        self
    }

    /// The size for open sizes, if it is whole.
    fn at(&self, open: &[usize]) -> Option<i64> {
        let product = |term: usize| factors(term).map(|i| open[i] as i64).product::<i64>();
        let sum: i64 = self.terms().map(|(term, times)| times * product(term)).sum();
        (sum % self.divisor == 0).then(|| sum / self.divisor)
    }

    /// The terms that there are.
    pub(super) fn terms(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.terms.iter().copied().enumerate().filter(|(_, times)| *times != 0)
    }

    pub(super) fn divisor(&self) -> i64 {
        self.divisor
    }

    /// The size, if it is the same whatever the open sizes are.
    pub(super) fn get(self) -> Option<usize> {
        (self.divisor == 1 && self.terms[1..] == [0; TERMS - 1]).then_some(self.terms[0] as usize)
    }

    pub(super) fn plus(self, other: Size) -> Self {
        self.with(other, 1)
    }

    pub(super) fn minus(self, other: Size) -> Self {
        self.with(other, -1)
    }

    pub(super) fn over(mut self, divisor: usize) -> Self {
        self.divisor *= divisor as i64;
        self.reduced()
    }

    fn with(mut self, other: Size, times: i64) -> Self {
        for (term, added) in self.terms.iter_mut().zip(other.terms) {
            *term = *term * other.divisor + times * added * self.divisor;
        }
        self.divisor *= other.divisor;
        self.reduced()
    }

    /// The product, unless it has the square of an open size.
    fn times(self, other: Size) -> Option<Self> {
        let mut product = Size { divisor: self.divisor * other.divisor, ..Size::of(0) };
        for (i, a) in self.terms() {
            for (k, b) in other.terms() {
                (i & k == 0).then(|| product.terms[i | k] += a * b)?;
            }
        }
        Some(product.reduced())
    }

    /// What a size that is not the same everywhere is called: `8*batch+1`.
    pub(super) fn said(&self, names: &[&str]) -> String {
        let mut said = String::new();
        for (term, times) in self.terms().collect::<Vec<_>>().into_iter().rev() {
            let sign = if said.is_empty() && times > 0 { "" } else { ["-", "+"][usize::from(times > 0)] };
            let factors: Vec<&str> = factors(term).map(|i| names[i]).collect();
            let times = times.abs();
            said += sign;
            said += &match (times, factors.is_empty()) {
                (_, true) => times.to_string(),
                (1, false) => factors.join("*"),
                (_, false) => format!("{times}*{}", factors.join("*")),
            };
        }
        match (self.divisor, self.terms().count()) {
            (1, _) => said,
            (divisor, 1) => format!("{said}/{divisor}"),
            (divisor, _) => format!("({said})/{divisor}"),
        }
    }
}

/// The numbers of the open sizes that are multiplied in a term.
pub(super) fn factors(term: usize) -> impl Iterator<Item = usize> {
    (0..MOST_OPEN).filter(move |i| term & (1 << i) != 0)
}

fn greatest_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { greatest_divisor(b, a % b) }
}

/// The product of sizes, unless it has the square of an open one.
pub(super) fn product(sizes: &[Size]) -> Option<Size> {
    sizes.iter().try_fold(Size::ONE, |product, &size| product.times(size))
}

#[cfg(test)]
mod tests {
    use super::{Size, product};

    fn fit(sizes: &[usize], points: &[&[usize]]) -> Option<String> {
        let points: Vec<Vec<usize>> = points.iter().map(|point| point.to_vec()).collect();
        Size::fit(sizes, &points).map(|size| size.said(&["batch", "length"]))
    }

    #[test]
    fn what_goes_with_the_batch() {
        let fit = |sizes: &[usize]| fit(sizes, &[&[2], &[3], &[5]]);
        assert_eq!(fit(&[7, 7, 7]).unwrap(), "7");
        assert_eq!(fit(&[2, 3, 5]).unwrap(), "batch");
        assert_eq!(fit(&[17, 25, 41]).unwrap(), "8*batch+1");
        assert_eq!(fit(&[1, 2, 4]).unwrap(), "batch-1");
        // The square of the batch, and its half.
        assert_eq!((fit(&[4, 9, 25]), fit(&[1, 1, 2])), (None, None));
        assert_eq!(super::Size::fit(&[4], &[vec![]]), Some(Size::of(4)));
    }

    #[test]
    fn what_goes_with_two_sizes() {
        let points: [&[usize]; 7] = [&[2, 8], &[3, 8], &[2, 16], &[3, 16], &[5, 8], &[2, 32], &[5, 32]];
        let fit_of = |f: fn(usize, usize) -> usize| fit(&points.map(|p| f(p[0], p[1])), &points);
        assert_eq!(fit_of(|_, length| length).unwrap(), "length");
        assert_eq!(fit_of(|batch, length| batch * length).unwrap(), "batch*length");
        assert_eq!(fit_of(|batch, length| batch * (length / 8) + 4).unwrap(), "(batch*length+32)/8");
        assert_eq!(
            fit_of(|batch, length| 3 * batch * length / 4 - batch).unwrap(),
            "(3*batch*length-4*batch)/4"
        );
        assert_eq!(fit_of(|batch, length| batch + length * length), None);
    }

    #[test]
    fn arithmetic() {
        let (batch, length) = (Size::open(0), Size::open(1));
        let said = |size: Size| size.said(&["batch", "length"]);
        assert_eq!(said(product(&[batch, Size::of(3), length]).unwrap()), "3*batch*length");
        assert_eq!(product(&[batch, length, batch]), None);
        assert_eq!(said(batch.plus(Size::of(2)).minus(Size::of(3))), "batch-1");
        assert_eq!(batch.plus(length).minus(batch), length);
        let half = Size { divisor: 2, ..length };
        assert_eq!(said(half.plus(Size::ONE)), "(length+2)/2");
        assert_eq!(half.plus(half), length);
        assert_eq!(Size::of(0).minus(length).said(&["batch", "length"]), "-length");
    }
}
