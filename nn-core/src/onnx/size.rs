//! Sizes that may go with the size of the batch.

/// `fixed + per_batch · batch`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Size {
    pub(super) fixed: i64,
    pub(super) per_batch: i64,
}

impl Size {
    pub(super) const ONE: Size = Size::of(1);

    /// The same for every batch.
    pub(super) const fn of(size: usize) -> Self {
        Size { fixed: size as i64, per_batch: 0 }
    }

    /// What gives these sizes for these batches, of which there is one, or at least three; if anything of this form does.
    pub(super) fn fit(sizes: &[usize], batches: &[usize]) -> Option<Self> {
        let (first, second) = match (sizes, batches) {
            ([first, second, ..], [a, b, ..]) => {
                let (rise, run) = (*second as i64 - *first as i64, *b as i64 - *a as i64);
                if rise % run != 0 {
                    return None;
                }
                ((*first as i64, *a as i64), rise / run)
            }
            _ => return Some(Size::of(*sizes.first()?)),
        };
        let size = Size { fixed: first.0 - second * first.1, per_batch: second };
        let fits = sizes.iter().zip(batches).all(|(&wanted, &batch)| size.at(batch) == wanted as i64);
        fits.then_some(size)
    }

    /// The size for a batch.
    pub(super) fn at(self, batch: usize) -> i64 {
        self.fixed + self.per_batch * batch as i64
    }

    /// The size, if it is the same for every batch.
    pub(super) fn get(self) -> Option<usize> {
        (self.per_batch == 0).then_some(self.fixed as usize)
    }

    pub(super) fn plus(self, other: Size) -> Self {
        Size { fixed: self.fixed + other.fixed, per_batch: self.per_batch + other.per_batch }
    }

    pub(super) fn times(self, factor: usize) -> Self {
        Size { fixed: self.fixed * factor as i64, per_batch: self.per_batch * factor as i64 }
    }
}

/// The name of a size that is not the same for every batch.
impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.per_batch {
            1 => write!(f, "batch")?,
            times => write!(f, "{times}*batch")?,
        }
        if self.fixed != 0 { write!(f, "{:+}", self.fixed) } else { Ok(()) }
    }
}

/// The product of sizes of which at most one goes with the batch.
pub(super) fn product(sizes: &[Size]) -> Option<Size> {
    sizes.iter().try_fold(Size::ONE, |product, &size| match (product.get(), size.get()) {
        (_, Some(size)) => Some(product.times(size)),
        (Some(product), None) => Some(size.times(product)),
        (None, None) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn what_fits() {
        let fit = |sizes: &[usize]| Size::fit(sizes, &[2, 3, 5]);
        assert_eq!(fit(&[7, 7, 7]), Some(Size::of(7)));
        assert_eq!(fit(&[2, 3, 5]).unwrap().to_string(), "batch");
        assert_eq!(fit(&[17, 25, 41]).unwrap().to_string(), "8*batch+1");
        assert_eq!(fit(&[1, 2, 4]).unwrap().to_string(), "batch-1");
        // The square of the batch, and its half.
        assert_eq!((fit(&[4, 9, 25]), fit(&[1, 1, 2])), (None, None));
        assert_eq!(Size::fit(&[4], &[2]), Some(Size::of(4)));
    }
}
