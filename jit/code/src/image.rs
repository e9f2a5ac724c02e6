//! Images of machine code, with tables by which the unwinder finds its way through it: for exceptions of other languages, and for
//! native traces.

use crate::object_file::{self, HEADER, NAMES};
use cranelift_codegen::CompiledCode;
use cranelift_codegen::isa::{TargetIsa, unwind::UnwindInfo};
use fmtunit_runtime::unwind::{FrameWords, HeldWords, personality};
use gimli::write::{Address, EhFrame, EndianVec, FrameTable};
use gimli::{DW_EH_PE_absptr, DW_EH_PE_pcrel, DW_EH_PE_sdata4, LittleEndian};

/// Each function starts at a multiple of this.
const ALIGNMENT: usize = 16;

/// The machine code of a function, its name, and the description of its frame.
#[derive(Debug)]
pub struct FunctionCode {
    /// The code.
    pub bytes: Vec<u8>,
    name: String,
    unwind: Option<UnwindInfo>,
    held: HeldWords,
}

/// Functions, the words that their frames hold, and their unwind table: an object file.
#[derive(Debug)]
pub struct Image {
    pub(crate) bytes: Vec<u8>,
    /// The offsets of the functions.
    pub entries: Vec<usize>,
    pub(crate) table: usize,
    /// The offsets of words that the address of the image is added to. All else can be moved to any address.
    pub(crate) relocated: [usize; 2],
}

/// The key of a stack slot whose words hold references, from the first of them on.
pub fn held_key(first: usize, count: usize) -> u64 {
    (first << 32 | count) as u64
}

impl FunctionCode {
    /// Takes the code of a function that has been compiled.
    ///
    /// # Errors
    /// Its frame cannot be described.
    pub fn new(name: String, code: &CompiledCode, isa: &dyn TargetIsa) -> Result<Self, String> {
        let mut held = HeldWords::default();
        if let Some(frame) = code.buffer.frame_layout() {
            let slots = frame.stackslots.values().filter_map(|slot| Some((slot.offset, slot.key?.bits())));
            for (words, (offset, key)) in held.iter_mut().zip(slots) {
                let offset = offset as i32 + 8 * (key >> 32) as i32 - frame.frame_to_fp_offset as i32;
                *words = FrameWords { offset, count: key as u32 };
            }
        }
        let unwind = code.create_unwind_info(isa).map_err(|error| error.to_string())?;
        Ok(Self { bytes: code.code_buffer().to_vec(), name, unwind, held })
    }
}

impl Image {
    /// Arranges functions.
    ///
    /// # Errors
    /// Their unwind table cannot be written.
    pub fn new(functions: &[FunctionCode], isa: &dyn TargetIsa) -> Result<Self, String> {
        let (mut bytes, mut entries) = (vec![0; HEADER], Vec::new());
        let (mut symbols, mut names) = (vec![0; 24], NAMES.to_vec());
        let held = |function: &FunctionCode| {
            function.held.map(|words| [words.offset.to_le_bytes(), words.count.to_le_bytes()])
        };
        for function in functions {
            object_file::add_symbol(&mut symbols, names.len(), [bytes.len() - HEADER, function.bytes.len()]);
            names.extend_from_slice(function.name.as_bytes());
            names.push(0);
            entries.push(bytes.len());
            bytes.extend_from_slice(&function.bytes);
            bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        }
        let words = bytes.len();
        bytes.extend(functions.iter().flat_map(held).flatten().flatten());
        let table = bytes.len();
        let mut frames = FrameTable::default();
        if let Some(mut cie) = isa.create_systemv_cie() {
            let near = DW_EH_PE_pcrel | DW_EH_PE_sdata4;
            cie.fde_address_encoding = near;
            cie.lsda_encoding = Some(near);
            cie.personality =
                Some((DW_EH_PE_absptr, Address::Constant(personality as *const () as usize as u64)));
            let cie = frames.add_cie(cie);
            let near = |offset: usize| Address::Constant(offset.wrapping_sub(table) as u64);
            for (index, (function, entry)) in functions.iter().zip(&entries).enumerate() {
                if let Some(UnwindInfo::SystemV(unwind)) = &function.unwind {
                    let mut frame = unwind.to_fde(near(*entry));
                    frame.lsda = Some(near(words + index * size_of::<HeldWords>()));
                    frames.add_fde(cie, frame);
                }
            }
        }
        let mut writer = EhFrame(EndianVec::new(LittleEndian));
        frames.write_eh_frame(&mut writer).map_err(|error| error.to_string())?;
        bytes.extend_from_slice(writer.slice());
        // A length of zero ends the table.
        bytes.extend_from_slice(&[0; 4]);
        let mut add = |part: &[u8]| {
            bytes.extend_from_slice(part);
            [bytes.len() - part.len(), bytes.len()]
        };
        let (symbols, names) = (add(&symbols), add(&names));
        let ranges = [[HEADER, words], [table, symbols[0]], symbols, names];
        let relocated = object_file::complete(&mut bytes, ranges);
        Ok(Self { bytes, entries, table, relocated })
    }
}
