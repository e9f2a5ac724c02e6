//! Cranelift: one function for each format, published in an arena.

mod buffer;
mod build;
mod encoded;
mod function;
mod keywords;
mod memory;
mod parse;
mod shape;
#[cfg(test)]
mod snapshots;
mod text;

use super::{CodeSource, Compiled, FormatPlan, Refused};
use crate::support::ForkLock;
use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use fmtunit_code::{Arena, FunctionCode, Image};
use fmtunit_runtime::layout::{self, Offsets, SmallInts};
use function::Function;
use std::ffi::c_void;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};

/// Everything known about the machine and the interpreter, and the memory for code.
pub(crate) struct Backend {
    isa: OwnedTargetIsa,
    layout: Layout,
    state: ForkLock<BackendState>,
}

/// Everything known about objects: nothing, unless they were found to have the expected layouts.
#[derive(Clone, Copy, Debug)]
struct Layout {
    offsets: Option<Offsets>,
    small_ints: Option<SmallInts>,
    /// The address of [`text::scan`]; null before it is compiled.
    scan: *const c_void,
}

/// The part that one thread uses at a time.
#[derive(Default)]
struct BackendState {
    arena: Arena,
    context: Option<Box<Cranelift>>,
}

/// Memory that Cranelift reuses.
struct Cranelift {
    context: Context,
    builder: FunctionBuilderContext,
}

impl Default for Cranelift {
    fn default() -> Self {
        Self { context: Context::new(), builder: FunctionBuilderContext::new() }
    }
}

// SAFETY: the addresses in it are those of objects that live as long as the process, and are not written through.
unsafe impl Send for Backend {}
// SAFETY: as above; a lock protects the mutable part.
unsafe impl Sync for Backend {}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").field("triple", self.isa.triple()).field("layout", &self.layout).finish()
    }
}

impl Backend {
    /// Inspects the machine and the interpreter.
    ///
    /// # Errors
    /// Cranelift does not support the machine.
    ///
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn new(fast_shapes: bool) -> Result<Self, String> {
        // SAFETY: attached.
        let (offsets, small_ints) = unsafe {
            match layout::offsets().filter(|_| fast_shapes) {
                Some(offsets) => (Some(offsets), layout::small_ints()),
                None => (None, None),
            }
        };
        let layout = Layout { offsets, small_ints, scan: ptr::null() };
        let mut backend = Self { isa: isa()?, layout, state: ForkLock::new(BackendState::default()) };
        // This warms up Cranelift before a caller waits for a format, and shows whether the system refuses executable memory.
        backend.layout.scan = backend.compile_scan().map_err(|refused| match refused {
            Refused::Failed(reason) => reason,
            Refused::Busy => "another thread is compiling".to_owned(),
        })?;
        Ok(backend)
    }

    /// Compiles some formats, into memory that they share.
    pub(crate) fn compile(&self, sources: &[CodeSource<'_>]) -> Result<Compiled, Refused> {
        let mut state = self.state.try_lock().ok_or(Refused::Busy)?;
        let emit = |source: &CodeSource<'_>| {
            let name = format!("fmtunit:{}", source.name.escape_default());
            self.function(&mut state, name, |context, builder| self.emit(context, builder, source))
        };
        let functions = sources.iter().map(emit).collect::<Result<Vec<_>, _>>()?;
        Ok(Compiled {
            entries: self.publish(&mut state, &functions)?,
            sizes: functions.iter().map(|code| code.bytes.len()).collect(),
            mapped: state.arena.mapped(),
        })
    }

    /// Compiles the function that looks for zero bytes. It stays mapped, even in a forked child that has replaced its arena.
    fn compile_scan(&self) -> Result<*const c_void, Refused> {
        let mut state = self.state.try_lock().ok_or(Refused::Busy)?;
        let code = self.function(&mut state, "fmtunit:".to_owned(), |context, builder| {
            let mut function = Function::new(&mut context.func, builder, CallConv::PreserveAll, self.layout);
            text::scan(&mut function, self.layout.offsets);
            function.finish(self.isa.frontend_config());
        })?;
        let scan = self.publish(&mut state, &[code])?.first().map(|scan| scan.as_ptr().cast_const());
        scan.ok_or_else(|| Refused::Failed("no code was published".to_owned()))
    }

    /// The machine code of a function. A panic of the compiler is a refusal; its memory is not reused.
    fn function(
        &self,
        state: &mut BackendState,
        name: String,
        emit: impl FnOnce(&mut Context, &mut FunctionBuilderContext),
    ) -> Result<FunctionCode, Refused> {
        let mut context = state.context.take().unwrap_or_default();
        let compiled = catch_unwind(AssertUnwindSafe(|| {
            let Cranelift { context, builder } = &mut *context;
            context.clear();
            emit(context, builder);
            let code = context
                .compile(&*self.isa, &mut ControlPlane::default())
                .map_err(|error| Refused::Failed(format!("{:?}", error.inner)))?;
            // All addresses are constants.
            if !code.buffer.relocs().is_empty() {
                return Err(Refused::Failed("relocations in machine code".to_owned()));
            }
            FunctionCode::new(name, code, &*self.isa).map_err(Refused::Failed)
        }));
        let code = compiled.unwrap_or_else(|_| Err(Refused::Failed("the compiler panicked".to_owned())))?;
        state.context = Some(context);
        Ok(code)
    }

    fn publish(
        &self,
        state: &mut BackendState,
        functions: &[FunctionCode],
    ) -> Result<Vec<NonNull<c_void>>, Refused> {
        let image = Image::new(functions, &*self.isa).map_err(Refused::Failed)?;
        let base = state.arena.publish(&image).map_err(|error| Refused::Failed(error.to_string()))?;
        // SAFETY: the offsets lie within the image.
        Ok(image.entries.iter().map(|&entry| unsafe { base.add(entry) }.cast()).collect())
    }

    /// Fills the context with the function of a format.
    fn emit(&self, context: &mut Context, builder: &mut FunctionBuilderContext, source: &CodeSource<'_>) {
        let convention = self.isa.default_call_conv();
        let mut function = Function::new(&mut context.func, builder, convention, self.layout);
        match source.plan {
            FormatPlan::Parse { parser, views } => parse::emit(&mut function, parser.plan(), *views, source),
            FormatPlan::Build(builder) => build::value(&mut function, builder.plan(), source),
            FormatPlan::Call(caller) => build::call(&mut function, caller.plan(), source),
        }
        function.finish(self.isa.frontend_config());
    }

    /// The function of a format as Cranelift prints it.
    #[cfg(test)]
    fn clif(&self, source: &CodeSource<'_>) -> String {
        let mut cranelift = Cranelift::default();
        self.emit(&mut cranelift.context, &mut cranelift.builder, source);
        cranelift.context.func.display().to_string()
    }
}

fn isa() -> Result<OwnedTargetIsa, String> {
    let mut flags = settings::builder();
    // Optimising gives no faster code and takes twice the time (measured for four units: 110 µs, 65 so).
    let options = [
        ("opt_level", "none"),
        ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
        ("enable_probestack", "false"),
        ("is_pic", "false"),
    ];
    for (name, value) in options {
        flags.set(name, value).map_err(|error| error.to_string())?;
    }
    let isa = cranelift_native::builder()?;
    isa.finish(settings::Flags::new(flags)).map_err(|error| error.to_string())
}
