//! Reads assembly as LLVM prints it for x86-64 and AArch64: labels at the margin, directives with a dot, the target of a jump last.

/// The lines of a function, between its label and its size.
pub(crate) fn function<'a>(assembly: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let label = format!("{name}:");
    let mut lines = assembly.lines().skip_while(|line| *line != label);
    lines.next()?;
    Some(lines.map(str::trim).take_while(|line| !line.starts_with(".size")).collect())
}

/// The mnemonic of a line and its last operand; `None` for a label, a directive or a comment.
fn instruction(line: &str) -> Option<(&str, &str)> {
    if line.is_empty() || line.starts_with(['.', '#', '/']) || line.ends_with(':') {
        return None;
    }
    let (mnemonic, operands) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    Some((mnemonic, operands.rsplit(", ").next().unwrap_or_default().trim()))
}

fn is_call(mnemonic: &str) -> bool {
    mnemonic.starts_with("call") || matches!(mnemonic, "bl" | "blr")
}

/// Whether an instruction always jumps.
fn is_jump(mnemonic: &str) -> bool {
    mnemonic.starts_with("jmp") || matches!(mnemonic, "b" | "br")
}

/// Whether an instruction may jump.
fn may_jump(mnemonic: &str) -> bool {
    is_jump(mnemonic)
        || mnemonic.starts_with('j')
        || mnemonic.starts_with("loop")
        || mnemonic.starts_with("b.")
        || matches!(mnemonic, "cbz" | "cbnz" | "tbz" | "tbnz")
}

/// Follows a function for as long as no condition of a jump holds, up to where it returns. A jump over what is cold, to an end
/// that both ways share, is where the compiler happens to put that: it is followed.
///
/// The error says what is in the way: a call, or a jump that goes back or out of the function.
pub(crate) fn follow_hot_path(function: &[&str]) -> Result<(), String> {
    let mut at = 0;
    while let Some(line) = function.get(at) {
        let here = at;
        at += 1;
        let Some((mnemonic, target)) = instruction(line) else { continue };
        if mnemonic.starts_with("ret") {
            return Ok(());
        }
        if is_call(mnemonic) {
            return Err(format!("a call: {line}"));
        }
        if may_jump(mnemonic) {
            let is_target = |line: &&str| line.strip_suffix(':') == Some(target);
            let Some(distance) = function[here..].iter().position(is_target) else {
                return Err(format!("a jump back or out: {line}"));
            };
            if is_jump(mnemonic) {
                at = here + distance;
            }
        }
    }
    Err("the end without a return".to_owned())
}

/// The calls of a function to whatever allocates or frees memory, on any path.
pub(crate) fn allocations<'a>(function: &[&'a str]) -> Vec<&'a str> {
    let allocates = |line: &&str| {
        instruction(line).is_some_and(|(mnemonic, target)| {
            (is_call(mnemonic) || is_jump(mnemonic))
                && (target.to_ascii_lowercase().contains("alloc") || target.contains("PyMem_"))
        })
    };
    function.iter().copied().filter(allocates).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a function.
    fn lines(text: &str) -> Vec<&str> {
        text.lines().map(str::trim).collect()
    }

    #[test]
    fn a_function_ends_with_its_size() {
        let assembly =
            "first:\n\tret\n\t.size\tfirst, 1\nsecond:\n.Lbegin:\n\tnop\n\tretq\n\t.size\tsecond, 2\n";
        assert_eq!(function(assembly, "second"), Some(vec![".Lbegin:", "nop", "retq"]));
        assert_eq!(function(assembly, "third"), None);
    }

    #[test]
    fn forward_jumps_and_what_is_cold_are_let_pass() {
        let function = lines(
            "pushq %rbx
             .cfi_def_cfa_offset 16
             testq %rdi, %rdi
             je .LBB0_2
             .LBB0_1:
             xorl %eax, %eax
             popq %rbx
             retq
             .LBB0_2:
             callq *slow@GOTPCREL(%rip)
             jmp .LBB0_1",
        );
        assert_eq!(follow_hot_path(&function), Ok(()));
    }

    #[test]
    fn a_call_is_found() {
        let function = lines("testq %rdi, %rdi\ncallq *fast@GOTPCREL(%rip)\nretq");
        assert_eq!(follow_hot_path(&function), Err("a call: callq *fast@GOTPCREL(%rip)".to_owned()));
    }

    #[test]
    fn a_jump_back_is_found() {
        let function = lines(".LBB0_1:\ndecq %rdi\njne .LBB0_1\nretq");
        assert_eq!(follow_hot_path(&function), Err("a jump back or out: jne .LBB0_1".to_owned()));
    }

    #[test]
    fn a_jump_over_what_is_cold_is_followed() {
        let over = |shared: &str| {
            format!("jmp .LBB0_2\n.LBB0_1:\ncallq *slow@GOTPCREL(%rip)\n.LBB0_2:\n{shared}retq")
        };
        assert_eq!(follow_hot_path(&lines(&over(""))), Ok(()));
        let call = over("callq *fast@GOTPCREL(%rip)\n");
        assert_eq!(follow_hot_path(&lines(&call)), Err("a call: callq *fast@GOTPCREL(%rip)".to_owned()));
    }

    #[test]
    fn a_jump_out_of_the_function_is_found() {
        let function = lines("testq %rdi, %rdi\nje another\nretq");
        assert_eq!(follow_hot_path(&function), Err("a jump back or out: je another".to_owned()));
        let function = lines("xorl %eax, %eax\njmp *another@GOTPCREL(%rip)");
        assert!(follow_hot_path(&function).is_err_and(|error| error.starts_with("a jump back or out")));
    }

    #[test]
    fn the_instructions_of_aarch64_are_read() {
        fn function(first: &str) -> [&str; 6] {
            [first, "mov w0, wzr", "ret", ".LBB0_1:", "bl slow", "ret"]
        }
        for jump in
            ["// %bb.0:", "cbz x0, .LBB0_1", "tbnz x8, #24, .LBB0_1", "b.ne .LBB0_1", "bic x0, x0, x1"]
        {
            assert_eq!(follow_hot_path(&function(jump)), Ok(()), "{jump}");
        }
        for call in ["bl fast", "blr x8"] {
            assert_eq!(follow_hot_path(&function(call)), Err(format!("a call: {call}")));
        }
        assert!(follow_hot_path(&function("br x8")).is_err());
        for jump in ["b .LBB0_0", "cbnz x0, .LBB0_0"] {
            assert_eq!(follow_hot_path(&[".LBB0_0:", jump]), Err(format!("a jump back or out: {jump}")));
        }
        assert_eq!(allocations(&["ret", "b PyMem_Malloc", "bl slow"]), ["b PyMem_Malloc"]);
    }

    #[test]
    fn a_missing_return_is_found() {
        assert_eq!(follow_hot_path(&lines("ud2")), Err("the end without a return".to_owned()));
    }

    #[test]
    fn allocations_are_found_on_any_path() {
        let function = lines(
            "leaq alloc(%rip), %rax
             retq
             callq *_RNvCs_7___rustc12___rust_alloc@GOTPCREL(%rip)
             callq *slow@GOTPCREL(%rip)
             jmp *PyMem_Malloc@GOTPCREL(%rip)",
        );
        assert_eq!(allocations(&function), [function[2], function[4]]);
    }
}
