//! Files that numpy and pyarrow have written (by `tests/interop/data.py`), and files with mistakes.

use std::fs;
use std::path::PathBuf;

use nn_core::data::{self, ImageFolder, Npz, Source, Table};
use nn_core::prelude::*;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/data")).join(name)
}

/// The message of an error, without the folder.
fn message<T>(result: nn_core::Result<T>) -> String {
    let message = result.err().expect("the file is wrong").to_string();
    message.replace(&format!("{}{}", fixture("").display(), ""), "")
}

fn file(contents: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, contents).unwrap();
    (folder, path)
}

/// The message about a file of these contents, whose name is `file` in it.
fn about<T>(contents: &[u8], read: impl Fn(PathBuf) -> nn_core::Result<T>) -> String {
    let (folder, path) = file(contents);
    let message = read(path).err().expect("the file is wrong").to_string();
    message.replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "")
}

fn ramp(change: impl Fn(f64) -> f64) -> Tensor<3, f64> {
    Tensor::from_fn([2, 3, 4], |[i, j, k]| change((12 * i + 4 * j + k) as f64))
}

#[test]
fn arrays_of_numpy_are_read_to_the_last_bit() {
    let read = |name: &str| data::npy::<3, f64>(fixture(name)).unwrap();
    assert_eq!(data::npy::<3, f32>(fixture("f4.npy")).unwrap(), ramp(|x| x / 8.0).cast());
    assert_eq!(read("f8.npy"), ramp(|x| x / 3.0));
    assert_eq!(read("big.npy"), ramp(|x| x - 12.0));
    assert_eq!(read("big_f4.npy"), ramp(|x| x / 8.0));
    assert_eq!(read("u1.npy"), ramp(|x| x * 10.0));
    assert_eq!(read("i2.npy"), ramp(|x| x * -1000.0));
    assert_eq!(read("fortran.npy"), ramp(|x| x));
    assert_eq!(data::npy::<3, i64>(fixture("i8.npy")).unwrap(), ramp(|x| x - 12.0).cast());
    let large = data::npy::<3, i64>(fixture("u8.npy")).unwrap();
    assert_eq!(large.as_slice()[23], 23 << 53);
    let truth = Tensor::from_fn([2, 3, 4], |[i, j, k]| (12 * i + 4 * j + k) % 3 == 0);
    assert_eq!(data::npy::<3, bool>(fixture("bool.npy")).unwrap(), truth);
    assert_eq!(data::npy::<0, f32>(fixture("scalar.npy")).unwrap(), Tensor::from(2.5));
    assert_eq!(data::npy::<2, f32>(fixture("empty.npy")).unwrap().shape(), [0, 5]);
}

#[test]
fn no_number_changes_its_value() {
    let rounded = message(data::npy::<3, f32>(fixture("f8.npy")));
    assert_eq!(rounded, "f8.npy: element 1 is 0.3333333333333333, which is no f32: ask for another type");
    let negative = message(data::npy::<3, usize>(fixture("i8.npy")));
    assert_eq!(negative, "i8.npy: element 0 is -12, which is no usize: ask for another type");
    assert!(message(data::npy::<3, i64>(fixture("f4.npy"))).contains("element 1 is 0.125, which is no i64"));
    assert!(message(data::npy::<3, bool>(fixture("u1.npy"))).contains("element 1 is 10, which is no bool"));
    assert!(data::npy::<3, f64>(fixture("u8.npy")).is_ok());
    assert!(data::npy::<3, usize>(fixture("u1.npy")).is_ok());
}

