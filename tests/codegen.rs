//! The machine code that the compiler makes of the expansions in `codegen/calls.rs`.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs, io};

#[path = "codegen/assembly.rs"]
mod assembly;
#[path = "codegen/compiler.rs"]
mod compiler;

/// The functions of `codegen/calls.rs`.
const FUNCTIONS: [&str; 6] =
    ["places_iii", "typed_iii", "places_oo", "typed_oo", "places_dddddddd", "typed_dddddddd"];

/// Their assembly, or why it is not looked at.
static ASSEMBLY: LazyLock<Result<String, String>> = LazyLock::new(|| match other_code() {
    Some(reason) => Err(reason),
    None => Ok(assemble().unwrap_or_else(|error| panic!("assembling the calls: {error}"))),
});

#[test]
fn the_hot_path_has_no_call_and_no_jump_back() {
    for_each_function(|name, lines| {
        if let Err(obstacle) = assembly::follow_hot_path(lines) {
            panic!("on the hot path of {name} is {obstacle}\n{}", lines.join("\n"));
        }
    });
}

#[test]
fn no_call_allocates() {
    for_each_function(|name, lines| {
        let found = assembly::allocations(lines);
        assert!(found.is_empty(), "{name} allocates: {found:#?}");
    });
}

fn for_each_function(check: impl Fn(&str, &[&str])) {
    let assembly = match &*ASSEMBLY {
        Ok(assembly) => assembly,
        Err(reason) => return println!("skipped: {reason}"),
    };
    for name in FUNCTIONS {
        match assembly::function(assembly, name) {
            Some(lines) => check(name, &lines),
            None => panic!("{name} is not in the assembly"),
        }
    }
}

/// Why the machine code would be other than the one that is known to be good. `FMTUNIT_CODEGEN=any` looks at it all the same.
fn other_code() -> Option<String> {
    if cfg!(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))) {
        return Some("only the assembly of x86-64 and AArch64 Linux can be read".to_owned());
    }
    if env::var("FMTUNIT_CODEGEN").is_ok_and(|code| code == "any") {
        return None;
    }
    if cfg!(any(not(Py_3_13), Py_3_14, Py_GIL_DISABLED, Py_LIMITED_API)) {
        return Some("objects of Python 3.13 are looked into, other versions have other layouts".to_owned());
    }
    compiler::another()
}

/// Compiles the calls as the only module of a package of their own.
fn assemble() -> io::Result<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codegen");
    let output = package.join("calls.s");
    fs::create_dir_all(&package)?;
    fs::copy(tests.join("../Cargo.lock"), package.join("Cargo.lock"))?;
    let manifest = format!(
        "[package]\nname = 'calls'\nedition = '2024'\n\
         [lib]\npath = '{}'\n\
         [dependencies]\nfmtunit.path = '{}'\n\
         [workspace]\n",
        tests.join("codegen/calls.rs").display(),
        tests.join("..").display(),
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(&package)
        .args(["rustc", "--release", "--offline", "--target-dir", "target", "--"])
        .args(["-C", "codegen-units=1"])
        .arg(format!("--emit=asm={}", output.display()))
        // These are about the tests themselves: instrumentation, for example.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()?;
    if !status.success() {
        return Err(io::Error::other(status.to_string()));
    }
    fs::read_to_string(output)
}
