//! The benches that compare, and the page of their results.

use crate::figures::SOURCE;
use crate::generated::Page;
use crate::pythons::{Found, Python, Selected};
use crate::shell::{announce, cargo, output_of, root};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::process::Command;

/// The pictures of the page.
const PICTURES: &str = "benches/pictures";

/// New pictures, until the new page is complete.
const DRAWN: &str = "target/bench/pictures";

/// Aligns functions to cache lines. Without this, their addresses account for half a nanosecond. Measured on 3.11: the same
/// 14 instructions, parsing `O`, took 3.9 ns with 3.1 by hand; aligned, both took 2.4.
const ALIGNED: [(&str, &str); 2] =
    [("RUSTFLAGS", "-C llvm-args=-align-all-functions=6"), ("CFLAGS", "-falign-functions=64")];

/// Rounds in which the first calls are timed.
const ROUNDS_OF_TIERS: &str = "11";

/// The amount of timing.
pub(crate) struct Effort {
    pub(crate) processes: NonZero<u32>,
    pub(crate) rounds: NonZero<u32>,
}

/// Runs the benches on some versions, and writes the page and the README's figures.
pub(crate) fn run(selected: &[Selected], effort: &Effort) -> Result<()> {
    let found = Found::on_this_machine().usable;
    let chosen = selected.iter().map(|selected| {
        let python = found.iter().find(|python| selected.matches(python));
        python.with_context(|| format!("there is no CPython {selected} to build for"))
    });
    let chosen: Vec<_> = chosen.collect::<Result<_>>()?;
    let [drawn, pictures] = [DRAWN, PICTURES].map(|directory| root().join(directory));
    for directory in [&drawn, &pictures] {
        fs::create_dir_all(directory)
            .with_context(|| format!("{} cannot be created", directory.display()))?;
    }
    let mut page = head()?;
    let mut names = Vec::new();
    for python in chosen {
        names.extend(add(&mut page, python, effort)?);
    }
    for name in names {
        fs::copy(drawn.join(&name), pictures.join(&name))
            .with_context(|| format!("there is no picture {name}"))?;
    }
    fs::write(root().join(SOURCE), page).context("the page cannot be written")?;
    println!("\n{SOURCE} is written");
    Page::Figures.write()
}

/// Returns the start of the page: the conditions of all tables.
fn head() -> Result<String> {
    let commit = output_of(Command::new("git").args(["describe", "--always", "--dirty"]))?;
    // A compiler's name is followed by its licence.
    let compiler = |name: &str| {
        let output = output_of(Command::new(name).arg("--version"))?;
        anyhow::Ok(output.lines().next().unwrap_or_default().to_owned())
    };
    let (rustc, cc) = (compiler("rustc")?, compiler("cc")?);
    let machine = machine();
    Ok(format!(
        "# Results\n\n\
         Written by `cargo xtask bench`. Compare ratios within a row, whose variants were timed in turns; do not compare times \
         of two pages.\n\n\
         * Machine: {machine}\n* Compilers: {rustc}; {cc}\n* Commit: {commit}\n\
         * A time is the median of all rounds; a ratio is the median of the rounds' ratios\n\
         * Our functions and C by hand are aligned to cache lines; CPython is as it was built\n\n\
         *stock* is CPython's own function; *by_hand* is C for this format alone. *interpret* and *jit* are handles of \
         `fmtunit::jit` before and after they are compiled, with outputs at any address, as in C; *interpret_record* and \
         *jit_record* write to the fields of a record. *macro* is the code that rustc makes of `fmtunit`'s macros. In the table \
         `typed`, macro and handles return values whose types the compiler checks. Arrays with keywords have no public stock \
         function: *stock* is that for a tuple and a dict of the same arguments, *stock_fast* the private function of Argument \
         Clinic, and *by_identity* C that recognises keywords by their addresses. A value that is built alone needs no machine \
         code: *interpret* and *jit* run the same code.\n\n\
         The README sums up the headline rows. A weight is the number of call sites with this format, among 14,069 in public \
         C and C++ code; other formats weigh nothing. A mean over fewer rows than its line names says over how many.\n"
    ))
}

/// Adds the results of one version to the page; returns the names of its pictures.
fn add(page: &mut String, python: &Python, Effort { processes, rounds }: &Effort) -> Result<[String; 2]> {
    let version = &python.full;
    writeln!(page, "\n## CPython {version}\n")?;
    let picture = |name: &str| format!("{name}-{version}.svg");
    let drawn = |name: &str| root().join(DRAWN).join(picture(name)).display().to_string();
    let linked = |name: &str, what: &str| format!("![{what}](pictures/{})\n\n", picture(name));
    let bench = |name: &str, options: &[String]| {
        let mut command = cargo(&format!("bench --package fmtunit-benches --bench {name} --"));
        command.args(options).env("PYO3_PYTHON", &python.executable).envs(ALIGNED);
        command.env("CARGO_TARGET_DIR", root().join("target/bench"));
        announce(&command);
        output_of(&mut command)
    };

    let [processes, rounds] = [processes, rounds].map(NonZero::<u32>::to_string);
    let options =
        ["--processes", &processes, "--rounds", &rounds, "--svg", &drawn("ratios")].map(str::to_owned);
    let ratios = bench("ratios", &options)?;
    page.push_str(&linked("ratios", "time of a call, relative to stock"));
    write!(page, "{processes} processes, {rounds} rounds in each.\n\n")?;
    page.push_str(&ratios);

    let options = ["--rounds", ROUNDS_OF_TIERS, "--svg", &drawn("tiers")].map(str::to_owned);
    let tiers = bench("tiers", &options)?;
    page.push_str("\n\n### The first calls of a format known at run time\n\n");
    page.push_str(&linked("tiers", "calls 1 to N, relative to stock"));
    write!(page, "One process, {ROUNDS_OF_TIERS} rounds.\n\n")?;
    page.push_str(&tiers);

    write!(page, "\n\n### Making handles\n\nOne process, {rounds} rounds.\n\n")?;
    page.push_str(&bench("compile", &["--rounds".to_owned(), rounds])?);

    page.push_str("\n\n### The size of a call site\n\n");
    page.push_str(&bench("size", &[])?);
    page.push('\n');
    Ok(["ratios", "tiers"].map(picture))
}

/// Describes the machine; the processor's name comes from Linux.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores, {}", name.unwrap_or("unknown processor"), std::env::consts::OS)
}
