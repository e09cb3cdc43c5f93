//! Pictures in another size.

use super::picture::{CHANNELS, Picture};

/// The rows (or columns) of which one row of the result is a weighted mean.
struct Window {
    start: usize,
    weights: Vec<f32>,
}

impl Picture {
    /// The picture in `size` × `size` pixels, from 0 to 1 in steps of 1/255: a plane for each colour. The result is a
    /// mean of the pixels under a triangle which reaches from the middle of one pixel's area to those of its
    /// neighbours: linear interpolation where the picture grows.
    ///
    /// It goes row by row and holds no more than one of them beside the result.
    pub(super) fn resize(&self, size: usize, planes: &mut [f32]) {
        planes.fill(0.0);
        let (columns, rows) = (windows(self.width, size), windows(self.height, size));
        let mut narrow = vec![0.0; CHANNELS * size];
        for (y, row) in self.samples.chunks_exact(self.width * self.channels).enumerate() {
            self.narrow(row, &columns, &mut narrow);
            for (to, window) in rows.iter().enumerate() {
                if let Some(&weight) = y.checked_sub(window.start).and_then(|i| window.weights.get(i)) {
                    add(planes, &narrow, to, size, weight);
                }
            }
        }
        planes.iter_mut().for_each(|value| *value = value.round().clamp(0.0, 255.0) / 255.0);
    }

    /// One row in fewer (or more) pixels, a plane for each colour. Grey is all three of them.
    fn narrow(&self, row: &[u8], columns: &[Window], narrow: &mut [f32]) {
        for (channel, plane) in narrow.chunks_exact_mut(columns.len()).enumerate() {
            let channel = if self.channels < CHANNELS { 0 } else { channel };
            for (value, window) in plane.iter_mut().zip(columns) {
                let samples = row[window.start * self.channels + channel..].iter().step_by(self.channels);
                *value = window.weights.iter().zip(samples).map(|(w, sample)| w * f32::from(*sample)).sum();
            }
        }
    }
}

/// Adds a weighted row to row `to` of each plane.
fn add(planes: &mut [f32], narrow: &[f32], to: usize, size: usize, weight: f32) {
    for (plane, row) in planes.chunks_exact_mut(size * size).zip(narrow.chunks_exact(size)) {
        for (sum, value) in plane[to * size..][..size].iter_mut().zip(row) {
            *sum += weight * value;
        }
    }
}

fn windows(len: usize, size: usize) -> Vec<Window> {
    let step = len as f32 / size as f32;
    let reach = step.max(1.0);
    (0..size).map(|i| window((i as f32 + 0.5) * step, reach, len)).collect()
}

/// The weights of a triangle with this middle and reach, which are 1 together.
fn window(middle: f32, reach: f32, len: usize) -> Window {
    let start = ((middle - reach).max(0.0) as usize).min(len - 1);
    let end = ((middle + reach).ceil() as usize).clamp(start + 1, len);
    let height = |i: usize| (1.0 - ((i as f32 + 0.5 - middle) / reach).abs()).max(0.0);
    let heights: Vec<f32> = (start..end).map(height).collect();
    let sum: f32 = heights.iter().sum();
    Window { start, weights: heights.into_iter().map(|height| height / sum).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resized(width: usize, height: usize, channels: usize, samples: Vec<u8>, size: usize) -> Vec<u8> {
        let mut planes = vec![f32::NAN; CHANNELS * size * size];
        Picture { width, height, channels, samples }.resize(size, &mut planes);
        planes.iter().map(|value| (value * 255.0).round() as u8).collect()
    }

    #[test]
    fn the_same_size_changes_nothing() {
        let samples: Vec<u8> = (0..27).map(|i| i * 9).collect();
        let planes: Vec<u8> =
            (0..3).flat_map(|c| samples.iter().skip(c).step_by(3).copied().collect::<Vec<_>>()).collect();
        assert_eq!(resized(3, 3, 3, samples, 3), planes);
    }

    #[test]
    fn one_colour_stays_what_it_is_in_every_size() {
        for (width, height) in [(1, 1), (1, 50), (50, 1), (7, 3), (640, 2), (3, 65_535)] {
            for size in [1, 2, 5, 32] {
                let samples = [200, 100, 50, 7].repeat(width * height);
                let expected: Vec<u8> = [200, 100, 50].iter().flat_map(|v| vec![*v; size * size]).collect();
                assert_eq!(resized(width, height, 4, samples, size), expected, "{width}x{height} to {size}");
                assert_eq!(
                    resized(width, height, 2, [9, 0].repeat(width * height), size),
                    [9].repeat(3 * size * size)
                );
            }
        }
    }

    #[test]
    fn pixels_are_weighted_by_their_distance() {
        // Middle 1, reach 2: heights 0.75, 0.75; grown: middles at 0.25, 0.75, 1.25 and 1.75.
        assert_eq!(resized(2, 1, 1, vec![0, 100], 1), [50; 3]);
        assert_eq!(resized(2, 2, 1, vec![0, 100, 0, 100], 4)[..8], [0, 25, 75, 100, 0, 25, 75, 100]);
    }
}
