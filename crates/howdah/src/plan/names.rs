//! Names: folded as the user asks, cut to what PostgreSQL keeps, and distinct within their space.
//!
//! Tables, indexes and the indexes behind keys share one space in a schema; columns have one a table; constraints have
//! one a table besides. Every name is settled here, before any SQL is written; what comes out differently from what
//! went in is a finding with the proposed name. Names that howdah makes itself ("…_pkey") step aside silently.

use super::options::Names;
use super::rules::{name_collision, name_not_allowed, name_truncated};
use crate::report::finding::Finding;
use std::collections::{HashMap, HashSet};

/// Columns that every PostgreSQL table has (<https://www.postgresql.org/docs/current/ddl-system-columns.html>).
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// A name that wants a place in a space.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// What is named, for the finding: "table", "column", "index", "constraint".
    pub what: &'static str,
    /// Object that the finding is about.
    pub object: String,
    /// The name in the source, or the name that howdah proposes.
    pub name: String,
    /// Name when the source's is empty.
    pub when_empty: String,
    /// Howdah made the name itself, so no change of it is a finding.
    pub own: bool,
}

/// A space in which names are distinct.
#[derive(Debug)]
pub(super) struct Space {
    taken: HashSet<String>,
    bytes_max: usize,
    fold: Names,
    columns: bool,
}

impl Space {
    /// An empty space for names of up to `bytes_max` bytes.
    pub fn new(bytes_max: usize, fold: Names) -> Self {
        Space { taken: HashSet::new(), bytes_max, fold, columns: false }
    }

    /// A space for the columns of a table.
    pub fn for_columns(bytes_max: usize, fold: Names) -> Self {
        Space { columns: true, ..Space::new(bytes_max, fold) }
    }

    /// Takes names that are there already.
    pub fn occupy<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        self.taken.extend(names.into_iter().map(str::to_owned));
    }

    /// Settles all requests at once. Names that need no change come first, so that only a changed name steps aside.
    pub fn claim_all(&mut self, requests: &[Request], findings: &mut Vec<Finding>) -> Vec<String> {
        let wanted: Vec<Wanted> = requests.iter().map(|request| self.wanted(request)).collect();
        let mut cuts: HashMap<&str, usize> = HashMap::new();
        for wanted in &wanted {
            *cuts.entry(&wanted.cut).or_default() += 1;
        }
        let mut settled: Vec<Option<String>> = requests
            .iter()
            .zip(&wanted)
            .map(|(request, wanted)| {
                (wanted.cut == request.name && self.taken.insert(wanted.cut.clone()))
                    .then(|| wanted.cut.clone())
            })
            .collect();
        for (at, (request, wanted)) in requests.iter().zip(&wanted).enumerate() {
            if settled[at].is_some() {
                continue;
            }
            let twin = wanted.was_cut && cuts[wanted.cut.as_str()] > 1;
            let free = !twin && !self.taken.contains(&wanted.cut);
            let name = if free { wanted.cut.clone() } else { self.beside(wanted) };
            self.taken.insert(name.clone());
            if !request.own {
                findings.extend(remark(request, wanted, &name, free));
            }
            settled[at] = Some(name);
        }
        settled.into_iter().flatten().collect()
    }

    /// Settles one request.
    pub fn claim(&mut self, request: Request, findings: &mut Vec<Finding>) -> String {
        self.claim_all(&[request], findings).swap_remove(0)
    }

    fn wanted(&self, request: &Request) -> Wanted {
        let mut name = if request.own { request.name.clone() } else { fold(&request.name, self.fold) };
        let mut replaced = false;
        if name.contains('\0') {
            name = name.replace('\0', "_");
            replaced = true;
        }
        if name.is_empty() {
            name.clone_from(&request.when_empty);
            replaced = true;
        }
        if self.columns && SYSTEM_COLUMNS.contains(&name.as_str()) {
            name.push('_');
            replaced = true;
        }
        let cut = cut(&name, self.bytes_max).to_owned();
        Wanted { was_cut: cut.len() < name.len(), cut, whole: name, replaced }
    }

    /// A free name near the wanted one: a number behind it, or for a cut name a hash of the whole.
    fn beside(&self, wanted: &Wanted) -> String {
        let hash = blake3::hash(wanted.whole.as_bytes()).to_hex();
        let hashed =
            wanted.was_cut.then(|| with_suffix(&wanted.whole, &format!("_{}", &hash[..8]), self.bytes_max));
        let numbered =
            (2u64..).map(|number| with_suffix(&wanted.whole, &format!("_{number}"), self.bytes_max));
        // The numbers never end, so that a free one is found.
        hashed.into_iter().chain(numbered).find(|name| !self.taken.contains(name)).unwrap_or_default()
    }
}

