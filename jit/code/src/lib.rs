//! Machine code in memory.
//!
//! Functions become an [`Image`]: an object file that holds their code, an unwind table for exceptions and native traces, and
//! names for debuggers. An [`Arena`] publishes images. Both exist where Cranelift has a back end. [`ForkLock`] protects what
//! threads and forked processes share.

#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod arena;
#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod image;
mod lock;
#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod object_file;

#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
pub use arena::Arena;
#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
pub use image::{FunctionCode, Image, held_key};
pub use lock::{ForkLock, Guard};
