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
        "push rbp",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset rbp, -16",
        "mov rbp, rsp",
        ".cfi_def_cfa_register rbp",
        "mov r11, rdi",
        "mov r10, rsi",
        // Arguments after the sixth go to the stack, the last one first, aligned to 16 bytes.
        "sub rdx, 6",
        "jbe 3f",
        "lea rax, [rdx + 1]",
        "and rax, -2",
        "shl rax, 3",
        "sub rsp, rax",
        "2:",
        "mov rax, [r10 + 8*rdx + 40]",
        "mov [rsp + 8*rdx - 8], rax",
        "sub rdx, 1",
        "jne 2b",
        "3:",
        "mov rdi, [r10]",
        "mov rsi, [r10 + 8]",
        "mov rdx, [r10 + 16]",
        "mov rcx, [r10 + 24]",
        "mov r8, [r10 + 32]",
        "mov r9, [r10 + 40]",
        // No floating-point numbers.
        "xor eax, eax",
        "call r11",
        "leave",
        ".cfi_def_cfa rsp, 8",
        "ret",
        ".cfi_endproc",
    )
}