/// A name as it would be if nobody else wanted it.
struct Wanted {
    /// Folded and allowed, of any length.
    whole: String,
    /// … and cut.
    cut: String,
    was_cut: bool,
    /// The source's name is not allowed.
    replaced: bool,
}

fn remark(request: &Request, wanted: &Wanted, name: &str, free: bool) -> Option<Finding> {
    let Request { what, object, name: original, .. } = request;
    if !free {
        return Some(name_collision::finding(what, object, original, name));
    }
    if wanted.replaced {
        return Some(name_not_allowed::finding(what, object, original, name));
    }
    wanted.was_cut.then(|| name_truncated::finding(what, object, original, name))
}

/// The longest beginning of `name` that fits, in whole characters, as PostgreSQL cuts.
fn cut(name: &str, bytes_max: usize) -> &str {
    if name.len() <= bytes_max {
        return name;
    }
    let mut end = bytes_max;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// `base` and `suffix`, the base cut so that both fit.
pub(super) fn with_suffix(base: &str, suffix: &str, bytes_max: usize) -> String {
    format!("{}{suffix}", cut(base, bytes_max.saturating_sub(suffix.len())))
}

/// A name as the user asks for it.
pub(super) fn fold(name: &str, names: Names) -> String {
    match names {
        Names::Keep => name.to_owned(),
        Names::Lower => name.to_lowercase(),
        Names::Snake => snake(name),
    }
}

/// `snake_case`: words end where the case rises ("customerId", "HTTPServer") and at spaces and ASCII punctuation.
fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, &char) in chars.iter().enumerate() {
        if char.is_whitespace() || (char.is_ascii_punctuation() && char != '_') {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).map(|before| chars[before]);
        let rises = char.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || (before.is_uppercase() && chars.get(at + 1).is_some_and(|next| next.is_lowercase()))
            });
        if rises {
            out.push('_');
        }
        out.extend(char.to_lowercase());
    }
    if out.len() > 1 && out.ends_with('_') && !name.ends_with('_') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: &str) -> Request {
        Request { what: "table", object: name.into(), name: name.into(), when_empty: "_".into(), own: false }
    }

    fn settle(space: &mut Space, names: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut findings = Vec::new();
        let requests: Vec<Request> = names.iter().map(|name| request(name)).collect();
        let settled = space.claim_all(&requests, &mut findings);
        (settled, findings.into_iter().map(|finding| finding.id).collect())
    }

    #[test]
    fn names_that_fit_are_kept_without_a_word() {
        let mut space = Space::new(63, Names::Keep);
        let (names, findings) = settle(&mut space, &["Order", "order", "a\"b", "😀", "select"]);
        assert_eq!(names, ["Order", "order", "a\"b", "😀", "select"]);
        assert!(findings.is_empty());
    }

    #[test]
    fn after_folding_only_the_changed_name_steps_aside() {
        let mut space = Space::new(63, Names::Lower);
        let (names, findings) = settle(&mut space, &["Order", "order", "ORDER", "ÄRA"]);
        assert_eq!(names, ["order_2", "order", "order_3", "ära"]);
        assert_eq!(findings, ["name-collision", "name-collision"]);
    }

    #[test]
    fn a_long_name_is_cut_at_a_character_and_twins_get_a_hash() {
        let mut space = Space::new(63, Names::Keep);
        let long = "ä".repeat(40);
        let (names, findings) = settle(&mut space, &[&long]);
        assert_eq!(names, ["ä".repeat(31)]);
        assert_eq!(findings, ["name-truncated"]);

        let mut space = Space::new(63, Names::Keep);
        let twins = ["x".repeat(63) + "a", "x".repeat(63) + "b"];
        let (names, findings) = settle(&mut space, &[&twins[0], &twins[1]]);
        assert!(names.iter().all(|name| name.len() == 63 && name.starts_with(&"x".repeat(54))));
        assert_ne!(names[0], names[1]);
        assert_eq!(findings, ["name-collision", "name-collision"]);
    }

    #[test]
    fn empty_names_and_system_columns_are_replaced() {
        let mut space = Space::for_columns(63, Names::Keep);
        let (names, findings) = settle(&mut space, &["", "xmin", "oid", "XMIN", "a\0b"]);
        assert_eq!(names, ["_", "xmin_", "oid", "XMIN", "a_b"]);
        assert_eq!(findings, ["name-not-allowed"; 3]);
    }

    #[test]
    fn snake_case_finds_the_words() {
        for (name, folded) in [
            ("customerId", "customer_id"),
            ("HTTPServer", "http_server"),
            ("Order Details", "order_details"),
            ("_private", "_private"),
            ("a--b", "a_b"),
            ("item2Name", "item2_name"),
            ("Über-Straße", "über_straße"),
            ("done?", "done"),
            ("", ""),
        ] {
            assert_eq!(fold(name, Names::Snake), folded);
        }
    }
}