#[test]
fn what_is_no_array_of_numbers_is_refused() {
    assert_eq!(
        message(data::npy::<2, f32>(fixture("f4.npy"))),
        "f4.npy: holds an array of shape [2, 3, 4], which has 3 axes, but 2 were asked for"
    );
    assert!(message(data::npy::<1, f32>(fixture("fields.npy"))).contains("the array has several fields"));
    let half = message(data::npy::<3, f32>(fixture("half.npy")));
    assert!(
        half.contains("its elements are \"<f2\", expected whole numbers, floats of 4 or 8 bytes"),
        "{half}"
    );
    assert!(message(data::npy::<1, f32>(fixture("text.npy"))).contains("its elements are \"<U2\""));
    assert!(message(data::npy::<1, f32>(fixture("labels.idx"))).contains("is no array of NumPy"));
    let whole = fs::read(fixture("f4.npy")).unwrap();
    assert_eq!(
        about(&whole[..200], data::npy::<3, f32>),
        "file: holds 72 bytes of numbers, but its header announces shape [2, 3, 4], 96 bytes: it is damaged or cut off, take \
         another copy"
    );
    for len in 0..whole.len() {
        about(&whole[..len], data::npy::<3, f32>);
    }
    let huge = String::from_utf8_lossy(&whole[10..128]).replace("(2, 3, 4)", "(9999999999999999,9999)");
    let huge = [&b"\x93NUMPY\x01\0"[..], &(huge.len() as u16).to_le_bytes(), huge.as_bytes()].concat();
    assert!(about(&huge, data::npy::<2, f32>).contains("more bytes than there can be"));
}

#[cfg(target_pointer_width = "64")]
#[test]
fn archives_of_numpy() {
    for name in ["plain.npz", "compressed.npz"] {
        let mut archive = Npz::open(fixture(name)).unwrap();
        let mut names = archive.names();
        names.sort_unstable();
        assert_eq!(names, ["bool", "f4", "fortran", "i8"]);
        assert_eq!(archive.get::<3, f64>("f4").unwrap(), ramp(|x| x / 8.0));
        assert_eq!(archive.get::<3, f64>("fortran").unwrap(), ramp(|x| x));
        assert_eq!(archive.get::<3, i64>("i8").unwrap(), ramp(|x| x - 12.0).cast());
        assert_eq!(
            message(archive.get::<3, f32>("i9")).replace("\\", ""),
            format!("{name}: holds no array `i9`, expected one of [\"f4\", \"i8\", \"bool\", \"fortran\"]")
        );
        assert!(message(archive.get::<2, f32>("f4")).contains("`f4` holds an array of shape [2, 3, 4]"));
    }
    assert!(message(Npz::open(fixture("f4.npy"))).contains("is no archive of NumPy, or a damaged one ("));
    let mut damaged = fs::read(fixture("plain.npz")).unwrap();
    damaged[200] ^= 1;
    let error = about(&damaged, |path| Npz::open(path)?.get::<3, f32>("f4"));
    assert!(error.starts_with("file: `f4` is damaged ("), "{error}");
}

#[test]
fn the_format_of_mnist() {
    assert_eq!(data::idx::<1, usize>(fixture("labels.idx")).unwrap(), Tensor::from([3, 1, 4, 1, 5]));
    assert_eq!(data::idx::<1, f32>(fixture("floats.idx")).unwrap(), Tensor::from([0.5, -2.0]));
    let digits = data::mnist(fixture("images.idx"), fixture("labels.idx")).unwrap();
    assert_eq!((digits.inputs().shape(), digits.num_classes()), ([5, 1, 3, 4], 10));
    assert_eq!(digits.labels().as_slice(), [3, 1, 4, 1, 5]);
    let expected = (0..60_u8).map(|i| f32::from(4 * i) / 255.0);
    assert!(digits.inputs().as_slice().iter().copied().eq(expected));
    assert_eq!(data::mnist(fixture("images.idx.gz"), fixture("labels.idx")).unwrap(), digits);

    let error = message(data::mnist(fixture("labels.idx"), fixture("labels.idx")));
    assert_eq!(error, "labels.idx: holds an array of shape [5], which has 1 axes, but 3 were asked for");
    let images = fs::read(fixture("images.idx")).unwrap();
    let cut = about(&images[..70], |path| data::mnist(path, fixture("labels.idx")));
    assert!(
        cut.contains("holds 54 bytes of numbers, but its header announces shape [5, 3, 4], 60 bytes"),
        "{cut}"
    );
    let swapped = about(&images, |path| data::mnist(fixture("images.idx"), path));
    assert!(swapped.contains("has 3 axes, but 1 were asked for"), "{swapped}");
    let (_folder, few) = file(&[0, 0, 8, 1, 0, 0, 0, 2, 1, 1]);
    let error = data::mnist(fixture("images.idx"), &few).unwrap_err().to_string();
    assert!(error.contains("holds 2 labels, but there are 5 images in "), "{error}");
    let zipped = fs::read(fixture("images.idx.gz")).unwrap();
    let error = about(&zipped[..60], data::idx::<3, f32>);
    assert!(error.starts_with("file: is a damaged gzip file ("), "{error}");
}

