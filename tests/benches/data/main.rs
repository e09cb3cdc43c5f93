//! How many images a second are decoded, augmented and batched: `loader.py` beside this runs it in turns with PyTorch's
//! `DataLoader` and the same transforms.
//!
//! `cargo bench --bench data -- --folder signs --workers 2 --epochs 3` writes a line of JSON for each epoch. Without a
//! folder, it takes images of its own, which says how fast this machine is and not how fast a photograph is decoded.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use image::{Rgb, RgbImage};
use nn_core::data::transforms::{
    ColorJitter, Normalize, RandomCrop, RandomHorizontalFlip, Resize, Transform,
};
use nn_core::data::{ImageFolder, Loader, Source};

struct Args {
    folder: Option<PathBuf>,
    workers: usize,
    epochs: u64,
}

impl Args {
    fn parse() -> Result<Args, String> {
        let mut args = Args { folder: None, workers: 2, epochs: 3 };
        let mut words = std::env::args().skip(1).filter(|flag| flag != "--bench");
        while let Some(flag) = words.next() {
            let value = words.next().ok_or_else(|| format!("{flag} needs a value"))?;
            let number = || value.parse().map_err(|_| format!("{flag} needs a number, got {value}"));
            match flag.as_str() {
                "--folder" => args.folder = Some(value.into()),
                "--workers" => args.workers = number()? as usize,
                "--epochs" => args.epochs = number()?,
                _ => return Err(format!("unknown flag {flag}: there are --folder, --workers, --epochs")),
            }
        }
        Ok(args)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let args = Args::parse()?;
    let own = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    if args.folder.is_none() {
        draw(own.path()).map_err(|error| format!("cannot write an image: {error}"))?;
    }
    let folder = ImageFolder::open(args.folder.as_deref().unwrap_or(own.path()));
    let folder = folder.map_err(|error| error.to_string())?;
    let augment = (
        Resize::new([72, 72]),
        RandomCrop::new([64, 64]),
        RandomHorizontalFlip::new(0.5),
        ColorJitter::new().brightness(0.2).contrast(0.2).saturation(0.2).hue(0.05),
        Normalize::new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    );
    let images = folder.map(move |(image, label), rng| (augment.apply(image, rng), label));
    let loader = Loader::new(images, 64).shuffle(true).workers(args.workers);
    // The first is not counted: it reads the files from the disk.
    for epoch in 0..=args.epochs {
        let (start, mut samples) = (Instant::now(), 0);
        for batch in loader.batches_at(0, epoch) {
            samples += batch.map_err(|error| error.to_string())?.1.len();
        }
        let seconds = start.elapsed().as_secs_f64();
        if epoch > 0 {
            let rate = samples as f64 / seconds;
            println!(
                "{{\"workers\": {}, \"samples\": {samples}, \"samples_per_second\": {rate:.1}}}",
                args.workers
            );
        }
    }
    Ok(())
}

/// Images of 100×100 pixels, of two classes.
fn draw(folder: &Path) -> image::ImageResult<()> {
    for i in 0..256_u32 {
        let class = folder.join((i % 2).to_string());
        std::fs::create_dir_all(&class)?;
        let wave = |x: u32, y: u32| (127.0 + 80.0 * (f64::from(x * (1 + i % 7) + y) / 9.0).sin()) as u8;
        let picture = RgbImage::from_fn(100, 100, |x, y| Rgb([wave(x, y), wave(y, x), (x + y + i) as u8]));
        picture.save(class.join(format!("{i}.jpg")))?;
    }
    Ok(())
}
