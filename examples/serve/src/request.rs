//! What a request has to hold.

use serde::Deserialize;

/// The pixels of a picture.
pub const PIXELS: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    pixels: Vec<f32>,
}

/// The pixels of a request, or one sentence about what is wrong with it.
///
/// # Errors
///
/// If it is no JSON of this form, or has another number of pixels or one that is not from 0 to 1.
pub fn pixels(body: &[u8]) -> Result<Vec<f32>, String> {
    let Request { pixels } = serde_json::from_slice(body).map_err(|error| {
        format!("the request is not `{{\"pixels\": [..]}}` with {PIXELS} numbers: {error}")
    })?;
    if pixels.len() != PIXELS {
        return Err(format!("the request has {} pixels, expected {PIXELS}", pixels.len()));
    }
    match pixels.iter().position(|pixel| !(0.0..=1.0).contains(pixel)) {
        Some(at) => Err(format!("pixel {at} is {}, expected a number from 0 to 1", pixels[at])),
        None => Ok(pixels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        let with = |pixel: &str| format!("{{\"pixels\": [{}{pixel}]}}", "0.5,".repeat(63));
        assert_eq!(pixels(with("1").as_bytes()).unwrap()[62..], [0.5, 1.0]);
        for (body, part) in [
            ("", "EOF while parsing"),
            ("7", "expected struct Request"),
            ("{\"image\": []}", "unknown field `image`"),
            ("{\"pixels\": [1, 2]}", "has 2 pixels, expected 64"),
            (&with("NaN"), "expected value"),
            (&with("null"), "invalid type: null"),
            (&with("1e999"), "number out of range"),
            (&with("1e39"), "pixel 63 is inf, expected a number from 0 to 1"),
            (&with("-0.1"), "pixel 63 is -0.1, expected"),
        ] {
            let error = pixels(body.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{body}: {error}");
        }
    }
}
