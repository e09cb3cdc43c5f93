//! A program in C, compiled and linked with the library, gives what the model gives here.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use digits::Digits;
use nn_core::prelude::*;

/// The folder of the libraries, which is that of this test.
fn target() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().to_owned()
}

/// Runs a command that must go well.
fn run(program: impl AsRef<OsStr>, change: impl FnOnce(&mut Command) -> &mut Command) -> Output {
    let mut command = Command::new(program.as_ref());
    let output = change(&mut command).output().expect("the program is installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Compiles `program.c`, with all warnings as errors, and links it with the library: `-l:libdigits.a` or `-ldigits`.
fn compile(library: &str, program: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = std::env::var("CC").unwrap_or("cc".to_owned());
    run(compiler, |c| {
        c.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-I"]).arg(root.join("include"));
        c.arg(root.join("tests/program.c")).arg("-o").arg(program).arg("-L").arg(target()).arg(library);
        c.args(["-lpthread", "-ldl", "-lm"])
    });
}

#[test]
fn a_program_in_c_gets_the_models_scores_and_errors() {
    let folder = tempfile::tempdir().unwrap();
    let (file, program) = (folder.path().join("m.safetensors"), folder.path().join("program"));
    let model = Digits::init(&mut rng(7));
    model.save(&file).unwrap();
    let pixels = Tensor::from_fn([2, 64], |[i, j]| ((64 * i + j) % 17) as f32 / 16.0);
    let expected = model.forward(pixels).softmax(1);

    for library in ["-l:libdigits.a", "-ldigits"] {
        compile(library, &program);
        let output = run(&program, |c| c.arg(&file).env("LD_LIBRARY_PATH", target()));
        let output = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = output.lines().collect();
        let scores: Vec<f32> = lines[..20].iter().map(|line| line.parse().unwrap()).collect();
        assert_eq!(scores, expected.as_slice(), "to the last bit");
        assert_eq!(lines[20], "-1 pixel 6 of picture 1 is NaN, expected a number from 0 to 1");
        assert_eq!(lines[21], "-1 the model is NULL");
        assert_eq!(lines[22], format!("-1 {} pictures are more than any memory holds", usize::MAX));
        assert_eq!(lines[23], "0 ", "no pictures are no mistake");
        assert!(lines[24].starts_with("1 cannot read no-such-file: "), "{}", lines[24]);
    }
}

#[test]
fn a_model_that_does_not_fit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (file, program) = (folder.path().join("m.safetensors"), folder.path().join("program"));
    Linear::new(64, 10, &mut rng(0)).save(&file).unwrap();
    compile("-l:libdigits.a", &program);
    let output = Command::new(&program).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("does not fit the model, which is unchanged: 4 missing, 2 unexpected"),
        "{message}"
    );
}
