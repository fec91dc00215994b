//! How figures and names are spelled for people: `1,234`, `12.3 MB`, `3 min 12 s`, aligned columns.
//!
//! Owns spelling only; knows nothing of what the figures mean. Both the text report and the program's own output
//! use it, so that a figure looks the same wherever it is read.

use std::fmt::Write as _;

/// A whole number with commas between groups of three digits: `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and its noun, in singular for one: `1 row`, `1,234 rows`.
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(number), if number == 1 { singular } else { plural })
}

/// Bytes in decimal units with three significant digits: `999 B`, `12.3 kB`, `4.56 GB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if number < 1000 {
        return format!("{number} B");
    }
    let mut value = number as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be printed as 1000 with no decimals: move on to the next unit before that.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = match value {
        _ if value < 9.995 => 2,
        _ if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// A duration given in seconds: `0.04 s`, `12.3 s`, `3 min 12 s`, `2 h 05 min`.
pub fn seconds(seconds: f64) -> String {
    let seconds = if seconds.is_finite() && seconds > 0.0 { seconds } else { 0.0 };
    if seconds < 9.995 {
        return format!("{seconds:.2} s");
    }
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    if whole < 3600 {
        return format!("{} min {:02} s", whole / 60, whole % 60);
    }
    let minutes = (whole + 30) / 60;
    format!("{} h {:02} min", count(minutes / 60), minutes % 60)
}

/// A name or another single line as a terminal may safely show it: control characters, which could move the cursor or
/// break the line, are written `\u{…}`.
pub fn visible(text: &str) -> String {
    escape(text, |_| false)
}

/// Text of several lines as a terminal may safely show it: line breaks and tabs stay, other control characters are
/// written `\u{…}`.
pub fn visible_lines(text: &str) -> String {
    escape(text, |character| character == '\n' || character == '\t')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if (character.is_control() && !keep(character)) || redirects(character) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// Unicode's bidirectional controls, which make text read as something else
/// (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>).
fn redirects(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// On which side a column of a [`Grid`] is flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of cells that are printed in aligned columns, two spaces between them, no space at the end of a line.
#[derive(Debug, Clone)]
pub struct Grid {
    flush: Vec<Flush>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid with these columns.
    pub fn new(flush: impl Into<Vec<Flush>>) -> Self {
        Grid { flush: flush.into(), rows: Vec::new() }
    }

    /// Adds a row; it may have fewer cells than there are columns, and a cell beyond them is flush left.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each behind `indent` and ended by a line break.
    pub fn render(&self, indent: &str) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| {
            self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = indent.to_owned();
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    line.push_str("  ");
                }
                let padding = " ".repeat(widths[at] - cell.chars().count());
                match self.flush.get(at).copied().unwrap_or(Flush::Left) {
                    Flush::Left => {
                        line.push_str(cell);
                        line.push_str(&padding);
                    }
                    Flush::Right => {
                        line.push_str(&padding);
                        line.push_str(cell);
                    }
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_commas_between_groups_of_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), text);
        }
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }

    #[test]
    fn bytes_have_three_significant_digits_and_never_a_thousand_of_a_unit() {
        for (number, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (12_345, "12.3 kB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"),
            (4_560_000_000, "4.56 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(bytes(number), text);
        }
    }

    #[test]
    fn seconds_grow_into_minutes_and_hours() {
        for (number, text) in [
            (0.0, "0.00 s"),
            (f64::NAN, "0.00 s"),
            (0.042, "0.04 s"),
            (12.34, "12.3 s"),
            (59.96, "1 min 00 s"),
            (192.0, "3 min 12 s"),
            (7_500.0, "2 h 05 min"),
        ] {
            assert_eq!(seconds(number), text);
        }
    }

    #[test]
    fn names_cannot_move_the_cursor_or_turn_the_line_around() {
        assert_eq!(visible("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\u{a}c");
        assert_eq!(visible("über 🐘"), "über 🐘");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible_lines("a\n\tb\r"), "a\n\tb\\u{d}");
    }

    #[test]
    fn a_grid_aligns_words_left_and_numbers_right_without_trailing_spaces() {
        let mut grid = Grid::new([Flush::Left, Flush::Right, Flush::Left]);
        grid.row(["orders", "1,234", "equal"]);
        grid.row(["über", "7"]);
        assert_eq!(grid.render("  "), "  orders  1,234  equal\n  über        7\n");
    }
}
