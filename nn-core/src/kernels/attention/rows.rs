//! Where the rows of each head stand.

use crate::kernels::matrix::Matrix;

/// Where the rows of each head stand: a batch's heads lie apart, and so do the rows of a head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// How many heads the batch has for each sequence.
    pub(crate) heads: usize,
    /// From a sequence to the next.
    pub(crate) batch_step: usize,
    /// From a head to the next.
    pub(crate) head_step: usize,
    /// From a row to the next.
    pub(crate) stride: usize,
}

impl Rows {
    /// Where the first row of a head begins.
    fn first(&self, head: usize) -> usize {
        head / self.heads * self.batch_step + head % self.heads * self.head_step
    }

    /// The rows of each head of an array that has nothing else, for writing.
    pub(super) fn split<'a, A>(
        &self,
        data: &'a mut [A],
        heads: usize,
        [rows, columns]: [usize; 2],
    ) -> Vec<Vec<&'a mut [A]>> {
        let mut all: Vec<_> = data.chunks_exact_mut(columns.max(1)).map(Some).collect();
        let mut row = |head: usize, i: usize| {
            let place = (self.first(head) + i * self.stride) / columns.max(1);
            all.get_mut(place).and_then(Option::take).unwrap_or_default()
        };
        (0..heads).map(|head| (0..rows).map(|i| row(head, i)).collect()).collect()
    }
}

/// Elements, and where among them the rows of each head stand.
#[derive(Clone, Copy)]
pub(crate) struct Heads<'a, A> {
    pub(crate) elements: &'a [A],
    pub(crate) rows: Rows,
}

impl<'a, A> Heads<'a, A> {
    /// The rows of one head.
    pub(super) fn head(&self, head: usize, [rows, columns]: [usize; 2]) -> Matrix<'a, A> {
        let elements = self.elements.get(self.rows.first(head)..).unwrap_or_default();
        Matrix::strided(elements, rows, columns, self.rows.stride, 1)
    }
}