#[test]
fn the_binary_version_of_cifar() {
    let image = |label: &[u8], shift: usize| {
        [label, &(0..3072).map(|i| ((i + shift) % 251) as u8).collect::<Vec<_>>()].concat()
    };
    let (_a, first) = file(&[image(&[3], 0), image(&[9], 7)].concat());
    let (_b, second) = file(&image(&[0], 1));
    let ten = data::cifar10([&first, &second]).unwrap();
    assert_eq!((ten.inputs().shape(), ten.labels().as_slice()), ([3, 3, 32, 32], &[3, 9, 0][..]));
    assert_eq!(ten.class_names()[9], "truck");
    assert_eq!(ten.inputs().as_slice()[3072 + 5], 12.0 / 255.0);
    let (_c, hundred) = file(&image(&[11, 99], 0));
    let hundred = data::cifar100([hundred]).unwrap();
    assert_eq!((hundred.labels().as_slice(), hundred.num_classes()), (&[99][..], 100));
    assert_eq!(hundred.inputs().as_slice()[2], 2.0 / 255.0);
    assert_eq!(
        about(&image(&[10], 0), |path| data::cifar10([path])),
        "file: image 0 has the label 10, expected one below 10"
    );
    let cut = about(&image(&[3], 0)[..3000], |path| data::cifar10([path]));
    assert!(
        cut.starts_with("file: has 3000 bytes, expected 3073 for each image: it is cut off, or no"),
        "{cut}"
    );
    assert!(about(b"", |path| data::cifar100([path])).contains("has 0 bytes"));
}

const HOUSES: &str = "\u{feff}area,rooms,kind,\"price, net\",new\n80,3,flat,210.5,true\n\n120, 5 ,\"big\n\"\"house\"\"\",3e2,False\n95,4,flat,-0.1,1\n";

#[test]
fn columns_of_a_csv_file_by_their_names() {
    let (_folder, path) = file(HOUSES.as_bytes());
    let houses = Table::csv(path).unwrap();
    assert_eq!((houses.len(), houses.names()), (3, vec!["area", "rooms", "kind", "price, net", "new"]));
    assert_eq!(
        houses.columns::<f32>(["rooms", "area"]).unwrap(),
        Tensor::from([[3.0, 80.0], [5.0, 120.0], [4.0, 95.0]])
    );
    assert_eq!(houses.column::<usize>("rooms").unwrap(), Tensor::from([3, 5, 4]));
    assert_eq!(houses.column::<f64>("price, net").unwrap(), Tensor::from([210.5, 300.0, -0.1]));
    assert_eq!(houses.column::<f32>("price, net").unwrap(), Tensor::from([210.5, 300.0, -0.1]));
    assert_eq!(houses.column::<i64>("area").unwrap(), Tensor::from([80, 120, 95]));
    assert_eq!(houses.column::<bool>("new").unwrap(), Tensor::from([true, false, true]));
    assert_eq!(houses.texts("kind").unwrap(), ["flat", "big\n\"house\"", "flat"]);
    let (labels, names) = houses.classes("kind").unwrap();
    assert_eq!(
        (labels, names),
        (Tensor::from([1, 0, 1]), vec!["big\n\"house\"".to_owned(), "flat".to_owned()])
    );
    let (_folder, path) = file(b"a\tb\n1\t2\n");
    assert_eq!(Table::delimited(path, b'\t').unwrap().column::<f32>("b").unwrap(), Tensor::from([2.0]));
}

