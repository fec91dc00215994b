//! The style of a column's writer, learned from some of its documents.
//!
//! Separators, escapes and indentation go by majority. The order of keys is learned as "this key came right before
//! that one" and put in line at the end, for all objects together and, where they contradict one another, for the
//! objects under each key apart (`{"id":…,"author":{"name":…,"id":…}}`). Some hundred documents tell enough; a renderer
//! that misses a rare key costs an original, not a value.

use crate::row::format::{JsonStyle, NestedOrder};
use crate::row::json::parse::{JsonProblem, Parser, Sink, hex4};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of a document that is looked at: learning copies keys, and small documents tell as much.
pub const DOCUMENT_BYTES_MAX: usize = 1 << 20;
/// Objects with more different keys than this hold data in their keys, and such keys have no order to learn.
const KEYS_MAX: usize = 256;
/// Keys longer than this are data.
const KEY_BYTES_MAX: usize = 128;
/// Keys for whose objects an order is kept.
const PARENTS_MAX: usize = 256;
/// Indentation of more spaces is no indentation.
const INDENT_MAX: usize = 16;

/// What was seen in a column's documents. Parts of a column merge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StyleLearner {
    documents: u64,
    space_after_comma: Vote,
    space_after_colon: Vote,
    ascii: Vote,
    escape_slash: Vote,
    escape_html: Vote,
    /// The keys of objects stand in the order of their bytes (no), or do not (yes).
    unsorted: Vote,
    /// Containers that break no line, or indent by a number of spaces.
    indents: Vec<(Option<u8>, u64)>,
    /// Orders of objects at the root (`None`) and under each key.
    orders: Vec<(Option<String>, Successions)>,
}

/// A question that each occurrence answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Vote {
    yes: u64,
    no: u64,
}

impl Vote {
    fn count(&mut self, yes: bool) {
        if yes { self.yes += 1 } else { self.no += 1 }
    }

    fn merge(&mut self, other: Vote) {
        self.yes += other.yes;
        self.no += other.no;
    }

    fn or(self, unasked: bool) -> bool {
        if self.yes == self.no { unasked } else { self.yes > self.no }
    }
}

/// Which keys came right before which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Successions {
    /// Keys in the order in which they were first seen.
    keys: Vec<String>,
    /// Pairs of indexes into `keys`, and how often the second followed the first.
    pairs: Vec<(usize, usize, u64)>,
    /// There were too many keys.
    data: bool,
}

