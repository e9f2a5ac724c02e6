//! The compiler: from formats to handles.

use crate::formats::{Cache, CacheKey, FormatKind, FormatPlan, Shared, Stats, Tier, TieredFormat};
use crate::handle::{Builder, Caller, Parser};
use crate::support::{Options, RecordLayout};
use crate::typed::{BuildSignature, Frame, Inputs, Signature, check};
use crate::values::Tagged;
use fmtunit_parser::Error;
use fmtunit_parser::plan::Entry;
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
    /// A compiler with the usual [`Options`]: a format is interpreted first, and compiled when that pays.
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

    /// A compiler that compiles each format when its handle is made.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub unsafe fn eager() -> Self {
        // SAFETY: attached.
        unsafe { Self::with(Options::new().eager()) }
    }

    /// A compiler that never compiles: all formats run in the reference engine.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub unsafe fn interpret_only() -> Self {
        // SAFETY: attached.
        unsafe { Self::with(Options::new().interpret_only()) }
    }

    /// A compiler with options.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub unsafe fn with(options: Options) -> Self {
        let cache = Arc::new(Cache::new(options.most_formats));
        // SAFETY: attached.
        Self { cache, shared: Arc::new(unsafe { Shared::new(options) }) }
    }

    /// A handle for a format of the parse family, for an entry point without keywords.
    ///
    /// # Errors
    /// The format is malformed, does not suit the entry point, or has units that the running version of CPython has not.
    pub fn parser(&self, format: &str, entry: Entry) -> Result<Parser, Error> {
        self.parse_format(format, None, entry, false).map(Parser::from_format)
    }

    /// A handle for a format of the parse family and the names of its parameters, for an entry point with keywords. The name
    /// of a positional-only parameter is empty.
    ///
    /// # Errors
    /// As [`parser`](Self::parser), or the names do not suit the format.
    pub fn parser_with_names(&self, format: &str, names: &[&str], entry: Entry) -> Result<Parser, Error> {
        self.parse_format(format, Some(names), entry, false).map(Parser::from_format)
    }

    /// A handle for a format of `Py_BuildValue`.
    ///
    /// # Errors
    /// The format is malformed, or has units or separators that the running version of CPython has not.
    pub fn builder(&self, format: &str) -> Result<Builder, Error> {
        self.build_format(format).map(Builder::from_format)
    }

    /// A handle for the arguments of a call: each unit of the format is one.
    ///
    /// # Errors
    /// As [`builder`](Self::builder).
    pub fn caller(&self, format: &str) -> Result<Caller, Error> {
        self.call_format(format).map(Caller::from_format)
    }

    /// A handle for a format of the parse family that has this [signature](crate::typed), for an entry point without
    /// keywords.
    ///
    /// # Errors
    /// As [`parser`](Self::parser), or the signature is not that of the format.
    pub fn typed_parser<S: Signature>(&self, format: &str, entry: Entry) -> Result<Parser<S>, Error>
    where
        S::Inputs: Inputs,
    {
        self.typed_parse_format::<S>(format, None, entry).map(Parser::from_format)
    }

    /// A handle for a format of the parse family that has this [signature](crate::typed) and the names of its parameters, for
    /// an entry point with keywords.
    ///
    /// # Errors
    /// As [`parser_with_names`](Self::parser_with_names), or the signature is not that of the format.
    pub fn typed_parser_with_names<S: Signature>(
        &self,
        format: &str,
        names: &[&str],
        entry: Entry,
    ) -> Result<Parser<S>, Error>
    where
        S::Inputs: Inputs,
    {
        self.typed_parse_format::<S>(format, Some(names), entry).map(Parser::from_format)
    }

    /// A handle for a format of the parse family that yields [values which say what they are](crate::values), for an entry
    /// point without keywords.
    ///
    /// # Errors
    /// As [`parser`](Self::parser).
    pub fn tagged_parser(&self, format: &str, entry: Entry) -> Result<Parser<Tagged>, Error> {
        self.parse_format(format, None, entry, true).map(Parser::from_format)
    }

    /// A handle for a format of the parse family and the names of its parameters that yields
    /// [values which say what they are](crate::values), for an entry point with keywords.
    ///
    /// # Errors
    /// As [`parser_with_names`](Self::parser_with_names).
    pub fn tagged_parser_with_names(
        &self,
        format: &str,
        names: &[&str],
        entry: Entry,
    ) -> Result<Parser<Tagged>, Error> {
        self.parse_format(format, Some(names), entry, true).map(Parser::from_format)
    }

    /// A handle for a format of `Py_BuildValue` that has this [signature](crate::typed).
    ///
    /// # Errors
    /// As [`builder`](Self::builder), or the signature is not that of the format.
    pub fn typed_builder<S: BuildSignature>(&self, format: &str) -> Result<Builder<S>, Error> {
        let compiled = self.build_format(format)?;
        check::build(format, S::UNITS)?;
        Ok(Builder::from_format(compiled))
    }

    /// A handle for the arguments of a call that have this [signature](crate::typed).
    ///
    /// # Errors
    /// As [`caller`](Self::caller), or the signature is not that of the format.
    pub fn typed_caller<S: BuildSignature>(&self, format: &str) -> Result<Caller<S>, Error> {
        let compiled = self.call_format(format)?;
        check::build(format, S::UNITS)?;
        Ok(Caller::from_format(compiled))
    }

    pub(crate) fn parse_format(
        &self,
        format: &str,
        names: Option<&[&str]>,
        entry: Entry,
        views: bool,
    ) -> Result<Arc<TieredFormat>, Error> {
        let key =
            CacheKey::new(FormatKind::Parse { entry, views }, format).with_names(names.unwrap_or_default());
        self.format(key, None, || Ok(FormatPlan::Parse { parser: parser(format, names, entry)?, views }))
    }

    fn typed_parse_format<S: Signature<Inputs: Inputs>>(
        &self,
        format: &str,
        names: Option<&[&str]>,
        entry: Entry,
    ) -> Result<Arc<TieredFormat>, Error> {
        let layout = Frame::<S>::layout();
        let key = CacheKey::new(FormatKind::Parse { entry, views: true }, format)
            .with_names(names.unwrap_or_default())
            .with_record(layout.clone());
        let check = || check::parse(format, names.unwrap_or_default(), S::SHAPES);
        let compiled = self.format(key, Some(layout), || {
            let parser = parser(format, names, entry)?;
            check().map(|()| FormatPlan::Parse { parser, views: true })
        })?;
        // It may have been made for another signature, with the same memory.
        check().map(|()| compiled)
    }

    fn build_format(&self, format: &str) -> Result<Arc<TieredFormat>, Error> {
        self.format(CacheKey::new(FormatKind::Build, format), None, || {
            Ok(FormatPlan::Build(interpret::Builder::new(format)?))
        })
    }

    fn call_format(&self, format: &str) -> Result<Arc<TieredFormat>, Error> {
        self.format(CacheKey::new(FormatKind::Call, format), None, || {
            Ok(FormatPlan::Call(interpret::Caller::new(format)?))
        })
    }

    /// The format that was made for the key, or a new one.
    pub(crate) fn format<E>(
        &self,
        key: CacheKey,
        record: Option<RecordLayout>,
        program: impl FnOnce() -> Result<FormatPlan, E>,
    ) -> Result<Arc<TieredFormat>, E> {
        if let Some(format) = self.cache.get(&key) {
            return Ok(format);
        }
        let format = Arc::new(TieredFormat::new(program()?, record, key.format(), Arc::clone(&self.shared)));
        let format = self.cache.insert(key, format);
        Ok(format)
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

    /// What the compiler has done so far.
    pub fn stats(&self) -> Stats {
        Stats::new(&self.cache.formats(), &self.shared)
    }
}

/// The engine's handle of a format of the parse family.
pub(crate) fn parser(format: &str, names: Option<&[&str]>, entry: Entry) -> Result<interpret::Parser, Error> {
    match names {
        None => interpret::Parser::new(format, entry),
        Some(names) => interpret::Parser::with_names(format, names, entry),
    }
}
