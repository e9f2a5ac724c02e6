//! Values as variable arguments.
//!
//! Rust can call a C function with variable arguments, but not with a number of them that is only known at run time. So every
//! call passes [`MOST`] words; the function reads those that its format names, and no others.

use fmtunit_parser::units::{BuildUnit, ValueKind as Kind};
use fmtunit_runtime::value::Value;

/// The number of words that every call passes.
pub const MOST: usize = 160;

/// The registers for arguments after the format, of each kind; none where all arguments are passed in their order.
const DOUBLES: usize = if cfg!(target_arch = "s390x") {
    4
} else if cfg!(ordered_arguments) {
    0
} else {
    8
};
const WORDS: usize = if cfg!(target_arch = "s390x") {
    4
} else if cfg!(target_arch = "x86_64") {
    5
} else {
    7
};

/// Arguments that follow the format as C passes them: those in floating-point registers, then those in other registers and on
/// the stack.
///
/// The calling conventions of Linux on x86-64, AArch64 and s390x have registers of two kinds, and one stack for all that is left.
/// So the values in registers of one kind can stand before those of the other, and before the stack, which keeps its order.
/// Elsewhere all arguments stand in their order, and one that is larger than a word takes several.
pub struct Spread {
    pub(crate) doubles: [f64; DOUBLES],
    pub(crate) words: [usize; MOST],
    in_doubles: usize,
    in_words: usize,
    on_stack: usize,
}

impl Spread {
    /// Arguments none of which is a floating-point number.
    pub fn words(words: impl IntoIterator<Item = usize>) -> Self {
        let mut spread =
            Self { doubles: [0.0; DOUBLES], words: [0; MOST], in_doubles: 0, in_words: 0, on_stack: 0 };
        words.into_iter().for_each(|word| spread.word(word));
        spread
    }

    /// The values that units take.
    pub fn values(units: &[BuildUnit], values: &[Value]) -> Self {
        let mut spread = Self::words([]);
        for (unit, value) in units.iter().zip(values) {
            // The member is that which the unit takes.
            unsafe {
                match unit.takes() {
                    // C widens these; what is read of the word is the type's own half.
                    Kind::Int => spread.word(value.Int as usize),
                    Kind::UInt => spread.word(value.UInt as usize),
                    Kind::Long => spread.word(value.Long as usize),
                    Kind::ULong => spread.word(value.ULong as usize),
                    Kind::LongLong => spread.long(value.LongLong as u64),
                    Kind::ULongLong => spread.long(value.ULongLong),
                    Kind::SSize => spread.word(value.SSize as usize),
                    Kind::Double => spread.double(value.Double),
                    Kind::Complex => spread.word(value.Complex.addr()),
                    Kind::Text => spread.word(value.Text.data.addr()),
                    Kind::Bytes => spread.pair(value.Bytes.data.addr(), value.Bytes.length as usize),
                    Kind::Wide => spread.word(value.Wide.addr()),
                    Kind::WideLen => spread.pair(value.WideLen.data.addr(), value.WideLen.length as usize),
                    Kind::Object => spread.word(value.Object.addr()),
                    Kind::Conversion => {
                        spread.pair(value.Conversion.convert as usize, value.Conversion.argument.addr());
                    }
                }
            }
        }
        spread
    }

    fn word(&mut self, word: usize) {
        if self.in_words == WORDS {
            return self.stack(word);
        }
        self.words[self.in_words] = word;
        self.in_words += 1;
    }

    fn pair(&mut self, first: usize, second: usize) {
        self.word(first);
        self.word(second);
    }

    fn long(&mut self, long: u64) {
        self.word(long as usize);
        if usize::BITS < u64::BITS {
            self.word((long >> 32) as usize);
        }
    }

    fn double(&mut self, double: f64) {
        if DOUBLES == 0 {
            return self.long(double.to_bits());
        }
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

/// The call with all arguments of a [`Spread`].
#[cfg(not(any(ordered_arguments, target_arch = "s390x")))]
macro_rules! with_spread {
    ($function:ident($($fixed:expr),*), $doubles:ident, $words:ident) => {{
        let [a, b, c, d, e, f, g, h] = *$doubles;
        $crate::variadic::with_words!($function($($fixed,)* a, b, c, d, e, f, g, h), $words)
    }};
}

/// The call with all arguments of a [`Spread`].
#[cfg(target_arch = "s390x")]
macro_rules! with_spread {
    ($function:ident($($fixed:expr),*), $doubles:ident, $words:ident) => {{
        let [a, b, c, d] = *$doubles;
        $crate::variadic::with_words!($function($($fixed,)* a, b, c, d), $words)
    }};
}

/// The call with all arguments of a [`Spread`].
#[cfg(ordered_arguments)]
macro_rules! with_spread {
    ($function:ident($($fixed:expr),*), $doubles:ident, $words:ident) => {{
        let [] = *$doubles;
        $crate::variadic::with_words!($function($($fixed),*), $words)
    }};
}
pub(crate) use with_spread;

/// The call with all words of an array.
macro_rules! with_words {
    ($function:ident($($fixed:expr),*), $words:ident) => {
        $crate::variadic::with_words!(
            @ $function($($fixed),*), $words, [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150] []
        )
    };
    (@ $function:ident($($fixed:expr),*), $words:ident, [$ten:literal $($more:literal)*] [$($done:expr),*]) => {
        $crate::variadic::with_words!(@ $function($($fixed),*), $words, [$($more)*] [$($done,)*
            $words[$ten], $words[$ten + 1], $words[$ten + 2], $words[$ten + 3], $words[$ten + 4],
            $words[$ten + 5], $words[$ten + 6], $words[$ten + 7], $words[$ten + 8], $words[$ten + 9]
        ])
    };
    (@ $function:ident($($fixed:expr),*), $words:ident, [] [$($done:expr),*]) => {
        $function($($fixed,)* $($done),*)
    };
}
pub(crate) use with_words;
