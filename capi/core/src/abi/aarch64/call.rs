//! Calling C functions with a number of arguments that is known at run time.

use std::ffi::c_void;

/// Calls a C function, variadic or not, with integers and pointers.
///
/// # Safety
/// The function takes these arguments, `count` words at `words`. At least [`REGISTERS`](super::REGISTERS) words are readable
/// there.
#[unsafe(naked)]
pub unsafe extern "C-unwind" fn call_with_words(
    function: *const c_void,
    words: *const usize,
    count: usize,
) -> usize {
    core::arch::naked_asm!(
        ".cfi_startproc",
        "stp x29, x30, [sp, #-16]!",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset x29, -16",
        ".cfi_offset x30, -8",
        "mov x29, sp",
        ".cfi_def_cfa_register x29",
        "mov x16, x0",
        "mov x17, x1",
        // Arguments after the eighth go to the stack, the first one lowest, aligned to 16 bytes.
        "subs x2, x2, #8",
        "b.ls 3f",
        "add x9, x2, #1",
        "and x9, x9, #-2",
        "sub sp, sp, x9, lsl #3",
        "add x10, x17, #64",
        "mov x11, sp",
        "2:",
        "ldr x9, [x10], #8",
        "str x9, [x11], #8",
        "subs x2, x2, #1",
        "b.ne 2b",
        "3:",
        "ldp x0, x1, [x17]",
        "ldp x2, x3, [x17, #16]",
        "ldp x4, x5, [x17, #32]",
        "ldp x6, x7, [x17, #48]",
        "blr x16",
        "mov sp, x29",
        "ldp x29, x30, [sp], #16",
        ".cfi_def_cfa sp, 0",
        "ret",
        ".cfi_endproc",
    )
}
