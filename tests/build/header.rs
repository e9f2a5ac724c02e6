//! The calls that `fmtunit.h` compiles: each format in C and in C++, by GCC and, where it is present, Clang.

use crate::Failure;
use crate::collect::Formats;
use fmtunit_parser::plan::{BuildStep, Entry, ParsePlan};
use fmtunit_parser::units::{BuildUnit, ValueKind, Version};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{fs, thread};

/// A way to compile the calls: its name, the compiler, and the language.
struct Way {
    name: &'static str,
    compiler: &'static str,
    extension: &'static str,
}

const WAYS: [Way; 4] = [
    Way { name: "c_by_gcc", compiler: "gcc", extension: "c" },
    Way { name: "cpp_by_gcc", compiler: "g++", extension: "cpp" },
    Way { name: "c_by_clang", compiler: "clang", extension: "c" },
    Way { name: "cpp_by_clang", compiler: "clang++", extension: "cpp" },
];

/// The variable of the environment that asks for all ways, on any version.
const ALL: &str = "FMTUNIT_TESTS_ALL_COMPILERS";

/// Each takes every third format.
const LEVELS: [u32; 3] = [1, 2, 3];

const HEAD: &str = "\
#define PY_SSIZE_T_CLEAN
#include <fmtunit.h>
#ifdef __cplusplus
extern \"C\" {
#endif
";

const TAIL: &str = "
#ifdef __cplusplus
}
#endif
";

/// Compiles the calls of one version, and writes the declarations of the functions to `out`. Without headers there are no
/// calls.
pub(crate) fn compile(
    formats: &Formats,
    version: Version,
    include: Option<&str>,
    out: &Path,
) -> Result<(), Failure> {
    println!("cargo::rerun-if-env-changed={ALL}");
    let mut ways: Vec<_> = WAYS.iter().filter(|way| include.is_some() && is_there(way.compiler)).collect();
    // Each takes a minute to compile, so they are asked for. Without memory, arrays differ: the header makes a tuple of them.
    if std::env::var_os(ALL).is_none() {
        ways.clear();
    }
    let header = Path::new(env!("CARGO_MANIFEST_DIR")).join("../capi/include");
    let mut declarations = format!(
        "pub(crate) const WAYS: [&str; {}] = {:?};\n",
        ways.len(),
        ways.iter().map(|way| way.name).collect::<Vec<_>>()
    );
    let functions = |family: &str, count: usize| -> Result<String, Failure> {
        let mut table = String::new();
        for number in 0..count {
            let names: Vec<_> = ways.iter().map(|way| format!("{}_{family}_{number}", way.name)).collect();
            writeln!(table, "    [{}],", names.join(", "))?;
        }
        Ok(table)
    };
    for way in &ways {
        let (parse, build) = (0..formats.parse.len(), 0..formats.build.len());
        let parse = parse
            .map(|number| format!("    fn {}_parse_{number}(call: *const CallInC) -> c_int;\n", way.name));
        let build = build.map(|number| {
            format!("    fn {}_build_{number}(values: *const Value) -> *mut PyObject;\n", way.name)
        });
        writeln!(declarations, "unsafe extern \"C\" {{\n{}}}", parse.chain(build).collect::<String>())?;
    }
    writeln!(
        declarations,
        "pub(crate) static PARSE_IN_C: &[[ParseInC; WAYS.len()]] = &[\n{}];\n\
         pub(crate) static BUILD_IN_C: &[[BuildInC; WAYS.len()]] = &[\n{}];",
        functions("parse", formats.parse.len())?,
        functions("build", formats.build.len())?
    )?;
    fs::write(out.join("in_c.rs"), declarations)?;

    for way in ways {
        let compile = |level: usize| -> Result<(), String> {
            let name = format!("{}_{}", way.name, LEVELS[level]);
            let file = out.join(format!("{name}.{}", way.extension));
            let text = source(formats, way.name, level).map_err(|error| error.to_string())?;
            fs::write(&file, text).map_err(|error| error.to_string())?;
            let mut build = cc::Build::new();
            build
                .file(file)
                .includes(include)
                .include(&header)
                .compiler(way.compiler)
                .cpp(way.extension == "cpp");
            build
                .cpp_link_stdlib(None)
                .opt_level(LEVELS[level])
                .debug(false)
                .warnings(false)
                .define("NDEBUG", None);
            build.try_compile(&format!("fmtunit_{name}_{}", version.1)).map_err(|error| error.to_string())
        };
        thread::scope(|scope| {
            let running: Vec<_> =
                (0..LEVELS.len()).map(|level| scope.spawn(move || compile(level))).collect();
            running
                .into_iter()
                .try_for_each(|run| run.join().map_err(|_| "a compilation panicked".to_owned())?)
        })?;
    }
    Ok(())
}

