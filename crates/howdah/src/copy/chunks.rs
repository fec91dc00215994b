//! Chunks: a table cut at the boundaries that the profile found, so that several workers share one table and a crash
//! costs one chunk.

use crate::catalog::map::TableMap;
use crate::catalog::transfer::{Chunk, Range};

/// The chunks of a table in order. They cover every rowid: the first is open below, the last above, and a row that
/// the profile did not see would still travel.
pub fn of(table: &TableMap) -> Vec<Chunk> {
    let starts = &table.chunk_starts;
    if table.without_rowid || starts.len() < 2 {
        return vec![Chunk { number: 0, range: Range::All }];
    }
    let last = starts.len() - 1;
    starts
        .iter()
        .enumerate()
        .map(|(at, &start)| Chunk {
            number: at as i32,
            range: Range::Rowids {
                start: if at == 0 { i64::MIN } else { start },
                end: if at == last { i64::MAX } else { starts[at + 1] - 1 },
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::map::{FlawPolicy, RowKey, RowidMap};
    use crate::row::format::ZonePolicy;

    fn table(chunk_starts: Vec<i64>) -> TableMap {
        TableMap {
            number: 1,
            lite: "t".into(),
            schema: "public".into(),
            target: "t".into(),
            without_rowid: false,
            strict: false,
            columns: Vec::new(),
            generated: Vec::new(),
            key: RowKey::Row,
            rowid: RowidMap::None,
            zone: ZonePolicy::default(),
            originals: true,
            on_nul: FlawPolicy::default(),
            on_bad_utf8: FlawPolicy::default(),
            edits: Vec::new(),
            chunk_starts,
            rows: 0,
            bytes: 0,
        }
    }

    #[test]
    fn chunks_cover_every_rowid_once() {
        let chunks = of(&table(vec![-5, 10, 400]));
        let ranges: Vec<Range> = chunks.iter().map(|chunk| chunk.range).collect();
        assert_eq!(
            ranges,
            [
                Range::Rowids { start: i64::MIN, end: 9 },
                Range::Rowids { start: 10, end: 399 },
                Range::Rowids { start: 400, end: i64::MAX },
            ]
        );
    }

    #[test]
    fn a_small_table_is_one_chunk() {
        assert_eq!(of(&table(vec![1])), [Chunk { number: 0, range: Range::All }]);
    }
}
