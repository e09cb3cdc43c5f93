//! Every picture is XML and an image, and its text overlaps no other.

use nn_core::plots::Picture;
use roxmltree::{Document, Node};
use tests::gallery::pictures;

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    let text = node.attribute(name).unwrap_or_else(|| panic!("{node:?} has no {name}"));
    text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}"))
}

/// The numbers in a path or in a list of points.
fn numbers(text: &str) -> Vec<f64> {
    let pieces = text.split(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)));
    pieces.filter(|piece| !piece.is_empty()).map(|piece| piece.parse().unwrap()).collect()
}

#[test]
fn every_svg_is_xml_with_finite_numbers() {
    for (name, picture) in pictures() {
        let svg = picture.to_svg();
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(document.root_element().tag_name().name(), "svg");
        for node in document.descendants().filter(Node::is_element) {
            for attribute in node.attributes() {
                let said = format!("{name}: {} of {node:?} is {:?}", attribute.name(), attribute.value());
                assert!(!attribute.value().contains("NaN") && !attribute.value().contains("inf"), "{said}");
                if matches!(attribute.name(), "d" | "points") {
                    assert!(numbers(attribute.value()).iter().all(|number| number.abs() < 1e6), "{said}");
                }
            }
        }
        assert!(svg.len() < 200_000, "{name} has {} bytes", svg.len());
    }
}

#[test]
fn every_png_shows_something_dark_on_white() {
    for (name, picture) in pictures() {
        let image = image::load_from_memory(&picture.to_png()).unwrap().into_rgb8();
        let (width, height) = picture.size();
        assert_eq!((image.width() as usize, image.height() as usize), (2 * width, 2 * height), "{name}");
        let share = |light: fn(u8) -> bool| {
            image.pixels().filter(|pixel| pixel.0.iter().all(|part| light(*part))).count() as f64
                / f64::from(image.width() * image.height())
        };
        assert!(share(|part| part == 255) > 0.1, "{name} has a white ground");
        assert!(share(|part| part < 140) > 0.0005, "{name} shows nothing: {}", share(|part| part < 140));
        let border = image.enumerate_pixels().filter(|(x, y, _)| *x == 0 || *y == 0);
        assert!(border.clone().all(|(_, _, pixel)| pixel.0 == [255; 3]), "{name} is cut off");
    }
}

/// A text and the box around it, as the letters of most fonts have it.
struct Text {
    text: String,
    x: [f64; 2],
    y: [f64; 2],
}

fn texts(picture: &Picture) -> Vec<Text> {
    let svg = picture.to_svg();
    let document = Document::parse(&svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| text(&node)).collect()
}

fn text(node: &Node<'_, '_>) -> Text {
    let text = node.text().unwrap_or_default().to_owned();
    let (x, y, size) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
    // What letters of a sans-serif font have in the mean.
    let width = 0.45 * size * text.chars().count() as f64;
    let before = match node.attribute("text-anchor") {
        Some("start") => 0.0,
        Some("middle") => 0.5,
        _ => 1.0,
    };
    let along = [-before * width, (1.0 - before) * width];
    let across = [-0.7 * size, 0.15 * size];
    match node.attribute("transform") {
        None => Text { text, x: along.map(|d| x + d), y: across.map(|d| y + d) },
        Some(_) => Text { text, x: across.map(|d| x + d), y: [y - along[1], y - along[0]] },
    }
}

#[test]
fn no_text_overlaps_another_or_leaves_the_picture() {
    for (name, picture) in pictures() {
        let (width, height) = picture.size();
        let texts = texts(&picture);
        for (i, a) in texts.iter().enumerate() {
            let is_inside =
                a.x[0] >= 0.0 && a.y[0] >= 0.0 && a.x[1] <= width as f64 && a.y[1] <= height as f64;
            assert!(is_inside, "{name}: {:?} at {:?} {:?} leaves {width} × {height}", a.text, a.x, a.y);
            for b in &texts[..i] {
                let meet = |a: [f64; 2], b: [f64; 2]| a[0] < b[1] && b[0] < a[1];
                assert!(!(meet(a.x, b.x) && meet(a.y, b.y)), "{name}: {:?} overlaps {:?}", a.text, b.text);
            }
        }
    }
}
