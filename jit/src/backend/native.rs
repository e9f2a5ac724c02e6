//! Cranelift: a function for each format, published in an arena.

mod arena;
mod build;
mod function;
mod keywords;
mod memory;
mod parse;
mod shape;
mod text;

use super::{Compiled, Refused};
use crate::format::{Format, Program};
use crate::lock::ForkLock;
use arena::Arena;
use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use fmtunit_runtime::layout::{self, Offsets, SmallInts};
use function::Function;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

/// A format of more steps than this stays interpreted: compiling it takes milliseconds.
const MOST_STEPS: usize = 256;

/// What is known of the machine and of the interpreter, and where code goes.
pub(crate) struct Backend {
    isa: OwnedTargetIsa,
    layout: Layout,
    state: ForkLock<State>,
}

/// What is known of objects: nothing, where they were not found as they are expected.
#[derive(Clone, Copy, Debug)]
struct Layout {
    offsets: Option<Offsets>,
    small_ints: Option<SmallInts>,
}

/// What one thread uses at a time.
#[derive(Default)]
struct State {
    arena: Arena,
    /// Memory that Cranelift uses again and again.
    context: Option<Box<(Context, FunctionBuilderContext)>>,
}

// SAFETY: the addresses in it are those of objects that live as long as the process, and are not written through.
unsafe impl Send for Backend {}
// SAFETY: as above; what changes is behind a lock.
unsafe impl Sync for Backend {}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").field("triple", self.isa.triple()).field("layout", &self.layout).finish()
    }
}

impl Backend {
    /// Looks at the machine and at the interpreter.
    ///
    /// # Errors
    /// Cranelift has no back end for the machine.
    ///
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn new(fast_shapes: bool) -> Result<Self, String> {
        // SAFETY: attached.
        let layout = unsafe {
            match layout::offsets().filter(|_| fast_shapes) {
                Some(offsets) => Layout { offsets: Some(offsets), small_ints: layout::small_ints() },
                None => Layout { offsets: None, small_ints: None },
            }
        };
        Ok(Self { isa: isa()?, layout, state: ForkLock::new(State::default()) })
    }

    /// Compiles some formats, into memory that they share.
    pub(crate) fn compile(&self, formats: &[&Format]) -> Result<Compiled, Refused> {
        let mut state = self.state.try_lock().ok_or(Refused::Busy)?;
        let mut functions = Vec::with_capacity(formats.len());
        for format in formats {
            functions.push(self.function(&mut state, format)?);
        }
        let entries = state.arena.publish(&functions).map_err(|error| Refused::Failed(error.to_string()))?;
        Ok(Compiled {
            entries: entries.into_iter().map(NonNull::cast).collect(),
            sizes: functions.iter().map(Vec::len).collect(),
            mapped: state.arena.mapped(),
        })
    }

    /// The machine code of a format. A compiler that panics is a compiler that refuses: its memory is not used again.
    fn function(&self, state: &mut State, format: &Format) -> Result<Vec<u8>, Refused> {
        if format.program.len() > MOST_STEPS || !format.program.is_distinct() {
            return Err(Refused::Unsuitable);
        }
        let mut context =
            state.context.take().unwrap_or_else(|| Box::new((Context::new(), FunctionBuilderContext::new())));
        let compiled = catch_unwind(AssertUnwindSafe(|| {
            let (context, builder) = &mut *context;
            context.clear();
            self.emit(context, builder, format);
            let code = context
                .compile(&*self.isa, &mut ControlPlane::default())
                .map_err(|error| Refused::Failed(format!("{:?}", error.inner)))?;
            // All addresses are constants.
            if !code.buffer.relocs().is_empty() {
                return Err(Refused::Failed("relocations in machine code".to_owned()));
            }
            Ok(code.code_buffer().to_vec())
        }));
        let code = compiled.unwrap_or_else(|_| Err(Refused::Failed("the compiler panicked".to_owned())))?;
        state.context = Some(context);
        Ok(code)
    }

    /// Fills the context with the function of a format.
    fn emit(&self, context: &mut Context, builder: &mut FunctionBuilderContext, format: &Format) {
        let convention = self.call_convention();
        let mut function = Function::new(&mut context.func, builder, convention, self.layout);
        match &format.program {
            Program::Parse { parser, views } => {
                parse::emit(&mut function, parser.plan(), *views, format.record());
            }
            Program::Build(builder) => build::value(&mut function, builder.plan(), format.record()),
            Program::Call(caller) => build::call(&mut function, caller.plan(), format.record()),
        }
        function.finish(self.isa.frontend_config());
    }

    fn call_convention(&self) -> CallConv {
        self.isa.default_call_conv()
    }

    /// The function of a format as Cranelift writes it.
    pub(crate) fn clif(&self, format: &Format) -> String {
        let mut context = Context::new();
        self.emit(&mut context, &mut FunctionBuilderContext::new(), format);
        context.func.display().to_string()
    }
}

fn isa() -> Result<OwnedTargetIsa, String> {
    let mut flags = settings::builder();
    // As fast code as with more effort, in half the time (measured for four units: 65 and 110 µs).
    let options = [
        ("opt_level", "none"),
        ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
        ("enable_probestack", "false"),
        ("unwind_info", "false"),
        ("is_pic", "false"),
    ];
    for (name, value) in options {
        flags.set(name, value).map_err(|error| error.to_string())?;
    }
    let isa = cranelift_native::builder()?;
    isa.finish(settings::Flags::new(flags)).map_err(|error| error.to_string())
}
