//! The exported functions: they save the arguments, call a handler, and return or forward the call.

/// Exports a C function that calls a handler with the named arguments and the saved registers.
///
/// The kind is `words` if all variadic arguments are integers or pointers, and `values` if some may be floating-point
/// numbers. `$named` is the number of named arguments.
#[macro_export]
macro_rules! trampoline {
    ($export:literal, words, $named:tt, $handler:path) => {
        const _: () = {
            #[unsafe(export_name = $export)]
            #[unsafe(naked)]
            extern "C" fn trampoline() {
                core::arch::naked_asm!(
                    $crate::open_frame!(80),
                    $crate::save_words!(),
                    "stp x29, x30, [sp, #64]",
                    ".cfi_offset x29, -16",
                    ".cfi_offset x30, -8",
                    concat!("mov x", $named, ", sp"),
                    "bl {handler}",
                    "ldp x29, x30, [sp, #64]",
                    "cbnz x1, 2f",
                    $crate::close_frame!(80),
                    "ret",
                    ".cfi_restore_state",
                    "2:",
                    "mov x16, x1",
                    $crate::restore_words!(),
                    $crate::close_frame!(80),
                    "br x16",
                    ".cfi_endproc",
                    handler = sym $handler,
                    personality = sym $crate::runtime::unwind::personality,
                )
            }
        };
    };
    ($export:literal, values, $named:tt, $handler:path) => {
        const _: () = {
            #[unsafe(export_name = $export)]
            #[unsafe(naked)]
            extern "C" fn trampoline() {
                core::arch::naked_asm!(
                    $crate::open_frame!(208),
                    $crate::save_words!(),
                    "stp q0, q1, [sp, #64]",
                    "stp q2, q3, [sp, #96]",
                    "stp q4, q5, [sp, #128]",
                    "stp q6, q7, [sp, #160]",
                    "stp x29, x30, [sp, #192]",
                    ".cfi_offset x29, -16",
                    ".cfi_offset x30, -8",
                    concat!("mov x", $named, ", sp"),
                    "bl {handler}",
                    "ldp x29, x30, [sp, #192]",
                    "cbnz x1, 2f",
                    $crate::close_frame!(208),
                    "ret",
                    ".cfi_restore_state",
                    "2:",
                    "mov x16, x1",
                    $crate::restore_words!(),
                    "ldp q0, q1, [sp, #64]",
                    "ldp q2, q3, [sp, #96]",
                    "ldp q4, q5, [sp, #128]",
                    "ldp q6, q7, [sp, #160]",
                    $crate::close_frame!(208),
                    "br x16",
                    ".cfi_endproc",
                    handler = sym $handler,
                    personality = sym $crate::runtime::unwind::personality,
                )
            }
        };
    };
}

/// Makes room in the frame, and describes it to the unwinder.
#[doc(hidden)]
#[macro_export]
macro_rules! open_frame {
    ($size:literal) => {
        concat!(
            ".cfi_startproc
             .cfi_personality 0x1b, {personality}
             sub sp, sp, #",
            $size,
            "
             .cfi_def_cfa_offset ",
            $size,
        )
    };
}

/// The inverse of `open_frame`. The frame as it was is remembered.
#[doc(hidden)]
#[macro_export]
macro_rules! close_frame {
    ($size:literal) => {
        concat!(
            ".cfi_remember_state
             add sp, sp, #",
            $size,
            "
             .cfi_restore x29
             .cfi_restore x30
             .cfi_def_cfa_offset 0",
        )
    };
}

/// Saves the registers that integers and pointers are passed in.
#[doc(hidden)]
#[macro_export]
macro_rules! save_words {
    () => {
        "stp x0, x1, [sp]
         stp x2, x3, [sp, #16]
         stp x4, x5, [sp, #32]
         stp x6, x7, [sp, #48]"
    };
}

/// The inverse of `save_words`.
#[doc(hidden)]
#[macro_export]
macro_rules! restore_words {
    () => {
        "ldp x0, x1, [sp]
         ldp x2, x3, [sp, #16]
         ldp x4, x5, [sp, #32]
         ldp x6, x7, [sp, #48]"
    };
}