#[test]
fn a_wrong_cell_is_named_by_its_line_and_column() {
    let houses = |change: &dyn Fn(&Table) -> nn_core::Result<()>| {
        about(HOUSES.as_bytes(), |path| change(&Table::csv(path)?))
    };
    assert_eq!(
        houses(&|table| table.column::<f32>("price").map(drop)),
        "file: there is no column \"price\", expected one of [\"area\", \"rooms\", \"kind\", \"price, net\", \"new\"]"
    );
    assert_eq!(
        houses(&|table| table.columns::<f32>(["area", "kind"]).map(drop)),
        "file, line 2: column \"kind\" holds \"flat\", expected a number (f32)"
    );
    assert_eq!(
        houses(&|table| table.column::<usize>("price, net").map(drop)),
        "file, line 2: column \"price, net\" holds 210.5, expected a number (usize)"
    );
    let cell = |row: &str| {
        about(format!("a,b\n1,2\n{row}\n").as_bytes(), |path| Table::csv(path)?.columns::<f32>(["a", "b"]))
    };
    assert_eq!(cell("3,"), "file, line 3: column \"b\" holds \"\", expected a number (f32)");
    assert_eq!(cell("NaN,1"), "file, line 3: column \"a\" holds \"NaN\", expected a number (f32)");
    assert_eq!(cell("1e60,1"), "file, line 3: column \"a\" holds 1e60, expected a number (f32)");
    assert_eq!(cell("1,2,3"), "file, line 3: the row has 3 cells, but there are 2 columns");
    assert_eq!(cell("1"), "file, line 3: the row has 1 cells, but there are 2 columns");
    let classes = about(b"a\n\"\"\n", |path| Table::csv(path)?.classes("a"));
    assert_eq!(classes, "file, line 2: column \"a\" holds nothing, expected the name of a class");
}

#[test]
fn what_is_no_table_is_refused() {
    let read = |contents: &[u8]| about(contents, Table::csv);
    assert_eq!(read(b""), "file: the file is empty, expected the names of the columns");
    assert_eq!(read(b"a,b,a\n1,2,3\n"), "file, line 1: two columns are called \"a\": rename one of them");
    assert_eq!(read(b"a\n\xff\n"), "file, line 2: column \"a\" holds no UTF-8: save the file in UTF-8");
    assert!(read(b"\xe9\n1\n").contains("line 1: the name of a column is not in UTF-8"));
    assert!(
        read(",".repeat(20_000).as_bytes()).contains("has 20001 names of columns, expected at most 16384")
    );
    assert!(Table::csv(fixture("missing.csv")).unwrap_err().to_string().starts_with("cannot read "));
}

