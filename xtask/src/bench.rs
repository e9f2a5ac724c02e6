//! All benches that compare, and the page that tells what came of them.

use crate::pythons::{Found, Python, Wanted};
use crate::shell::{announce, cargo, root, said_by};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::process::Command;

/// The page, and where its pictures are.
const PAGE: &str = "benches/RESULTS.md";
const PICTURES: &str = "benches/pictures";

/// Where pictures are drawn: those of the page are not touched before there is another page.
const DRAWN: &str = "target/bench/pictures";

/// Functions begin at cache lines. Else where the linker happens to put them decides about half a nanosecond (measured on
/// 3.11: parsing `O`, the same 14 instructions, took 3.9 ns beside 3.1 by hand, and 2.4 beside 2.4 so).
const ALIGNED: [(&str, &str); 2] =
    [("RUSTFLAGS", "-C llvm-args=-align-all-functions=6"), ("CFLAGS", "-falign-functions=64")];

/// In how many rounds the first calls are timed.
const TIERS: &str = "11";

/// How long it may take.
pub(crate) struct Effort {
    pub(crate) processes: NonZero<u32>,
    pub(crate) rounds: NonZero<u32>,
}

/// Runs the benches on these versions, and writes the page.
pub(crate) fn run(wanted: &[Wanted], effort: &Effort) -> Result<()> {
    let found = Found::on_this_machine().usable;
    let chosen = wanted.iter().map(|wanted| {
        let python = found.iter().find(|python| wanted.is(python));
        python.with_context(|| format!("there is no CPython {wanted} to build for"))
    });
    let chosen: Vec<_> = chosen.collect::<Result<_>>()?;
    let [drawn, pictures] = [DRAWN, PICTURES].map(|directory| root().join(directory));
    for directory in [&drawn, &pictures] {
        fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
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
    fs::write(root().join(PAGE), page).context("the page cannot be written")?;
    println!("\n{PAGE} is written");
    Ok(())
}

/// What is true of all tables.
fn head() -> Result<String> {
    let commit = said_by(Command::new("git").args(["describe", "--always", "--dirty"]))?;
    // Compilers name themselves first, and their licence after that.
    let compiler = |name: &str| {
        let said = said_by(Command::new(name).arg("--version"))?;
        anyhow::Ok(said.lines().next().unwrap_or_default().to_owned())
    };
    let (rustc, cc) = (compiler("rustc")?, compiler("cc")?);
    let machine = machine();
    Ok(format!(
        "# Results\n\n\
         Written by `cargo xtask bench`. Do not compare figures of two pages, but ratios within a row: its variants were timed \
         in turns.\n\n\
         * Machine: {machine}\n* Compilers: {rustc}; {cc}\n* Commit: {commit}\n\
         * A time is the median of all rounds, a ratio that of the ratios in each\n\
         * Functions of ours and C by hand begin at cache lines; CPython is as it was built\n\n\
         *stock* is CPython's own function, *by_hand* C for this format alone, *interpret* and *jit* are handles of \
         `fmtunit::jit` before and after they are compiled, with outputs that are anywhere, as C has them; *interpret_record* \
         and *jit_record* are such whose outputs are the fields of a record; *macro* is what rustc made of `fmtunit`'s macros. In \
         the table `typed`, macro and handles give values that the compiler checks. Arrays with keywords have no public stock \
         function: *stock* is that for a tuple and a dict of the same arguments, *stock_fast* the private one behind Argument \
         Clinic, and *by_identity* C that knows keywords by their addresses. A value that is built alone needs no machine code: \
         its row has the same code for *interpret* and *jit*.\n\n\
         Headline rows are those that the README sums up. Weights are at how many of 14,069 call sites in public C and C++ code \
         a format was seen; formats that are not in the tables have none. A mean that is not of all these rows says of how many.\n"
    ))
}

/// The results of one version: the names of the pictures.
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
        said_by(&mut command)
    };

    let [processes, rounds] = [processes, rounds].map(NonZero::<u32>::to_string);
    let options =
        ["--processes", &processes, "--rounds", &rounds, "--svg", &drawn("ratios")].map(str::to_owned);
    let ratios = bench("ratios", &options)?;
    page.push_str(&linked("ratios", "time for a call, as a part of stock's"));
    write!(page, "{processes} processes, {rounds} rounds in each.\n\n")?;
    page.push_str(&ratios);

    let options = ["--rounds", TIERS, "--svg", &drawn("tiers")].map(str::to_owned);
    let tiers = bench("tiers", &options)?;
    page.push_str("\n\n### The first calls of a format known at run time\n\n");
    page.push_str(&linked("tiers", "calls 1 to N, as a part of stock's"));
    write!(page, "One process, {TIERS} rounds.\n\n")?;
    page.push_str(&tiers);

    write!(page, "\n\n### Making handles\n\nOne process, {rounds} rounds.\n\n")?;
    page.push_str(&bench("compile", &["--rounds".to_owned(), rounds])?);

    page.push_str("\n\n### The size of a call site\n\n");
    page.push_str(&bench("size", &[])?);
    page.push('\n');
    Ok(["ratios", "tiers"].map(picture))
}

/// The processor, as Linux tells it.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores, {}", name.unwrap_or("unknown processor"), std::env::consts::OS)
}
