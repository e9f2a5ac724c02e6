//! The options of a compiler.

/// The options of a [`Compiler`](crate::Compiler): when it compiles formats, how many it stores, and what it optimises.
///
/// ```
/// use fmtunit_jit::Options;
///
/// let options = Options::new().compile_after(1_000).most_formats(100);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Options {
    pub(crate) threshold: Threshold,
    pub(crate) most_formats: usize,
    pub(crate) fast_shapes: bool,
    pub(crate) keep_keys: bool,
    pub(crate) perf_map: bool,
}

/// The time at which a format is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// As soon as compiling it pays, by estimate.
    Estimated,
    /// After this number of calls; with 0, when its handle is made.
    Calls(u32),
    /// Never.
    Never,
}

impl Options {
    /// The default options. A format is compiled as soon as that pays by estimate: after tens or hundreds of thousands of
    /// calls, the fewer units the more. Up to 65,536 formats are stored; keys of dicts are kept; there is no perf map.
    pub const fn new() -> Self {
        Self {
            threshold: Threshold::Estimated,
            most_formats: 1 << 16,
            fast_shapes: true,
            keep_keys: true,
            perf_map: false,
        }
    }

    /// Compiles a format after this number of calls, in the next one.
    pub const fn compile_after(self, calls: u32) -> Self {
        Self { threshold: Threshold::Calls(calls), ..self }
    }

    /// Compiles a format when its handle is made.
    pub const fn eager(self) -> Self {
        self.compile_after(0)
    }

    /// Compiles nothing.
    pub const fn interpret_only(self) -> Self {
        Self { threshold: Threshold::Never, ..self }
    }

    /// Compiles and stores at most this number of different formats. Later ones work, but stay interpreted; no format is
    /// ever evicted.
    pub const fn most_formats(self, most_formats: usize) -> Self {
        Self { most_formats, ..self }
    }

    /// Reads objects directly, or only through the C API, as on an interpreter with unknown layouts.
    pub const fn fast_shapes(self, fast_shapes: bool) -> Self {
        Self { fast_shapes, ..self }
    }

    /// Keeps the keys of dicts in compiled code, or makes them anew in each call. Each place of a format where a key is text
    /// without a length keeps the first key that a call gives: a dict of two keys takes a third less time.
    ///
    /// Equal dicts share their keys then, as with the literal keys of `fmtunit::build_value!`. Identity and reference counts
    /// show it, and so does the output of `pickle` and `marshal`. A process keeps its first 4,096 different keys of two to 64
    /// bytes. Their objects are released when their interpreter ends; the library must stay loaded until then.
    pub const fn keep_keys(self, keep_keys: bool) -> Self {
        Self { keep_keys, ..self }
    }

    /// Writes the addresses of compiled formats to `/tmp/perf-PID.map`, where `perf` looks up their names.
    pub const fn perf_map(self, perf_map: bool) -> Self {
        Self { perf_map, ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