#[test]
fn columns_of_a_parquet_file_by_their_names() {
    for name in ["none.parquet", "snappy.parquet", "gzip.parquet"] {
        let table = Table::parquet(fixture(name)).unwrap();
        assert_eq!(table.len(), 4);
        assert_eq!(
            table.names()[..8],
            ["whole", "small", "unsigned", "float", "double", "truth", "kind", "holes"]
        );
        assert_eq!(table.column::<i64>("whole").unwrap(), Tensor::from([1, -2, 3, 4]));
        assert_eq!(table.column::<usize>("small").unwrap(), Tensor::from([1, 2, 3, 250]));
        assert_eq!(table.column::<usize>("unsigned").unwrap(), Tensor::from([1, 2, 3, 4_000_000_000]));
        assert_eq!(table.column::<f32>("float").unwrap(), Tensor::from([0.5, -1.25, 3.0, 1e10]));
        let double = table.column::<f64>("double").unwrap();
        assert!(double.as_slice()[..3] == [0.1, 0.2, 0.3] && double.as_slice()[3].is_nan());
        assert_eq!(table.column::<bool>("truth").unwrap(), Tensor::from([true, false, true, true]));
        assert_eq!(table.texts("kind").unwrap(), ["flat", "house", "flat", "villa é"]);
        assert_eq!(table.classes("kind").unwrap().0, Tensor::from([0, 1, 0, 2]));
        assert_eq!(
            message(table.column::<f32>("holes")),
            format!("{name}: row 2, column \"holes\" holds nothing, expected a value")
        );
        assert_eq!(
            message(table.column::<f32>("list.list.element")),
            format!("{name}: row 0, column \"list.list.element\" holds lists, expected a number")
        );
        assert_eq!(
            message(table.column::<usize>("whole")),
            format!("{name}: row 1, column \"whole\" holds -2, expected a number (usize)")
        );
        assert!(
            message(table.column::<f32>("kind"))
                .contains("column \"kind\" holds \"flat\", expected a number")
        );
        assert!(message(table.texts("whole")).contains("column \"whole\" holds no texts"));
    }
    let many = Table::parquet(fixture("many.parquet")).unwrap();
    let expected = Tensor::from_fn([5000, 2], |[i, j]| if j == 0 { (i % 7) as f64 } else { i as f64 / 4.0 });
    assert_eq!(many.columns::<f64>(["x", "y"]).unwrap(), expected);
}

#[test]
fn what_is_no_parquet_file_is_refused() {
    let zstd = message(Table::parquet(fixture("zstd.parquet")));
    assert!(zstd.starts_with("zstd.parquet: "), "{zstd}");
    let error = about(b"PAR1 and more", Table::parquet);
    assert!(error.starts_with("file: is no Parquet file, or a damaged one ("), "{error}");
    let whole = fs::read(fixture("snappy.parquet")).unwrap();
    assert!(
        about(&whole[..3000], Table::parquet).starts_with("file: is no Parquet file, or a damaged one (")
    );
}

#[test]
fn lines_of_a_text() {
    let (_folder, path) = file("one\r\ntwo é\n\nlast".as_bytes());
    assert_eq!(data::lines(path).unwrap(), ["one", "two é", "", "last"]);
    assert!(about(b"a\nb\0\n", data::lines).starts_with("file, line 2: the line holds the byte 0x00"));
}

#[test]
fn images_are_read_in_their_own_size() {
    let folder = tempfile::tempdir().unwrap();
    let picture = image::RgbImage::from_fn(5, 3, |x, y| image::Rgb([x as u8, y as u8, (x * y) as u8]));
    for class in ["b", "a"] {
        fs::create_dir(folder.path().join(class)).unwrap();
        picture.save(folder.path().join(class).join("1.png")).unwrap();
    }
    fs::write(folder.path().join("b/2.png"), b"no image").unwrap();
    let images = ImageFolder::open(folder.path()).unwrap();
    assert_eq!(
        (images.class_names(), images.labels()),
        (&["a".to_owned(), "b".to_owned()][..], vec![0, 1, 1])
    );
    let (image, label) = images.get(1, &mut rng(0)).unwrap();
    let expected = Tensor::from_fn([3, 3, 5], |[c, y, x]| [x, y, x * y][c] as f32 / 255.0);
    assert_eq!((image, label), (expected, 1));
    // A damaged image names its file, and the loader its index.
    let loader = data::Loader::new(images.clone(), 3).workers(2);
    let error = loader.batches_at(0, 0).next().unwrap().unwrap_err().to_string();
    let path = images.path(2).display();
    assert_eq!(error, format!("sample 2: {path}: is no image: its contents are neither JPEG nor PNG"));
}
