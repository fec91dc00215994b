//! Vectors from the words of an index, and shadow tables as they are: for searches whose text is stored nowhere.

use super::super::emit::{qualified, quote_ident};
use super::super::state::State;
use crate::catalog::search::SearchMap;
use crate::error::{Error, Result};
use postgres::Transaction;

/// Words in a statement: enough that the round trips vanish.
const WORDS: usize = 10_000;

/// The longest lexeme that a tsvector takes has 2,046 bytes; tokens are cut at as many characters as `fts_tokens` cuts.
const WORD_CHARS_MAX: usize = 500;

/// Words on their way into vectors. They are gathered and put in order by the server, so that no memory here depends
/// on the size of the index.
pub struct Words<'t, 'c> {
    tx: &'t mut Transaction<'c>,
    rows: Vec<i64>,
    columns: Vec<i32>,
    offsets: Vec<i64>,
    terms: Vec<String>,
}

impl<'t, 'c> Words<'t, 'c> {
    /// Begins within a transaction.
    pub fn begin(tx: &'t mut Transaction<'c>) -> Result<Words<'t, 'c>> {
        tx.batch_execute(
            "CREATE TEMPORARY TABLE howdah_words (doc bigint NOT NULL, col integer NOT NULL, place bigint NOT NULL, \
             term text COLLATE \"C\" NOT NULL) ON COMMIT DROP",
        )?;
        Ok(Words { tx, rows: Vec::new(), columns: Vec::new(), offsets: Vec::new(), terms: Vec::new() })
    }

    /// Takes a word: its row, the number of its column among those searched (from 0), and its position from 0.
    pub fn add(&mut self, row: i64, column: i32, offset: i64, term: &str) -> Result<()> {
        self.rows.push(row);
        self.columns.push(column);
        self.offsets.push(offset);
        self.terms.push(term.chars().take(WORD_CHARS_MAX).collect());
        if self.rows.len() >= WORDS { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<()> {
        self.tx.execute(
            "INSERT INTO howdah_words SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[])",
            &[&self.rows, &self.columns, &self.offsets, &self.terms],
        )?;
        self.rows.clear();
        self.columns.clear();
        self.offsets.clear();
        self.terms.clear();
        Ok(())
    }

    /// Writes the vectors, in the layout of `fts_vector`.
    pub fn finish(mut self, state: &State, map: &SearchMap) -> Result<()> {
        self.send()?;
        let key = map.key.as_deref().ok_or_else(|| Error::bug("a search without a key has no text"))?;
        let (table, vector, key) =
            (qualified(&map.schema, &map.table), quote_ident(&map.vector), quote_ident(key));
        let (quoted, fitting) = (state.table("fts_quoted"), state.table("fts_fitting"));
        self.tx.batch_execute(&format!(
            "ANALYZE howdah_words;
             WITH columns AS (
                 SELECT doc, col, substr('ABCD', least(col, 3) + 1, 1) AS weight,
                     1 + coalesce(sum(max(place) + 66) OVER (PARTITION BY doc ORDER BY col
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS start
                 FROM howdah_words GROUP BY doc, col),
             lexemes AS (
                 SELECT doc, start AS at, '''^'':' || start || weight AS lexeme FROM columns
                 UNION ALL SELECT doc, start + place + 1, {quoted}(term) || ':' || start + place + 1 || weight
                     FROM howdah_words JOIN columns USING (doc, col)),
             vectors AS (SELECT doc, {fitting}(array_agg(lexeme ORDER BY at)) AS vector FROM lexemes GROUP BY doc)
             UPDATE {table} t SET {vector} = vectors.vector FROM vectors WHERE t.{key} = vectors.doc;
             UPDATE {table} SET {vector} = '' WHERE {vector} IS NULL;
             DROP TABLE howdah_words"
        ))?;
        Ok(())
    }
}

/// Keeps a row of a shadow table: the storage class (as in `howdah.original`, 5 for NULL) and the bytes of every cell.
pub fn keep_row(
    tx: &mut Transaction<'_>,
    state: &State,
    table: &str,
    number: i64,
    cells: &[(i16, Option<Vec<u8>>)],
) -> Result<()> {
    let classes: Vec<i16> = cells.iter().map(|(class, _)| *class).collect();
    let bytes: Vec<Option<&[u8]>> = cells.iter().map(|(_, bytes)| bytes.as_deref()).collect();
    let sql = format!(
        "INSERT INTO {} (table_name, row_no, classes, cells) VALUES ($1, $2, $3, $4)",
        state.table("shadow")
    );
    let statement = tx.prepare(&sql)?;
    tx.execute(&statement, &[&table, &number, &classes, &bytes])?;
    Ok(())
}
