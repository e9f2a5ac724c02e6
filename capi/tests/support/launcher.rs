//! An interpreter whose functions can be replaced. Those of a statically linked one, such as Debian's, cannot.

use super::{Result, capi, config, directory, printed, python, run, tool, tool_prefix};
use std::path::PathBuf;
use std::process::Command;

/// Returns the interpreter if it uses libpython, and otherwise compiles a program that does.
pub(crate) fn replaceable() -> Result<PathBuf> {
    let program = "print('libpython' in open('/proc/self/maps').read())";
    if printed(Command::new(python()?).args(["-c", program]))?.trim() == "True" {
        return Ok(python()?.into());
    }
    // Tests run at the same time, in several processes and threads.
    let name = format!("{}-{:?}", std::process::id(), std::thread::current().id());
    let launcher = directory("launcher")?.join(name.replace(['(', ')'], ""));
    let source = capi().join("tests/c/launcher.c");
    let libraries = config("sysconfig.get_config_var('LIBDIR')")?;
    let version = config("sysconfig.get_config_var('LDVERSION')")?;
    let mut compiler = tool(if tool_prefix().is_some() { "gcc" } else { "cc" });
    compiler.arg("-I").arg(config("sysconfig.get_path('include')")?).arg(&source).arg("-o").arg(&launcher);
    compiler
        .arg(format!("-L{libraries}"))
        .arg(format!("-Wl,-rpath,{libraries}"))
        .arg(format!("-lpython{version}"));
    run(&mut compiler)?;
    Ok(launcher)
}
