//! The compiler: from formats to handles.

use crate::entry_point::{EntryPoint, NamedEntryPoint, NamelessEntryPoint};
use crate::formats::{Cache, CacheKey, FormatKind, FormatPlan, Shared, Stats, Tier, TieredFormat};
use crate::handle::{BuildSource, Builder, Caller, FormatFor, FormatParts, ParseTarget, Parser};
use crate::support::{Options, RecordLayout};
use fmtunit_parser::{Error, Fault};
use fmtunit_runtime::interpret;
use std::sync::Arc;

/// Makes handles of formats that are known at run time, and compiles them.
///
/// A compiler is shared between threads by reference or by clone; no call waits for another. Equal formats for the same
/// entry point have one handle. Machine code lives until the compiler and the last of its handles are dropped.
#[derive(Clone, Debug)]
pub struct Compiler {
    cache: Arc<Cache>,
    shared: Arc<Shared>,
}

impl Compiler {
    /// Returns a compiler with the usual [`Options`]: a format is interpreted first, and compiled when that pays.
    ///
    /// It looks at some objects of the running interpreter, to be sure of their layout. Where that is not as it was when
    /// this was built, everything works, by calls of the C API.
    ///
    /// # Safety
    /// The calling thread is attached to the interpreter, of the CPython version that this was built for, and no exception
    /// is set.
    pub unsafe fn new() -> Self {
        // SAFETY: attached.
        unsafe { Self::with(Options::new()) }
    }

    /// Returns a compiler with options.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub unsafe fn with(options: Options) -> Self {
        let cache = Arc::new(Cache::new(options.most_formats));
        // SAFETY: attached.
        Self { cache, shared: Arc::new(unsafe { Shared::new(options) }) }
    }

    /// Makes a handle that parses, for an entry point without keywords.
    ///
    /// # Errors
    /// The format is malformed, does not suit the entry point or the target, or has units that the running CPython does not
    /// support.
    pub fn parser<E: NamelessEntryPoint, T: ParseTarget>(
        &self,
        format: impl FormatFor<T>,
    ) -> Result<Parser<E, T>, Error> {
        self.parse_format::<E, T>(format.parts(), None).map(Parser::from_format)
    }

    /// Makes a handle that parses, for an entry point with keywords, of a format and the names of its parameters. The name of
    /// a positional-only parameter is empty.
    ///
    /// # Errors
    /// As [`parser`](Self::parser), or the names do not suit the format.
    pub fn parser_with_names<E: NamedEntryPoint, T: ParseTarget>(
        &self,
        format: impl FormatFor<T>,
        names: &[&str],
    ) -> Result<Parser<E, T>, Error> {
        self.parse_format::<E, T>(format.parts(), Some(names)).map(Parser::from_format)
    }

    /// Makes a handle that builds objects, as `Py_BuildValue` does.
    ///
    /// # Errors
    /// The format is malformed, does not suit the source, or has units or separators that the running CPython does not
    /// support.
    pub fn builder<S: BuildSource>(&self, format: impl FormatFor<S>) -> Result<Builder<S>, Error> {
        let make = |text: &_| interpret::Builder::new(text).map(FormatPlan::Build);
        self.build_format::<S>(FormatKind::Build, format.parts(), make).map(Builder::from_format)
    }

    /// Makes a handle that calls: each unit of the format is an argument.
    ///
    /// # Errors
    /// As [`builder`](Self::builder).
    pub fn caller<S: BuildSource>(&self, format: impl FormatFor<S>) -> Result<Caller<S>, Error> {
        let make = |text: &_| interpret::Caller::new(text).map(FormatPlan::Call);
        self.build_format::<S>(FormatKind::Call, format.parts(), make).map(Caller::from_format)
    }

    /// Compiles all formats that are not compiled yet, in one go: they share pages of memory, which takes less of it than
    /// compiling each by itself.
    pub fn compile_all(&self) {
        let formats = self.cache.formats();
        let waiting: Vec<&TieredFormat> =
            formats.iter().map(|format| &**format).filter(|format| format.tier() == Tier::Warming).collect();
        if !waiting.is_empty() && self.shared.compile(&waiting).is_err() {
            waiting.iter().for_each(|format| format.compile());
        }
    }

    /// Returns figures of the work so far.
    pub fn stats(&self) -> Stats {
        Stats::new(&self.cache.formats(), &self.shared)
    }

    fn parse_format<E: EntryPoint, T: ParseTarget>(
        &self,
        FormatParts { text, layout }: FormatParts<'_>,
        names: Option<&[&str]>,
    ) -> Result<Arc<TieredFormat>, Error> {
        let layout = layout.or_else(T::layout);
        let kind = FormatKind::Parse { entry: E::ENTRY, views: T::VIEWS };
        let key = CacheKey::new(kind, text, names.unwrap_or_default(), layout);
        let make = || {
            let parser = match names {
                None => interpret::Parser::new(text, E::ENTRY),
                Some(names) => interpret::Parser::with_names(text, names, E::ENTRY),
            };
            Ok(FormatPlan::Parse { parser: parser?, views: T::VIEWS })
        };
        self.format(key, names.unwrap_or_default(), make, |program, layout| {
            program.parse_plan().map_or_else(Vec::new, |plan| T::faults(plan, layout))
        })
    }

    fn build_format<S: BuildSource>(
        &self,
        kind: FormatKind,
        FormatParts { text, layout }: FormatParts<'_>,
        make: impl FnOnce(&str) -> Result<FormatPlan, Error>,
    ) -> Result<Arc<TieredFormat>, Error> {
        let key = CacheKey::new(kind, text, &[], layout.or_else(S::layout));
        self.format(
            key,
            &[],
            || make(text),
            |program, layout| {
                program.build_plan().map_or_else(Vec::new, |plan| S::faults(plan, text, layout))
            },
        )
    }

    /// Returns the format that was made for the key, or makes one; unless it has faults.
    fn format(
        &self,
        key: CacheKey,
        names: &[&str],
        make: impl FnOnce() -> Result<FormatPlan, Error>,
        faults: impl Fn(&FormatPlan, Option<&RecordLayout>) -> Vec<Fault>,
    ) -> Result<Arc<TieredFormat>, Error> {
        let check = |program: &FormatPlan, key: &CacheKey| match faults(program, key.layout.as_ref()) {
            faults if faults.is_empty() => Ok(()),
            faults => Err(Error::with_names(&*key.format, names.iter().copied(), faults)),
        };
        if let Some(format) = self.cache.get(&key) {
            // It may have been made for another signature with the same memory.
            return check(&format.program, &key).map(|()| format);
        }
        let program = make()?;
        check(&program, &key)?;
        let layout = key.layout.clone();
        let format = Arc::new(TieredFormat::new(program, layout, &key.format, Arc::clone(&self.shared)));
        Ok(self.cache.insert(key, format))
    }
}