impl StyleLearner {
    /// Looks at a document. Text that `jsonb` does not take teaches nothing, and a document of more than
    /// [`DOCUMENT_BYTES_MAX`] is not looked at.
    pub fn observe(&mut self, text: &[u8]) -> Result<(), JsonProblem> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Ok(());
        }
        let mut watch = Watch { text, seen: StyleLearner::default(), open: Vec::new(), depth: 0 };
        Parser::new(text, &mut watch).run()?;
        watch.seen.documents = 1;
        self.merge(&watch.seen);
        Ok(())
    }

    /// Number of documents seen.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Adds what was seen in another part of the column.
    pub fn merge(&mut self, other: &StyleLearner) {
        self.documents += other.documents;
        self.space_after_comma.merge(other.space_after_comma);
        self.space_after_colon.merge(other.space_after_colon);
        self.ascii.merge(other.ascii);
        self.escape_slash.merge(other.escape_slash);
        self.escape_html.merge(other.escape_html);
        self.unsorted.merge(other.unsorted);
        for &(indent, count) in &other.indents {
            self.count_indent(indent, count);
        }
        for (under, successions) in &other.orders {
            if let Some(order) = self.order(under.as_deref()) {
                order.merge(successions);
            }
        }
    }

    fn count_indent(&mut self, indent: Option<u8>, count: u64) {
        match self.indents.iter_mut().find(|known| known.0 == indent) {
            Some(known) => known.1 += count,
            None => self.indents.push((indent, count)),
        }
    }

    /// The order of the objects under a key; `None` for one key too many.
    fn order(&mut self, under: Option<&str>) -> Option<&mut Successions> {
        match self.orders.iter().position(|order| order.0.as_deref() == under) {
            Some(at) => Some(&mut self.orders[at].1),
            None if self.orders.len() == PARENTS_MAX => None,
            None => {
                self.orders.push((under.map(String::from), Successions::default()));
                self.orders.last_mut().map(|order| &mut order.1)
            }
        }
    }

    /// The style of most of what was seen.
    pub fn style(&self) -> JsonStyle {
        let indent = self.indents.iter().max_by_key(|&(_, count)| count).and_then(|&(indent, _)| indent);
        let space_after_colon = self.space_after_colon.or(self.space_after_comma.yes > 0);
        let space_after_comma = indent.is_none() && self.space_after_comma.or(space_after_colon);
        let escape_slash = self.escape_slash.or(false);
        // Where no character tells: Python's default separators come with its default `ensure_ascii`, and PHP's
        // escaped slashes with its escaped characters.
        let ascii = self.ascii.or(escape_slash || (space_after_comma && space_after_colon));
        let sorted_keys = self.unsorted.yes == 0;
        let (key_order, nested_order) = if sorted_keys { Default::default() } else { self.key_orders() };
        JsonStyle {
            space_after_comma,
            space_after_colon,
            ascii,
            escape_slash,
            indent,
            escape_html: self.escape_html.or(false),
            key_order,
            sorted_keys,
            nested_order,
        }
    }

    /// The order of the keys at the root and then of all others, and the orders that contradict it.
    fn key_orders(&self) -> (Vec<String>, Vec<NestedOrder>) {
        let mut all = Successions::default();
        let with_order = || self.orders.iter().filter(|(_, successions)| !successions.data);
        with_order().for_each(|(_, successions)| all.merge(successions));
        let root = with_order().find(|(under, _)| under.is_none());
        let mut keys = root.map_or(Vec::new(), |(_, successions)| successions.in_line());
        let listed: BTreeSet<&str> = keys.iter().copied().collect();
        keys.extend(all.in_line().into_iter().filter(|key| !listed.contains(key)));
        let places: BTreeMap<&str, usize> = keys.iter().copied().zip(0..).collect();
        let mut nested = Vec::new();
        for (under, successions) in with_order() {
            let Some(under) = under else { continue };
            let line = successions.in_line();
            if !line.is_sorted_by_key(|key| places.get(key)) {
                let keys = line.into_iter().map(String::from).collect();
                nested.push(NestedOrder { under: under.clone(), keys });
            }
        }
        (keys.into_iter().map(String::from).collect(), nested)
    }
}

impl Successions {
    /// The index of a key; `None` when there are too many keys.
    fn index(&mut self, key: &str) -> Option<usize> {
        if let Some(index) = self.keys.iter().position(|known| known == key) {
            return Some(index);
        }
        if self.keys.len() == KEYS_MAX || key.len() > KEY_BYTES_MAX {
            *self = Successions { data: true, ..Default::default() };
        }
        if self.data {
            return None;
        }
        self.keys.push(key.into());
        Some(self.keys.len() - 1)
    }

    fn count(&mut self, first: usize, second: usize, count: u64) {
        match self.pairs.iter_mut().find(|pair| (pair.0, pair.1) == (first, second)) {
            Some(pair) => pair.2 += count,
            None => self.pairs.push((first, second, count)),
        }
    }

    fn merge(&mut self, other: &Successions) {
        if other.data {
            *self = other.clone();
        }
        let indexes: Option<Vec<_>> = other.keys.iter().map(|key| self.index(key)).collect();
        let Some(indexes) = indexes else { return };
        for &(first, second, count) in &other.pairs {
            self.count(indexes[first], indexes[second], count);
        }
    }

    /// All keys in an order that agrees with the successions; where they contradict one another, with most of them.
    fn in_line(&self) -> Vec<&str> {
        let mut before = vec![0u64; self.keys.len()];
        for &(_, second, count) in &self.pairs {
            before[second] += count;
        }
        let mut left: Vec<usize> = (0..self.keys.len()).collect();
        let mut line = Vec::with_capacity(left.len());
        // The key that fewest of those left come before; nothing does unless there is a contradiction. Of several, the
        // one first seen.
        while let Some(place) = (0..left.len()).min_by_key(|&place| before[left[place]]) {
            let next = left.remove(place);
            for &(_, second, count) in self.pairs.iter().filter(|pair| pair.0 == next) {
                before[second] -= count;
            }
            line.push(self.keys[next].as_str());
        }
        line
    }
}

