//! Every unit of the tables through the preload library. With all kinds of objects, the outcomes are CPython's, and no call
//! is delegated.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

#[path = "../../tests/support/mod.rs"]
mod support;

use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit, Version};
use std::fs;
use std::path::Path;
use std::process::Command;
use support::{Result, assert_same_lines, directory, library, printed, python, replaceable};

/// Returns the units of a version: their spelling, and the names of the places or the value.
fn units(version: Version) -> Vec<String> {
    let parse = ParseUnit::ALL.iter().filter(|unit| unit.versions().contain(version)).map(|unit| {
        let places = unit.takes().iter().chain(unit.stores()).map(|(_, place)| place.name());
        format!("parse {} {}", unit.spelling(), places.collect::<Vec<_>>().join(" "))
    });
    let build = BuildUnit::ALL.iter().filter(|unit| unit.versions().contain(version));
    let build = build.map(|unit| format!("build {} {}", unit.spelling(), unit.takes().name()));
    parse.chain(build).collect()
}

fn version() -> Result<Version> {
    let text = printed(Command::new(python()?).args(["-c", "import sys; print(sys.version_info[1])"]))?;
    Ok(Version(3, text.trim().parse()?))
}

#[test]
fn no_unit_is_delegated_and_all_agree_with_cpython() -> Result<()> {
    let library = library("fmtunit-preload", "libfmtunit_preload.so")?;
    let units = units(version()?);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/units.py");
    let call = |tier: &str| -> Result<(String, String)> {
        let file = directory("stats")?.join(format!("units-{tier}-{}", std::process::id()));
        let _ = fs::remove_file(&file);
        let mut command = Command::new(replaceable()?);
        command.arg(&script).args(&units).env("FMTUNIT_TIER", tier);
        command.env("LD_PRELOAD", &library).env("FMTUNIT_STATS", &file);
        let printed = printed(&mut command)?;
        Ok((printed, fs::read_to_string(file)?))
    };
    let (expected, _) = call("stock")?;
    assert_eq!(expected.lines().filter(|line| line.contains("accepts nothing")).count(), 0, "{expected}");
    for tier in ["interpret", "jit"] {
        let (printed, stats) = call(tier)?;
        assert_same_lines(&printed, &expected, tier);
        assert!(!stats.contains("\tformat "), "{tier}: {stats}");
    }
    Ok(())
}
