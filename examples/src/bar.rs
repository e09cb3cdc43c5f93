//! How far a training is, to look at.

use std::fmt::Write;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// A progress bar over all steps, with the samples of a second and the time that is left, and above it a line for each
/// epoch that is done.
///
/// ```
/// use examples::Bar;
///
/// let mut bar = Bar::new(1, 2, 128);
/// bar.step(0.75);
/// bar.step(0.25);
/// bar.end_epoch(&[("test", 0.97)]); // epoch 1/1  loss 0.5000  test 97.00 %
/// ```
pub struct Bar {
    bar: ProgressBar,
    epochs: usize,
    epoch: usize,
    losses: Vec<f32>,
}

impl Bar {
    /// A bar for `epochs` of `steps` each, which take so many samples.
    pub fn new(epochs: usize, steps: usize, samples: usize) -> Self {
        let of_a_step = samples as f64 / steps.max(1) as f64;
        let template = "{bar:32} {pos}/{len} steps, {samples} samples/s, {eta} left, loss {msg}";
        let style = ProgressStyle::with_template(template).expect("the template is a valid one").with_key(
            "samples",
            move |state: &ProgressState, to: &mut dyn Write| {
                // What cannot be written is seen, or rather not seen, on the terminal.
                let _ = write!(to, "{:.0}", of_a_step * state.per_sec());
            },
        );
        let bar = ProgressBar::new((epochs * steps) as u64).with_style(style);
        Bar { bar, epochs, epoch: 0, losses: Vec::with_capacity(steps) }
    }

    /// Goes on behind `epochs` and `steps` of a run, with the losses of the epoch so far.
    pub fn skip(&mut self, epochs: usize, steps: u64, losses: Vec<f32>) {
        self.bar.set_position(steps);
        self.bar.reset_eta();
        (self.epoch, self.losses) = (epochs, losses);
    }

    /// Counts a step and its loss.
    pub fn step(&mut self, loss: f32) {
        self.losses.push(loss);
        self.bar.set_message(format!("{loss:.4}"));
        self.bar.inc(1);
    }

    /// The losses of the epoch so far.
    pub fn losses(&self) -> &[f32] {
        &self.losses
    }

    /// Ends an epoch with a line of its mean loss and the scores, from 0 to 1.
    pub fn end_epoch(&mut self, scores: &[(&str, f64)]) {
        self.epoch += 1;
        let loss = self.losses.iter().sum::<f32>() / self.losses.len() as f32;
        self.losses.clear();
        let width = self.epochs.to_string().len();
        let mut line = format!("epoch {:width$}/{}  loss {loss:.4}", self.epoch, self.epochs);
        for (name, score) in scores {
            line += &format!("  {name} {:.2} %", 100.0 * score);
        }
        // Not the bar's own `println`, which prints nothing where there is no terminal.
        self.bar.suspend(|| println!("{line}"));
    }
}

impl Bar {
    /// Takes the bar off the terminal.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
