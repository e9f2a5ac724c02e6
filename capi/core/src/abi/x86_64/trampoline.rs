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
                    $crate::open_frame!(56),
                    $crate::save_words!(),
                    concat!("mov ", $crate::argument_register!($named), ", rsp"),
                    "call {handler}",
                    "test rdx, rdx",
                    "jne 2f",
                    $crate::close_frame!(56),
                    "ret",
                    ".cfi_restore_state",
                    "2:",
                    "mov r11, rdx",
                    $crate::restore_words!(),
                    // No floating-point register is in use.
                    "xor eax, eax",
                    $crate::close_frame!(56),
                    "jmp r11",
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
                    $crate::open_frame!(184),
                    $crate::save_words!(),
                    // The caller passes an upper bound of the number of floating-point registers in use.
                    "mov [rsp + 176], rax",
                    "test al, al",
                    "je 2f",
                    $crate::save_doubles!(),
                    "2:",
                    concat!("mov ", $crate::argument_register!($named), ", rsp"),
                    "call {handler}",
                    "test rdx, rdx",
                    "jne 3f",
                    $crate::close_frame!(184),
                    "ret",
                    ".cfi_restore_state",
                    "3:",
                    "mov r11, rdx",
                    $crate::restore_words!(),
                    "mov rax, [rsp + 176]",
                    "test al, al",
                    "je 4f",
                    $crate::restore_doubles!(),
                    "4:",
                    $crate::close_frame!(184),
                    "jmp r11",
                    ".cfi_endproc",
                    handler = sym $handler,
                    personality = sym $crate::runtime::unwind::personality,
                )
            }
        };
    };
}

/// The register of the argument after the named ones.
#[doc(hidden)]
#[macro_export]
macro_rules! argument_register {
    (1) => {
        "rsi"
    };
    (2) => {
        "rdx"
    };
    (3) => {
        "rcx"
    };
    (4) => {
        "r8"
    };
    (5) => {
        "r9"
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
             sub rsp, ",
            $size,
            "
             .cfi_def_cfa_offset 8 + ",
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
             add rsp, ",
            $size,
            "
             .cfi_def_cfa_offset 8",
        )
    };
}

/// Saves the registers that integers and pointers are passed in.
#[doc(hidden)]
#[macro_export]
macro_rules! save_words {
    () => {
        "mov [rsp], rdi
         mov [rsp + 8], rsi
         mov [rsp + 16], rdx
         mov [rsp + 24], rcx
         mov [rsp + 32], r8
         mov [rsp + 40], r9"
    };
}

/// The inverse of `save_words`.
#[doc(hidden)]
#[macro_export]
macro_rules! restore_words {
    () => {
        "mov rdi, [rsp]
         mov rsi, [rsp + 8]
         mov rdx, [rsp + 16]
         mov rcx, [rsp + 24]
         mov r8, [rsp + 32]
         mov r9, [rsp + 40]"
    };
}

/// Saves the registers that floating-point numbers are passed in.
#[doc(hidden)]
#[macro_export]
macro_rules! save_doubles {
    () => {
        "movaps [rsp + 48], xmm0
         movaps [rsp + 64], xmm1
         movaps [rsp + 80], xmm2
         movaps [rsp + 96], xmm3
         movaps [rsp + 112], xmm4
         movaps [rsp + 128], xmm5
         movaps [rsp + 144], xmm6
         movaps [rsp + 160], xmm7"
    };
}

/// The inverse of `save_doubles`.
#[doc(hidden)]
#[macro_export]
macro_rules! restore_doubles {
    () => {
        "movaps xmm0, [rsp + 48]
         movaps xmm1, [rsp + 64]
         movaps xmm2, [rsp + 80]
         movaps xmm3, [rsp + 96]
         movaps xmm4, [rsp + 112]
         movaps xmm5, [rsp + 128]
         movaps xmm6, [rsp + 144]
         movaps xmm7, [rsp + 160]"
    };
}
