//! What pictures are of is in them.

use nn_core::plots::{Curves, Picture, attention_maps, confusion_matrix, diagram, filters, histograms};
use nn_core::prelude::*;
use roxmltree::{Document, Node};
use tests::gallery::Net;

/// The attributes of all elements of a name.
fn all<T>(picture: &Picture, name: &str, f: impl Fn(&Node<'_, '_>) -> T) -> Vec<T> {
    let svg = picture.to_svg();
    let document = Document::parse(&svg).unwrap();
    let found = document.descendants().filter(|node| node.has_tag_name(name)).map(|node| f(&node));
    found.collect()
}

fn texts(picture: &Picture) -> Vec<String> {
    all(picture, "text", |node| node.text().unwrap_or_default().to_owned())
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

#[test]
fn a_confusion_matrix_has_its_numbers_where_they_belong() {
    let counts = Tensor::from([[48, 2, 0], [5, 45, 1], [7, 8, 9]]);
    let picture = confusion_matrix("Test", &counts, &["cat", "dog", "eel"]);
    let mut cells: Vec<(i64, i64, usize)> = all(&picture, "text", |node| {
        let count = node.text()?.parse().ok()?;
        Some((number(node, "y").round() as i64, number(node, "x").round() as i64, count))
    })
    .into_iter()
    .flatten()
    .collect();
    cells.sort_unstable();
    assert_eq!(cells.iter().map(|(.., count)| *count).collect::<Vec<_>>(), counts.as_slice());
    for name in ["Test", "cat", "dog", "eel", "true", "predicted"] {
        assert!(texts(&picture).contains(&name.to_owned()), "{name}");
    }
    // The shade is the share of the row: all cats but two are darker than any other cell.
    let fills = all(&picture, "rect", |node| node.attribute("fill").unwrap().to_owned());
    assert_eq!(fills[1 + 2], "#ffffff");
    let brightness = |fill: &String| u32::from_str_radix(&fill[1..3], 16).unwrap();
    let darkest = (1..10).min_by_key(|i| brightness(&fills[*i])).unwrap();
    assert_eq!(darkest, 1);
    // White letters on dark cells, dark ones on light cells.
    let inks: Vec<_> = all(&picture, "text", |node| {
        (node.text().unwrap().to_owned(), node.attribute("fill").unwrap().to_owned())
    });
    let ink = |count: &str| inks.iter().find(|(text, _)| text == count).unwrap().1.clone();
    assert_eq!((ink("48").as_str(), ink("2").as_str()), ("#ffffff", "#222222"));
}

/// The ends of the pieces of a path.
fn path(data: &str) -> Vec<[f64; 2]> {
    let pieces = data.split(['M', 'L']).filter(|piece| !piece.is_empty());
    let pair = |piece: &str| piece.split(' ').map(|number| number.parse().unwrap()).collect::<Vec<f64>>();
    pieces.map(|piece| pair(piece).try_into().unwrap()).collect()
}

/// The curves, without the axes and the samples of the legend.
fn drawn(picture: &Picture) -> Vec<Vec<[f64; 2]>> {
    let paths =
        all(picture, "path", |node| (number(node, "stroke-width"), path(node.attribute("d").unwrap())));
    let curves = paths.into_iter().filter(|(width, _)| *width > 1.0).map(|(_, path)| path);
    curves.filter(|path| !(path.len() == 2 && path[1][0] - path[0][0] == 28.0)).collect()
}

#[test]
fn a_curve_goes_through_its_points() {
    let points = [(0, 1.0), (10, 3.0), (20, 2.0), (40, 1.0)];
    let picture = Curves::new("Loss").y_label("nats").curve("train", &points).draw();
    let curve = drawn(&picture).remove(0);
    assert_eq!(curve.len(), 4);
    let (dx, dy) = ((curve[3][0] - curve[0][0]) / 40.0, (curve[1][1] - curve[0][1]) / 2.0);
    assert!(dx > 0.0 && dy < 0.0, "to the right, and upwards");
    for ((step, value), [x, y]) in points.iter().zip(&curve) {
        assert!((x - (curve[0][0] + dx * *step as f64)).abs() < 0.02);
        assert!((y - (curve[0][1] + dy * (value - 1.0))).abs() < 0.02);
    }
    for text in ["Loss", "nats", "step", "train"] {
        assert!(texts(&picture).contains(&text.to_owned()), "{text}");
    }
    // The numbers at the axis are where they say.
    let at = |text: &str| {
        let found = all(&picture, "text", |node| (node.text() == Some(text)).then(|| number(node, "y")));
        found.into_iter().flatten().next().unwrap()
    };
    let per_unit = at("2.5") - at("1.5");
    assert!((per_unit - dy).abs() < 0.02, "{per_unit} {dy}");
}

#[test]
fn what_is_not_finite_is_a_gap() {
    let points = [(0, 1.0), (1, 2.0), (2, f64::NAN), (3, 2.0), (4, 1.0), (5, f64::INFINITY), (6, 1.5)];
    let picture = Curves::new("").curve("x", &points).draw();
    let lengths: Vec<usize> = drawn(&picture).iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 2]);
    assert_eq!(all(&picture, "circle", |_| ()).len(), 1, "the single point behind the second gap");
}

