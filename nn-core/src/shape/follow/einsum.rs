//! Sums of products that an equation names.

use super::{List, Made, Message, Shape};

/// The axes that stand behind `->`, or those whose letters stand once; each of the size that its letter has.
pub const fn einsum(equation: &str, operands: List) -> Made {
    let (text, operands) = (equation.as_bytes(), operands.as_slice());
    // What no operand names has the size `ANY`.
    let (mut sizes, mut counts) = ([super::ANY; 128], [0usize; 128]);
    let (mut at, mut operand, mut axis, mut has_result) = (0, 0, 0, false);
    while at < text.len() && !has_result {
        let letter = text[at];
        at += 1;
        match letter {
            b'-' if at < text.len() && text[at] == b'>' => {
                at += 1;
                has_result = true;
            }
            b',' => {
                if operand >= operands.len() || axis != operands[operand].rank() {
                    return misfit(equation);
                }
                (operand, axis) = (operand + 1, 0);
            }
            b' ' | b'\t'..=b'\r' => {}
            128.. => return misfit(equation),
            letter => {
                if operand >= operands.len() || axis >= operands[operand].rank() {
                    return misfit(equation);
                }
                let (size, known) = (operands[operand].size(axis), sizes[letter as usize]);
                if known != super::ANY && known != size {
                    let message = Message::new("einsum: ").text(equation).text(" does not fit ");
                    let message = message.shape(&operands[0]).text(if operand > 0 { " and " } else { "" });
                    return Err(if operand > 0 { message.shape(&operands[operand]) } else { message });
                }
                sizes[letter as usize] = size;
                counts[letter as usize] += 1;
                axis += 1;
            }
        }
    }
    if operand + 1 != operands.len() || axis != operands[operand].rank() {
        return misfit(equation);
    }
    let batch = operands[0].batch();
    if has_result { named(equation, at, sizes, batch) } else { Ok(once(sizes, counts).of_batch(batch)) }
}

const fn misfit(equation: &str) -> Made {
    Err(Message::new("einsum: ").text(equation).text(" does not name each axis of each operand"))
}

/// The axes that are named behind `->`.
const fn named(equation: &str, mut at: usize, mut sizes: [usize; 128], batch: usize) -> Made {
    let (text, mut made) = (equation.as_bytes(), Shape::new(&[]));
    while at < text.len() {
        match text[at] {
            b' ' | b'\t'..=b'\r' => {}
            letter => {
                if letter >= 128 || sizes[letter as usize] == super::ANY {
                    let message = Message::new("einsum: ").text(equation);
                    return Err(message.text(" names an axis twice, or one that no operand has"));
                }
                made = made.and(sizes[letter as usize]);
                sizes[letter as usize] = super::ANY;
            }
        }
        at += 1;
    }
    Ok(made.of_batch(batch))
}

/// The axes whose letters stand once, in alphabetical order.
const fn once(sizes: [usize; 128], counts: [usize; 128]) -> Shape {
    let (mut made, mut letter) = (Shape::new(&[]), 0);
    while letter < 128 {
        if counts[letter] == 1 {
            made = made.and(sizes[letter]);
        }
        letter += 1;
    }
    made
}
