//! Checks that the workspace compiles for the other ABIs of CPython, whose objects are opaque or laid out differently.

use crate::shell::{cargo, root, run};
use anyhow::{Context, Result};
use std::env;
use std::fs;

/// A build of CPython, which need not be installed.
struct Build {
    name: &'static str,
    version: &'static str,
    /// The name of the ABI in a PyO3 configuration file.
    abi: &'static str,
    flags: &'static str,
    /// Options for cargo: PyO3 takes the limited API from a feature, not from the file.
    options: &'static str,
}

const BUILDS: [Build; 3] = [
    Build {
        name: "limited API, from 3.11",
        version: "3.11",
        abi: "abi3",
        flags: "",
        options: "--features pyo3-ffi/abi3-py311",
    },
    Build {
        name: "limited API, from 3.14",
        version: "3.14",
        abi: "abi3",
        flags: "",
        options: "--features pyo3-ffi/abi3-py314",
    },
    Build {
        name: "free-threaded 3.14",
        version: "3.14",
        abi: "free_threaded",
        flags: "Py_GIL_DISABLED",
        options: "",
    },
];

/// Checks the workspace for each of these builds.
pub(crate) fn check() -> Result<()> {
    let output = root().join("target/abi");
    fs::create_dir_all(&output).with_context(|| format!("{} cannot be created", output.display()))?;
    for Build { name, version, abi, flags, options } in BUILDS {
        println!("\n{name}");
        let file = output.join(format!("{abi}-{version}.txt"));
        // C code is compiled with the headers of this interpreter.
        let executable = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".into());
        let text = format!(
            "implementation=CPython\nversion={version}\ntarget_abi=CPython-{abi}-{version}\nshared=true\npointer_width=64\n\
             build_flags={flags}\nsuppress_build_script_link_lines=true\nexecutable={executable}\n"
        );
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        let mut command = cargo(&format!("check --workspace {options}"));
        run(command.env("PYO3_CONFIG_FILE", &file))?;
    }
    Ok(())
}
