//! Interpreters whose functions a preloaded library can replace.

use crate::pythons::Python;
use crate::shell::{root, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints whether the interpreter uses libpython, and how to link with it.
const QUESTIONS: &str = "
import sysconfig as s
print('libpython' in open('/proc/self/maps').read())
print(s.get_path('include'))
print(s.get_config_var('LIBDIR'))
print(s.get_config_var('LDVERSION'))
";

/// Returns the interpreter, if it uses libpython. Otherwise builds, below `target`, a program that only runs libpython.
pub(crate) fn replaceable(python: &Python, target: &Path) -> Result<PathBuf> {
    let answer = Command::new(&python.executable).args(["-c", QUESTIONS]).output();
    let answer = String::from_utf8(answer.context("the interpreter cannot be run")?.stdout)?;
    let [uses_libpython, include, libraries, version] = answer.lines().collect::<Vec<_>>()[..] else {
        bail!("{}: it does not say how it was built", python.full);
    };
    if uses_libpython == "True" {
        return Ok(python.executable.clone());
    }
    let directory = target.join("launchers");
    fs::create_dir_all(&directory)?;
    let launcher = directory.join(format!("python{}", python.full));
    let mut compiler = Command::new("cc");
    compiler.arg("-I").arg(include).arg(root().join("capi/tests/c/launcher.c")).arg("-o").arg(&launcher);
    run(compiler.args([
        format!("-L{libraries}"),
        format!("-Wl,-rpath,{libraries}"),
        format!("-lpython{version}"),
    ]))?;
    Ok(launcher)
}
