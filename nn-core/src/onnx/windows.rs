//! What ONNX says of windows that pool, whatever the sizes of what they pool are.

use super::proto::Attribute;
use crate::kernels::windows::Windows;
use crate::operation::Chosen;
use crate::shape::Window;

/// How windows pool.
#[derive(Debug, PartialEq)]
pub(super) enum Settings {
    /// The mean of everything.
    Whole,
    /// Windows that slide.
    Sliding(Vec<(&'static str, Attribute)>),
}

impl Settings {
    /// None if ONNX has none for such windows.
    pub(super) fn of(chosen: Chosen, windows: &[Windows]) -> Option<Self> {
        if chosen == Chosen::Mean && windows.iter().all(is_whole) {
            return Some(Settings::Whole);
        }
        Some(Settings::Sliding([sliding(windows)?, averaged(chosen, windows)?].concat()))
    }
}

/// Whether there is a single window, which sees all.
fn is_whole(windows: &Windows) -> bool {
    let whole = 0..windows.size;
    windows.step == 1 && windows.ranges == [whole] && windows.divisors == [windows.size]
}

/// The settings of windows that slide, or that stand side by side.
fn sliding(windows: &[Windows]) -> Option<Vec<(&'static str, Attribute)>> {
    let slides: Vec<Window> = windows.iter().map(window).collect::<Option<_>>()?;
    let each = |of: fn(&Window) -> usize| slides.iter().map(|window| of(window) as i64).collect::<Vec<_>>();
    let pads = [each(|window| window.padding[0]), each(|window| window.padding[1])].concat();
    Some(vec![
        ("kernel_shape", Attribute::Ints(each(|window| window.kernel))),
        ("strides", Attribute::Ints(each(|window| window.stride))),
        ("pads", Attribute::Ints(pads)),
    ])
}

/// How the windows slide. What would be one more window is behind the end, so that nobody has to round up: there ONNX's
/// and PyTorch's rules differ.
fn window(windows: &Windows) -> Option<Window> {
    let (size, count) = (windows.size, windows.len());
    let Some(mut window) = windows.window else {
        let is_even = count > 0 && size > 0 && size.is_multiple_of(count);
        return is_even.then(|| Window { stride: size / count, ..Window::new(size / count) });
    };
    let reach = (count - 1) * window.stride + window.span();
    window.padding[1] = reach.saturating_sub(size + window.padding[0]);
    window.ceil_mode = false;
    // What is left over at the end is not padded.
    (window.output(size) == Some(count) && window.padding[1] < window.span()).then_some(window)
}

/// What else there is to say: the dilation of a maximum, and what an average divides by, if ONNX has a setting for it.
fn averaged(chosen: Chosen, windows: &[Windows]) -> Option<Vec<(&'static str, Attribute)>> {
    if chosen == Chosen::Max {
        let dilations = windows.iter().map(|windows| windows.step as i64).collect();
        return Some(vec![("dilations", Attribute::Ints(dilations))]);
    }
    let elements = |windows: &Windows| windows.ranges.iter().map(|range| range.len()).collect::<Vec<_>>();
    if windows.iter().all(|windows| windows.step == 1 && windows.divisors == elements(windows)) {
        return Some(vec![("count_include_pad", Attribute::Int(0))]);
    }
    let whole = |windows: &Windows| {
        let kernel = windows.window.map(|window| window.kernel);
        windows.divisors.iter().all(|&divisor| Some(divisor) == kernel)
    };
    windows.iter().all(whole).then(|| vec![("count_include_pad", Attribute::Int(1))])
}
