//! The interpreters of this machine.

use anyhow::{Result, anyhow};
use fmtunit_parser::units;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::{env, fmt, fs};

/// The minor numbers of the versions that fmtunit supports.
const MINORS: RangeInclusive<u8> = 9..=15;

/// A version: `3.13`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Version(u8, u8);

impl Version {
    /// The first version whose lengths always have type `Py_ssize_t`.
    pub(crate) const WITHOUT_SHORT_LENGTHS: Self = Self(3, 13);

    /// Returns the versions that fmtunit supports.
    pub(crate) fn supported() -> impl Iterator<Item = Self> {
        MINORS.map(|minor| Self(3, minor))
    }
}

impl From<Version> for units::Version {
    fn from(Version(major, minor): Version) -> Self {
        Self(major, minor)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.0, self.1))
    }
}

impl FromStr for Version {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts =
            text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let version = parts.map(|(major, minor)| Self(major, minor));
        version
            .filter(|version| Self::supported().any(|supported| supported == *version))
            .ok_or_else(|| anyhow!("expected a version from 3.{} to 3.{}", MINORS.start(), MINORS.end()))
    }
}

/// A selection on the command line: a version, `3.13`, or one release of it, `3.13.0`.
#[derive(Clone)]
pub(crate) struct Selected {
    pub(crate) version: Version,
    release: Option<String>,
}

impl Selected {
    /// Returns whether the interpreter is selected.
    pub(crate) fn matches(&self, python: &Python) -> bool {
        self.version == python.version && self.release.as_ref().is_none_or(|release| *release == python.full)
    }
}

impl fmt::Display for Selected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.release {
            Some(release) => f.write_str(release),
            None => self.version.fmt(f),
        }
    }
}

impl FromStr for Selected {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let is_release = text.matches('.').count() == 2;
        let version =
            if is_release { text.rsplit_once('.').map_or(text, |(version, _)| version) } else { text };
        Ok(Self { version: version.parse()?, release: is_release.then(|| text.to_owned()) })
    }
}

/// An interpreter that tests can be built for.
#[derive(Clone)]
pub(crate) struct Python {
    pub(crate) version: Version,
    /// The full version: `3.13.0`, `3.13.0t`.
    pub(crate) full: String,
    pub(crate) executable: PathBuf,
}

impl Python {
    /// Returns a key to sort by: `3.13.2` is before `3.13.10`, and a free-threaded build after the default one.
    fn age(&self) -> (Version, u32, String) {
        let last = self.full.rsplit('.').next().unwrap_or_default();
        let digits = last.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(last.len());
        let (micro, kind) = last.split_at(digits);
        (self.version, micro.parse().unwrap_or_default(), kind.to_owned())
    }

    /// Returns whether the interpreter has this module.
    pub(crate) fn has_module(&self, module: &str) -> bool {
        let program = format!("import importlib.util as u, sys; sys.exit(not u.find_spec({module:?}))");
        Command::new(&self.executable).args(["-c", &program]).output().is_ok_and(|it| it.status.success())
    }
}

/// The interpreters that were found.
pub(crate) struct Found {
    /// Interpreters that tests can be built for, the oldest first.
    pub(crate) usable: Vec<Python>,
    /// Other interpreters, with the reasons.
    pub(crate) unusable: Vec<String>,
}

/// Prints the properties of an interpreter, one per line.
const QUESTIONS: &str = "
import os, sys, sysconfig as s
v = sys.version_info
flags = getattr(sys, 'abiflags', '')
lib = os.path.join(s.get_config_var('LIBDIR') or '', s.get_config_var('LDLIBRARY') or '?')
print(sys.implementation.name)
print('%d.%d' % v[:2])
print(sys.version.split()[0] + flags)
print(os.path.realpath(sys.executable))
print('' if s.get_config_var('Py_ENABLE_SHARED') and os.path.exists(lib) else 'no shared library')
print('' if os.path.exists(os.path.join(s.get_path('include'), 'Python.h')) else 'no headers')
";