fn is_there(compiler: &str) -> bool {
    Command::new(compiler).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Returns the C source of the formats that one level of optimisation takes.
fn source(formats: &Formats, way: &str, level: usize) -> Result<String, Failure> {
    let mut source = HEAD.to_owned();
    source += "typedef struct {\n    PyObject *object, *const *array;\n    Py_ssize_t count;\n    \
               PyObject *dict, *names;\n    void *const *p;\n} Call;\n";
    source += "typedef union {\n";
    for kind in ValueKind::ALL {
        let types: Vec<_> = kind.c_type().split(", ").map(|c_type| c_type.trim_matches('`')).collect();
        match (kind, types.as_slice()) {
            (ValueKind::Conversion, _) => {
                source += "    struct { PyObject *(*first)(void *); void *second; } Conversion;\n";
            }
            (ValueKind::Text, _) => source += "    struct { const char *first; Py_ssize_t unused; } Text;\n",
            (_, [first, second]) => {
                writeln!(source, "    struct {{ {first} first; {second} second; }} {};", kind.name())?;
            }
            (_, [only]) => writeln!(source, "    {only} {};", kind.name())?,
            _ => return Err("a value has one or two types".into()),
        }
    }
    source += "} Value;\n";
    for (number, (format, plan)) in formats.parse.iter().enumerate().skip(level).step_by(LEVELS.len()) {
        parse_function(&mut source, way, number, format, plan)?;
    }
    for (number, (format, plan)) in formats.build.iter().enumerate().skip(level).step_by(LEVELS.len()) {
        let mut arguments = String::new();
        for step in plan.steps.iter() {
            if let BuildStep::Value { unit, value } = *step {
                arguments += &value_arguments(unit, &format!("v[{value}].{}", unit.takes().name()));
            }
        }
        writeln!(
            source,
            "PyObject *{way}_build_{number}(const Value *v) {{ (void)v; return FmtUnit_BuildValue({}{arguments}); }}",
            literal(format)
        )?;
    }
    Ok(source + TAIL)
}

/// Returns the C arguments of a value.
fn value_arguments(unit: BuildUnit, value: &str) -> String {
    match unit.takes() {
        ValueKind::Text => format!(", {value}.first"),
        kind if kind.count() == 2 => format!(", {value}.first, {value}.second"),
        _ => format!(", {value}"),
    }
}

fn parse_function(
    source: &mut String,
    way: &str,
    number: usize,
    format: &str,
    plan: &ParsePlan,
) -> Result<(), Failure> {
    let (name, arguments) = match plan.site.entry {
        Entry::Tuple => ("FmtUnit_ParseTuple", "c->object"),
        Entry::Object => ("FmtUnit_Parse", "c->object"),
        Entry::Array => ("FmtUnit_ParseArray", "c->array, c->count"),
        Entry::TupleAndKeywords => ("FmtUnit_ParseTupleAndKeywords", "c->object, c->dict"),
        Entry::ArrayAndKeywords => ("FmtUnit_ParseArrayAndKeywords", "c->array, c->count, c->names"),
    };
    let count: usize = plan.conversions().map(|conversion| conversion.unit.places()).sum();
    let places: String = (0..count).map(|place| format!(", c->p[{place}]")).collect();
    writeln!(source, "int {way}_parse_{number}(const Call *c) {{")?;
    let mut given = "";
    if let Some(parameters) = &plan.parameters {
        let names: Result<String, Failure> =
            parameters.names.iter().map(|name| Ok(literal(name.to_str()?) + ", ")).collect();
        writeln!(source, "    static const char *const names[] = {{{}NULL}};", names?)?;
        given = if plan.site.entry == Entry::TupleAndKeywords { ", (char **)names" } else { ", names" };
    }
    writeln!(source, "    return {name}({arguments}, {}{given}{places});\n}}", literal(format))?;
    Ok(())
}

/// Returns a C string.
fn literal(text: &str) -> String {
    let characters = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b' ' | b'(' | b')' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    });
    format!("\"{}\"", characters.collect::<String>())
}
