//! The parameters of a function that takes keywords, from the format and the list of names.

use super::number;
use crate::ast::{NodeKind, ParseFormat};
use crate::error::{Fault, FaultKind};
use crate::plan::Parameters;
use crate::span::Span;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::{CStr, CString};

/// Returns the parameters of a format, or all faults of their names.
pub(super) fn parameters(format: &ParseFormat, names: &[&str]) -> Result<Parameters, Vec<Fault>> {
    let outline = Outline::of(format);
    let faults: Vec<_> = outline.unnamed(names.len()).chain(outline.misnamed(names)).collect();
    if faults.is_empty() { outline.parameters(names).map_err(|fault| vec![fault]) } else { Err(faults) }
}

/// The parameters as the top level of a format describes them.
struct Outline {
    /// The text of each.
    units: Vec<Span>,
    /// The number of parameters before the `|`.
    required: Option<usize>,
    /// The number of parameters before the `$`.
    positional: Option<usize>,
    /// The place where one more unit would stand.
    end: Span,
}

impl Outline {
    fn of(format: &ParseFormat) -> Self {
        let mut outline = Self { units: Vec::new(), required: None, positional: None, end: format.end() };
        for node in &format.nodes {
            match node.kind {
                NodeKind::Unit(_) | NodeKind::Group(..) => outline.units.push(node.span.clone()),
                NodeKind::Optional => outline.required = Some(outline.units.len()),
                NodeKind::KeywordOnly => outline.positional = Some(outline.units.len()),
                NodeKind::Separator { .. } => {}
            }
        }
        outline
    }

    /// The units beyond the last name.
    fn unnamed(&self, names: usize) -> impl Iterator<Item = Fault> {
        self.units.iter().skip(names).map(|span| {
            let fault = Fault::new(FaultKind::UnnamedUnit, span.clone());
            fault.help("each unit needs a name; that of a positional-only parameter is empty")
        })
    }

    /// The faults of the names.
    fn misnamed(&self, names: &[&str]) -> impl Iterator<Item = Fault> {
        let nameless = names.iter().take_while(|name| name.is_empty()).count();
        let faults = names.iter().enumerate().map(move |(index, name)| {
            let span = self.units.get(index).unwrap_or(&self.end).clone();
            let misplaced = self.misplaced(index, name.is_empty(), nameless);
            let misplaced = misplaced.map(|(kind, help)| Fault { help, ..Fault::new(kind, span.clone()) });
            let nul = name.contains('\0').then(|| {
                Fault::new(FaultKind::NulInName(index), span).help("C would see the end of the name here")
            });
            misplaced.into_iter().chain(nul)
        });
        faults.flatten()
    }

    /// Returns the fault of a name that should be absent, or should not be empty; the first `nameless` names are empty.
    fn misplaced(&self, index: usize, empty: bool, nameless: usize) -> Option<(FaultKind, Option<String>)> {
        let (kind, help) = if index >= self.units.len() {
            (FaultKind::SurplusName(index), None)
        } else if empty && index >= nameless {
            (FaultKind::NamelessAfterNamed(index), Some("positional-only parameters come first"))
        } else if empty && self.positional.is_some_and(|positional| index >= positional) {
            (FaultKind::NamelessKeywordOnly(index), Some("a keyword-only parameter needs a name"))
        } else {
            return None;
        };
        Some((kind, help.map(str::to_owned)))
    }

    /// The parameters, when there are as many units as names.
    fn parameters(&self, names: &[&str]) -> Result<Parameters, Fault> {
        let nul = |index| move |_| Fault::new(FaultKind::NulInName(index), self.end.clone());
        let list = names.iter().enumerate().map(|(index, &name)| CString::new(name).map_err(nul(index)));
        let list: Vec<Cow<'static, CStr>> =
            list.map(|name| name.map(Cow::Owned)).collect::<Result<_, _>>()?;
        let positional_only = names.iter().take_while(|name| name.is_empty()).count();
        let mut seen = HashSet::new();
        let distinct = names.iter().skip(positional_only).all(|name| seen.insert(name));
        Ok(Parameters {
            names: Cow::Owned(list),
            positional_only: number(positional_only, &self.end)?,
            required: number(self.required.unwrap_or(names.len()), &self.end)?,
            positional: number(self.positional.unwrap_or(names.len()), &self.end)?,
            distinct,
        })
    }
}
