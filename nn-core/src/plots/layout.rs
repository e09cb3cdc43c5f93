//! Where the boxes of a diagram stand: in rows, each below all that it takes from.
//!
//! Source: Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system structures*, 1981.

/// A place in a row: a box, or a bend of an edge that passes the row.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) width: f64,
    /// The middle.
    pub(super) x: f64,
}

/// Boxes first, in their order, then the bends.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) spots: Vec<Spot>,
    /// Each edge by the spots that it goes through, from above to below.
    pub(super) edges: Vec<Vec<usize>>,
    rows: Vec<Vec<usize>>,
}

const GAP: f64 = 28.0;
const BEND: f64 = 14.0;

impl Layout {
    /// Of boxes of these widths, each with the boxes before it that it takes from.
    pub(super) fn new(boxes: &[(f64, &[usize])]) -> Layout {
        let mut rows: Vec<usize> = Vec::new();
        for (_, inputs) in boxes {
            rows.push(inputs.iter().map(|input| rows[*input] + 1).max().unwrap_or(0));
        }
        let spots =
            boxes.iter().zip(&rows).map(|((width, _), row)| Spot { row: *row, width: *width, x: 0.0 });
        let mut layout = Layout { spots: spots.collect(), edges: Vec::new(), rows: Vec::new() };
        for (to, (_, inputs)) in boxes.iter().enumerate() {
            inputs.iter().for_each(|from| layout.add_edge(*from, to));
        }
        layout.rows = vec![Vec::new(); layout.spots.iter().map(|spot| spot.row + 1).max().unwrap_or(0)];
        for (i, spot) in layout.spots.iter().enumerate() {
            layout.rows[spot.row].push(i);
        }
        layout.arrange();
        layout
    }

    /// From the left edge to the right one.
    pub(super) fn width(&self) -> f64 {
        self.spots.iter().map(|spot| spot.x + spot.width / 2.0).fold(0.0, f64::max)
    }

    pub(super) fn num_rows(&self) -> usize {
        self.rows.len()
    }

    fn add_edge(&mut self, from: usize, to: usize) {
        let mut edge = vec![from];
        for row in self.spots[from].row + 1..self.spots[to].row {
            edge.push(self.spots.len());
            self.spots.push(Spot { row, width: BEND, x: 0.0 });
        }
        edge.push(to);
        self.edges.push(edge);
    }

    /// Goes down and up, and puts each spot where its neighbours are in the mean, as far as those beside it allow.
    fn arrange(&mut self) {
        const SWEEPS: usize = 24;
        let (above, below) = self.neighbours();
        self.rows.clone().iter().for_each(|row| self.put(row, &vec![0.0; row.len()]));
        for sweep in 0..SWEEPS {
            let is_down = sweep % 2 == 0;
            let beside = if is_down { &above } else { &below };
            let last = self.rows.len();
            for step in 0..last {
                let row = if is_down { step } else { last - 1 - step };
                self.sweep(row, beside, sweep < SWEEPS / 2);
            }
        }
        let left = self.spots.iter().map(|spot| spot.x - spot.width / 2.0).fold(f64::INFINITY, f64::min);
        self.spots.iter_mut().for_each(|spot| spot.x -= left);
    }

    fn sweep(&mut self, row: usize, beside: &[Vec<usize>], may_reorder: bool) {
        let mean = |spot: &usize| {
            let neighbours = &beside[*spot];
            let sum: f64 = neighbours.iter().map(|other| self.spots[*other].x).sum();
            if neighbours.is_empty() { self.spots[*spot].x } else { sum / neighbours.len() as f64 }
        };
        let mut wanted: Vec<(usize, f64)> = self.rows[row].iter().map(|spot| (*spot, mean(spot))).collect();
        if may_reorder {
            wanted.sort_by(|a, b| a.1.total_cmp(&b.1));
        }
        let (order, wanted): (Vec<usize>, Vec<f64>) = wanted.into_iter().unzip();
        self.put(&order, &wanted);
        self.rows[row] = order;
    }

    /// Puts the spots of a row in this order, as close as they can come to where each is wanted: the mean of what is
    /// right when they are pushed to the right and when they are pushed to the left.
    fn put(&mut self, order: &[usize], wanted: &[f64]) {
        let apart = |a: usize, b: usize| (self.spots[a].width + self.spots[b].width) / 2.0 + GAP;
        let (mut right, mut left) = (wanted.to_vec(), wanted.to_vec());
        for i in 1..order.len() {
            right[i] = right[i].max(right[i - 1] + apart(order[i - 1], order[i]));
        }
        for i in (1..order.len()).rev() {
            left[i - 1] = left[i - 1].min(left[i] - apart(order[i - 1], order[i]));
        }
        for (i, spot) in order.iter().enumerate() {
            self.spots[*spot].x = (right[i] + left[i]) / 2.0;
        }
    }

    /// The spots above and below each one that it is joined with.
    fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let none = vec![Vec::new(); self.spots.len()];
        let (mut above, mut below) = (none.clone(), none);
        for pair in self.edges.iter().flat_map(|edge| edge.windows(2)) {
            above[pair[1]].push(pair[0]);
            below[pair[0]].push(pair[1]);
        }
        (above, below)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_chain_stands_in_one_column() {
        let layout = Layout::new(&[(50.0, &[]), (90.0, &[0]), (70.0, &[1])]);
        assert!(layout.spots.iter().all(|spot| (spot.x - 45.0).abs() < 1e-9), "{layout:?}");
        assert_eq!((layout.num_rows(), layout.width()), (3, 90.0));
    }

    #[test]
    fn a_way_around_bends_beside_what_it_goes_around() {
        let layout = Layout::new(&[(50.0, &[]), (50.0, &[0]), (50.0, &[0, 1])]);
        assert_eq!(layout.edges, [vec![0, 1], vec![0, 3, 2], vec![1, 2]]);
        assert!((layout.spots[3].x - layout.spots[1].x).abs() >= 32.0 + GAP - 1e-9, "{layout:?}");
    }

    proptest! {
        #[test]
        fn nothing_overlaps(inputs in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 1..30)) {
            let inputs: Vec<Vec<usize>> = inputs.iter().enumerate().map(|(i, of)| {
                let mut of: Vec<usize> = of.iter().filter(|_| i > 0).map(|index| index.index(i.max(1))).collect();
                of.sort_unstable();
                of.dedup();
                of
            }).collect();
            let boxes: Vec<(f64, &[usize])> = inputs.iter().enumerate().map(|(i, of)| (20.0 + (i * 37 % 90) as f64, &of[..])).collect();
            let layout = Layout::new(&boxes);
            for (i, a) in layout.spots.iter().enumerate() {
                for b in layout.spots[..i].iter().filter(|b| b.row == a.row) {
                    prop_assert!((a.x - b.x).abs() >= (a.width + b.width) / 2.0 + GAP - 1e-6);
                }
            }
            for edge in &layout.edges {
                prop_assert!(edge.windows(2).all(|pair| layout.spots[pair[0]].row + 1 == layout.spots[pair[1]].row));
            }
        }
    }
}
