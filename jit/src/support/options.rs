//! How a compiler works.

/// When formats are compiled, how many there may be, and what else is done.
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

/// When a format is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// When compiling it will have paid, by estimate.
    Estimated,
    /// After so many calls; with none, when its handle is made.
    Calls(u32),
    /// Never.
    Never,
}

impl Options {
    /// Formats are compiled when they have been called so often that, by estimate, it pays, which is tens or hundreds of
    /// thousands of times: the fewer units, the more calls; there may be 65,536 of them;
    /// keys of dicts are kept; there is no perf map.
    pub const fn new() -> Self {
        Self {
            threshold: Threshold::Estimated,
            most_formats: 1 << 16,
            fast_shapes: true,
            keep_keys: true,
            perf_map: false,
        }
    }

    /// Compiles a format after so many calls: in the one behind them.
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

    /// Compiles and remembers no more than so many different formats. Those that come later work, and stay interpreted;
    /// no format is ever forgotten in favour of another.
    pub const fn most_formats(self, most_formats: usize) -> Self {
        Self { most_formats, ..self }
    }

    /// Looks into objects, or does not: as if the running interpreter had other layouts than this was built for.
    pub const fn fast_shapes(self, fast_shapes: bool) -> Self {
        Self { fast_shapes, ..self }
    }

    /// Keeps the keys of dicts in compiled code, or does not. At each place of a format where a key is text without a length, the
    /// first that a call gives is kept, and others are made anew at each call: a dict of two keys takes a third less time.
    ///
    /// Equal dicts share their keys then, as with the literal keys of `fmtunit::build_value!`. Identity and reference counts
    /// tell, and with them what `pickle` and `marshal` write. The first 4,096 different keys of a process are kept, of two to 64
    /// bytes; their objects are released when their interpreter goes, until when the library must stay loaded.
    pub const fn keep_keys(self, keep_keys: bool) -> Self {
        Self { keep_keys, ..self }
    }

    /// Writes the addresses of compiled formats to `/tmp/perf-PID.map`, where `perf` looks for their names.
    pub const fn perf_map(self, perf_map: bool) -> Self {
        Self { perf_map, ..self }
    }

    pub(crate) fn compiles(&self) -> bool {
        self.threshold != Threshold::Never
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