/// One document being watched.
struct Watch<'a> {
    text: &'a [u8],
    seen: StyleLearner,
    open: Vec<Object>,
    depth: usize,
}

/// An open object.
struct Object {
    /// The key it stands under.
    under: Option<String>,
    /// The keys so far.
    keys: Vec<String>,
}

impl Watch<'_> {
    fn behind(&self, at: usize) -> Option<u8> {
        self.text.get(at + 1).copied()
    }

    fn characters(&mut self, raw: &[u8]) {
        if raw.iter().any(|byte| !byte.is_ascii()) {
            self.seen.ascii.count(false);
        }
        if raw.iter().any(|byte| matches!(byte, b'<' | b'>' | b'&')) {
            self.seen.escape_html.count(false);
        }
        let mut rest = raw;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'/' | b'\\')) {
            match &rest[at..] {
                [b'/', ..] => self.seen.escape_slash.count(false),
                [b'\\', b'/', ..] => self.seen.escape_slash.count(true),
                [b'\\', b'u', digits @ ..] => match hex4(digits) {
                    Some(0x3C | 0x3E | 0x26) => self.seen.escape_html.count(true),
                    // Writers that write other characters as they are escape these two for HTML.
                    Some(0x2028 | 0x2029) => {}
                    Some(0x80..) => self.seen.ascii.count(true),
                    _ => {}
                },
                _ => {}
            }
            rest = &rest[at + 1 + usize::from(rest[at] == b'\\')..];
        }
    }
}

impl Sink for Watch<'_> {
    const BEYOND_JSONB: bool = false;

    fn begin(&mut self, object: bool, empty: bool, at: usize) {
        if empty {
            return;
        }
        self.depth += 1;
        let indent = match self.behind(at) {
            Some(b'\n') => {
                let line = &self.text[at + 2..];
                let spaces = line.iter().take_while(|&&byte| byte == b' ').count();
                let indent = spaces / self.depth;
                (indent <= INDENT_MAX).then_some(indent as u8)
            }
            _ => None,
        };
        self.seen.count_indent(indent, 1);
        if object {
            // Arrays are looked through: their objects stand under the key of the array.
            let under = self.open.last().and_then(|object| object.keys.last().cloned());
            self.open.push(Object { under, keys: Vec::new() });
        }
    }

    fn end(&mut self, object: bool, empty: bool) {
        if empty {
            return;
        }
        self.depth -= 1;
        if object && let Some(Object { under, keys }) = self.open.pop() {
            if keys.len() > 1 {
                self.seen.unsorted.count(!keys.is_sorted());
            }
            let Some(successions) = self.seen.order(under.as_deref()) else { return };
            let mut before = None;
            for key in &keys {
                let index = successions.index(key);
                if let (Some(before), Some(index)) = (before, index)
                    && before != index
                {
                    successions.count(before, index, 1);
                }
                before = index;
            }
        }
    }

    fn key(&mut self, raw: &[u8], escaped: bool) {
        self.characters(raw);
        if let Some(object) = self.open.last_mut() {
            object.keys.push(unescaped(raw, escaped));
        }
    }

    fn string(&mut self, raw: &[u8], _escaped: bool) {
        self.characters(raw);
    }

    fn colon(&mut self, at: usize) {
        let space = self.behind(at) == Some(b' ');
        self.seen.space_after_colon.count(space);
    }

    fn comma(&mut self, at: usize) {
        match self.behind(at) {
            Some(b'\n') => {}
            behind => self.seen.space_after_comma.count(behind == Some(b' ')),
        }
    }
}

/// A key's characters.
fn unescaped(raw: &[u8], escaped: bool) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while escaped && let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        bytes.extend_from_slice(&rest[..at]);
        let (character, taken) = super::canonical::unescape(&rest[at..]);
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + taken..];
    }
    bytes.extend_from_slice(rest);
    String::from_utf8_lossy(&bytes).into_owned()
}
