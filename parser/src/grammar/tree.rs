//! The groups of a format, nested while it is read.

use crate::ast::{Bracket, Node, NodeKind};
use crate::error::{Fault, FaultKind};
use crate::span::Span;
use std::mem;

/// A tree that is being built: the level that grows, and around it those that wait for a bracket to be closed.
pub(super) struct Tree<U> {
    level: Level<U>,
    around: Vec<OpenBracket<U>>,
    /// The number of open brackets beyond the deepest level. Their content is left out, so that functions can recurse
    /// over the tree.
    beyond: usize,
    /// The number of nodes on all levels.
    len: usize,
}

/// The nodes between two brackets, or between the ends of the format.
struct Level<U> {
    nodes: Vec<Node<U>>,
    /// The number of closing brackets without an opening one. Each may have been meant for a bracket that stays open,
    /// which is then no second fault.
    strays: usize,
}

/// An open bracket.
struct OpenBracket<U> {
    bracket: Bracket,
    span: Span,
    /// The level that the bracket stands in.
    outside: Level<U>,
    /// Does the dialect know the bracket? If not, that fault has been noted, and no other is looked for.
    known: bool,
    /// The number of faults before the bracket.
    faults: usize,
}

impl<U> Tree<U> {
    pub(super) fn new() -> Self {
        Self { level: Level::new(), around: Vec::new(), beyond: 0, len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn depth(&self) -> usize {
        self.around.len() + self.beyond
    }

    pub(super) fn push(&mut self, kind: NodeKind<U>, span: Span) {
        if self.beyond == 0 {
            self.len += 1;
            self.level.nodes.push(Node { kind, span });
        }
    }

    pub(super) fn open(
        &mut self,
        bracket: Bracket,
        span: Span,
        max_depth: usize,
        known: bool,
        faults: usize,
    ) {
        if self.depth() >= max_depth {
            self.beyond += 1;
            return;
        }
        self.len += 1;
        let outside = mem::replace(&mut self.level, Level::new());
        self.around.push(OpenBracket { bracket, span, outside, known, faults });
    }

    /// Closes the innermost bracket of this kind; those inside it were never closed.
    pub(super) fn close(&mut self, bracket: Bracket, span: Span, faults: &mut Vec<Fault>) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(which) = self.around.iter().rposition(|open| open.bracket == bracket) {
            while self.around.len() > which + 1 {
                self.abandon(None, faults);
            }
            self.leave(span, faults);
        } else if self.around.last().is_some_and(|open| !open.known) {
            self.leave(span, faults);
        } else {
            self.level.strays += 1;
            faults.push(self.unopened(span));
        }
    }

    /// The nodes of the outermost level; `end` is the mark that ended them, if not the end of the text.
    pub(super) fn finish(mut self, end: Option<char>, faults: &mut Vec<Fault>) -> Vec<Node<U>> {
        if self.beyond > 0 {
            // The nesting is reported already.
            self.around.clear();
        }
        while !self.around.is_empty() {
            self.abandon(end, faults);
        }
        if self.level.members() > 1 {
            self.level.mark_trailing();
        }
        self.level.nodes
    }

    fn unopened(&self, span: Span) -> Fault {
        let fault = Fault::new(FaultKind::Unopened, span);
        match self.around.last() {
            Some(open) => {
                let (opening, closing) = open.bracket.characters();
                fault.help(format!("the open bracket is `{opening}`: close it with `{closing}`"))
            }
            None => fault.help("no bracket is open here"),
        }
    }

    /// Abandons the innermost open bracket.
    fn abandon(&mut self, end: Option<char>, faults: &mut Vec<Fault>) {
        let Some(open) = self.around.pop() else { return };
        let mut inside = mem::replace(&mut self.level, open.outside);
        if inside.strays > 0 {
            inside.strays -= 1;
        } else if open.known {
            let (_, closing) = open.bracket.characters();
            let before = end.map(|mark| format!(" before the `{mark}`")).unwrap_or_default();
            faults.push(
                Fault::new(FaultKind::Unclosed, open.span).help(format!("close it with `{closing}`{before}")),
            );
        }
        self.level.strays += inside.strays;
    }

    /// Makes a group of the nodes between the innermost open bracket and its closing one.
    fn leave(&mut self, closing: Span, faults: &mut Vec<Fault>) {
        let Some(open) = self.around.pop() else { return };
        let mut inside = mem::replace(&mut self.level, open.outside);
        inside.mark_trailing();
        let whole = open.known && faults.len() == open.faults;
        if open.bracket == Bracket::Dict && whole && inside.members() % 2 == 1 {
            let fault = Fault::new(FaultKind::OddDict, open.span.clone());
            faults.push(fault.help("a dict takes keys and values in turn"));
        }
        self.level.strays += inside.strays;
        let span = open.span.start..closing.end;
        self.level.nodes.push(Node { kind: NodeKind::Group(open.bracket, inside.nodes), span });
    }
}

impl<U> Level<U> {
    fn new() -> Self {
        Self { nodes: Vec::new(), strays: 0 }
    }

    /// The number of units and groups.
    fn members(&self) -> usize {
        self.nodes.iter().filter(|node| node.is_member()).count()
    }

    /// Marks the separators at the end of the level as trailing.
    fn mark_trailing(&mut self) {
        if let Some(Node { kind: NodeKind::Separator { trailing, .. }, .. }) = self.nodes.last_mut() {
            *trailing = true;
        }
    }
}
