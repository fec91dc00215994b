//! The members of objects, put into another order after they were written.
//!
//! A writer appends members as they come and tells where each begins. When an object closes and its members stand in
//! the wrong order, their bytes are moved: so a document is read once, and memory is kept for the members of open
//! objects only.

use std::cmp::Ordering;

/// Buffers larger than this are given back before the next document.
const KEEP_ENTRIES: usize = 4096;
/// The same, in bytes.
pub(super) const KEEP_BYTES: usize = 1 << 20;

/// A member of an open object. Offsets count from the place where the document begins in the output.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// The first byte: the key's opening quote.
    pub start: u32,
    /// Behind the value's last byte.
    pub end: u32,
    /// Bytes between the key's quotes.
    pub key_bytes: u32,
    /// What the order goes by first.
    pub rank: u32,
}

impl Member {
    /// The key as it was written, without quotes.
    pub fn key<'a>(&self, document: &'a [u8]) -> &'a [u8] {
        &document[self.start as usize + 1..][..self.key_bytes as usize]
    }
}

#[derive(Debug)]
struct Open {
    /// The index of its first member.
    first: usize,
    /// The members came in order so far.
    ordered: bool,
}

/// Members of the open objects of one document.
#[derive(Debug, Default)]
pub(super) struct Members {
    open: Vec<Open>,
    members: Vec<Member>,
    moved: Vec<u8>,
}

impl Members {
    /// Begins a document.
    pub fn clear(&mut self) {
        self.open.clear();
        self.members.clear();
        self.members.shrink_to(KEEP_ENTRIES);
        self.moved.clear();
        self.moved.shrink_to(KEEP_BYTES);
    }

    /// An object begins.
    pub fn open(&mut self) {
        self.open.push(Open { first: self.members.len(), ordered: true });
    }

    /// A member begins, its key is written. `order` must be total for the keys of one object.
    pub fn add(
        &mut self,
        member: Member,
        document: &[u8],
        order: impl Fn(&[u8], &Member, &Member) -> Ordering,
    ) {
        if let Some(open) = self.open.last_mut() {
            if let Some(before) = self.members[open.first..].last() {
                open.ordered &= order(document, before, &member) == Ordering::Less;
            }
            self.members.push(member);
        }
    }

    /// The member that was added last ends here.
    pub fn ends(&mut self, at: u32) {
        if let Some(member) = self.members.last_mut() {
            member.end = at;
        }
    }

    /// The innermost object ends; its closing brace is not written yet. Brings its members into `order`, with what
    /// `separate` writes between them. Of members that are equal in `order`, the last one written stays.
    pub fn close(
        &mut self,
        out: &mut Vec<u8>,
        base: usize,
        separate: impl Fn(&mut Vec<u8>),
        order: impl Fn(&[u8], &Member, &Member) -> Ordering,
    ) {
        let Some(open) = self.open.pop() else { return };
        let members = &mut self.members[open.first..];
        if let Some(last) = members.last_mut() {
            last.end = (out.len() - base) as u32;
        }
        if let (false, Some(first)) = (open.ordered, members.first()) {
            let start = base + first.start as usize;
            let document = &out[base..];
            members.sort_unstable_by(|one, other| {
                order(document, one, other).then_with(|| other.start.cmp(&one.start))
            });
            self.moved.clear();
            let mut before: Option<&Member> = None;
            for member in &*members {
                if before.is_some_and(|before| order(document, before, member) == Ordering::Equal) {
                    continue;
                }
                if before.is_some() {
                    separate(&mut self.moved);
                }
                self.moved.extend_from_slice(&document[member.start as usize..member.end as usize]);
                before = Some(member);
            }
            out.truncate(start);
            out.extend_from_slice(&self.moved);
        }
        self.members.truncate(open.first);
    }
}
