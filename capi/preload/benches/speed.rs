//! The speed of calls through the preload library and through the header, compared with CPython's own functions.
//!
//! ```text
//! cargo bench -p fmtunit-preload
//! ```

#[path = "../../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Result, capi, compiler, config, directory, is_there, library, printed, run};

/// The number of processes of each kind. Kinds alternate, so that other load on the machine affects all of them.
const ROUNDS: usize = 8;
const CALLS: &str = "50000";

/// The shortest time of each row in nanoseconds, by kind.
type Rows = BTreeMap<(usize, String), BTreeMap<&'static str, f64>>;

/// Compiles `tests/c/rows.c`.
fn compile(name: &str, options: &[String]) -> Result<PathBuf> {
    let program = directory("speed")?.join(name);
    let lib = config("sysconfig.get_config_var('LIBDIR')")?;
    let python = config("'python' + sysconfig.get_config_var('LDVERSION')")?;
    let mut compiler = compiler("gcc")?;
    compiler.arg("-O2").arg(capi().join("tests/c/rows.c")).args(options).arg("-o").arg(&program);
    compiler.arg(format!("-L{lib}")).arg(format!("-l{python}")).arg(format!("-Wl,-rpath,{lib}"));
    run(&mut compiler)?;
    Ok(program)
}

/// Runs the kinds alternately.
fn measure(stock: &Path, header: &Path, preload: &Path) -> Result<Rows> {
    let mut rows = Rows::new();
    for _ in 0..ROUNDS {
        for kind in ["stock", "jit", "interpret", "header"] {
            let mut command = Command::new(if kind == "header" { header } else { stock });
            command.arg(CALLS).env("FMTUNIT_TIER", if kind == "interpret" { kind } else { "jit" });
            if matches!(kind, "jit" | "interpret") {
                command.env("LD_PRELOAD", preload);
            }
            for (number, line) in printed(&mut command)?.lines().enumerate() {
                let (name, time) = line.split_once('\t').ok_or("a row has a time")?;
                let row = rows.entry((number, name.to_owned())).or_default();
                let best = row.entry(kind).or_insert(f64::MAX);
                *best = best.min(time.parse()?);
            }
        }
    }
    Ok(rows)
}

/// Returns the geometric mean of the speed-ups of the rows that begin with a word. The empty format is left out.
fn mean(rows: &Rows, word: &str, kind: &str) -> f64 {
    let of_word = rows.iter().filter(|((_, name), _)| name.starts_with(word) && name.trim() != word);
    let logs: Vec<_> = of_word.map(|(_, row)| (row["stock"] / row[kind]).ln()).collect();
    (logs.iter().sum::<f64>() / logs.len() as f64).exp()
}

fn main() -> Result<()> {
    // Listing or testing the benches should not take long.
    let is_asked_for = !std::env::args().any(|argument| ["--list", "--test"].contains(&argument.as_str()));
    let is_served = cfg!(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))
        && is_there("gcc");
    if !is_asked_for || !is_served {
        return Ok(());
    }
    let preload = library("fmtunit-preload", "libfmtunit_preload.so")?;
    let stock = compile("stock", &[])?;
    let header = compile("header", &["-DWITH_FMTUNIT".to_owned()])?;
    let rows = measure(&stock, &header, &preload)?;
    for ((_, name), row) in &rows {
        print!("{name:28}{:8.1}", row["stock"]);
        for kind in ["interpret", "jit", "header"] {
            print!("  {kind} {:6.1} {:5.2}", row[kind], row["stock"] / row[kind]);
        }
        println!();
    }
    for kind in ["interpret", "jit", "header"] {
        println!(
            "{kind}: parsing {:.2}, building {:.2}, failing {:.2}",
            mean(&rows, "parse", kind),
            mean(&rows, "build", kind),
            mean(&rows, "fail", kind)
        );
    }
    for kind in ["interpret", "jit"] {
        let slower = rows.iter().filter(|(_, row)| row[kind] > row["stock"]);
        let slower: Vec<_> = slower.map(|((_, name), _)| name.trim()).collect();
        println!("slower through the preload library, {kind}: {slower:?}");
    }
    Ok(())
}
