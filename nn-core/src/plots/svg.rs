//! Pictures as SVG. Source: <https://www.w3.org/TR/SVG11/>.

use std::fmt::Write;

use super::canvas::{Anchor, Canvas, Segment, Shape};
use super::color::Color;
use super::font::FAMILY;

/// The file of a picture, with its text as text.
pub(super) fn svg(canvas: &Canvas) -> String {
    let (width, height) = (number(canvas.width), number(canvas.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FAMILY}\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for shape in &canvas.shapes {
        element(&mut svg, shape).expect("a string takes all that is written");
    }
    svg + "</svg>\n"
}

fn element(svg: &mut String, shape: &Shape) -> std::fmt::Result {
    match shape {
        Shape::Rect { at, size: [width, height], fill, stroke, radius } => {
            write!(svg, "<rect {} width=\"{}\" height=\"{}\"", place(at), number(*width), number(*height))?;
            write!(svg, " fill=\"{}\"", hex(*fill))?;
            if *radius > 0.0 {
                write!(svg, " rx=\"{}\"", number(*radius))?;
            }
            if let Some(stroke) = stroke {
                write!(svg, " stroke=\"{}\"", hex(*stroke))?;
            }
            writeln!(svg, "/>")
        }
        Shape::Line { path, color, opacity, width, dash } => {
            write!(svg, "<path d=\"{}\" fill=\"none\" stroke=\"{}\"", data(path), hex(*color))?;
            write!(svg, " stroke-width=\"{}\" stroke-linejoin=\"round\"", number(*width))?;
            if *opacity < 1.0 {
                write!(svg, " stroke-opacity=\"{}\"", number(*opacity))?;
            }
            if !dash.is_empty() {
                let lengths: Vec<_> = dash.iter().map(|length| number(*length)).collect();
                write!(svg, " stroke-dasharray=\"{}\"", lengths.join(" "))?;
            }
            writeln!(svg, "/>")
        }
        Shape::Area { corners, fill } => {
            let points: Vec<_> =
                corners.iter().map(|[x, y]| format!("{},{}", number(*x), number(*y))).collect();
            writeln!(svg, "<polygon points=\"{}\" fill=\"{}\"/>", points.join(" "), hex(*fill))
        }
        Shape::Dot { at: [x, y], radius, fill } => {
            let [x, y, radius] = [*x, *y, *radius].map(number);
            writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{}\"/>", hex(*fill))
        }
        Shape::Text { at, text, size, anchor, turned, color } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            write!(svg, "<text {} font-size=\"{}\" text-anchor=\"{anchor}\"", place(at), number(*size))?;
            write!(svg, " fill=\"{}\"", hex(*color))?;
            if *turned {
                write!(svg, " transform=\"rotate(-90 {} {})\"", number(at[0]), number(at[1]))?;
            }
            writeln!(svg, ">{}</text>", escaped(text))
        }
        Shape::Image { at, size: [width, height], pixels } => {
            let png = pixels.to_png().expect("there are pixels");
            write!(svg, "<image {} width=\"{}\" height=\"{}\"", place(at), number(*width), number(*height))?;
            write!(svg, " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"")?;
            writeln!(svg, " href=\"data:image/png;base64,{}\"/>", base64(&png))
        }
    }
}

fn data(path: &[Segment]) -> String {
    let to = |[x, y]: [f64; 2]| format!("{} {}", number(x), number(y));
    let piece = |segment: &Segment| match *segment {
        Segment::Move(end) => format!("M{}", to(end)),
        Segment::Line(end) => format!("L{}", to(end)),
        Segment::Curve(a, b, end) => format!("C{} {} {}", to(a), to(b), to(end)),
    };
    path.iter().map(piece).collect()
}

fn place([x, y]: &[f64; 2]) -> String {
    format!("x=\"{}\" y=\"{}\"", number(*x), number(*y))
}

/// In hundredths of a pixel.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn hex([red, green, blue]: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// What XML reads as this text. Control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Source: [RFC 4648](https://datatracker.ietf.org/doc/html/rfc4648#section-4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let digit = |i: usize| char::from(DIGITS[(bits >> (18 - 6 * i) & 63) as usize]);
        text.extend((0..4).map(|i| if i <= three.len() { digit(i) } else { '=' }));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648.
    #[test]
    fn base64_is_that_of_the_rfc() {
        let all = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(all, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.0, 10.0, 0.125, -3.5, 100.0].map(number), ["0", "10", "0.12", "-3.5", "100"]);
    }
}
