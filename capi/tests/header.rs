//! Compiles the header as C and C++, with the usual warnings as errors, and calls that it has to refuse.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

mod support;

use std::fmt::Write;
use std::fs;
use std::process::Command;
use support::{Result, capi, compiler, directory, is_there, run};

const REPLACE: &str = "-DFMTUNIT_REPLACE";
const CLEAN: &str = "-DPY_SSIZE_T_CLEAN";
const LIBRARY: &str = "-DFMTUNIT_LIBRARY";

/// Compiles `tests/c/uses.c`.
fn compile(name: &str, options: &[&str]) -> Result<()> {
    if !is_there(name) {
        return Ok(());
    }
    let output = directory("header")?.join(format!("{name}{}.o", options.concat().replace('/', "")));
    let mut compiler = compiler(name)?;
    compiler.arg("-c").args(options).arg(capi().join("tests/c/uses.c")).arg("-o").arg(output);
    run(&mut compiler)?;
    Ok(())
}

#[test]
fn c_compilers_accept_all_options_without_warnings() -> Result<()> {
    for standard in ["-std=gnu99", "-std=gnu17"] {
        for options in [&[][..], &[CLEAN], &[REPLACE], &[CLEAN, REPLACE], &[CLEAN, REPLACE, LIBRARY]] {
            compile("gcc", &[&["-O1", standard], options].concat())?;
        }
    }
    compile("gcc", &["-O0", CLEAN, REPLACE])?;
    compile("clang", &["-O0", CLEAN, REPLACE])?;
    compile("clang", &["-O1", CLEAN, REPLACE])
}

#[test]
fn cpp_compilers_accept_all_options_without_warnings() -> Result<()> {
    for standard in ["-std=c++11", "-std=gnu++17"] {
        for options in [&[][..], &[CLEAN], &[REPLACE], &[CLEAN, REPLACE], &[CLEAN, REPLACE, LIBRARY]] {
            compile("g++", &[&["-O1", "-x", "c++", standard], options].concat())?;
        }
    }
    compile("g++", &["-O0", "-x", "c++", CLEAN, REPLACE])?;
    compile("clang++", &["-O1", "-x", "c++", "-std=c++11", CLEAN, REPLACE])
}

/// Compiles all files of `tests/ways` with one of the extensions, together: each has the functions `parse`, `build` and `call`.
fn compile_ways(name: &str, standard: &str, extensions: &[&str]) -> Result<()> {
    if !is_there(name) {
        return Ok(());
    }
    let mut source = String::new();
    let mut paths: Vec<_> =
        fs::read_dir(capi().join("tests/ways"))?.collect::<std::result::Result<Vec<_>, _>>()?;
    paths.sort_by_key(fs::DirEntry::file_name);
    for path in paths.iter().map(fs::DirEntry::path) {
        let (Some(stem), Some(extension)) = (path.file_stem(), path.extension()) else { continue };
        if extensions.iter().any(|wanted| extension == *wanted) {
            let stem = stem.to_string_lossy();
            for function in ["parse", "parse_static", "parse_inline", "parse_any", "build", "call"] {
                writeln!(source, "#undef {function}\n#define {function} {stem}_{function}")?;
            }
            writeln!(source, "#define Thing {stem}_Thing\n#include \"{}\"\n#undef Thing", path.display())?;
        }
    }
    let directory = directory("ways")?;
    let is_cpp = name.ends_with("++");
    let file = directory.join(format!("{name}{standard}.{}", if is_cpp { "cpp" } else { "c" }));
    fs::write(&file, source)?;
    let mut compiler = compiler(name)?;
    compiler.args(["-O2", "-Wpedantic", "-c", "-o"]).arg(file.with_extension("o"));
    run(compiler.arg(format!("-std={standard}")).arg(&file))?;
    Ok(())
}

#[test]
fn calls_can_be_written_in_all_ways_in_c() -> Result<()> {
    for standard in ["c99", "c11", "c17"] {
        compile_ways("gcc", standard, &["c"])?;
        compile_ways("clang", standard, &["c"])?;
    }
    Ok(())
}