#[test]
fn bars_are_as_high_as_their_counts() {
    let values: AnyTensor = Tensor::from(vec![0.0f32, 0.0, 0.0, 1.0, f32::NAN]).into();
    let picture = histograms("", &[("x".to_owned(), values)]);
    let bars =
        all(&picture, "rect", |node| (number(node, "height"), node.attribute("fill").unwrap().to_owned()));
    let heights: Vec<f64> =
        bars.into_iter().filter(|(h, fill)| fill == "#0072b2" && *h > 0.0).map(|(h, _)| h).collect();
    assert_eq!(heights.len(), 2);
    assert!((heights[0] / heights[1] - 3.0).abs() < 0.01);
    assert!(texts(&picture).contains(&"1 not finite".to_owned()));
}

/// The pixels of the images in a picture.
fn images(picture: &Picture) -> Vec<image::RgbImage> {
    let decode = |text: &str| {
        let digit =
            |c: u8| "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".find(char::from(c));
        let bits: Vec<usize> = text.bytes().filter_map(digit).collect();
        let groups = bits.chunks(4).flat_map(|four| {
            let all = four.iter().fold(0, |all, digit| all << 6 | digit) << (6 * (4 - four.len()));
            (0..four.len() - 1).map(move |i| (all >> (16 - 8 * i)) as u8)
        });
        groups.collect::<Vec<u8>>()
    };
    let hrefs = all(picture, "image", |node| {
        node.attribute("href").unwrap().strip_prefix("data:image/png;base64,").unwrap().to_owned()
    });
    hrefs.iter().map(|text| image::load_from_memory(&decode(text)).unwrap().into_rgb8()).collect()
}

#[test]
fn filters_of_three_channels_are_in_colour_and_others_are_not() {
    let weight = Tensor::from_fn([2, 3, 2, 2], |[o, c, y, x]| (o + c + y + x) as f32);
    let colours = images(&filters("", &weight));
    assert_eq!(colours.len(), 2);
    // From the lowest value, 0, to the highest, 4, of the filter.
    assert_eq!(colours[0].clone().into_raw(), [0, 64, 128, 64, 128, 191, 64, 128, 191, 128, 191, 255]);
    let weight = Tensor::from([[[[-1.0, 0.0, 1.0]]]]);
    let picture = filters("", &weight);
    assert_eq!(images(&picture)[0].clone().into_raw(), [213, 94, 0, 255, 255, 255, 0, 114, 178]);
    assert!(["-1", "0", "1"].iter().all(|text| texts(&picture).contains(&(*text).to_owned())));
}

#[test]
fn attention_is_dark_where_it_looks() {
    let weights = Tensor::from([[[0.0, 1.0], [0.5, 0.5]], [[1.0, 0.0], [0.0, 1.0]]]);
    let picture = attention_maps("", &weights, &["a", "b"], &["c", "d"]);
    let maps = images(&picture);
    assert_eq!(maps[0].clone().into_raw(), [255, 255, 255, 0, 60, 125, 128, 158, 190, 128, 158, 190]);
    assert_eq!(maps[1].clone().into_raw()[..6], [0, 60, 125, 255, 255, 255]);
    assert!(texts(&picture).contains(&"head 1".to_owned()));
}

#[test]
fn a_diagram_has_every_layer_once_and_every_edge() {
    let trace = Net::new().trace([1, 3, 8, 8]).unwrap();
    let picture = diagram("", &trace, 9);
    let texts = texts(&picture);
    for row in trace.rows().iter().filter(|row| !row.path().is_empty()) {
        assert_eq!(texts.iter().filter(|text| *text == row.path()).count(), 1, "{}", row.path());
    }
    let arrows = all(&picture, "polygon", |_| ()).len();
    let dot = trace.to_dot();
    assert_eq!(arrows, dot.matches(" -> ").count());
    let boxes = all(&picture, "rect", |node| node.has_attribute("rx")).into_iter().filter(|is| *is).count();
    assert_eq!(boxes, trace.rows().len() + 1);
}

#[test]
fn parts_of_a_model_become_one_box() {
    let trace = Net::new().trace([1, 3, 8, 8]).unwrap();
    let texts = texts(&diagram("", &trace, 1));
    assert!(texts.contains(&"stem".to_owned()) && texts.contains(&"blocks".to_owned()));
    assert!(!texts.iter().any(|text| text.starts_with("blocks.")), "{texts:?}");
    let parameters = |text: &String| text.strip_suffix(" parameters")?.replace(',', "").parse::<usize>().ok();
    assert_eq!(texts.iter().filter_map(parameters).sum::<usize>(), trace.num_parameters());
}
