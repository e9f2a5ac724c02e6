//! Values as variable arguments.

use crate::functions::MOST;
use fmtunit_parser::units::{BuildUnit, Value as Kind};
use fmtunit_runtime::value::Value;

/// The values as C passes them: those in floating-point registers, then those in other registers and on the stack.
///
/// The calling conventions of x86-64 and of AArch64 on Linux have registers of two kinds, and one stack for all that is left.
/// So the values in registers of one kind can stand before those of the other, and before the stack, which keeps its order.
pub(crate) fn spread(units: &[BuildUnit], values: &[Value]) -> ([f64; DOUBLES], [usize; MOST]) {
    let mut spread = Spread::default();
    for (unit, value) in units.iter().zip(values) {
        // SAFETY: the member is that which the unit takes.
        unsafe {
            match unit.takes() {
                // C widens these; what is read of the word is the type's own half.
                Kind::Int => spread.word(value.Int as usize),
                Kind::UInt => spread.word(value.UInt as usize),
                Kind::Long => spread.word(value.Long as usize),
                Kind::ULong => spread.word(value.ULong as usize),
                Kind::LongLong => spread.word(value.LongLong as usize),
                Kind::ULongLong => spread.word(value.ULongLong as usize),
                Kind::SSize => spread.word(value.SSize as usize),
                Kind::Double => spread.double(value.Double),
                Kind::Complex => spread.word(value.Complex.addr()),
                Kind::Text => spread.word(value.Text.data.addr()),
                Kind::Bytes => {
                    spread.word(value.Bytes.data.addr());
                    spread.word(value.Bytes.length as usize);
                }
                Kind::Wide => spread.word(value.Wide.addr()),
                Kind::WideLen => {
                    spread.word(value.WideLen.data.addr());
                    spread.word(value.WideLen.length as usize);
                }
                Kind::Object => spread.word(value.Object.addr()),
                Kind::Conversion => {
                    spread.word(value.Conversion.convert as usize);
                    spread.word(value.Conversion.argument.addr());
                }
            }
        }
    }
    (spread.doubles, spread.words)
}

/// How many arguments have a register besides the format, of each kind.
const DOUBLES: usize = 8;
const WORDS: usize = if cfg!(target_arch = "x86_64") { 5 } else { 7 };

/// Arguments behind the format.
struct Spread {
    doubles: [f64; DOUBLES],
    words: [usize; MOST],
    in_doubles: usize,
    in_words: usize,
    on_stack: usize,
}

impl Default for Spread {
    fn default() -> Self {
        Self { doubles: [0.0; DOUBLES], words: [0; MOST], in_doubles: 0, in_words: 0, on_stack: 0 }
    }
}

impl Spread {
    fn word(&mut self, word: usize) {
        if self.in_words == WORDS {
            return self.stack(word);
        }
        self.words[self.in_words] = word;
        self.in_words += 1;
    }

    fn double(&mut self, double: f64) {
        if self.in_doubles == DOUBLES {
            return self.stack(double.to_bits() as usize);
        }
        self.doubles[self.in_doubles] = double;
        self.in_doubles += 1;
    }

    fn stack(&mut self, word: usize) {
        self.words[WORDS + self.on_stack] = word;
        self.on_stack += 1;
    }
}