#[test]
fn calls_can_be_written_in_all_ways_in_cpp() -> Result<()> {
    for standard in ["c++11", "c++17", "c++20"] {
        compile_ways("g++", standard, &["c", "cpp"])?;
        compile_ways("clang++", standard, &["c", "cpp"])?;
    }
    Ok(())
}

/// Returns the messages of a compiler for `tests/mistakes/mistakes.c`, which has to be refused.
fn refused(name: &str, options: &[&str]) -> Result<String> {
    let mut compiler = Command::new(name);
    let include = support::config("sysconfig.get_path('include')")?;
    compiler.args(["-w", "-O2", "-c", "-o", "/dev/null", "-I", &include, "-I"]).arg(capi().join("include"));
    let output = compiler.args(options).arg(capi().join("tests/mistakes/mistakes.c")).output()?;
    assert!(!output.status.success(), "{name} has to refuse the mistakes");
    Ok(String::from_utf8(output.stderr)?)
}

/// Returns the lines with a mistake, and what has to be said about them.
fn mistakes() -> Result<Vec<(usize, String)>> {
    let source = fs::read_to_string(capi().join("tests/mistakes/mistakes.c"))?;
    let mistakes =
        source.lines().enumerate().filter(|(_, line)| line.contains(" { ")).map(|(index, line)| {
            let text = line.rsplit_once("/* ").and_then(|(_, comment)| comment.strip_suffix(" */"));
            Ok((index + 1, text.ok_or_else(|| format!("line {} needs a comment", index + 1))?.to_owned()))
        });
    mistakes.collect()
}

/// The words before the text of an error.
const ERROR: &str = "declared with attribute error: ";

#[test]
fn mistakes_are_errors_at_their_lines() -> Result<()> {
    for (name, options) in [("gcc", &[][..]), ("g++", &["-x", "c++"])] {
        if !is_there(name) {
            continue;
        }
        let messages = refused(name, options)?;
        // GCC names the functions that were inlined, the outermost last, and then the error.
        for (line, text) in mistakes()? {
            let place = format!("mistakes.c:{line}:");
            let said = messages.split(ERROR).zip(messages.split(ERROR).skip(1)).find(|(before, _)| {
                before.rsplit_once("inlined from").is_some_and(|(_, last)| last.contains(&place))
            });
            let (_, said) =
                said.ok_or_else(|| format!("{name} has no error for line {line}:\n{messages}"))?;
            assert!(
                said.lines().next().is_some_and(|said| said.contains(&text)),
                "{name}, line {line}: {said}"
            );
        }
        assert_eq!(messages.matches(ERROR).count(), mistakes()?.len(), "{name}: {messages}");
    }
    Ok(())
}

#[test]
fn clang_finds_all_mistakes() -> Result<()> {
    for (name, options) in
        [("clang", &["-ferror-limit=0"][..]), ("clang++", &["-x", "c++", "-ferror-limit=0"])]
    {
        if !is_there(name) {
            continue;
        }
        let messages = refused(name, options)?;
        let said: Vec<_> = messages.lines().filter(|line| line.contains("error: ")).collect();
        let mistakes = mistakes()?;
        assert_eq!(said.len(), mistakes.len(), "{name}: {messages}");
        for ((line, text), said) in mistakes.iter().zip(said) {
            assert!(said.contains(text), "{name}, line {line}: {said}");
        }
    }
    Ok(())
}

#[test]
fn mistakes_are_not_looked_for_if_that_is_wanted() -> Result<()> {
    if !is_there("gcc") {
        return Ok(());
    }
    let mut compiler = Command::new("gcc");
    let include = support::config("sysconfig.get_path('include')")?;
    compiler.args(["-w", "-O2", "-DFMTUNIT_NO_CHECK", "-c", "-o", "/dev/null", "-I", &include, "-I"]);
    run(compiler.arg(capi().join("include")).arg(capi().join("tests/mistakes/mistakes.c")))?;
    Ok(())
}