impl Found {
    /// Finds the interpreters of pyenv, and those on the path.
    pub(crate) fn on_this_machine() -> Self {
        let mut found = Self { usable: Vec::new(), unusable: Vec::new() };
        // An interpreter can have several names.
        let mut seen = BTreeSet::new();
        for candidate in candidates() {
            let Some((python, faults)) = identify(Command::new(&candidate)) else { continue };
            if !seen.insert(python.executable.clone()) {
                continue;
            }
            if faults.is_empty() {
                found.usable.push(python);
            } else {
                let Python { full, executable, .. } = python;
                found.unusable.push(format!("{full} ({}): {}", executable.display(), faults.join(", ")));
            }
        }
        found.usable.sort_by_cached_key(Python::age);
        found
    }
}

/// Returns paths that may be interpreters.
fn candidates() -> Vec<PathBuf> {
    let installed = pyenv_root()
        .and_then(|root| fs::read_dir(root.join("versions")).ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/python3")));
    let path = env::var_os("PATH").unwrap_or_default();
    let directories: Vec<_> = env::split_paths(&path).collect();
    let named = directories.iter().flat_map(|directory| {
        let names = Version::supported().map(|version| format!("python{version}"));
        names.chain(["python3".to_owned()]).map(|name| directory.join(name))
    });
    installed.chain(named).filter(|path| path.exists()).collect()
}

/// Returns the directory of pyenv.
fn pyenv_root() -> Option<PathBuf> {
    let answer = Command::new("pyenv").arg("root").output().ok().filter(|answer| answer.status.success());
    let root = answer.and_then(|answer| String::from_utf8(answer.stdout).ok());
    root.map(|root| root.trim().into())
        .or_else(|| env::var_os("PYENV_ROOT").map(PathBuf::from))
        .or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".pyenv")))
}

/// Identifies an interpreter, and lists why tests cannot be built for it. `None` for other programs and versions.
pub(crate) fn identify(mut candidate: Command) -> Option<(Python, Vec<String>)> {
    let answer = candidate.args(["-c", QUESTIONS]).output().ok()?;
    let answer = String::from_utf8(answer.stdout).ok()?;
    let mut lines = answer.lines().map(str::to_owned);
    if lines.next()? != "cpython" {
        return None;
    }
    let version = lines.next()?.parse().ok()?;
    let python = Python { version, full: lines.next()?, executable: lines.next()?.into() };
    Some((python, lines.filter(|fault| !fault.is_empty()).collect()))
}

#[cfg(test)]
mod tests {
    use super::{Python, Selected};

    #[test]
    fn a_version_or_one_release_of_it_is_selected() -> anyhow::Result<()> {
        let python = Python { version: "3.11".parse()?, full: "3.11.7".into(), executable: "python3".into() };
        for (text, is_selected) in [("3.11", true), ("3.11.7", true), ("3.11.2", false), ("3.12", false)] {
            assert_eq!(text.parse::<Selected>()?.matches(&python), is_selected, "{text}");
        }
        assert!("3.11.7.1".parse::<Selected>().is_err());
        Ok(())
    }

    #[test]
    fn the_oldest_is_first() -> anyhow::Result<()> {
        let python = |full: &str| -> anyhow::Result<_> {
            let version = full.rsplit_once('.').map_or(full, |(version, _)| version).parse()?;
            Ok(Python { version, full: full.into(), executable: "python3".into() })
        };
        let releases = ["3.13.10", "3.13.2t", "3.13.2", "3.9.18"];
        let mut pythons = releases.into_iter().map(python).collect::<anyhow::Result<Vec<_>>>()?;
        pythons.sort_by_key(Python::age);
        let sorted: Vec<_> = pythons.iter().map(|python| python.full.as_str()).collect();
        assert_eq!(sorted, ["3.9.18", "3.13.2", "3.13.2t", "3.13.10"]);
        Ok(())
    }
}
